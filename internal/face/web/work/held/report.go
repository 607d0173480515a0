package held

import (
	"net/url"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work/ask"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Acts are one-tap ways to add what the requester of work holds and the work does not name yet. at is where its form of a link is sent to.
func Acts(v *kit.Visit, requester id.ID, at string, named []record.Linked) ([]ui.Button, error) {
	list, err := v.Held(requester)
	var out []ui.Button
	for _, h := range list {
		if slices.ContainsFunc(named, func(l record.Linked) bool { return l.Number == h.Number }) {
			continue
		}
		out = append(out, ui.Button{Label: h.Title + ", " + h.Number, Icon: "plus", Small: true, Action: at,
			Fields: []ui.Hidden{{Name: "to", Value: h.Number}, {Name: "relation", Value: string(record.AffectedBy)}}})
	}
	return out, err
}

// ReportHref is the form for new work about a thing that somebody may hold, "" where the visitor cannot open any.
func ReportHref(v *kit.Visit, w desk.View) string {
	for _, p := range v.Room.Work() {
		spec, ok := kit.Creating(p)
		if !ok || !v.Actor.Can(spec.Permission) || !slices.ContainsFunc(ask.Inputs(spec), func(in ask.Input) bool { return in.Key == Key }) {
			continue
		}
		q := url.Values{Key: {w.Number}}
		i, err := id.Parse(kit.Value(w.Values, "holder"))
		if err == nil && i != 0 && kit.Def(w.Practice.Fields, "holder").Type == field.TypePerson {
			if holder, err := people.PersonByID(v.Ctx(), v.Room.DB, i); err == nil {
				q.Set("requester", kit.PersonLabel(holder))
			}
		}
		return "/" + p.Kind.Slug() + "/new?" + q.Encode()
	}
	return ""
}
