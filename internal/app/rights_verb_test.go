package app_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/identity/link"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

// before are the verbs that bring a fresh record to where a verb is legal.
func before() map[string][]string {
	return map[string][]string{"reopen": {"resolve"}, "close": {"resolve"}, "release": {"take"}, "resume": {"hold"}, "launch": {"plan"}, "revive": {"retire"}, "receive": {"ship"},
		"transfer": {"issue"}, "repaired": {"repair"}, "find": {"lose"}, "dispose": {"retire"}, "rearrange": {"relate"}, "unrelate": {"relate"},
		"terminate": {"sign"}, "withdraw": {"sign", "terminate"}, "revise": {"approve"}, "place": {"approve"}}
}

// ownBefore are the verbs that come before some verbs of a kind: what these say goes before what before says.
func ownBefore() map[string]map[string][]string {
	return map[string]map[string][]string{
		"finding":          {"reopen": {"ignore"}},
		"software_product": {"free": {"allocate"}, "ask": {"allocate"}},
		"reclaim":          {"free": {"give_back"}},
		"stocktake": {"review": {"begin"}, "scan": {"begin"}, "count": {"begin"}, "{name}": {"begin"}, "decide": {"begin", "scan"}, "resume": {"begin", "review"},
			"sign": {"begin", "review"}},
		"sweep":       {"run": {"set_secret"}, "resume": {"pause"}},
		"directory":   {"run": {"set_secret"}, "resume": {"pause"}},
		"requisition": {"approve": {"submit"}, "refuse": {"submit"}, "revise": {"submit"}, "order": {"submit", "approve"}},
		"order":       {"invoice": {"approve", "place"}, "receive": {"approve", "place"}},
		"terms":       {"replace": {"publish"}},
		"attestation": {"remind": {"start"}, "close": {"start"}, "replies": {"start"}},
	}
}

// fresh makes a record of a kind on which a verb is legal, by an administrator.
func (w *world) fresh(kind, verb string) (p *planted) {
	w.T.Helper()
	if kind == "incident" {
		p = w.plant("fresh", w.olga, w.infra)
		w.rows = w.rows[:len(w.rows)-1]
	} else {
		p = w.thing(fmt.Sprintf("fresh%d", w.DB.NewID()), kind, w.Root, w.infra)
		w.things = w.things[:len(w.things)-1]
	}
	if kind == "asset" {
		return w.stocked(p, verb)
	}
	if kind == "consumable" {
		w.bring(p, kind, "restock")
	}
	verbs, own := ownBefore()[kind]
	if list := verbs[verb]; list != nil || own && kind != "finding" && kind != "software_product" && kind != "order" {
		w.bring(p, kind, list...)
		return p
	}
	w.bring(p, kind, before()[verb]...)
	return p
}

// stocked brings an asset, which was issued when it was made, to where a verb is legal.
func (w *world) stocked(p *planted, verb string) *planted {
	switch verb {
	case "transfer", "return", "attest", "edit":
	case "unlock_field":
		w.bring(p, "asset", "lock_field")
	case "take_over":
		w.offered(p)
	case "acceptance":
		w.bring(w.fresh("terms", ""), "terms", "publish")
		w.bring(p, "asset", "return")
		_, err := w.Assets.Issue(w.as("administrator"), asset.Handover{On: action.On{Number: p.number}, Person: w.olga})
		w.must(err)
	case "order":
		r, err := w.Assets.Add(w.as("administrator"), asset.Add{State: asset.Requested, Fields: asset.Fields{Model: &w.named("oursmodel").id}})
		w.must(err)
		p.number, p.id = r.Number, r.ID
	default:
		w.bring(p, "asset", append([]string{"return"}, before()[verb]...)...)
	}
	return p
}

