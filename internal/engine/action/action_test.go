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
			got, err := spec().Do(t.Context(), decode, "WALL-1", 0)
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
			_, err := spec().Do(t.Context(), tt.decode, "WALL-1", 0)
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
