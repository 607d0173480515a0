package people_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people"
)

func (k *desk) team(assignment people.Assignment, most int, members ...id.ID) people.Team {
	k.t.Helper()
	team, err := k.s.CreateTeam(k.as(k.admin), people.Team{Entity: k.root, Name: "Desk", Assignment: assignment, MaxOpen: most})
	k.ok(err)
	for i, m := range members {
		k.ok(k.s.SetMember(k.as(k.admin), team.ID, m, i == 0))
	}
	return team
}

func (k *desk) pick(team id.ID, open map[id.ID]int) (out id.ID) {
	k.t.Helper()
	k.write(func(tx *db.Tx) (err error) {
		out, err = k.s.Pick(tx, team, func(*db.Tx, []id.ID) (map[id.ID]int, error) { return open, nil })
		return err
	})
	return out
}

func TestPick(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		a, b, c := k.admin, k.agent, k.nobody
		tests := []struct {
			name       string
			assignment people.Assignment
			most       int
			open       map[id.ID]int
			want       []id.ID
		}{
			{"manual assignment picks nobody", people.Manual, 0, nil, []id.ID{0, 0}},
			{"round robin goes round", people.RoundRobin, 0, nil, []id.ID{a, b, c, a, b}},
			{"round robin passes over the full", people.RoundRobin, 3, map[id.ID]int{b: 3}, []id.ID{a, c, a}},
			{"when all are full nobody is picked", people.RoundRobin, 1, map[id.ID]int{a: 1, b: 2, c: 1}, []id.ID{0}},
			{"least loaded takes the one with the fewest", people.LeastLoaded, 0, map[id.ID]int{a: 2, b: 1, c: 5}, []id.ID{b, b}},
			{"least loaded goes round among equals", people.LeastLoaded, 0, map[id.ID]int{a: 2, b: 7, c: 2}, []id.ID{a, c, a}},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				team, err := k.s.CreateTeam(k.as(k.admin), people.Team{Name: tt.name, Assignment: tt.assignment, MaxOpen: tt.most})
				k.ok(err)
				for _, m := range []id.ID{a, b, c} {
					k.ok(k.s.SetMember(k.as(k.admin), team.ID, m, false))
				}
				var got []id.ID
				for range tt.want {
					got = append(got, k.pick(team.ID, tt.open))
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Error(diff)
				}
			})
		}
	})
}

func TestPickPassesOverTheAbsentAndLeavers(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		team := k.team(people.RoundRobin, 0, k.admin, k.agent, k.nobody)
		now := clock.Of(k.c.Now())
		ab, err := k.s.AddAbsence(k.as(k.agent), people.Absence{Person: k.agent, From: now, Until: now.Add(time.Hour), Note: "dentist"})
		k.ok(err)
		p, err := k.s.Person(k.as(k.admin), k.d, k.nobody)
		k.ok(err)
		p.Status = people.Leaver
		_, err = k.s.UpdatePerson(k.as(k.admin), p)
		k.ok(err)
		for range 2 {
			if got := k.pick(team.ID, nil); got != k.admin {
				t.Errorf("picked %v", got)
			}
		}
		k.c.Advance(time.Hour) // back at the last instant
		if got := k.pick(team.ID, nil); got != k.agent {
			t.Errorf("picked %v", got)
		}
		k.c.Advance(-time.Minute)
		list, err := k.s.Absences(k.as(k.agent), k.d, k.agent)
		k.ok(err)
		if len(list) != 1 || list[0].Note != "dentist" {
			t.Errorf("%v", list)
		}
		k.want(k.s.RemoveAbsence(k.as(k.agent), k.admin, ab.ID), errs.NotFound)
		k.ok(k.s.RemoveAbsence(k.as(k.agent), k.agent, ab.ID))
		_, err = k.s.AddAbsence(k.as(k.agent), people.Absence{Person: k.admin, From: now, Until: now.Add(time.Hour)})
		k.want(err, errs.NotFound)
		_, err = k.s.AddAbsence(k.as(k.agent), people.Absence{Person: k.agent, From: now, Until: now})
		k.want(err, errs.Invalid)
	})
}

func TestTeamsAndTheirMembers(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		team := k.team(people.Manual, 0, k.agent, k.nobody)
		ctx := k.as(k.admin)
		list, err := k.s.Members(ctx, k.d, team.ID)
		k.ok(err)
		want := []people.Member{{Person: k.agent, Name: "Ben Agent", Lead: true, Active: true}, {Person: k.nobody, Name: "Cy Caller", Active: true}}
		if diff := cmp.Diff(want, list); diff != "" {
			t.Error(diff)
		}
		if leads, err := people.Leads(t.Context(), k.d, team.ID); err != nil || len(leads) != 1 || leads[0] != k.agent {
			t.Errorf("leads %v, %v", leads, err)
		}
		a, err := k.s.Actor(t.Context(), k.d, k.agent, "web")
		k.ok(err)
		if len(a.Teams) != 1 || a.Teams[0] != team.ID {
			t.Errorf("teams %v", a.Teams)
		}
		k.ok(k.s.RemoveMember(ctx, team.ID, k.agent))
		k.want(k.s.RemoveMember(ctx, team.ID, k.agent), errs.NotFound)
		_, err = k.s.CreateTeam(ctx, people.Team{Name: " desk ", Entity: k.root})
		k.ok(err) // another case is another name
		_, err = k.s.CreateTeam(ctx, people.Team{Name: " Desk ", Entity: k.root})
		k.want(err, errs.Invalid)
		team.Name = "desk"
		_, err = k.s.UpdateTeam(ctx, team)
		k.want(err, errs.Invalid)
		team.Name, team.Archived = "Old desk", true
		_, err = k.s.UpdateTeam(ctx, team)
		k.ok(err)
		if teams, err := k.s.Teams(ctx, k.d, false); err != nil || len(teams) != 1 {
			t.Errorf("%v, %v", teams, err)
		}
		if teams, err := k.s.Teams(ctx, k.d, true); err != nil || len(teams) != 2 || !teams[1].Archived {
			t.Errorf("%v, %v", teams, err)
		}
	})
}
