package app_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/fettle-itsm/fettle/internal/app/content"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	places "github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/identity/session"
	"github.com/fettle-itsm/fettle/internal/identity/token"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/handover"
	"github.com/fettle-itsm/fettle/internal/practice/asset/stock"
	"github.com/fettle-itsm/fettle/internal/practice/asset/stocktake/count"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
	"github.com/fettle-itsm/fettle/internal/practice/service"
)

// visitor stands for whoever has not signed in, beside the keys of the shipped roles.
const visitor = "visitor"

// may is what a role may do with work, written by hand and not derived from the shipped roles: that they agree is what is tested.
// Each reach is "", own, group or all; group contains own.
type may struct {
	view, inside, note, reply, edit, work, reopen, cancel, open string // inside is reading internal notes, note is writing them
	group                                                       string // permissions on what is not work that reach what their teams look after
	mine                                                        string // permissions on what is not work that reach what they hold
	people                                                      bool   // sees every person and team
	keeps                                                       bool   // changes persons and teams
	more                                                        string // further permissions for everything; * stands for any part
}

// expected is the hand-written side of the matrix.
var expected = sync.OnceValue(func() map[string]may {
	asker := may{view: "own", reply: "own", reopen: "own", cancel: "own", open: "own", mine: "asset.view"}
	staff := asker
	staff.people, staff.more = true, "entity.view"
	everything := may{"all", "all", "all", "all", "all", "all", "all", "all", "all", "", "", true, true, "*"}
	agent, lead := everything, everything
	const things = " service.view item.view asset.view model.view supplier.view stock.view"
	agent.keeps, agent.more = false, "entity.view sla.view"+things
	lead.more = "entity.view sla.view" + things + " absence.edit category.edit account.invite settings.view insight.view"
	technician := may{"group", "group", "group", "group", "group", "group", "group", "group", "all", "service.view item.view asset.view", "", true, false, "entity.view sla.view model.view supplier.view stock.view"}
	reader := staff
	reader.view, reader.inside, reader.note = "all", "all", "all"
	assets := staff
	assets.view, assets.more = "all", assets.more+things+" cost.view requisition.view requisition.edit requisition.approve service.edit item.edit asset.edit model.edit supplier.edit stock.edit contract.view contract.edit order.view order.edit order.approve budget.view budget.edit licence.view licence.edit finding.view finding.edit inventory.report inventory.collect stocktake.view stocktake.count stocktake.edit stocktake.sign terms.view terms.edit attestation.view attestation.edit sweep.view sweep.edit directory.view directory.edit import.run"
	finance := staff
	finance.more += " cost.view requisition.view licence.view contract.view order.view budget.view asset.view model.view supplier.view"
	lead.mine = "requisition.view requisition.edit"
	approver := staff
	approver.more += " requisition.view requisition.approve model.view supplier.view"
	categories := staff
	categories.more += " category.edit"
	manager := asker
	manager.view = "group"
	return map[string]may{
		"administrator": everything, "service_desk_agent": agent, "service_desk_lead": lead, "technician": technician, "incident_manager": agent,
		"problem_manager": reader, "change_manager": reader, "approver": approver, "asset_manager": assets, "knowledge_manager": categories,
		"finance_viewer": finance, "auditor": {view: "all", inside: "all", people: true, more: "*.view people.audit"}, "requester": asker, "requester_manager": manager, visitor: {},
	}
})

// holds reports whether the further permissions of a role cover one.
func (m may) holds(permission string) bool {
	_, verb, _ := strings.Cut(permission, ".")
	return slices.ContainsFunc(strings.Fields(m.more), func(have string) bool { return have == "*" || have == permission || have == "*."+verb })
}

// of returns how far a permission on work reaches.
func (m may) of(verb string) string {
	return map[string]string{"view": m.view, "note": m.note, "reply": m.reply, "edit": m.edit, "work": m.work, "reopen": m.reopen, "cancel": m.cancel, "open": m.open}[verb]
}

// ofThing returns how far a permission on what is not work reaches.
func (m may) ofThing(permission string) string {
	switch {
	case slices.Contains(strings.Fields(m.group), permission):
		return "group"
	case m.holds(permission):
		return "all"
	case slices.Contains(strings.Fields(m.mine), permission):
		return "own"
	}
	return ""
}

