package api

import (
	"net/http"
	"reflect"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people/category"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/face/api/contract"
	"github.com/fettle-itsm/fettle/internal/face/api/intake"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

// rest returns the operations that stand alone.
func (a *API) rest() []op {
	views := "the view permission of each kind"
	return []op{
		{Route: read(root+"me", face.SignedIn, "own"), name: "me", tag: "session", summary: "Who the caller is and what they may do", out: reflect.TypeFor[me](), do: a.me},
		{Route: read(root+"search", views, rowScope), name: "search", tag: "search", summary: "Search records of all kinds, best first; a number leads straight to its record",
			query: []contract.Param{{Name: "q", Doc: "What is looked for; “quoted phrases” are respected."}, {Name: "limit", Doc: "1 to 100, 20 if absent.", Most: 100}, {Name: "typing", Doc: "true lets the last word be a beginning.", Truth: true}},
			out:   reflect.TypeFor[items[hit]](), do: a.search},
		{Route: read(root+"categories", face.SignedIn, "those offered at the entity"), name: "list-categories", tag: "settings", summary: "The categories offered",
			query: []contract.Param{{Name: "entity", Doc: "Offered there; the caller's own entity if absent."}}, out: reflect.TypeFor[items[category.Category]](), do: a.categories},
		{Route: read(root+"fields/{kind}", face.SignedIn, "definitions only, no rows"), name: "list-fields", tag: "settings", summary: "The fields of a kind of record, custom ones included",
			out: reflect.TypeFor[items[definition]](), do: a.fields},
		{Route: read(root+"events", views+"; people.audit for what belongs to no record", rowScope), name: "list-events", tag: "events", summary: "The log of events from a cursor on: follow next until it is null, keep cursor, and come back later with after=cursor",
			query: []contract.Param{{Name: "after", Doc: "The next of the page before, or the cursor that was kept; from the beginning if absent, “now” for the present end."}, {Name: "limit", Doc: "1 to 200, 100 if absent.", Most: record.MaxPage}},
			out:   reflect.TypeFor[eventPage](), do: a.events},
		{Route: read(root+"stream", views+"; people.audit for what belongs to no record", rowScope+", again for each event"), name: "stream", tag: "events",
			summary: "Events as they happen, as server-sent events; resumes after Last-Event-ID and may then repeat an event, whose id tells", media: "text/event-stream", stream: true, do: a.stream},
	}
}

// collections returns the operations on the lists that practices have besides their records.
func (a *API) collections() (out []op) {
	for _, c := range a.Desk.Collections() {
		out = append(out, op{Route: read(root+c.Name, "the view permission of each kind", rowScope), name: "list-" + c.Name, tag: c.Name, summary: c.Doc,
			query: params(c.Query), out: c.Output, do: func(w http.ResponseWriter, r *http.Request) error {
				page, next, err := c.Read(r.Context(), r.URL.Query())
				if err != nil {
					return err
				}
				if next != "" {
					link(w, r, next)
				}
				return a.answer(w, r, http.StatusOK, page)
			}})
	}
	return out
}

// me is the caller.
type me struct {
	ID          id.ID             `json:"id"`
	Kind        string            `json:"kind"`
	Name        string            `json:"name"`
	Entity      id.ID             `json:"entity"`
	Teams       []id.ID           `json:"teams"`
	Language    string            `json:"language"`
	Zone        string            `json:"zone"`
	Permissions map[string]string `json:"permissions" doc:"Each permission with how far it reaches: own, group, entity, entity_tree or all."`
}

func (a *API) me(w http.ResponseWriter, r *http.Request) error {
	who, err := actor.From(r.Context())
	if err != nil {
		return err
	}
	out := me{ID: who.ID, Kind: string(who.Kind), Name: who.Name, Entity: who.Entity, Teams: append([]id.ID{}, who.Teams...),
		Language: who.Language, Zone: who.Zone, Permissions: map[string]string{}}
	for p, scope := range who.Grants {
		out.Permissions[string(p)] = scope.String()
	}
	return a.answer(w, r, http.StatusOK, out)
}

// hit is a record that was found.
type hit struct {
	ID     id.ID  `json:"id"`
	Kind   string `json:"kind"`
	Number string `json:"number"`
	Title  string `json:"title"`
	URL    string `json:"url"`
	Entry  id.ID  `json:"entry" doc:"The message that matched, null when it was the title, the report or a file."`
	File   id.ID  `json:"file" doc:"The attachment whose name matched, null when it was something else."`
}

func (a *API) search(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	n, err := limit(q.Get("limit"))
	if err != nil || n > 100 {
		return errs.Bad("limit", "Ask for 1 to 100 records.")
	}
	if q.Get("q") == "" {
		return errs.Bad("q", "Say what to look for.")
	}
	typing, err := intake.Truth(q, "typing")
	if err != nil {
		return err
	}
	list, err := a.Desk.Search(r.Context(), q.Get("q"), n, typing)
	if err != nil {
		return err
	}
	out := make([]hit, len(list))
	for i, h := range list {
		out[i] = hit{h.Record, h.Kind, h.Number, h.Title, a.url(h.Kind, h.Number), h.Entry, h.File}
	}
	return a.answer(w, r, http.StatusOK, whole(out))
}

func (a *API) categories(w http.ResponseWriter, r *http.Request) error {
	who, err := actor.From(r.Context())
	if err != nil {
		return err
	}
	entity := who.Entity
	if text := r.URL.Query().Get("entity"); text != "" {
		if entity, err = id.Parse(text); err != nil {
			return errs.Bad("entity", "This is not an id.")
		}
		if !slices.Contains(who.Tree, entity) {
			return errs.Absent("entity")
		}
	}
	list, err := category.List(r.Context(), a.Desk.DB, entity)
	if err != nil {
		return err
	}
	return a.answer(w, r, http.StatusOK, whole(list))
}

// definition describes a field.
type definition struct {
	Key      string         `json:"key" doc:"In JSON, in filters and in ?fields=; custom.KEY for custom fields."`
	Label    string         `json:"label"`
	Help     string         `json:"help,omitempty"`
	Type     field.Type     `json:"type"`
	Options  []field.Option `json:"options,omitempty"`
	Required bool           `json:"required"`
	ReadOnly bool           `json:"read_only"`
	Custom   bool           `json:"custom"`
	Filter   bool           `json:"filter" doc:"Can be used in q."`
	Classes  []id.ID        `json:"classes,omitempty" doc:"The classes whose records have it; absent for every record."`
}

func (a *API) fields(w http.ResponseWriter, r *http.Request) error {
	p, err := a.Desk.Practice(r.PathValue("kind"))
	if err != nil {
		return err
	}
	defs, err := a.Desk.Defs(r.Context(), p)
	if err != nil {
		return err
	}
	out := make([]definition, len(defs))
	for i, d := range defs {
		out[i] = definition{name(d.Key, d.Custom), d.Label, d.Help, d.Type, d.Options, d.Required, d.ReadOnly, d.Custom, d.Filter != "", d.Classes}
	}
	return a.answer(w, r, http.StatusOK, whole(out))
}
