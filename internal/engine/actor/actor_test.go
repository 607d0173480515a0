package actor_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

func TestRequire(t *testing.T) {
	agent := actor.Actor{Kind: actor.Person, ID: 1, Grants: actor.Grants{"incident.resolve": actor.Group}}
	tests := []struct {
		name string
		ctx  context.Context
		want errs.Kind
	}{
		{"an actor with the permission passes", actor.With(t.Context(), agent), errs.None},
		{"an actor without it is forbidden", actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: 2}), errs.Forbidden},
		{"a visitor is asked to sign in", actor.With(t.Context(), actor.Actor{Kind: actor.Visitor}), errs.Unauthenticated},
		{"the product itself passes", actor.With(t.Context(), actor.OfSystem("clock")), errs.None},
		{"a context without an actor is our own fault", t.Context(), errs.Internal},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := actor.Require(tt.ctx, "incident.resolve"); errs.KindOf(err) != tt.want {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestPredicate(t *testing.T) {
	cols := actor.Columns{ID: "t.id", Entity: "t.entity_id", Team: "t.team_id", Owners: []string{"t.requester_id", "t.assignee_id"}, Watchers: true}
	own := "t.requester_id = $1 OR t.assignee_id = $1 OR EXISTS (SELECT 1 FROM record_watcher rw WHERE rw.record_id = t.id AND rw.person_id = $1)"
	tests := []struct {
		name  string
		scope actor.Scope
		want  string
		args  []any
	}{
		{"no permission sees nothing", actor.None, "FALSE", nil},
		{"own reaches what one asked for, holds or follows", actor.Own, "(" + own + ")", []any{id.ID(7)}},
		{"group adds the teams", actor.Group, "(" + own + " OR t.team_id IN ($2,$3))", []any{id.ID(7), id.ID(21), id.ID(22)}},
		{"entity adds the home entity", actor.Entity, "(" + own + " OR t.team_id IN ($2,$3) OR t.entity_id = $4)", []any{id.ID(7), id.ID(21), id.ID(22), id.ID(31)}},
		{"tree adds what lies below", actor.EntityTree, "(" + own + " OR t.team_id IN ($2,$3) OR t.entity_id IN ($4,$5))", []any{id.ID(7), id.ID(21), id.ID(22), id.ID(31), id.ID(32)}},
		{"all is not limited", actor.All, "TRUE", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := actor.Actor{Kind: actor.Person, ID: 7, Entity: 31, Tree: []id.ID{31, 32}, Teams: []id.ID{21, 22}, Grants: actor.Grants{"x.view": tt.scope}}
			var args db.Args
			if got := a.Predicate("x.view", &args, cols); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if diff := cmp.Diff(tt.args, args.Values()); diff != "" {
				t.Error(diff)
			}
		})
	}
	t.Run("a link to one row reaches no other", func(t *testing.T) {
		a := actor.Actor{Kind: actor.Visitor, ID: 7, Only: 99, Grants: actor.Grants{"x.view": actor.Own}}
		if got, want := a.Predicate("x.view", &db.Args{}, actor.Columns{ID: "t.id", Owners: []string{"t.requester_id"}}), "(t.id = $1 AND (t.requester_id = $2))"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
	t.Run("nobody in particular owns nothing", func(t *testing.T) {
		a := actor.Actor{Kind: actor.Visitor, Grants: actor.Grants{"x.view": actor.Own}}
		if got := a.Predicate("x.view", &db.Args{}, cols); got != "FALSE" {
			t.Errorf("got %s", got)
		}
	})
}

// What is offered on a row in memory must be what the database would say of it.
func TestReachesSaysWhatThePredicateSays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		cols := actor.Columns{Entity: "e", Team: "t", Owners: []string{"o", "p"}}
		for scope := actor.None; scope <= actor.All; scope++ {
			for _, me := range []id.ID{0, 7} {
				a := actor.Actor{Kind: actor.Person, ID: me, Entity: 31, Tree: []id.ID{31, 32}, Teams: []id.ID{21}, Grants: actor.Grants{"x.edit": scope}}
				for _, r := range []actor.Row{{}, {Entity: 31}, {Entity: 32}, {Entity: 33}, {Team: 21}, {Team: 22, Entity: 31}, {Owners: []id.ID{9, 7}}, {Owners: []id.ID{7}, Entity: 33}} {
					owners := append(r.Owners[:len(r.Owners):len(r.Owners)], 0, 0)
					var args db.Args
					text := fmt.Sprintf(`SELECT count(*) FROM (SELECT %d AS e, %d AS t, %d AS o, %d AS p) x WHERE `, r.Entity, r.Team, owners[0], owners[1])
					var want int
					if err := d.QueryRow(t.Context(), text+a.Predicate("x.edit", &args, cols), args.Values()...).Scan(&want); err != nil {
						t.Fatal(err)
					}
					if got := a.Reaches("x.edit", r); got != (want == 1) {
						t.Errorf("%s as %d on %+v: %v, the database says %d", scope, me, r, got, want)
					}
				}
			}
		}
	})
}
