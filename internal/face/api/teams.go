package api

import (
	"context"
	"net/http"
	"reflect"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/api/contract"
	"github.com/fettle-itsm/fettle/internal/face/api/intake"
)

const teamScope = "own teams, entity, entity tree or all, by the role"

// teamIn is what can be written of a team. What is absent stays as it is.
type teamIn struct {
	Name       *string            `json:"name,omitempty"`
	Entity     *id.ID             `json:"entity,omitempty"`
	Assignment *people.Assignment `json:"assignment,omitempty" doc:"manual, round_robin or least_loaded."`
	MaxOpen    *int               `json:"max_open,omitempty" doc:"Open work per member at which assignment passes them over; 0 for no bound."`
	Calendar   *id.ID             `json:"calendar,omitempty"`
	Archived   *bool              `json:"archived,omitempty"`
}

func (in teamIn) onto(t *people.Team) {
	set(&t.Name, in.Name)
	set(&t.Entity, in.Entity)
	set(&t.Assignment, in.Assignment)
	set(&t.MaxOpen, in.MaxOpen)
	set(&t.Calendar, in.Calendar)
	set(&t.Archived, in.Archived)
}

// memberIn is how a person belongs to a team.
type memberIn struct {
	Lead bool `json:"lead,omitempty"`
}

func (a *API) teams() []op {
	const at = root + "teams"
	staff, tx, view, edit := a.Desk.People, a.Desk.DB, string(people.PermTeamView), string(people.PermTeamEdit)
	return append([]op{
		{Route: read(at, view, teamScope), name: "list-teams", tag: "teams", summary: "List teams by name",
			query: []contract.Param{{Name: "archived", Doc: "true shows archived teams too.", Truth: true}}, out: reflect.TypeFor[items[people.Team]](), do: a.listTeams},
		{Route: read(at+"/{id}/members", view, teamScope), name: "list-members", tag: "teams", summary: "The members, leads first",
			out: reflect.TypeFor[items[people.Member]](), do: a.members},
		{Route: own("PUT", at+"/{id}/members/{person}", edit, teamScope, "lead"), name: "put-member", tag: "teams", summary: "Put a person into the team, or change whether they lead it",
			in: reflect.TypeFor[memberIn](), status: http.StatusNoContent, do: a.putMember},
		{Route: own("DELETE", at+"/{id}/members/{person}", edit, teamScope), name: "delete-member", tag: "teams", summary: "Take a person out of the team",
			status: http.StatusNoContent, do: a.deleteMember},
	}, single(a, noun[people.Team, teamIn]{plural: "teams", one: "team", view: view, edit: edit, scope: teamScope,
		read:  func(ctx context.Context, of id.ID) (people.Team, error) { return staff.Team(ctx, tx, of) },
		again: func(ctx context.Context, of id.ID) (people.Team, error) { return people.TeamByID(ctx, tx, of) },
		add:   staff.CreateTeam, change: staff.UpdateTeam, onto: teamIn.onto,
		stamp: func(t people.Team) (id.ID, int64) { return t.ID, t.Version }})...)
}

func (a *API) listTeams(w http.ResponseWriter, r *http.Request) error {
	archived, err := intake.Truth(r.URL.Query(), "archived")
	if err != nil {
		return err
	}
	list, err := a.Desk.People.Teams(r.Context(), a.Desk.DB, archived)
	if err != nil {
		return err
	}
	return a.answer(w, r, http.StatusOK, whole(list))
}

func (a *API) members(w http.ResponseWriter, r *http.Request) error {
	i, err := key(r, "id", "team")
	if err != nil {
		return err
	}
	list, err := a.Desk.People.Members(r.Context(), a.Desk.DB, i)
	if err != nil {
		return err
	}
	return a.answer(w, r, http.StatusOK, whole(list))
}

func (a *API) putMember(w http.ResponseWriter, r *http.Request) error {
	var in memberIn
	if _, err := decode(r, &in); err != nil {
		return err
	}
	return a.member(w, r, func(team, person id.ID) error { return a.Desk.People.SetMember(r.Context(), team, person, in.Lead) })
}

func (a *API) deleteMember(w http.ResponseWriter, r *http.Request) error {
	return a.member(w, r, func(team, person id.ID) error { return a.Desk.People.RemoveMember(r.Context(), team, person) })
}

func (a *API) member(w http.ResponseWriter, r *http.Request, do func(team, person id.ID) error) error {
	team, err := key(r, "id", "team")
	if err != nil {
		return err
	}
	person, err := key(r, "person", "person")
	if err != nil {
		return err
	}
	if err := do(team, person); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
