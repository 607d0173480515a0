package portal

import (
	"net/url"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// returns reports whether a request is over for good, so that what comes back needs a new report.
func returns(w desk.View) bool {
	return w.Phase == flow.Closed && w.State != "cancelled" && w.MergedInto == 0
}

// again is the button that opens the form for a new report which is linked to this one.
func again(r request) ui.Button {
	name := r.w.Number
	if r.linked {
		name = r.token
	}
	return ui.Button{Label: "Report it again", Icon: "plus", Look: ui.Primary, Href: "/portal/report?" + url.Values{"again": {name}}.Encode()}
}

// earlier is the closed request that is reported again.
type earlier struct {
	w     desk.View
	name  string // its number, or the secret of the link that leads to it
	guest bool   // it is reached through the link only
	actor actor.Actor
}

// before finds the closed request that the form names: one of the visitor's own by its number, or the one behind a link. It is nil when
// there is none that the visitor may see; then it is a report like any other.
func before(v *kit.Visit, name string) (*earlier, error) {
	if name == "" {
		return nil, nil
	}
	e := earlier{name: name, actor: v.Actor}
	ctx := v.Ctx()
	if v.Signed() {
		w, err := v.Room.Find(ctx, name)
		if err == nil {
			e.w = w
			return e.closed(), nil
		}
		if !errs.Is(err, errs.NotFound) && !errs.Is(err, errs.Forbidden) {
			return nil, err
		}
	}
	if v.Guests == nil {
		return nil, nil
	}
	a, number, err := v.Guests.Follower(ctx, name)
	if errs.Is(err, errs.NotFound) || errs.Is(err, errs.Unauthenticated) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	e.actor, e.guest = a, true
	e.w, err = v.Room.Find(actor.With(ctx, a), number)
	if err != nil {
		return nil, err
	}
	return e.closed(), nil
}

func (e *earlier) closed() *earlier {
	if !returns(e.w) || e.w.Requester != e.actor.ID {
		return nil
	}
	return e
}
