package api

import (
	"context"
	"net/http"
	"reflect"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/face/api/contract"
	"github.com/fettle-itsm/fettle/internal/face/api/problem"
)

const peopleScope = "own, entity, entity tree or all, by the role"

// paged is one page of a list.
type paged[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next" doc:"The after of the next page; null on the last."`
}

// cut returns one page with its cursor, "" on the last.
func cut[T any](list []T, next string) paged[T] {
	out := paged[T]{Items: whole(list).Items}
	if next != "" {
		out.Next = &next
	}
	return out
}

// personIn is what can be written of a person. What is absent stays as it is.
type personIn struct {
	Name       *string        `json:"name,omitempty"`
	Email      *string        `json:"email,omitempty"`
	Phone      *string        `json:"phone,omitempty"`
	Title      *string        `json:"title,omitempty"`
	Department *string        `json:"department,omitempty"`
	Entity     *id.ID         `json:"entity,omitempty" doc:"Where the person belongs; the caller's own entity if absent."`
	Location   *id.ID         `json:"location,omitempty"`
	Manager    *id.ID         `json:"manager,omitempty"`
	Language   *string        `json:"language,omitempty"`
	Zone       *string        `json:"zone,omitempty" doc:"IANA name; empty takes the location's."`
	VIP        *bool          `json:"vip,omitempty"`
	Status     *people.Status `json:"status,omitempty" doc:"active or leaver."`
}

// set copies what is there.
func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

func (in personIn) onto(p *people.Person) {
	set(&p.Name, in.Name)
	set(&p.Email, in.Email)
	set(&p.Phone, in.Phone)
	set(&p.Title, in.Title)
	set(&p.Department, in.Department)
	set(&p.Entity, in.Entity)
	set(&p.Location, in.Location)
	set(&p.Manager, in.Manager)
	set(&p.Language, in.Language)
	set(&p.Zone, in.Zone)
	set(&p.VIP, in.VIP)
	set(&p.Status, in.Status)
}

func (a *API) people() []op {
	staff, tx := a.Desk.People, a.Desk.DB
	list := op{Route: read(root+"people", string(people.PermPeopleView), peopleScope), name: "list-people", tag: "people", summary: "List people by name",
		query: []contract.Param{{Name: "search", Doc: "Beginning of a name, of a word in it, or of an e-mail address."}, {Name: "status", Doc: "active or leaver.", Options: []string{"active", "leaver"}}, {Name: "limit", Doc: "1 to 200.", Most: record.MaxPage}, {Name: "after", Doc: "The next of the page before."}},
		out:   reflect.TypeFor[paged[people.Person]](), do: a.listPeople}
	return append([]op{list}, single(a, noun[people.Person, personIn]{plural: "people", one: "person", also: "; everybody may read themselves", view: string(people.PermPeopleView), edit: string(people.PermPeopleEdit), scope: peopleScope,
		read:  func(ctx context.Context, of id.ID) (people.Person, error) { return staff.Person(ctx, tx, of) },
		again: func(ctx context.Context, of id.ID) (people.Person, error) { return people.PersonByID(ctx, tx, of) },
		add:   staff.CreatePerson, change: staff.UpdatePerson, onto: personIn.onto,
		stamp: func(p people.Person) (id.ID, int64) { return p.ID, p.Version }})...)
}

func (a *API) listPeople(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	page := people.Page{Text: q.Get("search"), Status: people.Status(q.Get("status")), After: q.Get("after")}
	if page.Status != "" && !page.Status.Valid() {
		return errs.Bad("status", "Use active or leaver.")
	}
	var err error
	if page.Limit, err = limit(q.Get("limit")); err != nil {
		return err
	}
	list, next, err := a.Desk.People.People(r.Context(), a.Desk.DB, page)
	if err != nil {
		return err
	}
	if next != "" {
		link(w, r, next)
	}
	return a.answer(w, r, http.StatusOK, cut(list, next))
}

// key reads an id from the path. Kinds: NotFound, the same as for an id that does not exist.
func key(r *http.Request, name, what string) (id.ID, error) {
	i, err := id.Parse(r.PathValue(name))
	if err != nil || i == 0 {
		return 0, errs.Absent(what)
	}
	return i, nil
}

// demanded returns the version of If-Match, which must be there. Kinds: Precondition.
func demanded(r *http.Request) (int64, error) {
	version, ok, err := ifMatch(r)
	if err == nil && !ok {
		err = errs.New(errs.Precondition, "Send If-Match with the ETag of the version that you edited, so that nobody's work is overwritten; * takes the newest.")
	}
	return version, err
}

func outdated() error {
	return problem.Refuse(http.StatusPreconditionFailed, "Somebody changed this in the meantime. Read it again, then repeat your change.")
}
