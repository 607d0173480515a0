package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

func TestAnIncidentLivesOnItsPage(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		b := as(t, d, "agent")
		number := b.open("Nobody can open the vault", "description", "Since **ten** it says nothing.", "requester", "requester@calder.example", "impact", "1", "urgency", "1")
		p := b.get("/"+number).want(http.StatusOK, "Nobody can open the vault", "Rita Requester", "P1 critical", "New")
		if got := p.text(".tl .body"); got != "Since **ten** it says nothing." {
			t.Errorf("the words of the report are not shown as they were typed: %q", got)
		}
		if got := p.text(".clocks .lab"); !strings.Contains(got, "First response") {
			t.Errorf("clocks: %q", got)
		}
		b.follow(b.post("/incidents/"+number+"/take")).want(http.StatusOK, "In progress", "Ana Agent")
		p = b.follow(b.post("/incidents/"+number+"/compose", "mode", "reply", "body", "We look into it.", "state", "hold", "minutes", "15"))
		p.want(http.StatusOK, "We look into it.", "On hold", "15 m")
		p = b.follow(b.post("/incidents/"+number+"/compose", "mode", "note", "body", "The account is locked."))
		if got := p.text(".msg.note .body"); got != "The account is locked." {
			t.Errorf("the note: %q", got)
		}
		b.follow(b.post("/incidents/"+number+"/add_task", "title", "Unlock it", "mandatory", "true", "person", "me")).want(http.StatusOK, "Unlock it", "must be done")
		b.post("/incidents/"+number+"/resolve", "version", b.version(number), "code", "fixed", "resolution", "Unlocked the account.").want(http.StatusConflict, "Unlock it", "Unlocked the account.")
		p = b.get("/" + number)
		task := p.value("#tasks input[name=task]")
		b.follow(b.post("/incidents/"+number+"/edit_task", "task", task, "task_version", p.value("#tasks input[name=task_version]"), "state", "done")).want(http.StatusOK)
		b.post("/incidents/"+number+"/resolve", "version", b.version(number), "code", "", "resolution", "Unlocked the account.").want(http.StatusUnprocessableEntity, "Choose how it was resolved", "Unlocked the account.")
		b.follow(b.post("/incidents/"+number+"/resolve", "version", b.version(number), "code", "fixed", "resolution", "Unlocked the account.")).want(http.StatusOK, "Resolved", "Unlocked the account.")

		r := as(t, d, "requester")
		r.get("/" + number).want(http.StatusSeeOther)
		r.get("/portal/"+number).want(http.StatusOK, "We look into it.", "Solved").without("The account is locked.", "Unlock it")
		r.follow(r.post("/portal/"+number+"/reopen", "reason", "Still shut.")).want(http.StatusOK, "Still shut.", "Being put right")
	})
}

func TestWhatIsNotVisibleLooksAbsent(t *testing.T) {
	d := fettletest.SQLite(t)
	number := as(t, d, "agent").open("A secret matter", "requester", "requester@calder.example")
	s := as(t, d, "stranger")
	for _, at := range []string{"/%s", "/portal/%s", "/files/%s/1/x", "/incidents/%s/cancel"} {
		foreign := s.get(strings.Replace(at, "%s", number, 1))
		absent := s.get(strings.Replace(at, "%s", "INC-99999", 1))
		if foreign.Status != absent.Status || foreign.text("h1") != absent.text("h1") {
			t.Errorf("%s: %d and %d", at, foreign.Status, absent.Status)
		}
		foreign.without("A secret matter")
	}
	s.post("/incidents/"+number+"/cancel", "reason", "because").want(http.StatusNotFound)
	s.post("/portal/"+number+"/compose", "body", "hello").want(http.StatusNotFound)
	as(t, d, "agent").get("/nonsense").want(http.StatusNotFound, "There is nothing here", "Reference")
}

func TestANumberIsFoundInAnyLetterCase(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	number := b.open("Small letters")
	if p := b.get("/" + strings.ToLower(number) + "?show=changes"); p.Header.Get("Location") != "/"+number+"?show=changes" {
		t.Errorf("led to %q", p.Header.Get("Location"))
	}
	for _, q := range []string{number, strings.ToLower(number), "#" + strings.TrimPrefix(number, "INC-")} {
		if p := b.get("/search?q=" + strings.ReplaceAll(q, "#", "%23")); p.Header.Get("Location") != "/"+number {
			t.Errorf("%s led to %q", q, p.Header.Get("Location"))
		}
	}
	b.get("/search?q=letters").want(http.StatusOK, "Small letters")
	b.get("/search?q=zebra").want(http.StatusOK, "Nothing was found")
}

