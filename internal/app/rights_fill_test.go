package app_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

type rawJSON = json.RawMessage

// target is what the path values of a route are filled with.
type target struct {
	name                               string
	number                             string
	person, team, task, file, internal id.ID
	entry, token                       id.ID
	session                            string
	row                                *planted         // nil for what does not exist
	others                             map[string]id.ID // something of each further table
}

// other is the id of something in a table, and one that leads nowhere for what does not exist.
func (t target) other(table string) string {
	if i := t.others[table]; i != 0 {
		return i.String()
	}
	return (t.person + 10).String()
}

// at returns the target for a row: what belongs to it stands in every path value.
func (w *world) at(p *planted) target {
	return target{name: p.name, number: p.number, person: w.mara, team: w.abroad, task: p.task, file: p.shown, internal: p.withheld, entry: p.entry,
		token: w.foreign.token, session: w.foreign.session, row: p, others: w.others}
}

// absent is what is found where a record of p's kind would be, but is not.
func (w *world) absent(p *planted) target {
	to := w.nothing()
	prefix, _, _ := strings.Cut(p.number, "-")
	to.number = prefix + "-999999"
	return to
}

// nothing is a target with values as long as real ones that lead nowhere.
func (w *world) nothing() target {
	const none = id.ID(1<<61 + 12345)
	return target{name: "nothing", number: "INC-999999", person: none, team: none + 1, task: none + 2, file: none + 3, internal: none + 4, entry: none + 5,
		token: none + 6, session: strings.Repeat("x", len(w.foreign.session))}
}

var placeholder = regexp.MustCompile(`\{([a-z]+)(\.\.\.)?\}`)

// fill puts the values of a target into a pattern. A pattern that it does not know fails the test, so that no route is left out.
func (w *world) fill(pattern string, t target) string {
	w.T.Helper()
	pattern = strings.TrimSuffix(pattern, "{$}")
	return placeholder.ReplaceAllStringFunc(pattern, func(found string) string {
		name := strings.Trim(found, "{}.")
		before, _, _ := strings.Cut(pattern, found)
		before = strings.TrimSuffix(before, "/")
		parent := before[strings.LastIndex(before, "/")+1:]
		value := pathValue(name, parent, t)
		if value == "" {
			w.T.Fatalf("the rights test does not know what %s in %s means: teach pathValue", found, pattern)
		}
		return url.PathEscape(value)
	})
}

// pathValue returns the value of a placeholder that stands after parent, "" when it is not known.
func pathValue(name, parent string, t target) string {
	switch name {
	case "number", "tag":
		return t.number
	case "tile":
		return "backlog"
	case "verb":
		return "cancel"
	case "kind":
		return "incident"
	case "token", "secret":
		return "notalink"
	case "attachment", "file":
		return t.file.String()
	case "name":
		return "file.txt"
	case "person":
		return t.person.String()
	case "team":
		return t.team.String()
	case "key":
		return t.session
	case "task":
		return t.task.String()
	}
	if name != "id" {
		return ""
	}
	return map[string]string{"people": t.person.String(), "teams": t.team.String(), "attachments": t.file.String(), "tokens": t.token.String(),
		"sessions": t.session, "tasks": t.task.String(), "service-levels": t.other("agreement"), "calendars": t.other("calendar"), "locations": t.other("location"), "entities": t.other("entity"),
		"roles": t.other("role"), "fields": t.other("field_definition"), "categories": t.other("category"), "imports": t.other("import_run"), "views": t.person.String(), "batches": t.person.String(), "macros": t.person.String(), "jobs": t.person.String(), // nothing of that number

		"handover": t.person.String(), "attest": t.person.String(), "seat": t.person.String()}[parent] // neither is about that person
}

