package api

import (
	"context"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/api/contract"
	"github.com/fettle-itsm/fettle/internal/face/api/deadline"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

// named is a reference with the name of what it leads to.
type named struct {
	ID   id.ID  `json:"id"`
	Name string `json:"name"`
}

// Schema describes a reference, which may lead nowhere.
func (named) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: "object", Nullable: true, Required: []string{"id", "name"},
		Properties: map[string]*huma.Schema{"id": {Type: "string"}, "name": {Type: "string"}}}
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

// part is what hangs on a record: an operation of its own, and what ?expand= puts into the record in the same form.
type part struct {
	name, summary string
	out           reflect.Type
	read          func(ctx context.Context, v desk.View, query url.Values) (any, error)
	query         []contract.Param
}

// plain is a part that takes no parameters.
func plain(name, summary string, out reflect.Type, read func(ctx context.Context, v desk.View) (any, error)) part {
	return part{name: name, summary: summary, out: out, read: func(ctx context.Context, v desk.View, _ url.Values) (any, error) { return read(ctx, v) }}
}

func params(list []desk.Param) []contract.Param {
	out := make([]contract.Param, len(list))
	for i, x := range list {
		out[i] = contract.Param{Name: x.Name, Doc: x.Doc, Options: x.Options, Most: x.Most, Truth: x.Truth}
	}
	return out
}

// hanging returns the parts of a kind of record.
func (a *API) hanging(p desk.Practice) []part {
	out := []part{
		plain("timeline", "What happened, oldest first", reflect.TypeFor[items[moment]](), a.timeline),
		plain("links", "Linked records that the caller may see", reflect.TypeFor[items[linked]](), a.links),
	}
	if p.Work() {
		out = append(out, plain("tasks", "The checklist", reflect.TypeFor[items[task]](), a.tasks))
	}
	if p.Work() && a.Explain != nil {
		out = append(out, plain("sla", "Why these deadlines: every working interval and pause", reflect.TypeFor[sla.Answer](), a.why))
	}
	if a.Files != nil {
		out = append(out, plain("attachments", "The files", reflect.TypeFor[items[file]](),
			func(ctx context.Context, v desk.View) (any, error) { return a.listFiles(ctx, p, v) }))
	}
	for _, own := range p.Parts {
		out = append(out, part{name: own.Name, summary: own.Doc, out: own.Output, query: params(own.Query), read: own.Read})
	}
	return out
}

// parts returns the operations on what hangs on a record.
func (a *API) parts(p desk.Practice) []op {
	one := root + p.Kind.Slug() + "/{number}/"
	var out []op
	for _, x := range a.hanging(p) {
		out = append(out, op{Route: read(one+x.name, string(p.View), rowScope), name: p.Kind.Key + "-" + x.name, tag: p.Kind.Plural, summary: x.summary, out: x.out, query: x.query,
			do: func(w http.ResponseWriter, r *http.Request) error {
				v, err := a.Desk.Get(r.Context(), p, r.PathValue("number"))
				if err != nil {
					return err
				}
				list, err := x.read(r.Context(), v, r.URL.Query())
				if err != nil {
					return err
				}
				return a.answer(w, r, http.StatusOK, list)
			}})
	}
	if a.Files != nil {
		out = append(out, a.files(p)...)
	}
	return out
}

// expanded reads ?expand=. Kinds: Invalid for a part that does not exist.
func (a *API) expanded(r *http.Request, p desk.Practice) ([]part, error) {
	text := r.URL.Query().Get("expand")
	if text == "" {
		return nil, nil
	}
	have := a.hanging(p)
	var out []part
	for _, name := range strings.Split(text, ",") {
		i := slices.IndexFunc(have, func(x part) bool { return x.name == name })
		if i < 0 {
			return nil, errs.Bad("expand", "%q is not a part of a record; use %s.", name, strings.Join(partNames(have), ", "))
		}
		out = append(out, have[i])
	}
	return out, nil
}

func partNames(list []part) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = x.name
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

func (a *API) timeline(ctx context.Context, v desk.View) (any, error) {
	list, err := a.Desk.Timeline(ctx, v)
	if err != nil {
		return nil, err
	}
	want := desk.Wanted{}
	for _, it := range list {
		want.Add(field.TypePerson, it.Actor)
		want.Add(field.TypePerson, it.Behalf)
		if it.Entry != nil {
			want.Add(field.TypePerson, it.Entry.Author)
		}
	}
	l, err := a.Desk.Labels(ctx, want)
	if err != nil {
		return nil, err
	}
	out := make([]moment, len(list))
	for i, it := range list {
		out[i] = moment{ID: it.ID, At: it.At, Kind: it.Kind, By: ref(l, field.TypePerson, it.Actor), ByKind: string(it.ByWhom),
			Behalf: ref(l, field.TypePerson, it.Behalf), Channel: it.Channel, Sentence: it.Sentence, Record: it.Number}
		if e := it.Entry; e != nil {
			out[i].Entry = &entry{e.ID, e.Kind, e.Visibility == ticket.Public, ref(l, field.TypePerson, e.Author), e.Body}
		}
	}
	return whole(out), nil
}

// linked is a record seen from another.
type linked struct {
	record.Ref
	Relation record.Relation `json:"relation"`
	Reverse  bool            `json:"reverse" doc:"The link was made from the other record."`
	Label    string          `json:"label" doc:"The relation in words, read from this record."`
	URL      string          `json:"url"`
}

func (a *API) links(ctx context.Context, v desk.View) (any, error) {
	list, err := a.Desk.Links(ctx, v)
	if err != nil {
		return nil, err
	}
	out := make([]linked, len(list))
	for i, l := range list {
		out[i] = linked{l.Ref, l.Relation, l.Reverse, l.Relation.Label(l.Reverse), a.url(l.Kind, l.Number)}
	}
	return whole(out), nil
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

func (a *API) tasks(ctx context.Context, v desk.View) (any, error) {
	var list []ticket.Task
	if v.Internal { // the checklist is how the work is organised, and no matter of the requester
		var err error
		if list, err = ticket.Tasks(ctx, a.Desk.DB, v.ID); err != nil {
			return nil, err
		}
	}
	want := desk.Wanted{}
	for _, t := range list {
		want.Add(field.TypePerson, t.Person)
		want.Add(field.TypeTeam, t.Team)
	}
	l, err := a.Desk.Labels(ctx, want)
	if err != nil {
		return nil, err
	}
	out := make([]task, len(list))
	for i, t := range list {
		out[i] = task{t.ID, t.Title, t.State, t.Mandatory, ref(l, field.TypeTeam, t.Team), ref(l, field.TypePerson, t.Person), t.Due, t.Done, t.Version}
	}
	return whole(out), nil
}

func (a *API) why(ctx context.Context, v desk.View) (any, error) {
	out, err := a.Explain(ctx, v.ID)
	return deadline.Told(out, v.Internal, v.Practice.Kind.Flow), err
}

// own describes a route that changes something.
func own(method, pattern, permission, scope string, writes ...string) face.Route {
	if writes == nil {
		writes = []string{}
	}
	return face.Route{Method: method, Pattern: pattern, Permission: permission, Scope: scope, Writes: writes}
}