func TestTwoPeopleNeverOverwriteEachOther(t *testing.T) {
	d := fettletest.SQLite(t)
	ana, lea := as(t, d, "agent"), as(t, d, "lead")
	number := ana.open("The lift is stuck")
	mine := ana.get("/" + number)
	version, seen := mine.value("#edit input[name=version]"), mine.value("#edit input[name=seen]")
	lea.follow(lea.post("/incidents/"+number+"/edit", "title", "The lift is stuck on floor 2", "version", version)).want(http.StatusOK)
	p := ana.post("/incidents/"+number+"/edit", "title", "The freight lift is stuck", "urgency", "1", "version", version, "seen", seen)
	p.want(http.StatusConflict, "after you opened it", "Lea Lead", "floor 2")
	if got := p.value("#edit-title"); got != "The freight lift is stuck" {
		t.Errorf("what was typed is gone: %q", got)
	}
	fresh := p.value("#edit input[name=version]")
	if fresh == version {
		t.Fatal("the form still has the old version")
	}
	ana.follow(ana.post("/incidents/"+number+"/edit", "title", "The freight lift is stuck", "version", fresh)).want(http.StatusOK, "The freight lift is stuck")
}

func TestAReplyStopsWhenSomebodyElseWrote(t *testing.T) {
	d := fettletest.SQLite(t)
	b, r := as(t, d, "agent"), as(t, d, "requester")
	number := b.open("No sound", "requester", "requester@calder.example")
	seen := b.get("/" + number).value(".composer input[name=seen]")
	r.follow(r.post("/portal/"+number+"/compose", "body", "It works again!")).want(http.StatusOK)
	p := b.post("/incidents/"+number+"/compose", "mode", "reply", "body", "Please restart.", "seen", seen).want(http.StatusConflict, "Rita Requester wrote while you did", "It works again!")
	if got := p.value("#composer-body"); got != "Please restart." {
		t.Errorf("the text is gone: %q", got)
	}
	b.follow(b.post("/incidents/"+number+"/compose", "mode", "reply", "body", "Good to hear.", "seen", p.value(".composer input[name=seen]"))).want(http.StatusOK, "Good to hear.")
}

func TestMergedNumbersLeadToTheSurvivor(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	one, two := b.open("VPN drops"), b.open("VPN asks twice")
	b.get("/incidents/"+two+"/merge").want(http.StatusOK, "Merge into")
	b.post("/incidents/"+two+"/merge", "version", b.version(two), "into", "INC-999").want(http.StatusUnprocessableEntity, "INC-999")
	b.follow(b.post("/incidents/"+two+"/merge", "version", b.version(two), "into", one))
	p := b.get("/" + two)
	if to := p.Header.Get("Location"); to != "/"+one+"?merged="+two {
		t.Fatalf("led to %q", to)
	}
	b.follow(p).want(http.StatusOK, two+" was merged into this one")
	b.get("/"+two+"?stay").want(http.StatusOK, "This was merged")
	b.post("/incidents/" + two + "/take").want(http.StatusConflict)
}

func TestAMessageSplitsOff(t *testing.T) {
	d := fettletest.SQLite(t)
	b, r := as(t, d, "agent"), as(t, d, "requester")
	number := b.open("Two things", "description", "First.", "requester", "requester@calder.example")
	r.follow(r.post("/portal/"+number+"/compose", "body", "And the mouse is broken.")).want(http.StatusOK)
	var at string
	for _, n := range b.get("/" + number).all(".msg a.btn") {
		if textOf(n) == "Split off" {
			at = attr(n, "href")
		}
	}
	form := b.get(at).want(http.StatusOK, "Split")
	p := b.post("/incidents/"+number+"/split", "entry", form.value("#split input[name=entry]"), "title", "Broken mouse")
	b.follow(p).want(http.StatusOK, "Broken mouse", "And the mouse is broken.", "Rita Requester")
}

