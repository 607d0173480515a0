package macro_test

import (
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/macro"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

func names(t *testing.T, d *fettletest.Desk, who, typed string, acts bool) string {
	t.Helper()
	list, err := d.Macros.Search(d.As(who), typed, acts, 10)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range list {
		out = append(out, m.Name)
	}
	return strings.Join(out, ", ")
}

func keep(t *testing.T, d *fettletest.Desk, who string, m macro.Macro) macro.Macro {
	t.Helper()
	out, err := d.Macros.Save(d.As(who), m)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestMacrosAreOnesOwnATeamsOrEverybodys(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		a, err := actor.From(d.As("lead"))
		if err != nil {
			t.Fatal(err)
		}
		own := keep(t, d, "agent", macro.Macro{Name: " Greeting ", Body: "Dear {first_name},"})
		ours := keep(t, d, "lead", macro.Macro{Name: "Solved by a restart", Body: "Please restart.", Next: "resolve:fixed", Team: a.Teams[0]})
		keep(t, d, "admin", macro.Macro{Name: "Größe", Body: "How large is it?", Next: "hold", Everybody: true})
		for _, tt := range []struct {
			who, typed string
			acts       bool
			want       string
		}{
			{"agent", "", false, "Greeting"},
			{"agent", "", true, "Größe, Solved by a restart"},
			{"agent", "restart solv", true, "Solved by a restart"},
			{"agent", "grosse", true, ""},
			{"agent", "große", true, "Größe"},
			{"technician", "", true, "Größe"},
			{"technician", "", false, ""},
			{"lead", "greet", false, ""},
		} {
			if got := names(t, d, tt.who, tt.typed, tt.acts); got != tt.want {
				t.Errorf("%s finds %q behind %q, not %q", tt.who, got, tt.typed, tt.want)
			}
		}
		for what, err := range map[string]error{
			"the team's by a member":   second(d.Macros.Save(d.As("agent"), macro.Macro{ID: ours.ID, Name: "Mine now", Body: "x", Version: 1, Team: ours.Team})),
			"taken from the team":      second(d.Macros.Save(d.As("agent"), macro.Macro{ID: ours.ID, Name: "Mine now", Body: "x", Version: 1})),
			"deleted by a member":      d.Macros.Delete(d.As("agent"), ours.ID),
			"for everybody by a lead":  second(d.Macros.Save(d.As("lead"), macro.Macro{Name: "All", Body: "x", Everybody: true})),
			"for a team of somebody's": second(d.Macros.Save(d.As("technician"), macro.Macro{Name: "All", Body: "x", Team: ours.Team})),
		} {
			if !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := d.Macros.Get(d.As("lead"), own.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("somebody else's: %v", err)
		}
		if _, err := d.Macros.Save(d.As("agent"), macro.Macro{ID: own.ID, Name: "Greeting", Body: "Hello", Version: 7}); !errs.Is(err, errs.Conflict) {
			t.Errorf("a stale version: %v", err)
		}
		if err := d.Macros.Delete(d.As("agent"), own.ID); err != nil {
			t.Error(err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestAMacroThatCannotBeUsedIsRefusedByField(t *testing.T) {
	d := fettletest.SQLite(t)
	keep(t, d, "agent", macro.Macro{Name: "Taken", Body: "x"})
	for what, tt := range map[string]struct {
		m   macro.Macro
		key string
	}{
		"without a name":                 {macro.Macro{Body: "x"}, "name"},
		"with a name that is too long":   {macro.Macro{Name: strings.Repeat("x", macro.MaxName+1), Body: "x"}, "name"},
		"with a name that there is":      {macro.Macro{Name: "TAKEN", Body: "x"}, "name"},
		"without a text or an act":       {macro.Macro{Name: "Empty"}, "body"},
		"with an unknown placeholder":    {macro.Macro{Name: "Odd", Body: "Dear {sirname}"}, "body"},
		"with a text that is too long":   {macro.Macro{Name: "Long", Body: strings.Repeat("x", macro.MaxBody+1)}, "body"},
		"with a state that follows note": {macro.Macro{Name: "Note", Body: "x", Note: true, Next: "hold"}, "next"},
	} {
		_, err := d.Macros.Save(d.As("agent"), tt.m)
		if f := errs.Fields(err); len(f) == 0 || f[0].Key != tt.key {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestPlaceholdersAreFilledAndOtherBracesStay(t *testing.T) {
	got := macro.Fill("Dear {first_name}, {number}: {name} {x} {{title}}", map[string]string{"first_name": "Marta", "number": "INC-1", "name": "{title}", "title": "T"})
	if want := "Dear Marta, INC-1: {title} {x} {T}"; got != want {
		t.Errorf("it says %q, not %q", got, want)
	}
}