// bring does verbs on a record as an administrator.
func (w *world) bring(p *planted, kind string, verbs ...string) {
	w.T.Helper()
	for _, name := range verbs {
		spec, err := w.Actions.Get(kind + "." + name)
		if err != nil {
			w.T.Fatalf("%s.%s: %v", kind, name, err)
		}
		body := w.bodyOf(face.Route{Method: "POST", Pattern: name, Action: spec.Name, Writes: action.Keys(spec.Input)}, w.at(p))
		_, err = spec.Do(w.as("administrator"), action.JSON(jsonOf(w.T, body)), p.number, 0)
		w.must(err)
	}
}

// Without this control the sweep would prove nothing: a body that is refused for its form has no effect either.
func TestTheBodiesOfTheSweepAreTakenFromAnAdministrator(t *testing.T) {
	newWorld(t, fettletest.SQLite(t)).everything(t)
}

// everything calls every route on a fresh record as an administrator, who must be let in.
func (w *world) everything(t *testing.T) {
	t.Helper()
	for _, route := range w.routes() {
		if !byRow(route) || route.Pattern == "/portal/{number}/{verb}" {
			continue
		}
		verb := route.Pattern[strings.LastIndex(route.Pattern, "/")+1:]
		w.Time.Advance(10 * time.Second) // past what is remembered for some seconds, so that everything is read again
		w.People.Forget()
		to := w.at(w.fresh(w.about(route)[0].kind, verb))
		body := w.bodyOf(route, to)
		delete(body, "person") // an administrator follows by themselves as well as others
		if verb == "compose" {
			body["state"] = ""
		}
		query := ""
		if !route.Safe() && strings.HasSuffix(route.Pattern, "/attachments") {
			query = "?name=file.txt"
		}
		a, _ := w.call(request{role: "administrator", route: route, target: to, query: query, body: body, header: map[string]string{"If-Match": "*"}})
		if a.Status >= http.StatusBadRequest {
			t.Errorf("%s %s answers an administrator with %d: %.600s", route.Method, route.Pattern, a.Status, a.Body)
		}
	}
}

// modelNames are the names that some model or table has.
func (w *world) modelNames(t *testing.T) []string {
	t.Helper()
	names := map[string]bool{}
	for _, columns := range schema(t, w.DB) {
		for _, c := range columns {
			names[c] = true
			names[strings.TrimSuffix(c, "_id")] = true
		}
	}
	for _, spec := range w.Actions.All() {
		for _, k := range append(action.Keys(spec.Input), action.Keys(spec.Output)...) {
			names[k] = true
		}
	}
	for _, r := range w.routes() {
		for _, k := range r.Writes {
			names[k] = true
		}
	}
	for _, k := range []string{"role", "roles", "is_admin", "created_by", "grants", "permissions", "scopes", "entity", "Number", "ID", "Version"} {
		names[k] = true
	}
	return slices.Sorted(maps.Keys(names))
}

func TestABodyTakesTheDeclaredFieldsAndNoOthers(t *testing.T) {
	w := newWorld(t, fettletest.SQLite(t))
	names, f := w.modelNames(t), newFingerprint(t, w)
	refused := 0
	for _, route := range w.routes() {
		if route.Safe() || !isAPI(route) || strings.HasSuffix(route.Pattern, "/attachments") || strings.HasSuffix(route.Pattern, "/inventory") || route.Method == http.MethodDelete {
			continue
		}
		was, to := f.take(), w.at(w.row("olga"))
		for _, name := range names {
			if slices.ContainsFunc(route.Writes, func(k string) bool { return strings.EqualFold(k, name) }) {
				continue
			}
			if name == "body" || strings.Contains(name, ".") {
				continue // its pointer is the body as a whole, or another one
			}
			body := w.bodyOf(route, to)
			body[name] = "1"
			a, _ := w.call(request{role: "administrator", route: route, target: to, body: body, header: map[string]string{"If-Match": "*"}})
			if a.Status != http.StatusUnprocessableEntity && a.Status != http.StatusBadRequest || !strings.Contains(string(a.Body), fmt.Sprintf(`"#/%s"`, name)) {
				t.Errorf("%s %s with the field %q answers %d: %.300s", route.Method, route.Pattern, name, a.Status, a.Body)
			}
			refused++
		}
		if now := f.take(); !maps.Equal(was, now) {
			t.Errorf("%s %s has changed something", route.Method, route.Pattern)
		}
	}
	t.Logf("%d fields refused", refused)
}