func TestFilesAreKeptAndNeverShownAsPages(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	number := b.open("With a file", "requester", "requester@calder.example")
	p := b.follow(b.upload("/incidents/"+number+"/compose", `..\x<script>.html`, "<script>alert(1)</script>", "mode", "reply", "body", "See here."))
	link := p.one(".files a")
	got := b.get(attr(link, "href"))
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"} {
		if got.Header.Get(name) != want {
			t.Errorf("%s is %q", name, got.Header.Get(name))
		}
	}
	if !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") || string(got.Body) != "<script>alert(1)</script>" {
		t.Errorf("%q, %q", got.Header.Get("Content-Disposition"), got.Body)
	}
	b.follow(b.upload("/incidents/"+number+"/compose", "secret.txt", "internal", "mode", "note", "body", "Only us."))
	r := as(t, d, "requester")
	r.get("/portal/"+number).want(http.StatusOK, "See here.").without("secret.txt")
	as(t, d, "stranger").get(attr(link, "href")).want(http.StatusNotFound)
}

func TestNewWorkKeepsWhatWasTyped(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	b.get("/incidents/new").want(http.StatusOK, "New incident", "Impact", "Urgency")
	p := b.post("/incidents/new", "title", "", "description", "A long story.", "requester", "Nobody Inparticular", "urgency", "1")
	p.want(http.StatusUnprocessableEntity, "Nobody is called", "What you typed is still here")
	if p.value("#new-description") != "A long story." || p.value("#new-urgency") != "1" || p.value("#new-requester") != "Nobody Inparticular" {
		t.Errorf("something is gone: %q %q", p.value("#new-description"), p.value("#new-urgency"))
	}
	b.post("/incidents/new", "title", strings.Repeat("x", 400)).want(http.StatusUnprocessableEntity, "300 characters")
	b.send("POST", "/incidents/new", "application/json", strings.NewReader(`{"title":"x"}`)).want(http.StatusUnprocessableEntity, "not a form")
	b.post("/incidents/new", "title", strings.Repeat("y", 1<<21)).want(http.StatusUnprocessableEntity)
}

func TestCustomFieldsAreInFormsListsAndFiltersAtOnce(t *testing.T) {
	d := fettletest.SQLite(t)
	for _, in := range []field.Define{
		{Kind: "incident", Key: "seats", Type: field.TypeNumber, Label: "Seats lost"},
		{Kind: "incident", Key: "floor", Type: field.TypeChoice, Label: "Floor", Portal: true, Options: []field.Option{{Value: "g", Label: "Ground"}, {Value: "1", Label: "First"}}},
	} {
		if _, err := d.Custom.Define(d.As("admin"), in); err != nil {
			t.Fatal(err)
		}
	}
	b := as(t, d, "agent")
	b.get("/incidents/new").want(http.StatusOK, "Seats lost", "Floor")
	p := b.post("/incidents/new", "title", "Cold desks", "custom.seats", "many").want(http.StatusUnprocessableEntity)
	if got := p.text(".field .err"); got == "" {
		t.Error("nothing is said about the number")
	}
	number := b.open("Cold desks", "custom.seats", "12", "custom.floor", "g")
	b.get("/"+number).want(http.StatusOK, "Seats lost 12", "Floor Ground")
	b.follow(b.post("/incidents/"+number+"/edit", "custom.seats", "13", "version", b.get("/"+number).value("#edit input[name=version]"))).want(http.StatusOK, "Seats lost 13", "Floor Ground")
	if got := numbers(b.get("/incidents?q=custom.seats>12")); got != number {
		t.Errorf("by the custom field: %q", got)
	}
	as(t, d, "").get("/portal/report").want(http.StatusOK, "Floor").without("Seats lost")
}

