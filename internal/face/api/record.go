package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/api/contract"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

const root = "/api/v1/"

// rowBytes is what a row of a list usually takes.
const rowBytes = 1536

// rowScope is how rows of work are narrowed.
const rowScope = "own, team, entity, entity tree or all, by the role"

// records returns the operations on a kind of work as a whole.
func (a *API) records(p desk.Practice) []op {
	at, one := root+p.Kind.Slug(), root+p.Kind.Slug()+"/{number}"
	tag := p.Kind.Plural
	return []op{
		{Route: read(at, string(p.View), rowScope), name: "list-" + tag, tag: tag, summary: "List " + tag,
			query: []contract.Param{{Name: "q", Doc: "Filter in the query language of the lists, such as status:open priority:1."}, {Name: "sort", Doc: "One of " + strings.Join(p.Sorts(), ", ") + "; the first four with status:open in q. By due time for open work, newest change first otherwise, if absent.", Options: p.Sorts()},
				{Name: "limit", Doc: "1 to 200, 50 if absent.", Most: record.MaxPage}, {Name: "after", Doc: "The next of the page before."}, {Name: "fields", Doc: "Only these fields, separated by commas."}},
			do: func(w http.ResponseWriter, r *http.Request) error { return a.list(w, r, p) }},
		{Route: read(one, string(p.View), rowScope), name: "get-" + p.Kind.Key, tag: tag, summary: "Read one " + p.Kind.Singular,
			query: []contract.Param{{Name: "fields", Doc: "Only these fields, separated by commas."},
				{Name: "expand", Doc: "What hangs on the record, in the form of its own operation: " + strings.Join(partNames(a.hanging(p)), ", ") + ", separated by commas."}},
			do: func(w http.ResponseWriter, r *http.Request) error { return a.get(w, r, p) }},
	}
}

// pick is the fields that were asked for; nil is all.
type pick []string

// picked reads ?fields=; known are the names of the fields of a kind of record. Kinds: Invalid for an unknown field, with the nearest.
func picked(r *http.Request, known func() []string) (pick, error) {
	asked := r.URL.Query().Get("fields")
	if asked == "" {
		return nil, nil
	}
	list := pick(strings.Split(asked, ","))
	names := append(known(), "id", "kind", "url", "version", "state", "custom", "actions", "moves", "watching")
	for _, key := range list {
		if slices.Contains(names, key) {
			continue
		}
		if near := text.Nearest(key, names); near != "" {
			return nil, errs.Bad("fields", "There is no field %q. Did you mean %s?", key, near)
		}
		return nil, errs.Bad("fields", "There is no field %q; /api/v1/fields/{kind} lists those of each kind.", key)
	}
	return list, nil
}

func (p pick) has(key string) bool { return p == nil || slices.Contains(p, key) }

// name is the name of a field in JSON and in filters.
func name(key string, custom bool) string {
	if custom {
		return "custom." + key
	}
	return key
}

// list answers a page.
func (a *API) list(w http.ResponseWriter, r *http.Request, p desk.Practice) error {
	ctx, query := r.Context(), r.URL.Query()
	ask := desk.Ask{Q: query.Get("q"), Sort: query.Get("sort"), After: query.Get("after")}
	var err error
	if ask.Limit, err = limit(query.Get("limit")); err != nil {
		return err
	}
	defs, err := a.Desk.Defs(ctx, p)
	if err != nil {
		return err
	}
	want, err := picked(r, func() (names []string) {
		for _, d := range defs {
			names = append(names, name(d.Key, d.Custom))
		}
		return names
	})
	if err != nil {
		return err
	}
	page, err := a.Desk.Queue(ctx, p, ask, true)
	if err != nil {
		return err
	}
	labels, err := a.Desk.Name(ctx, slices.Concat(page.Values, page.Custom)...)
	if err != nil {
		return err
	}
	out := &writer{b: make([]byte, 0, rowBytes*(len(page.Heads)+1))}
	out.open('{')
	out.key("items")
	out.raw("[")
	for i := range page.Heads {
		out.open('{')
		head(out, p, &page.Heads[i], want)
		values(out, &page.Heads[i], page.Values[i], labels, want)
		if page.Custom[i] == nil {
			blank(out, defs, want)
		}
		custom(out, page.Custom[i], labels, want)
		out.close('}')
	}
	out.close(']')
	next(w, r, out, page.Next)
	out.close('}')
	if out.fault != nil {
		return out.fault
	}
	return a.send(w, r, http.StatusOK, out.b)
}

// next writes the cursor of the next page into the answer and as a Link header.
func next(w http.ResponseWriter, r *http.Request, out *writer, cursor string) {
	out.key("next")
	if cursor == "" {
		out.raw("null")
		return
	}
	out.text(cursor)
	link(w, r, cursor)
}

func link(w http.ResponseWriter, r *http.Request, cursor string) {
	q := r.URL.Query()
	q.Set("after", cursor)
	w.Header()["Link"] = []string{"<" + r.URL.Path + "?" + q.Encode() + `>; rel="next"`}
}

// limit reads ?limit=; 0 is the default.
func limit(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > record.MaxPage {
		return 0, errs.Bad("limit", "Ask for 1 to %d rows.", record.MaxPage)
	}
	return n, nil
}

