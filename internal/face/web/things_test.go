package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

// add makes a record through its form and returns the number.
func (b *browser) add(slug string, fields ...string) string {
	b.t.Helper()
	p := b.post("/"+slug+"/new", fields...)
	if p.Status != http.StatusSeeOther {
		b.t.Fatalf("adding to %s answers %d: %s", slug, p.Status, p.text("main"))
	}
	return strings.TrimPrefix(p.Header.Get("Location"), "/")
}

func TestAServiceLivesOnItsPages(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		b := as(t, d, "admin")
		p := b.get("/services").want(http.StatusOK, "There are no services yet", "Add a service")
		if attr(p.one("nav.rail a[aria-current]"), "href") != "/services" {
			t.Error("the rail does not say where one is")
		}
		form := b.get("/services/new").want(http.StatusOK, "Owner", "Support team", "Criticality")
		if len(form.all("#new-entity option")) < 2 {
			t.Error("no organisation to choose")
		}
		number := b.add("services", "title", "E-mail", "description", "Mailboxes and <b>calendars</b>", "owner", "Ana Agent", "criticality", "high", "users", "220", "audience", "Everybody")
		p = b.get("/"+number).want(http.StatusOK, "E-mail", "In service", "Mailboxes and <b>calendars</b>", "Ana Agent", "220", "High", "Nothing is open about this service", "added it")
		if p.text("h1") != "E-mail" {
			t.Error(p.text("h1"))
		}
		b.follow(b.post("/services/"+number+"/plan", "version", "1")).want(http.StatusOK, "is now: Planned", "Put into service").without("Back to planning")
		b.post("/services/"+number+"/plan", "version", "2").want(http.StatusConflict, "Planned")
		b.post("/services/"+number+"/launch", "version", "1").want(http.StatusConflict, "E-mail")
		b.get("/services/"+number+"/retire").want(http.StatusOK, "Why?")
		b.post("/services/"+number+"/retire", "version", "2", "reason", "").want(http.StatusUnprocessableEntity, "Why?")
		b.follow(b.post("/services/"+number+"/retire", "version", "2", "reason", "Moved to a supplier")).want(http.StatusOK, "Retired", "Moved to a supplier")
		b.get("/services").want(http.StatusOK, "There is none in").without("E-mail")
		b.get("/services?view=retired").want(http.StatusOK, "E-mail", "Retired", "Everybody")
		if to := b.get("/services/" + number).Header.Get("Location"); to != "/"+number {
			t.Errorf("its address below the list leads to %q", to)
		}
		if to := b.get("/" + strings.ToLower(number)).Header.Get("Location"); to != "/"+number {
			t.Errorf("small letters lead to %q", to)
		}
	})
}

func TestAFormOfAThingLosesNothing(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "admin")
	p := b.post("/configuration-items/new", "title", "Order database", "description", "A long story.", "owner_team", "", "environment", "production").want(http.StatusUnprocessableEntity, "What you typed is still here")
	if p.value("#new-title") != "Order database" || p.value("#new-description") != "A long story." || p.value("#new-environment") != "production" {
		t.Errorf("something is gone: %q, %q", p.value("#new-title"), p.value("#new-description"))
	}
	b.post("/services/new", "title", "VPN", "owner", "Nobody Inparticular").want(http.StatusUnprocessableEntity, "Nobody is called")
	b.post("/services/new", "title", "VPN", "users", "many").want(http.StatusUnprocessableEntity, "whole number")
	b.post("/services/new", "title", strings.Repeat("x", 400)).want(http.StatusUnprocessableEntity, "300")
	b.add("services", "title", "VPN")
	b.post("/services/new", "title", "vpn").want(http.StatusUnprocessableEntity, "a service of this name already")
}

func TestTwoPeopleNeverOverwriteAService(t *testing.T) {
	d := fettletest.SQLite(t)
	one, two := as(t, d, "admin"), as(t, d, "admin")
	number := one.add("services", "title", "Order system", "owner", "Lea Lead", "audience", "Sales")
	form := one.get("/services/"+number+"/edit").want(http.StatusOK, "Change "+number)
	if form.value("#edit-owner") != "Lea Lead" {
		t.Errorf("the owner is %q", form.value("#edit-owner"))
	}
	version, seen := form.value("#edit input[name=version]"), form.value("#edit input[name=seen]")
	two.follow(two.post("/services/"+number+"/edit", "audience", "Sales and stores", "version", version)).want(http.StatusOK, "Sales and stores")
	p := one.post("/services/"+number+"/edit", "title", "Order system", "was.title", "Order system", "audience", "Sales staff", "was.audience", "Sales",
		"users", "40", "was.users", "0", "version", version, "seen", seen).want(http.StatusConflict, "after you opened it", "Ada Admin", "Sales and stores")
	if p.value("#edit-audience") != "Sales staff" || p.value("#edit-users") != "40" {
		t.Errorf("what was typed is gone: %q %q", p.value("#edit-audience"), p.value("#edit-users"))
	}
	one.follow(one.post("/services/"+number+"/edit", "audience", "Sales staff", "users", "40", "version", p.value("#edit input[name=version]"))).want(http.StatusOK, "Sales staff", "40", "Lea Lead")
	one.post("/services/"+number+"/edit", "audience", "Nobody").want(http.StatusConflict, "did not say what it was based on")
}