func TestACustomFieldForAThingOffersWhatThereIs(t *testing.T) {
	d := fettletest.SQLite(t)
	for _, k := range []field.Type{field.TypeEntity, field.TypeTeam, field.TypePerson, field.TypeRecord} {
		if _, err := d.Custom.Define(d.As("admin"), field.Define{Kind: "incident", Key: "x" + string(k), Type: k, Label: "Concerned " + string(k), Portal: true}); err != nil {
			t.Fatal(err)
		}
	}
	b := as(t, d, "agent")
	offered := ""
	for _, n := range b.get("/incidents/new").all("select") {
		if attr(n, "name") == "custom.xentity" {
			offered = textOf(n)
		}
	}
	if !strings.Contains(offered, "Meridian") {
		t.Errorf("to choose from are %q", offered)
	}
	for _, wrong := range []string{"999999", "Nowhere", d.ID("agent").String()} {
		p := b.post("/incidents/new", "title", "t", "custom.xentity", wrong).want(http.StatusUnprocessableEntity)
		if p.text(".field .err") == "" {
			t.Errorf("nothing is said of %q", wrong)
		}
	}
	number := b.open("Theirs", "custom.xentity", d.Other.String())
	b.get("/"+number).want(http.StatusOK, "Concerned entity Meridian")
	for _, who := range []string{"", "requester"} { // nobody types a key
		as(t, d, who).get("/portal/report").want(http.StatusOK).without("Concerned person", "Concerned record", `type="text" name="custom.xentity"`)
	}
}

func TestAnActThatNeedsAnswersAsksForThem(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	number := b.open("The door creaks")
	b.get("/incidents/"+number+"/hold").want(http.StatusOK, "What does it wait for?", "Waiting for the requester")
	b.post("/incidents/"+number+"/hold", "version", b.version(number), "reason", "", "message", "A long explanation to the requester.").want(http.StatusUnprocessableEntity, "Say what it waits for", "A long explanation to the requester.")
	b.post("/incidents/"+number+"/hold", "version", b.version(number), "reason", "scheduled", "until", "soon").want(http.StatusUnprocessableEntity, "Give a date")
	b.post("/incidents/"+number+"/hold", "version", b.version(number), "reason", "scheduled", "until", "2020-01-01T10:00").want(http.StatusUnprocessableEntity, "in the past")
	b.follow(b.post("/incidents/"+number+"/hold", "version", b.version(number), "reason", "scheduled", "until", "2026-12-01T10:00")).want(http.StatusOK, "On hold", "until 1 Dec 10:00")
	b.follow(b.post("/incidents/"+number+"/resume")).want(http.StatusOK, "In progress")
	b.get("/incidents/" + number + "/close").want(http.StatusNotFound)
	b.post("/incidents/"+number+"/close").want(http.StatusConflict, "This is in progress now", "Possible:")
	b.post("/incidents/"+number+"/assign", "version", b.version(number), "assignee", "Nobody Inparticular").want(http.StatusUnprocessableEntity, "Nobody is called")
	b.follow(b.post("/incidents/"+number+"/assign", "version", b.version(number), "assignee", "Lea Lead")).want(http.StatusOK, "Lea Lead")
	b.follow(b.post("/incidents/"+number+"/log_time", "minutes", "75", "note", "On the ladder")).want(http.StatusOK, "1 h 15 m")
	b.post("/incidents/"+number+"/log_time", "minutes", "-3").want(http.StatusUnprocessableEntity)
	b.follow(b.post("/incidents/"+number+"/watch")).want(http.StatusOK, "Following", "Stop following")
	b.post("/incidents/" + number + "/dance").want(http.StatusNotFound)
	a := as(t, d, "auditor")
	a.get("/"+number).want(http.StatusOK, "The door creaks")
	a.post("/incidents/"+number+"/take").want(http.StatusForbidden, "not allowed")
}

// version is what a form of an agent's page is based on.
func (b *browser) version(number string) string {
	b.t.Helper()
	return b.get("/incidents/" + number + "/assign").value("#assign input[name=version]")
}

func TestWhatAVerbWarnsOfIsSaid(t *testing.T) {
	b := as(t, fettletest.SQLite(t), "agent")
	number := b.open("The director cannot print", "priority", "1", "priority_reason", "The director asked")
	version := b.get("/" + number).value("#edit input[name=version]")
	b.follow(b.post("/incidents/"+number+"/edit", "impact", "2", "version", version)).want(http.StatusOK, "The priority stays P1, because of “The director asked”")
}

func TestACancelledClockIsDrawnAsOne(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	number := b.open("A bulb that somebody changed")
	b.follow(b.post("/incidents/"+number+"/cancel", "version", b.version(number), "reason", "It shines.")).want(http.StatusOK, "cancelled")
	p := b.get("/" + number)
	if len(p.all("svg.void path.cross")) == 0 || len(p.all("svg.paused")) > 0 {
		t.Error("the clock is not drawn as cancelled")
	}
}
