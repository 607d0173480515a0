package api

import (
	"net/http"
	"reflect"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

// named is a reference with the name of what it leads to.
type named struct {
	ID   id.ID  `json:"id"`
	Name string `json:"name"`
}

// ref returns a reference, nil for none.
func ref(l desk.Labels, t field.Type, i id.ID) *named {
	if i == 0 {
		return nil
	}
	return &named{i, l.Of(t, i)}
}

// items is a list that comes whole.
type items[T any] struct {
	Items []T `json:"items"`
}

func whole[T any](list []T) items[T] {
	if list == nil {
		list = []T{}
	}
	return items[T]{list}
}

// parts returns the operations on what hangs on a record.
func (a *API) parts(p desk.Practice) []op {
	one := root + p.Kind.Plural + "/{number}/"
	part := func(name, summary string, out reflect.Type, do func(w http.ResponseWriter, r *http.Request, v desk.View) error) op {
		return op{Route: read(one+name, string(p.View), rowScope), name: p.Kind.Key + "-" + name, tag: p.Kind.Plural, summary: summary, out: out,
			do: func(w http.ResponseWriter, r *http.Request) error {
				v, err := a.Desk.Get(r.Context(), p, r.PathValue("number"))
				if err != nil {
					return err
				}
				return do(w, r, v)
			}}
	}
	out := []op{
		part("timeline", "What happened, oldest first", reflect.TypeFor[items[moment]](), a.timeline),
		part("links", "Linked records that the caller may see", reflect.TypeFor[items[linked]](), a.links),
		part("tasks", "The checklist", reflect.TypeFor[items[task]](), a.tasks),
	}
	if a.Explain != nil {
		out = append(out, part("sla", "Why these deadlines: every working interval and pause", reflect.TypeFor[sla.Answer](), a.why))
	}
	if a.Files != nil {
		out = append(out, a.files(p)...)
	}
	return out
}

// moment is one line or message of a timeline.
type moment struct {
	ID       id.ID      `json:"id"`
	At       clock.Time `json:"at"`
	Kind     string     `json:"kind"`
	By       *named     `json:"by"`
	ByKind   string     `json:"by_kind" doc:"person, visitor, rule, assistant or system."`
	Behalf   *named     `json:"on_behalf_of,omitempty"`
	Channel  string     `json:"channel,omitempty"`
	Sentence string     `json:"sentence" doc:"What happened, to stand after the name."`
	Record   string     `json:"record,omitempty" doc:"The merged record that it comes from."`
	Entry    *entry     `json:"entry,omitempty"`
}

// entry is a message.
type entry struct {
	ID     id.ID  `json:"id"`
	Kind   string `json:"kind"`
	Public bool   `json:"public"`
	Author *named `json:"author"`
	Body   string `json:"body" doc:"Markdown."`
}

func (a *API) timeline(w http.ResponseWriter, r *http.Request, v desk.View) error {
	list, err := a.Desk.Timeline(r.Context(), v)
	if err != nil {
		return err
	}
	want := desk.Wanted{}
	for _, it := range list {
		want.Add(field.TypePerson, it.Actor)
		want.Add(field.TypePerson, it.Behalf)
		if it.Entry != nil {
			want.Add(field.TypePerson, it.Entry.Author)
		}
	}
	l, err := a.Desk.Labels(r.Context(), want)
	if err != nil {
		return err
	}
	out := make([]moment, len(list))
	for i, it := range list {
		out[i] = moment{ID: it.ID, At: it.At, Kind: it.Kind, By: ref(l, field.TypePerson, it.Actor), ByKind: string(it.ByWhom),
			Behalf: ref(l, field.TypePerson, it.Behalf), Channel: it.Channel, Sentence: it.Sentence, Record: it.Number}
		if e := it.Entry; e != nil {
			out[i].Entry = &entry{e.ID, e.Kind, e.Visibility == ticket.Public, ref(l, field.TypePerson, e.Author), e.Body}
		}
	}
	return answer(w, http.StatusOK, whole(out))
}

// linked is a record seen from another.
type linked struct {
	record.Ref
	Relation record.Relation `json:"relation"`
	Reverse  bool            `json:"reverse" doc:"The link was made from the other record."`
	Label    string          `json:"label" doc:"The relation in words, read from this record."`
	URL      string          `json:"url"`
}

func (a *API) links(w http.ResponseWriter, r *http.Request, v desk.View) error {
	list, err := a.Desk.Links(r.Context(), v)
	if err != nil {
		return err
	}
	out := make([]linked, len(list))
	for i, l := range list {
		out[i] = linked{l.Ref, l.Relation, l.Reverse, l.Relation.Label(l.Reverse), a.url(l.Kind, l.Number)}
	}
	return answer(w, http.StatusOK, whole(out))
}

// url returns the address of a record of any kind.
func (a *API) url(kind, number string) string {
	p, err := a.Desk.Practice(kind)
	if err != nil {
		return ""
	}
	return path(p, number)
}

// task is a step of a checklist.
type task struct {
	ID        id.ID      `json:"id"`
	Title     string     `json:"title"`
	State     string     `json:"state"`
	Mandatory bool       `json:"mandatory"`
	Team      *named     `json:"team"`
	Person    *named     `json:"person"`
	Due       clock.Time `json:"due_at"`
	Done      clock.Time `json:"done_at"`
	Version   int64      `json:"version"`
}

func (a *API) tasks(w http.ResponseWriter, r *http.Request, v desk.View) error {
	var list []ticket.Task
	if v.Internal { // the checklist is how the work is organised, and no matter of the requester
		var err error
		if list, err = ticket.Tasks(r.Context(), a.Desk.DB, v.ID); err != nil {
			return err
		}
	}
	want := desk.Wanted{}
	for _, t := range list {
		want.Add(field.TypePerson, t.Person)
		want.Add(field.TypeTeam, t.Team)
	}
	l, err := a.Desk.Labels(r.Context(), want)
	if err != nil {
		return err
	}
	out := make([]task, len(list))
	for i, t := range list {
		out[i] = task{t.ID, t.Title, t.State, t.Mandatory, ref(l, field.TypeTeam, t.Team), ref(l, field.TypePerson, t.Person), t.Due, t.Done, t.Version}
	}
	return answer(w, http.StatusOK, whole(out))
}

func (a *API) why(w http.ResponseWriter, r *http.Request, v desk.View) error {
	out, err := a.Explain(r.Context(), v.ID)
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, out)
}

// own describes a route that changes something.
func own(method, pattern, permission, scope string, writes ...string) face.Route {
	if writes == nil {
		writes = []string{}
	}
	return face.Route{Method: method, Pattern: pattern, Permission: permission, Scope: scope, Writes: writes}
}
