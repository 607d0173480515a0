package work

import (
	"net/url"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work/mention"
)

// mentioned resolves the mentions in the text of a message before it is sent: their people go into values, and the text names them in
// full. It does nothing for verbs without mentions, and for those who may not look people up. Kinds: Invalid for an unclear name.
func mentioned(v *kit.Visit, spec action.Spec, values url.Values) (mention.Found, error) {
	body := values.Get("body")
	values.Del("mentions") // they come from the text alone
	if !slices.Contains(action.Keys(spec.Input), "mentions") || !v.Actor.Can(people.PermPeopleView) {
		return mention.Found{}, nil
	}
	t, err := mention.Find(body, func(text string) ([]people.Person, error) { return v.FindPeople(text, mention.MaxFound) })
	if err != nil || len(t.People) == 0 {
		return t, err
	}
	values.Set("body", t.Body)
	for _, p := range t.People {
		values.Add("mentions", p.ID.String())
	}
	return t, nil
}

// outcome says after sending who was told, who was not and why.
func outcome(v *kit.Visit, w desk.View, t mention.Found, internal bool) (tone, text string, err error) {
	var names, shut []string
	for _, p := range t.People {
		if p.ID == v.Actor.ID {
			continue
		}
		reads, err := reaches(v, w, p.ID, internal)
		if err != nil {
			return "", "", err
		}
		if reads {
			names = append(names, p.Name)
		} else {
			shut = append(shut, p.Name)
		}
	}
	var parts []string
	tone = "ok"
	add := func(list []string, one, many string) {
		switch len(list) {
		case 0:
			return
		case 1:
			parts = append(parts, and(list)+" "+one)
		default:
			parts = append(parts, and(list)+" "+many)
		}
	}
	add(names, "is told.", "are told.")
	if len(shut)+len(t.Unknown) > 0 || t.More {
		tone = "warn"
	}
	what := w.Number
	if internal {
		what = "internal notes of " + w.Number
	}
	add(shut, "may not read "+what+" and is not told.", "may not read "+what+" and are not told.")
	add(t.Unknown, "fits nobody here, so nobody was told of that.", "fit nobody here, so nobody was told of those.")
	if t.More {
		parts = append(parts, "Only the first names behind an @ were looked at.")
	}
	return tone, strings.Join(parts, " "), nil
}

// reaches reports whether a notice of a message on w can reach a person. It decides nothing: whoever delivers the notice asks again.
func reaches(v *kit.Visit, w desk.View, person id.ID, internal bool) (bool, error) {
	a, err := v.People.Actor(v.Ctx(), v.Room.DB, person, "web")
	if errs.Is(err, errs.Unauthenticated) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	held, err := desk.Held(v.Ctx(), v.Room.DB, a, w.ID, []actor.Permission{w.Practice.View, w.Practice.Note})
	return held[w.Practice.View] && (!internal || held[w.Practice.Note]), err
}
