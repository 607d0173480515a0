package api

import (
	"context"
	"net/http"
	"reflect"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/api/contract"
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
	view, edit := string(people.PermTeamView), string(people.PermTeamEdit)
	in, out := reflect.TypeFor[teamIn](), reflect.TypeFor[people.Team]()
	keys := action.Keys(in)
	return []op{
		{Route: read(at, view, teamScope), name: "list-teams", tag: "teams", summary: "List teams by name",
			query: []contract.Param{{Name: "archived", Doc: "true shows archived teams too.", Truth: true}}, out: reflect.TypeFor[items[people.Team]](), do: a.listTeams},
		{Route: own("POST", at, edit, teamScope, keys...), name: "create-team", tag: "teams", summary: "Add a team", in: in, out: out,
			status: http.StatusCreated, keyed: true, do: a.createTeam},
		{Route: read(at+"/{id}", view, teamScope), name: "get-team", tag: "teams", summary: "Read a team", out: out, do: a.getTeam},
		{Route: own("PATCH", at+"/{id}", edit, teamScope, keys...), name: "edit-team", tag: "teams", summary: "Change a team", in: in, out: out, match: true, do: a.patchTeam},
		{Route: read(at+"/{id}/members", view, teamScope), name: "list-members", tag: "teams", summary: "The members, leads first",
			out: reflect.TypeFor[items[people.Member]](), do: a.members},
		{Route: own("PUT", at+"/{id}/members/{person}", edit, teamScope, "lead"), name: "put-member", tag: "teams", summary: "Put a person into the team, or change whether they lead it",
			in: reflect.TypeFor[memberIn](), status: http.StatusNoContent, do: a.putMember},
		{Route: own("DELETE", at+"/{id}/members/{person}", edit, teamScope), name: "delete-member", tag: "teams", summary: "Take a person out of the team",
			status: http.StatusNoContent, do: a.deleteMember},
	}
}

func (a *API) listTeams(w http.ResponseWriter, r *http.Request) error {
	archived, err := truth(r.URL.Query(), "archived")
	if err != nil {
		return err
	}
	list, err := a.Desk.People.Teams(r.Context(), a.Desk.DB, archived)
	if err != nil {
		return err
	}
	return a.answer(w, r, http.StatusOK, whole(list))
}

func (a *API) createTeam(w http.ResponseWriter, r *http.Request) error {
	var in teamIn
	b, err := decode(r, &in)
	if err != nil {
		return err
	}
	var t people.Team
	in.onto(&t)
	before, replayed, err := a.once(r, b, "", func(ctx context.Context) (err error) {
		t, err = a.Desk.People.CreateTeam(ctx, t)
		return err
	})
	if err != nil {
		return err
	}
	if replayed {
		w.Header().Set("Idempotency-Replayed", "true")
		if t, err = people.TeamByID(r.Context(), a.Desk.DB, before.ID); err != nil {
			return err
		}
	}
	w.Header().Set("Location", root+"teams/"+t.ID.String())
	return a.sendTeam(w, r, t, http.StatusCreated)
}

func (a *API) sendTeam(w http.ResponseWriter, r *http.Request, t people.Team, status int) error {
	w.Header().Set("Etag", etag(t.Version))
	return a.answer(w, r, status, t)
}

func (a *API) team(r *http.Request) (people.Team, error) {
	i, err := key(r, "id", "team")
	if err != nil {
		return people.Team{}, err
	}
	return a.Desk.People.Team(r.Context(), a.Desk.DB, i)
}

func (a *API) getTeam(w http.ResponseWriter, r *http.Request) error {
	t, err := a.team(r)
	if err != nil {
		return err
	}
	if matches(r.Header.Get("If-None-Match"), etag(t.Version)) {
		w.Header().Set("Etag", etag(t.Version))
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return a.sendTeam(w, r, t, http.StatusOK)
}

func (a *API) patchTeam(w http.ResponseWriter, r *http.Request) error {
	var in teamIn
	if _, err := decode(r, &in); err != nil {
		return err
	}
	version, err := demanded(r)
	if err != nil {
		return err
	}
	t, err := a.team(r)
	if err != nil {
		return err
	}
	if version != 0 && version != t.Version {
		return outdated()
	}
	in.onto(&t)
	if t, err = a.Desk.People.UpdateTeam(r.Context(), t); err != nil {
		return err
	}
	return a.sendTeam(w, r, t, http.StatusOK)
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
