package action_test

import (
	"context"
	"encoding/json"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
)

type paint struct {
	action.On
	Colour string                     `json:"colour"`
	Coats  int                        `json:"coats"`
	By     id.ID                      `json:"by"`
	Until  clock.Time                 `json:"until"`
	Wet    *bool                      `json:"wet"`
	Tags   []string                   `json:"tags"`
	Custom map[string]json.RawMessage `json:"custom"`
}

func spec() action.Spec {
	return action.Of("wall.paint", "Paint", "wall.paint", func(_ context.Context, in paint) (paint, error) { return in, nil })
}

// painter returns a context of somebody who may paint.
func painter(t *testing.T) context.Context {
	t.Helper()
	return actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: 1, Grants: actor.Grants{"wall.paint": actor.Own}})
}

func TestAValueThatIsNoChoiceIsRefusedWithTheChoices(t *testing.T) {
	s := spec().With("colour", field.Option{Value: "red", Label: "Red"}, field.Option{Value: "dark_green", Label: "Dark green"}, field.Option{Value: "grey", Label: "Grey"}).
		With("coats", field.Option{Value: "1"}, field.Option{Value: "2"}).With("wet", field.Option{Value: "false"}).With("tags", field.Option{Value: "a"}, field.Option{Value: "b"})
	tests := []struct {
		name, body string
		wrong      map[string]string
	}{
		{"one of the choices", `{"colour":"dark_green","coats":2,"wet":false,"tags":["a","b"]}`, nil},
		{"nothing", `{}`, nil},
		{"what is empty", `{"colour":"","coats":0,"wet":null,"tags":[]}`, nil},
		{"a label", `{"colour":"Dark green"}`, map[string]string{"colour": `"Dark green" is not one of the choices. Use red, dark_green or grey.`}},
		{"another number", `{"coats":3}`, map[string]string{"coats": `"3" is not one of the choices. Use 1 or 2.`}},
		{"behind a pointer", `{"wet":true}`, map[string]string{"wet": `"true" is not one of the choices. Use false.`}},
		{"one of several", `{"tags":["a","c"]}`, map[string]string{"tags": `"c" is not one of the choices. Use a or b.`}},
		{"two at once", `{"colour":"blue","coats":9}`, map[string]string{"colour": `"blue" is not one of the choices. Use red, dark_green or grey.`, "coats": `"9" is not one of the choices. Use 1 or 2.`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := s.Do(painter(t), action.JSON([]byte(tt.body)), "WALL-1", 0)
			var got map[string]string
			for _, f := range errs.Fields(err) {
				if got == nil {
					got = map[string]string{}
				}
				got[f.Key] = f.Text
			}
			if diff := cmp.Diff(tt.wrong, got); diff != "" || errs.Is(err, errs.Invalid) != (tt.wrong != nil) {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
	if len(s.Choices("colour")) != 3 || s.Choices("by") != nil || spec().Choices("colour") != nil {
		t.Error("the choices of the inputs are not told")
	}
	var r action.Registry
	if err := r.Add(spec().With("color", field.Option{Value: "red"})); err == nil {
		t.Error("choices for something that is no input passed")
	}
}

func TestPermissionComesBeforeInput(t *testing.T) {
	for name, a := range map[string]actor.Actor{"somebody": {Kind: actor.Person, ID: 2}, "a visitor": {Kind: actor.Visitor}} {
		want := map[actor.Kind]errs.Kind{actor.Person: errs.Forbidden, actor.Visitor: errs.Unauthenticated}[a.Kind]
		if _, err := spec().Do(actor.With(t.Context(), a), action.JSON([]byte(`{"coats":"two"}`)), "WALL-1", 0); !errs.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
		if err := action.May(actor.With(t.Context(), a), "wall.paint"); !errs.Is(err, want) {
			t.Errorf("%s is offered it: %v", name, err)
		}
	}
	if err := action.May(painter(t), "wall.paint"); err != nil {
		t.Error(err)
	}
	if err := action.MayOn(painter(t), "wall.paint", actor.Row{Owners: []id.ID{1}}); err != nil {
		t.Error(err)
	}
	if err := action.MayOn(painter(t), "wall.paint", actor.Row{Owners: []id.ID{2}}); !errs.Is(err, errs.Forbidden) {
		t.Errorf("the wall of another: %v", err)
	}
}

func TestJSONAndFormGiveTheSameInput(t *testing.T) {
	yes := true
	want := paint{On: action.On{Number: "WALL-1", Version: 3}, Colour: "red", Coats: 2, By: 77,
		Until: clock.Of(time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)), Wet: &yes, Tags: []string{"a", "b"},
		Custom: map[string]json.RawMessage{"floor": json.RawMessage(`"3"`)}}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	decoders := map[string]func(any) error{
		"json": action.JSON([]byte(`{"version":3,"colour":"red","coats":2,"by":"77","until":"2026-03-01T09:30:00Z","wet":true,"tags":["a","b"],"custom":{"floor":"3"}}`)),
		"form": action.Form(url.Values{"version": {"3"}, "colour": {"red"}, "coats": {"2"}, "by": {"77"}, "until": {"2026-03-01T10:30"}, "wet": {"on"},
			"tags": {"a", "b"}, "custom.floor": {"3"}, "button": {"Paint"}}, berlin),
	}
	for name, decode := range decoders {
		t.Run(name, func(t *testing.T) {
			got, err := spec().Do(painter(t), decode, "WALL-1", 0)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWrongInputNamesItsField(t *testing.T) {
	tests := []struct {
		name   string
		decode func(any) error
		field  string
	}{
		{"an unknown name", action.JSON([]byte(`{"color":"red"}`)), "color"},
		{"a wrong type", action.JSON([]byte(`{"coats":"two"}`)), "coats"},
		{"two objects", action.JSON([]byte(`{} {}`)), "body"},
		{"a word for a number in a form", action.Form(url.Values{"coats": {"two"}}, time.UTC), "coats"},
		{"a word for a date in a form", action.Form(url.Values{"until": {"soon"}}, time.UTC), "until"},
		{"a word for a person in a form", action.Form(url.Values{"by": {"Ana"}}, time.UTC), "by"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := spec().Do(painter(t), tt.decode, "WALL-1", 0)
			if fs := errs.Fields(err); !errs.Is(err, errs.Invalid) || len(fs) != 1 || fs[0].Key != tt.field {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestRegistryRefusesDoubtfulVerbs(t *testing.T) {
	var r action.Registry
	if err := r.Add(spec()); err != nil {
		t.Fatal(err)
	}
	if err := r.Add(spec()); err == nil {
		t.Error("a second verb of the same name passed")
	}
	if err := r.Add(action.Of("wall.see", "See", "", func(context.Context, struct{}) (int, error) { return 0, nil })); err == nil {
		t.Error("a verb without a permission passed")
	}
	if s, err := r.Get("wall.paint"); err != nil || s.Kind() != "wall" || s.Verb() != "paint" || !s.OnRecord {
		t.Errorf("%+v, %v", s, err)
	}
}