// get answers one record.
func (a *API) get(w http.ResponseWriter, r *http.Request, p desk.Practice) error {
	v, err := a.Desk.Get(r.Context(), p, r.PathValue("number"))
	if err != nil {
		return err
	}
	tag := etag(v.Version)
	w.Header()["Etag"] = []string{tag}
	if r.URL.Query().Get("expand") == "" && matches(r.Header.Get("If-None-Match"), tag) { // what is expanded changes without the record's version
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return a.show(w, r, v, http.StatusOK)
}

// show answers with a whole record.
func (a *API) show(w http.ResponseWriter, r *http.Request, v desk.View, status int) error {
	want, err := picked(r, func() (names []string) {
		for _, x := range v.Values {
			names = append(names, name(x.Def.Key, x.Def.Custom))
		}
		return names
	})
	if err != nil {
		return err
	}
	more, err := a.expanded(r, v.Practice)
	if err != nil {
		return err
	}
	labels, err := a.Desk.Name(r.Context(), v.Values)
	if err != nil {
		return err
	}
	out := &writer{b: make([]byte, 0, 2048)}
	out.open('{')
	head(out, v.Practice, &v.Head, want)
	values(out, &v.Head, v.Values, labels, want)
	custom(out, v.Values, labels, want)
	offers(out, v, want)
	for _, x := range more {
		list, err := x.read(r.Context(), v, nil)
		if err != nil {
			return err
		}
		out.key(x.name)
		out.any(list)
	}
	out.close('}')
	if out.fault != nil {
		return out.fault
	}
	w.Header()["Etag"] = []string{etag(v.Version)}
	return a.send(w, r, status, out.b)
}

func path(p desk.Practice, number string) string { return root + p.Kind.Slug() + "/" + number }

// head writes what every record has.
func head(out *writer, p desk.Practice, h *ticket.Head, want pick) {
	if want.has("id") {
		out.key("id")
		out.id(h.ID)
	}
	if want.has("kind") {
		out.key("kind")
		out.text(h.Kind)
	}
	if want.has("url") {
		out.key("url")
		out.text(path(p, h.Number))
	}
	if want.has("version") {
		out.key("version")
		out.b = strconv.AppendInt(out.b, h.Version, 10)
	}
	if want.has("state") {
		out.key("state")
		out.text(h.State)
	}
}

// values writes the built-in fields among a list.
func values(out *writer, h *ticket.Head, list []field.Value, labels desk.Labels, want pick) {
	for i := range list {
		v := &list[i]
		if v.Def.Custom || !want.has(v.Def.Key) {
			continue
		}
		out.key(v.Def.Key)
		if v.Def.Key == "due" && h.Due == ticket.NeverDue {
			out.raw("null")
			continue
		}
		value(out, v, labels)
	}
}

// custom writes the custom fields among a list as one object, if there are any that are wanted.
func custom(out *writer, list []field.Value, labels desk.Labels, want pick) {
	o := object{w: out, want: want}
	for i := range list {
		if v := &list[i]; v.Def.Custom && o.field(v.Def.Key) {
			value(out, v, labels)
		}
	}
	o.end()
}

// blank writes the custom fields of a record that has no value in any of them.
func blank(out *writer, defs []field.Def, want pick) {
	o := object{w: out, want: want}
	for i := range defs {
		if defs[i].Custom && o.field(defs[i].Key) {
			out.raw("null")
		}
	}
	o.end()
}

// object is the custom fields of a record, begun with the first that is wanted.
type object struct {
	w    *writer
	want pick
	open bool
}

func (o *object) field(key string) bool {
	if !o.want.has("custom") && !o.want.has(name(key, true)) {
		return false
	}
	if !o.open {
		o.w.key("custom")
		o.w.raw("{")
		o.open = true
	}
	o.w.key(key)
	return true
}

func (o *object) end() {
	if o.open {
		o.w.close('}')
	}
}

// value writes one value: a reference with its name, a ranked choice as a number.
func value(out *writer, v *field.Value, labels desk.Labels) {
	s, isText := v.JSON.(string)
	switch {
	case isText && v.Def.Type.IsRef():
		i, _ := id.Parse(s)
		out.raw(`{"id":"` + s + `","name":`)
		out.text(labels.Of(v.Def.Type, i))
		out.raw("}")
	case isText && v.Def.Whole && v.Def.Type == field.TypeChoice:
		out.raw(s)
	default:
		out.scalar(v.JSON)
	}
}

// offers writes what the actor may do with the record now.
func offers(out *writer, v desk.View, want pick) {
	if want.has("actions") {
		out.key("actions")
		out.raw("[")
		for _, s := range v.Practice.Actions {
			if s.OnRecord && v.Can(s.Verb()) {
				out.comma()
				out.text(s.Verb())
			}
		}
		out.close(']')
	}
	if want.has("moves") {
		out.key("moves")
		out.raw("[")
		for _, m := range v.Moves {
			if v.Can(m.Verb) {
				out.comma()
				out.any(move{m.Verb, m.Label, m.To, m.Needs})
			}
		}
		out.close(']')
	}
	if want.has("watching") {
		out.key("watching")
		out.scalar(v.Watching)
	}
}

// move is a step that is possible now.
type move struct {
	Verb  string   `json:"verb" doc:"The action to post."`
	Label string   `json:"label"`
	To    string   `json:"to" doc:"The state that it leads to."`
	Needs []string `json:"needs,omitempty" doc:"Inputs that it requires."`
}

func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// matches reports whether an If-None-Match header names a tag.
func matches(header, tag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		if part = strings.TrimPrefix(strings.TrimSpace(part), "W/"); part == tag || part == "*" {
			return true
		}
	}
	return false
}

// read describes a route that changes nothing.
func read(pattern, permission, scope string) face.Route {
	return face.Route{Method: http.MethodGet, Pattern: pattern, Permission: permission, Scope: scope}
}