// thingKinds are the kinds of record that are not work, with the object of their permissions.
var thingKinds = sync.OnceValue(func() map[string]string {
	return map[string]string{"service": "service", "item": "item", "class": "model", "model": "model", "supplier": "supplier", "asset": "asset", "consumable": "stock",
		"contract": "contract", "order": "order", "requisition": "requisition", "budget": "budget", "software_product": "licence", "entitlement": "licence", "finding": "finding", "stocktake": "stocktake",
		"terms": "terms", "attestation": "attestation",
		"sweep": "sweep", "directory": "directory", "product_rule": "licence", "reclaim": "licence"}
})

// planted is a record with a word in every place that can hold one.
type planted struct {
	name, kind                   string
	number                       string
	id, requester                id.ID
	ours                         bool // of the team of technicians and requesters' managers
	public, internal             []string
	entry, task, shown, withheld id.ID
}

// world is a desk with one person per role and work all around them.
type world struct {
	*fettletest.Desk
	persons map[string]id.ID // by role
	tokens  map[string]string
	cookies map[string]*http.Cookie
	rows    []*planted
	things  []*planted // what is not work
	tags    int        // given to assets
	room    id.ID      // where consumables lie
	olga    id.ID      // who asked for the work that is foreign to everybody
	mara    id.ID      // of the other entity
	infra   id.ID
	abroad  id.ID // the team of the other entity
	foreign foreign
	others  map[string]id.ID // something of each further table
	secret  map[string]secrets
}

// secrets are words that a role must not see, gathered when there were so many rows.
type secrets struct {
	rows  int
	words []string
}

// foreign are things of one person that nobody else may see.
type foreign struct {
	session, agent, tokenName string
	token                     id.ID
}

// roleKeys returns the shipped roles and the visitor.
func roleKeys(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, r := range content.Roles() {
		if _, ok := expected()[r.Key]; !ok {
			t.Fatalf("the role %s is new: say in expected() what it may do", r.Key)
		}
		out = append(out, r.Key)
	}
	return append(out, visitor)
}

func newWorld(t *testing.T, d *fettletest.Desk) *world {
	t.Helper()
	w := &world{Desk: d, persons: map[string]id.ID{}, tokens: map[string]string{}, cookies: map[string]*http.Cookie{}, secret: map[string]secrets{}}
	w.write(func(tx *db.Tx) error { return w.enrol(t, tx) })
	for _, p := range d.Room.Practices() {
		kind := p.Kind.Key
		_, err := d.Custom.Define(w.as("administrator"), field.Define{Kind: kind, Key: "spot", Label: "Spot", Type: field.TypeText, Portal: true})
		w.must(err)
	}
	for role, person := range w.persons {
		w.tokens[role] = w.token(person, "token of "+role)
		w.cookies[role] = w.cookie(person, "browser of "+role)
	}
	w.write(func(tx *db.Tx) error { // numbers of one length, none of which begins another
		return errors.Join(record.Reserve(tx, "INC", 100_000), record.Reserve(tx, "SVC", 100_000), record.Reserve(tx, "CI", 100_000), record.Reserve(tx, "AC", 100_000),
			record.Reserve(tx, "MOD", 100_000), record.Reserve(tx, "SUP", 100_000), record.Reserve(tx, "CON", 100_000), record.Reserve(tx, "BUD", 100_000), record.Reserve(tx, "PO", 100_000), record.Reserve(tx, "PRQ", 100_000), record.Reserve(tx, "STK", 100_000), record.Reserve(tx, "SWP", 100_000), record.Reserve(tx, "ENT", 100_000), record.Reserve(tx, "FND", 100_000), record.Reserve(tx, "INV", 100_000), record.Reserve(tx, "RCL", 100_000), record.Reserve(tx, "TOU", 100_000), record.Reserve(tx, "ATT", 100_000))
	})
	w.plantForeign()
	w.plant("olga", w.olga, 0)
	w.plant("infra", w.olga, w.infra)
	w.plant("abroad", w.mara, w.abroad)
	for _, role := range roleKeys(t) {
		if role != visitor {
			w.plant("own"+strings.ReplaceAll(role, "_", ""), w.persons[role], 0)
		}
	}
	for _, kind := range []string{"service", "item", "class", "model", "supplier", "asset", "consumable", "contract", "budget", "order", "requisition", "software_product", "entitlement", "finding", "stocktake", "terms", "attestation",
		"sweep", "directory", "product_rule", "reclaim"} { // each after those that it refers to
		w.thing("ours"+kind, kind, w.Root, w.infra)
		w.thing("abroad"+kind, kind, w.Other, w.abroad)
	}
	for _, role := range []string{"requester", "approver", "technician"} {
		w.held(role)
	}
	w.tie()
	w.importing()
	w.others = map[string]id.ID{"entity": w.Other}
	for _, table := range others() {
		if w.others[table] == 0 && table != "location" {
			var one id.ID
			w.must(d.DB.QueryRow(t.Context(), `SELECT max(id) FROM `+table).Scan(&one))
			w.others[table] = one
		}
	}
	return w
}

