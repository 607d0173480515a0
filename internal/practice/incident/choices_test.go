package incident_test

import (
	"encoding/json"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

// Page, API and OpenAPI read the choices of the verbs, and the verbs refuse everything else by name.
func TestAWrongChoiceIsAnsweredWithTheLegalOnes(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		open := b.open(t, "Mail does not work")
		seen := map[string]int{}
		for _, spec := range b.Actions() {
			for _, key := range action.Keys(spec.Input) {
				legal := spec.Choices(key)
				if legal == nil {
					continue
				}
				seen[key]++
				wrong, asJSON := "99", "99"
				if _, err := json.Number(legal[0].Value).Int64(); err != nil {
					wrong, asJSON = "nonsense", `"nonsense"`
				}
				for name, decode := range map[string]func(any) error{
					"json": action.JSON([]byte(`{"` + key + `":` + asJSON + `}`)),
					"form": action.Form(url.Values{key: {wrong}}, time.UTC),
				} {
					_, err := spec.Do(b.as(t, b.agent), decode, open.Number, 0)
					fields := errs.Fields(err)
					if !errs.Is(err, errs.Invalid) || len(fields) != 1 || fields[0].Key != key {
						t.Errorf("%s with a wrong %s as %s: %v %v", spec.Name, key, name, err, fields)
						continue
					}
					for _, o := range legal {
						if !strings.Contains(fields[0].Text, o.Value) || o.Label == "" {
							t.Errorf("%s does not tell that %s may be %q: %s", spec.Name, key, o.Value, fields[0].Text)
						}
					}
				}
			}
		}
		for _, key := range []string{"reason", "hold_reason", "code", "cause_code", "then", "relation", "channel", "impact", "urgency", "priority", "state"} {
			if seen[key] == 0 {
				t.Errorf("%s has no choices", key)
			}
		}
		_, err := b.Resolve(b.as(t, b.agent), incident.Resolve{On: action.On{Number: open.Number}, Code: "fixed", Resolution: "Done.", ClosingCategory: id.ID(12345)})
		if f := errs.Fields(err); len(f) != 1 || f[0].Key != "closing_category" {
			t.Errorf("a closing category that is not there: %v", err)
		}
	})
}

// What a tag says of an input's values, for documents that read tags, must be what the verb takes.
func TestTagsAgreeWithTheChoices(t *testing.T) {
	for _, spec := range (&incident.Service{}).Actions() {
		for _, f := range reflect.VisibleFields(spec.Input) {
			key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			tag := f.Tag.Get("enum")
			var values []string
			for _, o := range spec.Choices(key) {
				values = append(values, o.Value)
			}
			if tag != "" && tag != strings.Join(values, ",") {
				t.Errorf("%s %s: the tag says %s, the verb takes %v", spec.Name, key, tag, values)
			}
		}
	}
}

func TestTheReasonOfAHoldHasItsWords(t *testing.T) {
	hold, ok := incident.Fields().Get("hold")
	if !ok || hold.Def.Option("awaiting_vendor") != "Waiting for a supplier" || !hold.Def.ReadOnly || hold.Def.Filter == "" {
		t.Errorf("%+v", hold.Def)
	}
}
