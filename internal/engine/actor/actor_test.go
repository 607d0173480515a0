package actor_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/db"
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