func TestAnIncidentNamesItsServiceAndWhatItAffects(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		admin, b := as(t, d, "admin"), as(t, d, "agent")
		mail := admin.add("services", "title", "E-mail")
		gone := admin.add("services", "title", "Fax")
		admin.post("/services/"+gone+"/retire", "version", "1", "reason", "Nobody used it")
		item := admin.add("configuration-items", "title", "MX-1", "class", "virtual_machine")
		p := b.get("/incidents/new").want(http.StatusOK, "Service")
		var offered []string
		var value string
		for _, o := range p.all("#new-service option") {
			offered = append(offered, textOf(o))
			value = attr(o, "value")
		}
		if got := strings.Join(offered, "|"); got != "Not said|E-mail" {
			t.Fatalf("offered %s", got)
		}
		number := b.open("No mail arrives", "service", value)
		p = b.get("/"+number).want(http.StatusOK, "Service E-mail")
		if attr(p.one(".props a[href=/"+mail+"]"), "href") == "" {
			t.Error("the service does not lead to its page")
		}
		if len(p.all(`#edit-service option[selected]`)) != 1 {
			t.Error("the form does not hold the service")
		}
		b.follow(b.post("/incidents/"+number+"/link", "to", item, "relation", "affected_by")).want(http.StatusOK)
		p = b.get("/"+number).want(http.StatusOK, "Affected items", "MX-1", "Live")
		if got := p.text("#affected"); !strings.Contains(got, item) || strings.Contains(p.text("#related"), item) {
			t.Errorf("affected: %q, related: %q", got, p.text("#related"))
		}
		b.post("/incidents/"+number+"/link", "to", "CI-999", "relation", "affected_by").want(http.StatusUnprocessableEntity, "CI-999")
		b.get("/"+mail).want(http.StatusOK, "No mail arrives", "Open incidents 1", "Show 1 in the list")
		b.get("/"+item).want(http.StatusOK, "No mail arrives", "affects")
		if got := numbers(b.get("/incidents?q=" + url.QueryEscape(`service:"E-mail"`))); got != number {
			t.Errorf("by the name of the service: %q", got)
		}
		b.get("/incidents?add=service").want(http.StatusOK, "E-mail", "none named").without("Fax")
		b.follow(b.post("/incidents/"+number+"/edit", "service", "", "was.service", value, "version", b.version(number))).want(http.StatusOK).without("Service E-mail")
		b.get("/"+mail).want(http.StatusOK, "Nothing is open about this service", "Open incidents 0")
		b.follow(b.post("/incidents/"+number+"/unlink", "to", item, "relation", "affected_by")).want(http.StatusOK, "None named.")
	})
}

func TestThingsAreLinkedFromTheirOwnPages(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "admin")
	mail := b.add("services", "title", "E-mail")
	item := b.add("configuration-items", "title", "MX-1", "class", "virtual_machine")
	b.get("/configuration-items/"+item+"/link").want(http.StatusOK, "Other record", "This one")
	b.post("/configuration-items/"+item+"/link", "to", "SVC-99", "relation", "relates_to").want(http.StatusUnprocessableEntity, "no record with that number")
	b.post("/configuration-items/"+item+"/link", "to", "", "relation", "relates_to").want(http.StatusUnprocessableEntity, "Write the number")
	b.follow(b.post("/configuration-items/"+item+"/link", "to", mail, "relation", "caused_by")).want(http.StatusOK, "E-mail", "caused by")
	b.get("/"+mail).want(http.StatusOK, "MX-1", "caused")
	b.follow(b.post("/configuration-items/"+item+"/unlink", "to", mail, "relation", "caused_by"))
	if got := b.get("/" + mail).text("#related"); strings.Contains(got, "MX-1") {
		t.Errorf("still linked: %s", got)
	}
	p := b.follow(b.upload("/configuration-items/"+item+"/attach", "plan.txt", "rack 7")).want(http.StatusOK, "plan.txt", "Attached to")
	if got := b.get(attr(p.one(".props .files a"), "href")); string(got.Body) != "rack 7" {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	b.follow(b.post("/configuration-items/"+item+"/attach")).want(http.StatusOK, "No file was chosen")
}