func (w *world) must(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

// as returns a context in which the person of a role acts.
func (w *world) as(role string) context.Context {
	w.T.Helper()
	a, err := w.People.Actor(w.T.Context(), w.DB, w.persons[role], "web")
	w.must(err)
	return actor.With(w.T.Context(), a)
}

func (w *world) write(f func(tx *db.Tx) error) {
	w.T.Helper()
	w.must(w.DB.Write(w.System(), f))
}

// enrol makes one person per role and those whose work is foreign to them.
func (w *world) enrol(t *testing.T, tx *db.Tx) (err error) {
	if w.infra, err = w.People.EnsureTeam(tx, w.Root, people.Team{Name: "Infrastructure"}); err != nil {
		return err
	}
	if w.abroad, err = w.People.EnsureTeam(tx, w.Other, people.Team{Name: "Zqabroad Desk"}); err != nil {
		return err
	}
	room, err := w.People.InsertLocation(tx, places.Location{Entity: w.Root, Name: "Store"})
	if err != nil {
		return err
	}
	w.room = room.ID
	add := func(name string, entity id.ID) id.ID {
		key := strings.ToLower(strings.ReplaceAll(name, " ", "-"))
		p, err := w.People.InsertPerson(tx, people.Person{Entity: entity, Name: name, Email: key + "@rights.example", Title: "zqtitle" + key, Status: people.Active})
		w.must(err)
		return p.ID
	}
	w.olga, w.mara = add("Zqolga Other", w.Root), add("Zqmara Abroad", w.Other)
	for _, role := range roleKeys(t) {
		if role == visitor {
			continue
		}
		w.persons[role] = add("Person "+strings.ReplaceAll(role, "_", " "), w.Root)
		if err := w.People.GiveRole(tx, w.persons[role], role); err != nil {
			return err
		}
		if role == "technician" || role == "requester_manager" {
			if err := w.People.AddMember(tx, w.infra, w.persons[role], false); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *world) token(person id.ID, name string) string {
	w.T.Helper()
	secret, _, err := w.Tokens.Create(w.System(), token.Token{Person: person, Name: name, Scopes: []people.Pattern{"*"}})
	w.must(err)
	return secret
}

func (w *world) cookie(person id.ID, agent string) *http.Cookie {
	w.T.Helper()
	var secret string
	w.write(func(tx *db.Tx) (err error) {
		secret, err = session.Create(tx, person, session.Client{Address: "127.0.0.1", Agent: agent})
		return err
	})
	return &http.Cookie{Name: session.CookieName(false), Value: secret}
}

// plantForeign gives Olga a session and a token.
func (w *world) plantForeign() {
	w.T.Helper()
	w.foreign = foreign{agent: "zqolgabrowser", tokenName: "zqolgatoken"}
	secret := w.cookie(w.olga, w.foreign.agent)
	_, made, err := w.Tokens.Create(w.System(), token.Token{Person: w.olga, Name: w.foreign.tokenName, Scopes: []people.Pattern{"*"}})
	w.must(err)
	w.foreign.token = made.ID
	a, err := w.People.Actor(w.T.Context(), w.DB, w.olga, "web")
	w.must(err)
	list, err := w.Sessions.List(actor.With(w.T.Context(), a), w.DB, secret.Value)
	w.must(err)
	w.foreign.session = list[0].Key
}

// plant makes a piece of work with a word of its own in each place.
func (w *world) plant(name string, requester, team id.ID) *planted {
	w.T.Helper()
	p := &planted{name: name, kind: "incident", requester: requester, ours: team != 0 && team == w.infra}
	word := func(kind string, internal bool) string {
		m := "zq" + name + kind
		if internal {
			p.internal = append(p.internal, m)
		} else {
			p.public = append(p.public, m)
		}
		return m
	}
	admin := w.as("administrator")
	r, err := w.Incidents.Open(w.System(), incident.Open{Title: word("heading", false) + " does not work", Description: word("report", false), Requester: requester,
		Team: team, Channel: "phone", Custom: map[string]rawJSON{"spot": rawJSON(`"` + word("spot", false) + `"`)}})
	w.must(err)
	p.number, p.id = r.Number, r.ID
	on := action.On{Number: r.Number}
	_, err = w.Incidents.Reply(admin, incident.Reply{On: on, Body: word("reply", false)})
	w.must(err)
	_, err = w.Incidents.Note(admin, incident.Note{On: on, Body: word("note", true)})
	w.must(err)
	_, err = w.Incidents.AddTask(admin, incident.AddTask{On: on, Title: word("task", true)})
	w.must(err)
	_, err = w.Incidents.LogTime(admin, incident.LogTime{On: on, Minutes: 5, Note: word("time", true)})
	w.must(err)
	p.shown = w.file("incident", r.Number, word("shown", false), true)
	p.withheld = w.file("incident", r.Number, word("withheld", true), false)
	entries, err := ticket.Entries(w.T.Context(), w.DB, r.ID, false)
	w.must(err)
	p.entry = entries[0].ID
	tasks, err := ticket.Tasks(w.T.Context(), w.DB, r.ID)
	w.must(err)
	p.task = tasks[0].ID
	w.rows = append(w.rows, p)
	return p
}

// thing makes a record that is not work with a word of its own in each place. Classes, models and suppliers are nobody's.
func (w *world) thing(name, kind string, entity, team id.ID) *planted {
	w.T.Helper()
	p := &planted{name: name, kind: kind, ours: team == w.infra && slices.Contains([]string{"service", "item", "asset"}, kind)}
	word := func(place string) *string {
		m := "zq" + name + place
		p.public = append(p.public, m)
		return &m
	}
	r, err := w.made(kind, *word("heading")+" "+strconv.Itoa(len(w.things)), word("report"), entity, team)
	w.must(err)
	p.number, p.id = r.Number, r.ID
	p.shown = w.file(kind, r.Number, *word("shown"), false)
	p.withheld = p.shown
	w.things = append(w.things, p)
	return p
}

// held makes an asset that a role's person holds.
func (w *world) held(role string) {
	w.T.Helper()
	p := w.thing("held"+role, "asset", w.Root, 0)
	p.requester = w.persons[role]
	_, err := w.Assets.Issue(w.as("administrator"), asset.Handover{On: action.On{Number: p.number}, Person: p.requester})
	w.must(err)
}

// made adds a record of a kind with a title and further words.
func (w *world) made(kind, title string, words *string, entity, team id.ID) (record.Result, error) {
	ctx, class, prefix := w.as("administrator"), "database", "ZQ"
	switch kind {
	case "service":
		return w.Services.AddService(ctx, service.AddService{ServiceFields: service.ServiceFields{Title: &title, Description: words, Entity: &entity, Team: &team}})
	case "item":
		return w.Services.AddItem(ctx, service.AddItem{ItemFields: service.ItemFields{Title: &title, Class: &class, Description: words, Entity: &entity, Team: &team}})
	case "class":
		return w.Assets.AddClass(ctx, asset.AddClass{ClassFields: asset.ClassFields{Title: &title, TagPrefix: &prefix, Entity: &entity}})
	case "model":
		return w.Assets.AddModel(ctx, asset.AddModel{ModelFields: asset.ModelFields{Title: &title, Maker: words, Class: &w.named("oursclass").id, Entity: &entity}})
	case "consumable":
		return w.Stock.Add(ctx, stock.Add{Fields: stock.Fields{Title: &title, Maker: words, Entity: &entity}})
	case "stocktake":
		return w.Stocktakes.Add(ctx, count.Add{Fields: count.Fields{Title: &title, Note: words, Entity: &entity}})
	case "terms":
		return w.Handovers.AddTerms(ctx, handover.AddTerms{TermsFields: handover.TermsFields{Title: &title, Body: words, Entity: &entity}})
	case "attestation":
		due := "2027-01-01"
		return w.Handovers.Add(ctx, handover.Add{Fields: handover.Fields{Title: &title, Note: words, Due: &due, Entity: &entity}})
	case "contract", "order", "budget", "requisition":
		return w.financed(ctx, kind, title, words, entity)
	case "software_product", "entitlement", "finding", "sweep", "directory", "product_rule", "reclaim":
		return w.discovered(ctx, kind, title, words, entity)
	case "supplier":
		return w.Assets.AddSupplier(ctx, asset.AddSupplier{SupplierFields: asset.SupplierFields{Title: &title, Note: words, Entity: &entity}})
	}
	r, err := w.Assets.Add(ctx, asset.Add{Tag: fmt.Sprintf("ZQ-%06d", 100_000+w.tags), Fields: asset.Fields{Title: &title, Serial: words, Model: &w.named("oursmodel").id, Entity: &entity}})
	if w.tags++; err != nil || team == 0 {
		return r, err
	}
	_, err = w.Assets.Issue(ctx, asset.Handover{On: action.On{Number: r.Number}, Team: team})
	return r, err
}

// named returns the planted thing with a name.
func (w *world) named(name string) *planted {
	w.T.Helper()
	i := slices.IndexFunc(w.things, func(p *planted) bool { return p.name == name })
	if i < 0 {
		w.T.Fatalf("there is no thing %q", name)
	}
	return w.things[i]
}

// about returns the records that a route can be asked for.
func (w *world) about(route face.Route) []*planted {
	kind := w.kindOf(route)
	switch object, _, _ := strings.Cut(cmp.Or(route.Action, route.Permission), "."); {
	case kind != "" && kind != "incident":
		return slices.DeleteFunc(slices.Clone(w.things), func(p *planted) bool { return p.kind != kind })
	case object == "incident" || strings.HasPrefix(route.Pattern, "/portal"):
		return w.rows
	}
	return slices.Concat(w.rows, w.things)
}

// kindOf is the kind whose address a route stands below, "" for none.
func (w *world) kindOf(route face.Route) string {
	path := strings.Split(strings.TrimPrefix(strings.TrimPrefix(route.Pattern, "/api/v1"), "/"), "/")[0]
	for _, p := range w.Room.Practices() {
		if p.Kind.Slug() == path {
			return p.Kind.Key
		}
	}
	return ""
}

// sees reports whether a role's person may see a record.
func (w *world) sees(role string, p *planted) bool {
	if p.kind != "incident" {
		return w.reaches(role, expected()[role].ofThing(thingKinds()[p.kind]+".view"), p)
	}
	return w.reaches(role, expected()[role].view, p)
}

// file attaches a file whose name and content hold a word.
func (w *world) file(kind, number, word string, public bool) id.ID {
	w.T.Helper()
	b, err := w.Files.Put(w.T.Context(), strings.NewReader("content "+word))
	w.must(err)
	p, err := w.Room.Practice(kind)
	w.must(err)
	a, err := w.Room.Attach(w.as("administrator"), p, number, w.Files, b, word+".txt", public)
	w.must(err)
	return a.ID
}

// tie links every own row with the foreign ones, puts it below one and merges one into it, so that what leads from one to the other is
// looked at too.
func (w *world) tie() {
	w.T.Helper()
	abroad, admin := w.row("abroad"), w.as("administrator")
	for _, x := range [][3]string{{"service", "oursservice", "abroaditem"}, {"item", "oursitem", "abroadasset"}, {"service", "abroadservice", "oursitem"}, {"asset", "abroadasset", "oursasset"}} {
		spec, err := w.Actions.Get(x[0] + ".relate")
		w.must(err)
		_, err = spec.Do(admin, action.JSON(jsonOf(w.T, map[string]any{"kind": "uses", "to": w.named(x[2]).number, "group": "zqtied", "need": 1})), w.named(x[1]).number, 0)
		w.must(err)
	}
	for _, p := range slices.Clone(w.rows) {
		if !strings.HasPrefix(p.name, "own") {
			continue
		}
		on := action.On{Number: p.number}
		_, err := w.Incidents.Link(admin, incident.Link{On: on, To: abroad.number, Relation: "relates_to"})
		w.must(err)
		_, err = w.Incidents.Link(admin, incident.Link{On: on, To: w.named("abroaditem").number, Relation: "affected_by"})
		w.must(err)
		_, err = w.Incidents.Link(admin, incident.Link{On: on, To: w.named("abroadasset").number, Relation: "affected_by"})
		w.must(err)
		_, err = w.Incidents.Edit(admin, incident.Edit{On: on, Parent: &abroad.number, Service: &w.named("abroadservice").id})
		w.must(err)
		if role := strings.TrimPrefix(p.name, "own"); slices.Contains([]string{"requester", "requestermanager", "technician"}, role) {
			same := w.plant("same"+role, w.mara, w.abroad)
			_, err = w.Incidents.Merge(admin, incident.Merge{On: action.On{Number: same.number}, Into: p.number})
			w.must(err)
			task := "zqsame" + role + "task" // what is still to be done is from then on the work of what goes on
			same.internal = slices.DeleteFunc(same.internal, func(word string) bool { return word == task })
			p.internal = append(p.internal, task)
		}
	}
}

func (w *world) row(name string) *planted {
	w.T.Helper()
	i := slices.IndexFunc(w.rows, func(p *planted) bool { return p.name == name })
	if i < 0 {
		w.T.Fatalf("there is no row %q", name)
	}
	return w.rows[i]
}

// own is the work that a role's person asked for; Olga's for a visitor.
func (w *world) own(role string) *planted {
	if role == visitor {
		return w.row("olga")
	}
	return w.row("own" + strings.ReplaceAll(role, "_", ""))
}

// reaches reports whether a reach covers a row for a role's person.
func (w *world) reaches(role, reach string, p *planted) bool {
	own := role != visitor && p.requester == w.persons[role]
	switch reach {
	case "all":
		return true
	case "group":
		return own || p.ours
	case "own":
		return own
	}
	return false
}

// leak returns the first word in a text that the role must not see, "" when there is none. known is what the request itself said.
func (w *world) leak(role, text, known string) string {
	text = strings.ToLower(text)
	for _, word := range w.secrets(role) {
		if strings.Contains(text, word) && !strings.Contains(strings.ToLower(known), word) {
			return word
		}
	}
	return ""
}

// secrets are the words that a role must never be told. They are gathered once for as many rows as there are.
func (w *world) secrets(role string) (words []string) {
	if have := w.secret[role]; have.rows == len(w.rows)+len(w.things) {
		return have.words
	}
	defer func() { w.secret[role] = secrets{len(w.rows) + len(w.things), words} }()
	m := expected()[role]
	for _, p := range slices.Concat(w.rows, w.things) {
		if !w.sees(role, p) {
			words = append(append(words, strings.ToLower(p.number)), p.public...)
		}
		if !w.reaches(role, m.inside, p) || !w.sees(role, p) {
			words = append(words, p.internal...)
		}
	}
	words = append(words, w.foreign.agent, strings.ToLower(w.foreign.session))
	if role != "administrator" && role != "auditor" { // who read in the log that it was made
		words = append(words, w.foreign.tokenName)
	}
	if !m.people {
		words = append(words, "zqtitlezqolga", "zqtitlezqmara", "zqolga-other@", "zqmara-abroad@")
		if m.view != "all" {
			words = append(words, "zqmara", "zqabroad desk")
		}
	}
	return words
}

func (p *planted) String() string { return fmt.Sprintf("%s (%s)", p.name, p.number) }