// values are what the fields of bodies are filled with; nil leaves a field out, because another stands for it.
func (w *world) values(route face.Route, t target) map[string]any {
	const when = "2026-12-01T10:00:00Z"
	var version, taskVersion any
	if !isAPI(route) { // a page's form carries the versions that it shows
		version, taskVersion = w.versionOf("record WHERE number = $1", t.number), w.versionOf("task WHERE id = $1", t.task)
	}
	other := w.row("olga").number
	if other == t.number {
		other = w.row("infra").number
	}
	all := map[string]any{
		"title": "A valid title of " + t.number, "class": "database", "environment": "test", "criticality": "low", "owner": w.olga, "owner_team": w.infra, "audience": "All", "users": 7,
		"description": "A description", "body": "A body", "message": "A message", "reason": "awaiting_vendor", "note": "A note",
		"until": when, "due": when, "hold_until": nil, "hold_reason": nil, "then": nil, "code": "fixed", "resolution": "Done.", "cause_code": "hardware_failure",
		"impact": 1, "urgency": 1, "priority": nil, "priority_reason": nil, "minutes": 5, "mandatory": true, "task_version": taskVersion, "version": version,
		"requester": w.olga, "requester_email": nil, "requester_name": nil, "category": nil, "closing_category": nil, "team": w.infra, "assignee": nil,
		"location": nil, "service": nil, "parent": nil, "channel": "phone", "custom": map[string]string{"spot": "here"}, "mentions": []id.ID{w.olga},
		"person": w.olga, "to": other, "into": other, "relation": "relates_to", "entry": t.entry, "task": t.task, "state": "done",
		"name": "A valid name", "email": "new@rights.example", "phone": "+49 30 1234567", "department": "D", "entity": w.Root, "manager": nil, "language": "en",
		"zone": "UTC", "vip": true, "status": "active", "assignment": "manual", "max_open": 3, "calendar": nil, "archived": false, "lead": true,
		"public": nil, "follows": nil, "mode": "note", "files": nil, "password": "not the right password", "again": "not the right password", "address": "nobody@rights.example",
		"next": "/", "token": "notalink", "organisation": "Other", "seen": nil, "back": nil, "text": "A text", "answer": "An answer", "solved": "yes", "verb": nil, "filter": nil,
		"columns": nil, "currency": nil, "dates": nil, "update": nil, "writing": "1", "gone": nil, "q": "status:open", "sort": nil, "kind": "incident",
		"record": t.number, "macro": nil, "days": 1, "ids": nil, "id": 1, "single": nil,
	}
	if route.Pattern == "/me/keys" { // how the visitor's own keyboard works
		for _, name := range route.Writes {
			all[name] = nil
		}
	}
	maps.Copy(all, w.thingValues(route))
	return all
}

// thingValues are those of the fields that only records have which are not work.
func (w *world) thingValues(route face.Route) map[string]any {
	out := map[string]any{"tag_prefix": "ZZ", "data_bearing": true, "method": "straight_line", "life": 36, "maker": "A maker", "part": "P-1", "end_of_life": "2031-01-01", "warranty": 12,
		"customer_number": "K-7", "website": "https://supplier.example", "serial": "S-1", "substate": nil, "cost_centre": "4711", "ownership": "owned", "supplier": w.named("ourssupplier").id,
		"model": w.named("oursmodel").id, "purchased": "2026-01-01", "cost": "100 EUR", "invoice": "R-1", "in_service": "2026-02-01", "warranty_end": "2028-01-01", "expected_end": "2029-01-01",
		"tag": nil, "part_of": nil, "affects": []string{w.row("olga").number}, "condition": "good", "accessories": "charger", "due_back": "2099-01-01", "how": "recycled", "certificate": "C-1", "wipe_proof": "W-1", "date": nil}
	object, verb, _ := strings.Cut(route.Action, ".")
	for _, p := range w.Room.Practices() {
		if route.Pattern == "/"+p.Kind.Slug()+"/{number}/"+kit.Quick { // the short form of the record's edit
			object, verb = p.Kind.Key, "edit"
		}
	}
	switch {
	case strings.HasSuffix(route.Pattern, "/batch"):
		maps.Copy(out, map[string]any{"do": "edit", "tags": []string{w.row("olga").number, w.row("infra").number}, "all": nil, "q": nil})
	case verb == "relate" || verb == "rearrange" || verb == "unrelate":
		maps.Copy(out, map[string]any{"kind": "depends_on", "to": w.named("oursitem").number, "impact": true, "group": "Nodes for " + verb, "need": 1, "until": nil})
	case object == "model":
		out["class"] = w.named("oursclass").id
	case object == "contract" || object == "order" || object == "budget" || object == "requisition":
		maps.Copy(out, w.financeValues(object, verb))
	case object == "software_product" || object == "entitlement" || object == "finding" || object == "product_rule" || object == "sweep" || object == "directory" || object == "reclaim":
		maps.Copy(out, w.softwareValues(object))
	case object == "stocktake" || strings.HasPrefix(route.Pattern, "/stocktakes/"):
		maps.Copy(out, map[string]any{"class": nil, "holder_team": nil, "due": "2027-01-01", "note": "A note", "device": "d", "scans": []any{map[string]any{"id": "s-1", "code": "ZZ-77"}},
			"row": "code:ZZ-77", "correction": "leave", "place": nil, "model": nil, "leave_undecided": true})
	case object == "terms" || object == "attestation" || strings.HasPrefix(route.Pattern, "/attestations/"):
		maps.Copy(out, map[string]any{"class": nil, "members_of": nil, "due": "2027-01-01", "asset": w.named("heldrequester").id})
	case object == "consumable":
		out["location"], out["quantity"], out["minimum"], out["reorder"], out["unit"], out["for"] = w.room, 1, 5, 10, "pieces", w.row("infra").number
	case object == "asset":
		out["person"], out["state"], out["field"] = nil, nil, "title"
		if verb == "maintain" {
			maps.Copy(out, map[string]any{"type": "repair", "warranty": true, "start": "2026-03-01", "end": "2026-03-02", "downtime": 30, "ticket": w.row("infra").number})
		}
		if verb == "lose" {
			out["how"] = "lost"
		}
		if verb == "dispose" {
			out["method"] = "recycled"
		}
	}
	return out
}