func TestListsOfThingsFilterSortAndPage(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "admin")
	for i := range 60 {
		b.add("configuration-items", "title", "Host "+strconv.Itoa(100+i), "class", []string{"database", "cluster"}[i%2], "environment", "production")
	}
	titles := func(p page) (out []string) {
		for _, a := range p.all(".ttable .c-subj a") {
			out = append(out, textOf(a))
		}
		return out
	}
	p := b.get("/configuration-items").want(http.StatusOK, "60 configuration items", "Production", "Database")
	first := titles(p)
	if len(first) != 50 || first[0] != "Host 100" {
		t.Fatalf("%d, %v", len(first), first)
	}
	rest := titles(b.get(attr(p.one(".pager a[rel=next]"), "href")))
	if len(rest) != 10 || rest[9] != "Host 159" {
		t.Errorf("%v", rest)
	}
	if got := titles(b.get("/configuration-items?sort=-title&q=class:cluster")); len(got) != 30 || got[0] != "Host 159" {
		t.Errorf("%v", got)
	}
	if got := attr(b.get("/configuration-items?sort=-title").one("th[aria-sort]"), "aria-sort"); got != "descending" {
		t.Errorf("sorted %q", got)
	}
	b.get("/configuration-items?q=class:nothing").want(http.StatusUnprocessableEntity, "not understood")
	b.get("/configuration-items?q=zebra+class:database").want(http.StatusOK, "Nothing matches")
	b.get("/configuration-items?add=class").want(http.StatusOK, "Certificate")
	if _, err := d.Custom.Define(d.As("admin"), field.Define{Kind: "item", Key: "rack", Type: field.TypeText, Label: "Rack"}); err != nil {
		t.Fatal(err)
	}
	number := b.add("configuration-items", "title", "Web", "class", "cluster", "custom.rack", "B7")
	b.get("/"+number).want(http.StatusOK, "Rack B7")
	if got := titles(b.get("/configuration-items?q=custom.rack:B7")); len(got) != 1 {
		t.Errorf("by the custom field: %v", got)
	}
}

func TestThingsAreOfferedToThoseWhoMayUseThem(t *testing.T) {
	d := fettletest.SQLite(t)
	admin := as(t, d, "admin")
	mail := admin.add("services", "title", "Secret mail")
	admin.get("/incidents").want(http.StatusOK, "Services & assets", "Services", "Configuration items")
	if admin.get("/").Header.Get("Location") != "/incidents" {
		t.Error("the start is not at the work")
	}
	b := as(t, d, "agent")
	p := b.get("/"+mail).want(http.StatusOK, "Secret mail").without("Edit", "Add a file", "Link another")
	if len(p.all("a[href=/services/new]")) > 0 || len(p.all("form[action=/services/"+mail+"/plan]")) > 0 {
		t.Error("an agent who only looks is offered to write")
	}
	b.get("/services").want(http.StatusOK, "Secret mail").without("New service")
	b.get("/services/new").want(http.StatusForbidden)
	b.get("/services/" + mail + "/edit").want(http.StatusForbidden)
	b.post("/services/"+mail+"/plan", "version", "1").want(http.StatusForbidden)
	b.post("/services/new", "title", "x").want(http.StatusForbidden)
	b.upload("/services/"+mail+"/attach", "a.txt", "a").want(http.StatusForbidden)
	r := as(t, d, "requester")
	r.get("/" + mail).want(http.StatusNotFound).without("Secret mail")
	r.get("/portal").want(http.StatusOK).without("Services & assets")
	r.get("/suggest/records?q=secret").want(http.StatusOK).without("Secret")
	b.get("/suggest/records?q=secr").want(http.StatusOK, mail)
	b.get("/suggest/records?q=secr&kind=service").want(http.StatusOK, `"value":"Secret mail"`)
	b.get("/suggest/records?q=secr&kind=item").want(http.StatusOK, "[]")
}

