package view_test

import (
	"slices"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/view"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

// names are the views that somebody has, in their order.
func names(t *testing.T, d *fettletest.Desk, key string) (out []string) {
	t.Helper()
	list, err := d.Views.Of(d.As(key), d.DB, "incident")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range list {
		out = append(out, v.Name)
	}
	return out
}

func team(t *testing.T, d *fettletest.Desk, key string) id.ID {
	t.Helper()
	a, err := actor.From(d.As(key))
	if err != nil || len(a.Teams) == 0 {
		t.Fatalf("%s is in no team (%v)", key, err)
	}
	return a.Teams[0]
}

func second[T any](_ T, err error) error { return err }

func TestViewsAreOnesOwnOrThoseOfATeam(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		save := func(key string, v view.View) (view.View, error) { return d.Views.Save(d.As(key), v) }
		mine, err := save("agent", view.View{Kind: "incident", Name: " Mine  alone ", Q: "status:open assignee:me", Sort: "-created"})
		if err != nil || mine.Name != "Mine alone" {
			t.Fatalf("%+v, %v", mine, err)
		}
		shared, err := save("lead", view.View{Kind: "incident", Name: "Ours", Q: "status:open", Team: team(t, d, "lead")})
		if err != nil {
			t.Fatal(err)
		}
		if got := names(t, d, "agent"); !slices.Equal(got, []string{"Mine alone", "Ours"}) {
			t.Errorf("an agent of the team has %v", got)
		}
		if got := names(t, d, "lead"); !slices.Equal(got, []string{"Ours"}) {
			t.Errorf("the lead has %v", got)
		}
		if got := names(t, d, "requester"); len(got) > 0 {
			t.Errorf("a requester has %v", got)
		}

		// What is not one's own looks as if it were not there; what is the team's is changed by who may share.
		if _, err := d.Views.Get(d.As("lead"), d.DB, mine.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("somebody else's view: %v", err)
		}
		shared.Name = "All ours"
		if _, err := save("agent", shared); !errs.Is(err, errs.Forbidden) {
			t.Errorf("an agent renames the team's view: %v", err)
		}
		if err := d.Views.Delete(d.As("agent"), shared.ID); !errs.Is(err, errs.Forbidden) {
			t.Errorf("an agent deletes the team's view: %v", err)
		}
		if _, err := save("agent", view.View{Kind: "incident", Name: "For all", Team: shared.Team}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("an agent shares: %v", err)
		}
		if _, err := save("lead", view.View{Kind: "incident", Name: "OURS", Q: "status:done", Team: shared.Team}); len(errs.Fields(err)) != 1 {
			t.Errorf("a second view of the team with that name: %v", err)
		}
		own, err := save("lead", view.View{Kind: "incident", Name: "ours"})
		if err != nil {
			t.Errorf("one of one's own with the name of the team's: %v", err)
		}
		own.Team = shared.Team
		if _, err := save("lead", own); len(errs.Fields(err)) != 1 {
			t.Errorf("it becomes the team's with that name: %v", err)
		}
		if err := d.Views.Delete(d.As("lead"), own.ID); err != nil {
			t.Error(err)
		}
		unseen := shared
		if unseen.Version = 0; errs.KindOf(second(save("lead", unseen))) != errs.Conflict {
			t.Error("without the version that was seen a view is overwritten")
		}
		renamed, err := save("lead", shared)
		if err != nil || renamed.Version != 2 {
			t.Fatalf("%+v, %v", renamed, err)
		}
		if _, err := save("lead", shared); !errs.Is(err, errs.Conflict) {
			t.Errorf("a stale version: %v", err)
		}
		if err := d.Views.Delete(d.As("lead"), shared.ID); err != nil {
			t.Fatal(err)
		}
		if got := names(t, d, "agent"); !slices.Equal(got, []string{"Mine alone"}) {
			t.Errorf("after it is deleted an agent has %v", got)
		}
	})
}

func TestAViewHasANameOfItsOwnAndAQuestionThatIsUnderstood(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		if _, err := d.Views.Save(d.As("agent"), view.View{Kind: "incident", Name: "Hot"}); err != nil {
			t.Fatal(err)
		}
		for field, v := range map[string]view.View{
			"name": {Kind: "incident", Name: "hot", Q: "status:open"},
			"q":    {Kind: "incident", Name: "Wrong", Q: "staus:open"},
			"sort": {Kind: "incident", Name: "Wrong", Sort: "colour"},
		} {
			_, err := d.Views.Save(d.As("agent"), v)
			if f := errs.Fields(err); len(f) != 1 || f[0].Key != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		if _, err := d.Views.Save(d.As("agent"), view.View{Kind: "incident", Name: " "}); !errs.Is(err, errs.Invalid) {
			t.Errorf("no name: %v", err)
		}
		if _, err := d.Views.Save(d.As("agent"), view.View{Kind: "weather", Name: "Rain"}); !errs.Is(err, errs.NotFound) {
			t.Errorf("a kind that does not exist: %v", err)
		}
		if _, err := d.Views.Save(actor.With(t.Context(), actor.Actor{Kind: actor.Visitor}), view.View{Kind: "incident", Name: "X"}); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("a visitor: %v", err)
		}
	})
}