// versionOf is the newest version of a row, 1 of one that does not exist.
func (w *world) versionOf(where string, key any) int64 {
	w.T.Helper()
	version := int64(1)
	if err := w.DB.QueryRow(w.T.Context(), `SELECT version FROM `+where, key).Scan(&version); err != nil && !errs.Is(err, errs.NotFound) {
		w.T.Fatal(err)
	}
	return version
}

// skipped are routes that the sweep must not call, with the reason.
func skipped() map[string]string {
	return map[string]string{
		"POST /sign-out":      "it ends the session that the sweep uses",
		"POST /preferences":   "everybody chooses how the desk looks to them",
		"POST /portal/report": "anybody may report something new",
	}
}

// request is one call of the sweep.
type request struct {
	role   string
	route  face.Route
	target target
	query  string
	body   map[string]any
	header map[string]string
}

// isAPI reports whether a route belongs to the JSON face.
func isAPI(r face.Route) bool { return strings.HasPrefix(r.Pattern, "/api/") }

// call sends a request as a role: with a token to the API and with a cookie to the pages.
func (w *world) call(q request) (fettletest.Answer, string) {
	w.T.Helper()
	path := w.fill(q.route.Pattern, q.target) + q.query
	var in string
	kind := "application/json"
	switch {
	case q.route.Safe():
	case isAPI(q.route):
		b, err := json.Marshal(q.body)
		w.must(err)
		in = string(b)
	default:
		in, kind = form(q.body).Encode(), "application/x-www-form-urlencoded"
	}
	req, err := http.NewRequestWithContext(w.T.Context(), q.route.Method, w.URL+path, strings.NewReader(in))
	w.must(err)
	if !q.route.Safe() {
		req.Header.Set("Content-Type", kind)
	}
	for k, v := range q.header {
		req.Header.Set(k, v)
	}
	switch {
	case q.role == visitor:
	case isAPI(q.route):
		req.Header.Set("Authorization", "Bearer "+w.tokens[q.role])
	default:
		req.AddCookie(w.cookies[q.role])
	}
	return w.Send(req), path + " " + in
}

// form turns a JSON body into what a browser sends.
func form(body map[string]any) url.Values {
	out := url.Values{}
	for k, v := range body {
		b, _ := json.Marshal(v)
		var list []string
		var object map[string]string
		switch {
		case json.Unmarshal(b, &list) == nil:
			out[k] = list
		case json.Unmarshal(b, &object) == nil:
			for key, text := range object {
				out.Set(k+"."+key, text)
			}
		default:
			out.Set(k, strings.Trim(string(b), `"`))
		}
	}
	return out
}

// bodyOf returns a valid body for an unsafe route.
func (w *world) bodyOf(r face.Route, t target) map[string]any {
	w.T.Helper()
	known, out := w.values(r, t), map[string]any{}
	for _, key := range r.Writes {
		v, ok := known[key]
		if !ok && !byRow(r) {
			v = "1" // who must not get that far is refused before it is looked at
		} else if !ok {
			w.T.Fatalf("the rights test does not know a value for %q of %s %s: teach values", key, r.Method, r.Pattern)
		}
		if v != nil {
			out[key] = v
		}
	}
	return out
}

// uniform is an answer without what differs from request to request: its trace, what is left of a limit, and what was asked for.
func (w *world) uniform(a fettletest.Answer, t target) string {
	var b strings.Builder
	var names []string
	for k := range a.Header {
		if !slices.Contains([]string{"Date", "Request-Id", "Content-Length"}, k) && !strings.HasPrefix(strings.ToLower(k), "ratelimit") {
			names = append(names, k)
		}
	}
	slices.Sort(names)
	b.WriteString(http.StatusText(a.Status) + "\n")
	for _, k := range names {
		b.WriteString(k + ": " + strings.Join(a.Header[k], ", ") + "\n")
	}
	b.Write(a.Body)
	out := drafts.ReplaceAllString(b.String(), "DRAFT")
	for _, trace := range traces.FindAllStringSubmatch(string(a.Body), -1) {
		out = strings.ReplaceAll(out, trace[1], "TRACE")
	}
	if trace := a.Header.Get("Request-Id"); trace != "" {
		out = strings.ReplaceAll(out, trace, "TRACE")
	}
	for _, v := range []string{t.number, t.person.String(), t.team.String(), t.task.String(), t.file.String(), t.internal.String(), t.entry.String(), t.token.String(), t.session} {
		if v != "" {
			out = strings.ReplaceAll(out, v, "ASKED")
		}
	}
	for _, table := range others() {
		out = strings.ReplaceAll(out, t.other(table), "ASKED")
	}
	return out
}

// drafts are what an error page gives back of a form: the longest text, whichever of several that is.
var drafts = regexp.MustCompile(`<textarea [^>]*id="draft"[^>]*>[^<]*`)

var traces = regexp.MustCompile(`"trace_id":"([^"]+)"`)

func jsonOf(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// others are the tables whose rows have pages of their own.
func others() []string {
	return []string{"agreement", "calendar", "location", "entity", "role", "field_definition", "category", "import_run"}
}