func TestManyServicesAreLookedForByName(t *testing.T) {
	d := fettletest.SQLite(t)
	admin, b := as(t, d, "admin"), as(t, d, "agent")
	for i := range 51 {
		admin.add("services", "title", "Service "+strconv.Itoa(100+i))
	}
	p := b.get("/incidents/new").want(http.StatusOK)
	if n := p.one("#new-service"); n.Data != "input" || attr(n, "data-suggest") != "/suggest/records?kind=service" {
		t.Fatalf("asked with %s, %s", n.Data, attr(n, "data-suggest"))
	}
	number := b.open("It fails", "service", "service 117")
	p = b.get("/"+number).want(http.StatusOK, "Service Service 117")
	if got := p.value("#edit-service"); got != "Service 117" {
		t.Errorf("the form holds %q", got)
	}
	b.follow(b.post("/incidents/"+number+"/edit", "service", "SVC-3", "was.service", "Service 117", "version", b.version(number))).want(http.StatusOK, "Service Service 102")
	p = b.post("/incidents/"+number+"/edit", "service", "Servce", "was.service", "Service 102", "version", b.version(number)).want(http.StatusUnprocessableEntity, "There is no service of this name")
	if got := p.value("#edit-service"); got != "Servce" {
		t.Errorf("what was typed is gone: %q", got)
	}
}

func TestManyTeamsAreLookedForByName(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	number := b.open("It fails")
	for i := range 60 {
		if _, err := d.People.CreateTeam(d.As("admin"), people.Team{Entity: d.Root, Name: "Team " + strconv.Itoa(100+i)}); err != nil {
			t.Fatal(err)
		}
	}
	p := b.get("/" + number).want(http.StatusOK)
	if n := p.one("#assign-team"); n.Data != "input" || attr(n, "data-suggest") != "/suggest/choices?of=team" {
		t.Fatalf("asked with %s, %s", n.Data, attr(n, "data-suggest"))
	}
	if got := strings.Count(string(b.get("/suggest/choices?of=team&q=team").want(http.StatusOK).Body), `"value"`); got != 10 {
		t.Errorf("%d names are offered at once", got)
	}
	b.get("/suggest/choices?of=team&q=117").want(http.StatusOK, `[{"value":"Team 117"`)
	b.get("/suggest/choices?of=person&q=a").want(http.StatusOK, "[]")
	as(t, d, "requester").get("/suggest/choices?of=team&q=team").want(http.StatusOK, "[]")
	b.follow(b.post("/incidents/"+number+"/assign", "team", "team 117", "was.team", "", "version", b.version(number))).want(http.StatusOK, "Team 117")
	if got := b.get("/" + number).value("#assign-team"); got != "Team 117" {
		t.Errorf("the form holds %q", got)
	}
	b.follow(b.post("/incidents/"+number+"/assign", "team", "Team 118", "was.team", "Team 117", "version", b.version(number))).want(http.StatusOK, "Team 118")
	p = b.post("/incidents/"+number+"/assign", "team", "Taem", "was.team", "Team 118", "version", b.version(number)).want(http.StatusUnprocessableEntity, "There is no team of this name")
	if got := p.value("#assign-team"); got != "Taem" {
		t.Errorf("what was typed is gone: %q", got)
	}
}

func TestThingsReferToThingsOfTheirKind(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "admin")
	b.get("/assets/new").want(http.StatusOK, "Model", "Cost")
	b.add("asset-classes", "title", "Notebooks", "tag_prefix", "LT", "data_bearing", "true")
	p := b.get("/asset-models/new")
	class := ""
	for _, o := range p.all("#new-class option") {
		if textOf(o) == "Notebooks" {
			class = attr(o, "value")
		}
	}
	model := b.add("asset-models", "title", "ThinkPad T14", "class", class, "maker", "Lenovo")
	b.get("/"+model).want(http.StatusOK, "ThinkPad T14", "Class Notebooks")
	for _, o := range b.get("/assets/new").all("#new-model option") {
		if textOf(o) == "ThinkPad T14" {
			model = attr(o, "value")
		}
	}
	asset := b.add("assets", "model", model, "serial", "PF4-XK22M9", "purchased", "2026-03-01", "cost", "1,234.50 EUR")
	b.get("/"+asset).want(http.StatusOK, "ThinkPad T14", "PF4-XK22M9", "Issue")
	b.get("/assets").want(http.StatusOK, "ThinkPad T14", "PF4-XK22M9")
	b.post("/assets/new", "serial", "x").want(http.StatusUnprocessableEntity, "What you typed is still here")
	b.get("/assets/"+asset+"/edit").want(http.StatusOK, "Warranty until")
}

func TestOnlyAFormThatChangesARecordShowsWhatItsFieldsHold(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "admin")
	number := b.add("assets", "model", b.add("asset-models", "title", "Book 14", "class", "Laptops"), "cost", "900 EUR")
	if got := b.get("/assets/" + number + "/edit").value("input[name=cost]"); got != "900.00 EUR" {
		t.Errorf("the cost to change is %q", got)
	}
	if got := b.get("/assets/" + number + "/maintain").value("input[name=cost]"); got != "" {
		t.Errorf("a repair begins with the cost %q of the asset", got)
	}
}
