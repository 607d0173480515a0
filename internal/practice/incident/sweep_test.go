package incident_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

// named are inputs that name a record by its number, which are ids to whoever fills them in.
func named() []string { return []string{"into", "to", "parent"} }

// valid returns a body with which a verb goes through, key left as it is given.
func (b *bundle) valid(t *testing.T, verb string, other incident.Result, entry, task id.ID) map[string]any {
	t.Helper()
	all := map[string]map[string]any{
		"open": {"title": "Another"}, "edit": {}, "assign": {}, "hold": {"reason": "awaiting_vendor"}, "resolve": {"code": "fixed", "resolution": "Done."},
		"cancel": {"reason": "Not needed."}, "reply": {"body": "Hello"}, "note": {"body": "Hello"}, "log_time": {"minutes": 5}, "merge": {"into": other.Number},
		"split": {"entry": entry, "title": "The second"}, "link": {"to": other.Number, "relation": "relates_to"}, "unlink": {"to": other.Number, "relation": "relates_to"},
		"add_task": {"title": "A task"}, "edit_task": {"task": task},
	}
	body := map[string]any{}
	for k, v := range all[verb] {
		body[k] = v
	}
	return body
}

// target opens work in the state from which a verb may start.
func (b *bundle) target(t *testing.T, verb string) (r incident.Result, entry, task id.ID) {
	t.Helper()
	ctx := b.as(t, b.agent)
	r = b.open(t, "Printer on fire")
	must[incident.Result](t)(b.AddTask(ctx, incident.AddTask{On: on(r), Title: "Fetch water"}))
	task = must[[]id.ID](t)(b.tasks(t, r.ID))[0]
	if err := b.db.QueryRow(t.Context(), `SELECT min(id) FROM entry WHERE record_id = $1`, r.ID).Scan(&entry); err != nil {
		t.Fatal(err)
	}
	switch verb {
	case "release":
		must[incident.Result](t)(b.Take(ctx, incident.Take{On: on(r)}))
	case "reopen", "close":
		must[incident.Result](t)(b.Resolve(ctx, incident.Resolve{On: on(r), Code: "fixed", Resolution: "Out."}))
	case "resume":
		must[incident.Result](t)(b.Hold(ctx, incident.Hold{On: on(r), Reason: "awaiting_vendor"}))
	}
	return r, entry, task
}

// Every verb, every input that is an id, an id of nothing: refused under its own name, and nothing is changed.
func TestAnIdOfNothingIsRefusedUnderItsNameInEveryVerb(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		other, swept := b.open(t, "Another printer"), 0
		for _, spec := range b.Actions() {
			for _, key := range action.Keys(spec.Input) {
				f := inputField(spec.Input, key)
				isID := f == reflect.TypeFor[id.ID]() || f == reflect.TypeFor[*id.ID]() || f == reflect.TypeFor[[]id.ID]()
				text := strings.Contains(strings.Join(named(), " ")+" ", key+" ") && f.Kind() != reflect.Struct
				if !isID && !text {
					continue
				}
				r, entry, task := b.target(t, spec.Verb())
				before := b.get(t, r.Number).Version
				body := b.valid(t, spec.Verb(), other, entry, task)
				body[key] = id.ID(1<<61 + 7)
				if f.Kind() == reflect.Slice {
					body[key] = []id.ID{1<<61 + 7}
				}
				if text {
					body[key] = "INC-424242"
				}
				_, err := b.send(t, spec, body, r.Number)
				if fields := errs.Fields(err); !errs.Is(err, errs.Invalid) || len(fields) != 1 || fields[0].Key != key {
					t.Errorf("%s with a %s of nothing: %v %v", spec.Name, key, err, fields)
				}
				if now := b.get(t, r.Number).Version; now != before {
					t.Errorf("%s with a %s of nothing has changed the incident", spec.Name, key)
				}
				swept++
			}
		}
		if swept < 20 {
			t.Errorf("only %d inputs were swept", swept)
		}
	})
}

// Every verb, every input that is text: control characters never reach the database, and what is too long is refused under its name.
func TestEveryTextIsCleanedAndHasALimit(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		other, swept := b.open(t, "Another printer"), 0
		for _, spec := range b.Actions() {
			for _, key := range action.Keys(spec.Input) {
				f := inputField(spec.Input, key)
				if f.Kind() == reflect.Pointer {
					f = f.Elem()
				}
				if f.Kind() != reflect.String || spec.Choices(key) != nil {
					continue
				}
				for name, value := range map[string]string{"control characters": "a\x00b\x07c\x1b[31m", "a length of 300 kB": strings.Repeat("ä", 150_000)} {
					r, entry, task := b.target(t, spec.Verb())
					body := b.valid(t, spec.Verb(), other, entry, task)
					body[key] = value
					switch key {
					case "requester_name":
						body["requester_email"] = "new" + r.Number + "@calder.example"
					case "priority_reason":
						body["priority"] = 1
					case "resolution":
						if spec.Verb() == "reply" {
							body["then"], body["code"] = "resolve", "fixed"
						}
					}
					_, err := b.send(t, spec, body, r.Number)
					if err != nil && (!errs.Is(err, errs.Invalid) || len(errs.Fields(err)) != 1 || errs.Fields(err)[0].Key != key) {
						t.Errorf("%s with %s in %s: %v %v", spec.Name, name, key, err, errs.Fields(err))
					}
					if err == nil && name != "control characters" {
						t.Errorf("%s takes %s in %s", spec.Name, name, key)
					}
					swept++
				}
			}
		}
		b.clean(t)
		if swept < 40 {
			t.Errorf("only %d inputs were swept", swept)
		}
	})
}

// clean looks for control characters in what was kept.
func (b *bundle) clean(t *testing.T) {
	t.Helper()
	for table, column := range map[string]string{"record": "title", "entry": "body", "task": "title", "spent_time": "note", "person": "name", "incident": "resolution || cancel_reason || priority_reason"} {
		var kept string
		rows, err := b.db.Query(t.Context(), `SELECT `+column+` FROM `+table)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			if err := rows.Scan(&kept); err != nil {
				t.Error(err)
			}
			if strings.ContainsAny(kept, "\x00\x07\x1b") {
				t.Errorf("%s.%s keeps %q", table, column, kept)
			}
		}
		_ = rows.Close()
	}
}

func (b *bundle) send(t *testing.T, spec action.Spec, body map[string]any, number string) (any, error) {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return spec.Do(b.as(t, b.agent), action.JSON(raw), number, 0)
}

func inputField(in reflect.Type, key string) reflect.Type {
	for _, f := range reflect.VisibleFields(in) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name == key {
			return f.Type
		}
	}
	return reflect.TypeFor[clock.Time]()
}
