package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

const good = "seven grey herons over Leeds"

func TestEverybodyStartsWhereTheyWork(t *testing.T) {
	d := fettletest.SQLite(t)
	for persona, want := range map[string]string{"": "/sign-in", "agent": "/incidents", "technician": "/incidents", "auditor": "/incidents", "requester": "/portal"} {
		t.Run("the first page of "+persona, func(t *testing.T) {
			if p := as(t, d, persona).get("/"); p.Status != http.StatusSeeOther || p.Header.Get("Location") != want {
				t.Errorf("%d to %q, want %q", p.Status, p.Header.Get("Location"), want)
			}
		})
	}
}

func TestALinkSetsAPasswordThatSignsIn(t *testing.T) {
	d := fettletest.SQLite(t)
	secret, err := d.Accounts.Invite(d.As("admin"), d.ID("agent"))
	if err != nil {
		t.Fatal(err)
	}
	b := as(t, d, "")
	for range 3 { // looking does not use it up
		p := b.get("/invite/"+secret).want(http.StatusOK, "Set your password")
		p.without("Set up Fettle", "at least 12", "aria-invalid")
	}
	b.post("/invite/"+secret, "password", "short", "again", "short").want(http.StatusUnprocessableEntity, "at least 12 characters")
	b.post("/invite/"+secret, "password", good, "again", good+"!").want(http.StatusUnprocessableEntity, "not the same")
	b.follow(b.post("/invite/"+secret, "password", good, "again", good)).want(http.StatusSeeOther)
	b.get("/incidents").want(http.StatusOK, "All open")
	as(t, d, "").post("/invite/"+secret, "password", good, "again", good).want(http.StatusNotFound, "not valid any more", "Sign in")
	as(t, d, "").get("/invite/"+secret).want(http.StatusNotFound, "not valid any more", "Sign in", "Otherwise ask").without(`type="password"`)
	as(t, d, "").get("/reset/"+secret).want(http.StatusNotFound, "not valid any more")

	b = as(t, d, "")
	wrong := b.post("/sign-in", "address", "agent@calder.example", "password", "not this one at all").want(http.StatusUnauthorized)
	unknown := b.post("/sign-in", "address", "nobody@calder.example", "password", "not this one at all").want(http.StatusUnauthorized)
	if wrong.text(".err") != unknown.text(".err") || wrong.text(".err") == "" {
		t.Errorf("the answers differ: %q and %q", wrong.text(".err"), unknown.text(".err"))
	}
	if got := wrong.value("#address"); got != "agent@calder.example" {
		t.Errorf("the address is gone: %q", got)
	}
	p := b.post("/sign-in", "address", "Agent@Calder.example ", "password", good, "next", "/incidents?view=mine")
	if p.Header.Get("Location") != "/incidents?view=mine" {
		t.Errorf("led to %q", p.Header.Get("Location"))
	}
	for _, away := range []string{"https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"} {
		if p := as(t, d, "").post("/sign-in", "address", "agent@calder.example", "password", good, "next", away); p.Header.Get("Location") != "/" {
			t.Errorf("%s led to %q", away, p.Header.Get("Location"))
		}
	}
	b.follow(b.post("/sign-out")).want(http.StatusOK, "Sign in")
	if p := b.get("/incidents"); p.Status != http.StatusSeeOther || !strings.HasPrefix(p.Header.Get("Location"), "/sign-in?next=") {
		t.Errorf("still in: %d", p.Status)
	}
}

func TestTriesAreLimitedWithoutLosingTheAddress(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "")
	var last page
	for range 10 {
		last = b.post("/sign-in", "address", "agent@calder.example", "password", "wrong wrong wrong")
	}
	last.want(http.StatusTooManyRequests, "Please wait")
	if last.Header.Get("Retry-After") == "" || last.value("#address") != "agent@calder.example" {
		t.Error("no Retry-After, or the address is gone")
	}
}

func TestASetUpLinkThatIsNoGoodSaysWhatToDo(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "")
	for _, at := range []string{"/setup", "/set-up", "/set-up?token=nonsense"} {
		b.get(at).want(http.StatusConflict, "set up already")
	}
	b.get("/sign-in").want(http.StatusOK, "Work address")
	b.get("/setup?token=nonsense").want(http.StatusConflict, "set up already")
	b.post("/setup", "token", "nonsense", "organisation", "X").want(http.StatusConflict, "set up already")
}

func TestALeaverIsLedToTheDoor(t *testing.T) {
	d := fettletest.SQLite(t)
	agent := as(t, d, "agent")
	number := agent.open("The printer is out of paper")
	p, err := people.PersonByID(d.System(), d.DB, d.ID("agent"))
	if err != nil {
		t.Fatal(err)
	}
	p.Status = people.Leaver
	if _, err := d.People.UpdatePerson(d.System(), p); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"/incidents", "/" + number, "/me", "/overview", "/people", "/portal/requests"} {
		if p := agent.get(at); p.Status != http.StatusSeeOther || !strings.HasPrefix(p.Header.Get("Location"), "/sign-in?next=") {
			t.Errorf("%s answers %d to %q", at, p.Status, p.Header.Get("Location"))
		}
	}
	agent.post("/incidents/"+number+"/take").want(http.StatusUnauthorized, "Please sign in")
}

func TestAFormOfAnEndedSessionGivesItsTextBack(t *testing.T) {
	d := fettletest.SQLite(t)
	number := as(t, d, "agent").open("The printer is out of paper")
	text := "A long answer that took ten minutes to write."
	as(t, d, "").post("/incidents/"+number+"/compose", "body", text, "mode", "reply").want(http.StatusUnauthorized, "Nothing was sent", text)
}
