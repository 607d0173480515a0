package batch

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
)

// before is what a record was before a batch changed it.
type before struct {
	State  string            `json:"state"`
	Texts  map[string]string `json:"texts"`  // of the built-in fields, as a form shows them
	Custom map[string]any    `json:"custom"` // of the custom ones
}

// remember writes down what a record is.
func remember(v desk.View) (string, error) {
	out, err := json.Marshal(seen(v))
	return string(out), err
}

func seen(v desk.View) before {
	b := before{State: v.State, Texts: map[string]string{}, Custom: map[string]any{}}
	for _, x := range v.Values {
		if x.Def.Custom {
			b.Custom[x.Def.Key] = x.JSON
		} else {
			b.Texts[x.Def.Key] = x.Text
		}
	}
	return b
}

// back takes one record back: to its state by moves that need nothing, then its fields by the verbs that change them.
func (s *Service) back(ctx context.Context, p desk.Practice, r *row) {
	if r.outcome != doing {
		return
	}
	var was before
	err := json.Unmarshal([]byte(r.was), &was)
	if err == nil {
		err = s.restore(ctx, p, r.number, was)
	}
	if err != nil {
		r.fail(changed, why(err))
		return
	}
	r.end(ctx, s, p, undone)
}

func (s *Service) restore(ctx context.Context, p desk.Practice, number string, was before) error {
	a, err := actor.From(ctx)
	if err != nil {
		return err
	}
	v, err := s.room.Get(ctx, p, number)
	if err != nil {
		return err
	}
	way, ok := path(p.Kind.Flow, v.State, was.State)
	if !ok {
		return errs.New(errs.Conflict, "Nothing leads back from “%s” to “%s”.", p.Kind.Flow.State(v.State).Label, p.Kind.Flow.State(was.State).Label)
	}
	for _, verb := range way {
		if err := s.do(ctx, v, verb, action.JSON(nil)); err != nil {
			return err
		}
		if v, err = s.room.Get(ctx, p, number); err != nil {
			return err
		}
	}
	for _, verb := range []string{"edit", "assign"} {
		_, spec, err := s.spec(p.Kind.Key, verb)
		if errs.Is(err, errs.NotFound) {
			continue
		}
		form, custom := differing(spec, seen(v), was)
		if len(form) == 0 && len(custom) == 0 {
			continue
		}
		extra, err := json.Marshal(map[string]any{"custom": custom})
		if err != nil {
			return err
		}
		err = s.do(ctx, v, verb, func(into any) error {
			if err := action.Form(form, desk.Zone(a))(into); err != nil || len(custom) == 0 {
				return err
			}
			return json.Unmarshal(extra, into)
		})
		if err != nil {
			return err
		}
		if v, err = s.room.Get(ctx, p, number); err != nil {
			return err
		}
	}
	return nil
}

// do uses a verb on the version of a record that was read.
func (s *Service) do(ctx context.Context, v desk.View, verb string, decode func(any) error) error {
	_, spec, err := s.spec(v.Practice.Kind.Key, verb)
	if err != nil {
		return err
	}
	_, err = spec.Do(ctx, decode, v.Number, v.Version)
	return err
}

// differing returns what a verb must be given so that a record is as it was: of an edit what differs, of an assignment all of it, because a
// team alone would choose somebody.
func differing(spec action.Spec, now, was before) (url.Values, map[string]any) {
	form, custom := url.Values{}, map[string]any{}
	keys := action.Keys(spec.Input)
	for key, text := range was.Texts {
		if slices.Contains(keys, key) && now.Texts[key] != text && key != "priority" && key != "priority_reason" {
			form.Set(key, text)
		}
	}
	if spec.Verb() == "assign" && len(form) > 0 {
		for _, key := range keys {
			if text, ok := was.Texts[key]; ok {
				form.Set(key, text)
			}
		}
	}
	if reason := was.Texts["priority_reason"]; slices.Contains(keys, "priority_reason") && reason != now.Texts["priority_reason"] {
		form.Set("priority", "0") // what follows from impact and urgency
		if reason != "" {
			form.Set("priority", was.Texts["priority"])
			form.Set("priority_reason", reason)
		}
	}
	if slices.Contains(keys, "custom") {
		for key, value := range was.Custom {
			if mustJSON(now.Custom[key]) != mustJSON(value) {
				custom[key] = value
			}
		}
	}
	return form, custom
}

// mustJSON writes a value that was read from JSON, so that two of them can be compared.
func mustJSON(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

// path returns the fewest moves that lead from one state to another and need nothing. Taking is none of them: it would make somebody the
// assignee.
func path(m flow.Machine, from, to string) (verbs []string, ok bool) {
	type step struct {
		at   string
		took []string
	}
	known := map[string]bool{from: true}
	for list := []step{{from, nil}}; len(list) > 0; list = list[1:] {
		if list[0].at == to {
			return list[0].took, true
		}
		for _, move := range m.Next(list[0].at) {
			if known[move.To] || len(move.Needs) > 0 || move.Verb == "take" || move.Verb == "merge" || m.State(move.To).Phase == flow.Closed {
				continue
			}
			known[move.To] = true
			list = append(list, step{move.To, append(slices.Clone(list[0].took), move.Verb)})
		}
	}
	return nil, false
}