// A form ignores what it does not know, because buttons have names; what it must not set is compared afterwards.
func TestAFormSetsNothingButTheDeclaredFields(t *testing.T) {
	w := newWorld(t, fettletest.SQLite(t))
	for _, role := range []string{"requester", "service_desk_agent"} {
		body := map[string]any{"title": "Honest title", "description": "Honest words", "email": "x@rights.example"}
		for _, name := range w.modelNames(t) {
			if _, ok := w.values(face.Route{}, target{})[name]; !ok {
				body[name] = w.mara
			}
		}
		body["number"], body["state"], body["created_by"], body["version"], body["entity"] = "INC-7", "closed", w.mara, 99, w.Other
		a, _ := w.call(request{role: role, route: face.Route{Method: "POST", Pattern: "/incidents/new"}, body: body})
		if a.Status != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", role, a.Status, a.Body)
		}
		var entity, by, version, requester, requested id.ID
		var state, number string
		err := w.DB.QueryRow(t.Context(), `SELECT r.number, r.state, r.entity_id, r.created_by, r.version, t.requester_id, t.merged_into_id FROM record r JOIN ticket t ON t.id = r.id
			ORDER BY r.id DESC LIMIT 1`).Scan(&number, &state, &entity, &by, &version, &requester, &requested)
		w.must(err)
		me := w.persons[role]
		if number == "INC-7" || state != "new" || entity != w.Root || by != me || version != 1 || requester != me || requested != 0 {
			t.Errorf("%s set what a form must not: %s %s entity %d by %d version %d requester %d merged %d", role, number, state, entity, by, version, requester, requested)
		}
	}
}

