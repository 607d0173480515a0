package compose

import (
	"encoding/json"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
)

// Follow does what the macro whose text was sent does besides: the work is taken, or handed to a team. It returns what could not be done in
// words; the text was sent all the same.
func Follow(v *kit.Visit, w desk.View, used string) string {
	which, err := id.Parse(used)
	if err != nil || which == 0 || v.Macros == nil {
		return ""
	}
	m, err := v.Macros.Get(v.Ctx(), which)
	if err == nil && m.Take {
		err = use(v, w, "assign", map[string]string{"assignee": v.Actor.ID.String()})
	}
	if err == nil && m.ToTeam != 0 {
		err = use(v, w, "assign", map[string]string{"team": m.ToTeam.String()})
	}
	switch errs.KindOf(err) {
	case errs.None:
		return ""
	case errs.Internal:
		v.Log.ErrorContext(v.Ctx(), "a macro could not be followed", "record", w.Number, "error", err)
	}
	return "The text was sent, but the rest of the macro was not done: " + errs.Safe(err)
}

// use uses a verb on the record as it is now.
func use(v *kit.Visit, w desk.View, verb string, input map[string]string) error {
	i := slices.IndexFunc(w.Practice.Actions, func(s action.Spec) bool { return s.Verb() == verb })
	if i < 0 {
		return errs.Absent("act")
	}
	body, err := json.Marshal(input)
	if err != nil {
		return err
	}
	_, err = w.Practice.Actions[i].Do(v.Ctx(), action.JSON(body), w.Number, 0)
	return err
}
