package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

const root = "/api/v1/"

// rowScope is how rows of work are narrowed.
const rowScope = "own, team, entity, entity tree or all, by the role"

// records returns the operations on a kind of work as a whole.
func (a *API) records(p desk.Practice) []op {
	at, one := root+p.Kind.Plural, root+p.Kind.Plural+"/{number}"
	tag := p.Kind.Plural
	return []op{
		{Route: read(at, string(p.View), rowScope), name: "list-" + tag, tag: tag, summary: "List " + tag,
			query: []param{{"q", "Filter in the query language of the lists, such as status:open priority:1."}, {"sort", "One of " + strings.Join(ticket.Sorts(), ", ") + "."},
				{"limit", "1 to 200, 50 if absent."}, {"after", "The next of the page before."}, {"fields", "Only these fields, separated by commas."}},
			do: func(w http.ResponseWriter, r *http.Request) error { return a.list(w, r, p) }},
		{Route: read(one, string(p.View), rowScope), name: "get-" + p.Kind.Key, tag: tag, summary: "Read one " + p.Kind.Singular,
			query: []param{{"fields", "Only these fields, separated by commas."}},
			do:    func(w http.ResponseWriter, r *http.Request) error { return a.get(w, r, p) }},
	}
}

// pick is the fields that were asked for; nil is all.
type pick []string

// picked reads ?fields=. Kinds: a refusal naming an unknown field.
func picked(r *http.Request, defs []field.Def) (pick, error) {
	text := r.URL.Query().Get("fields")
	if text == "" {
		return nil, nil
	}
	list := pick(strings.Split(text, ","))
	for _, key := range list {
		ok := slices.Contains([]string{"id", "kind", "url", "version", "state", "custom", "actions", "moves", "watching"}, key)
		for _, d := range defs {
			ok = ok || name(d) == key
		}
		if !ok {
			e := refuse(http.StatusBadRequest, "There is no field %q.", key)
			e.parameters = []string{"fields"}
			return nil, e
		}
	}
	return list, nil
}

func (p pick) has(key string) bool { return p == nil || slices.Contains(p, key) }

// name is the name of a field in JSON and in filters.
func name(d field.Def) string {
	if d.Custom {
		return "custom." + d.Key
	}
	return d.Key
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
	want, err := picked(r, defs)
	if err != nil {
		return err
	}
	page, err := a.Desk.Queue(ctx, p, ask, true)
	if err != nil {
		return err
	}
	labels, err := a.Desk.Name(ctx, page.Values...)
	if err != nil {
		return err
	}
	out := &writer{b: make([]byte, 0, 1024*(len(page.Heads)+1))}
	out.open('{')
	out.key("items")
	out.raw("[")
	for i := range page.Heads {
		out.open('{')
		head(out, p, &page.Heads[i], want)
		values(out, &page.Heads[i], page.Values[i], labels, want)
		out.close('}')
	}
	out.close(']')
	next(w, r, out, page.Next)
	out.close('}')
	if out.fault != nil {
		return out.fault
	}
	return send(w, http.StatusOK, out.b)
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
	if err != nil || n < 1 || n > ticket.MaxPage {
		return 0, errs.Bad("limit", "Ask for 1 to %d rows.", ticket.MaxPage)
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
	if matches(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return a.show(w, r, v, http.StatusOK)
}

// show answers with a whole record.
func (a *API) show(w http.ResponseWriter, r *http.Request, v desk.View, status int) error {
	defs := make([]field.Def, len(v.Values))
	for i := range v.Values {
		defs[i] = v.Values[i].Def
	}
	want, err := picked(r, defs)
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
	offers(out, v, want)
	out.close('}')
	if out.fault != nil {
		return out.fault
	}
	w.Header()["Etag"] = []string{etag(v.Version)}
	return send(w, status, out.b)
}

func path(p desk.Practice, number string) string { return root + p.Kind.Plural + "/" + number }

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

// values writes the fields: the built-in ones, then the custom ones as an object.
func values(out *writer, h *ticket.Head, list []field.Value, labels desk.Labels, want pick) {
	custom := false
	for i := range list {
		v := &list[i]
		if v.Def.Custom {
			custom = custom || want.has("custom") || want.has(name(v.Def))
			continue
		}
		if !want.has(v.Def.Key) {
			continue
		}
		out.key(v.Def.Key)
		if v.Def.Key == "due" && h.Due == ticket.NeverDue {
			out.raw("null")
			continue
		}
		value(out, v, labels)
	}
	if !custom {
		return
	}
	out.key("custom")
	out.raw("{")
	for i := range list {
		if v := &list[i]; v.Def.Custom && (want.has("custom") || want.has(name(v.Def))) {
			out.key(v.Def.Key)
			value(out, v, labels)
		}
	}
	out.close('}')
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