// What names another record or person must not tell whether it exists.
func TestReferencesTellNothingAboutForeignRecords(t *testing.T) {
	w := newWorld(t, fettletest.SQLite(t))
	abroad, absent := w.row("abroad"), w.nothing()
	ask := func(role string, route face.Route, query string, body map[string]any) string {
		to := w.at(w.own(role))
		a, _ := w.call(request{role: role, route: route, target: to, query: query, body: body, header: map[string]string{"If-Match": "*"}})
		out := w.uniform(a, to)
		for _, v := range []string{abroad.number, absent.number, abroad.id.String(), absent.team.String(), w.mara.String(), absent.person.String(), "Zqmara Abroad", "Zqmrax Abroad",
			"zqmara-abroad@rights.example", "zqmrax-abroad@rights.example", "Zqabroad Desk", "Zqabrxad Desk"} {
			out = strings.ReplaceAll(strings.ReplaceAll(out, v, "NAMED"), strings.ReplaceAll(strings.ReplaceAll(v, " ", "+"), "@", "%40"), "NAMED")
		}
		return out
	}
	tests := []struct {
		name, role, method, pattern, query string
		body                               func(p string) map[string]any
		foreign, unknown                   string
	}{
		{"a filter by parent", "requester", "GET", "/api/v1/incidents", "?q=parent:%s", nil, abroad.number, absent.number},
		{"a filter by service", "requester", "GET", "/api/v1/incidents", "?q=service:%s", nil, abroad.number, absent.number},
		{"a filter by requester's name", "requester", "GET", "/api/v1/incidents", `?q=requester:"%s"`, nil, "Zqmara Abroad", "Zqmrax Abroad"},
		{"a filter by requester's address", "requester", "GET", "/api/v1/incidents", "?q=requester:%s", nil, "zqmara-abroad@rights.example", "zqmrax-abroad@rights.example"},
		{"a filter by team", "requester", "GET", "/api/v1/incidents", `?q=team:"%s"`, nil, "Zqabroad Desk", "Zqabrxad Desk"},
		{"a search by number", "requester", "GET", "/api/v1/search", "?q=%s", nil, abroad.number, absent.number},
		{"merging into", "technician", "POST", "/api/v1/incidents/{number}/actions/merge", "", func(p string) map[string]any { return map[string]any{"into": p} }, abroad.number, absent.number},
		{"linking to", "technician", "POST", "/api/v1/incidents/{number}/actions/link", "", func(p string) map[string]any {
			return map[string]any{"to": p, "relation": "blocks"}
		}, abroad.number, absent.number},
		{"a parent", "technician", "PATCH", "/api/v1/incidents/{number}", "", func(p string) map[string]any { return map[string]any{"parent": p} }, abroad.id.String(), absent.team.String()},
		{"what it affects", "requester", "POST", "/api/v1/incidents", "", func(p string) map[string]any {
			return map[string]any{"title": "It affects another", "affects": []string{p}}
		}, abroad.number, absent.number},
		{"opening for another person", "requester", "POST", "/api/v1/incidents", "", func(p string) map[string]any {
			return map[string]any{"title": "For another", "requester": p}
		}, w.mara.String(), absent.person.String()},
		{"opening for an address", "requester", "POST", "/api/v1/incidents", "", func(p string) map[string]any {
			return map[string]any{"title": "For another", "requester_email": p}
		}, "zqmara-abroad@rights.example", "zqmrax-abroad@rights.example"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			route := face.Route{Method: tt.method, Pattern: tt.pattern}
			one := func(value string) string {
				query, body := tt.query, map[string]any(nil)
				if tt.body != nil {
					body = tt.body(value)
				} else {
					query = fmt.Sprintf(tt.query, strings.NewReplacer(" ", "%20", `"`, "%22", "@", "%40").Replace(value))
				}
				return ask(tt.role, route, strings.ReplaceAll(query, `"`, "%22"), body)
			}
			if unknown, foreign := one(tt.unknown), one(tt.foreign); unknown != foreign {
				t.Errorf("unknown: %.900s\nforeign: %.900s", unknown, foreign)
			}
		})
	}
}

// A link that lets somebody follow one record without an account reaches nothing else.
func TestAFollowLinkShowsOneRecordAndNothingInternal(t *testing.T) {
	w := newWorld(t, fettletest.SQLite(t))
	for _, p := range []*planted{w.row("olga"), w.own("administrator")} {
		var secret string
		w.write(func(tx *db.Tx) (err error) {
			secret, err = link.Create(tx, link.Follow, p.id, p.requester)
			return err
		})
		for _, route := range w.routes() {
			if !strings.HasPrefix(route.Pattern, "/portal/") || !strings.Contains(route.Pattern, "{token}") || !route.Safe() {
				continue
			}
			a := w.Send(w.get(strings.ReplaceAll(w.fill(route.Pattern, w.at(p)), "notalink", secret)))
			if strings.HasSuffix(route.Pattern, "{token}") && !strings.Contains(string(a.Body), "zq"+p.name+"report") {
				t.Errorf("%s does not show %s: %d", route.Pattern, p, a.Status)
			}
			for _, q := range w.rows {
				words := q.internal
				if q != p {
					words = append(slices.Clone(q.public), q.internal...)
				}
				for _, word := range words {
					if strings.Contains(strings.ToLower(string(a.Body)), word) {
						t.Errorf("%s of %s shows %q", route.Pattern, p, word)
					}
				}
			}
		}
	}
}

func (w *world) get(path string) *http.Request {
	w.T.Helper()
	req, err := http.NewRequestWithContext(w.T.Context(), http.MethodGet, w.URL+path, nil)
	w.must(err)
	return req
}
