package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/fettletest"
)

// reported sends a report without an account and returns the path of its page.
func reported(t *testing.T, d *fettletest.Desk, text, name, email string) (*browser, string) {
	t.Helper()
	b := as(t, d, "")
	p := b.post("/portal/report", "text", text, "name", name, "email", email)
	path, _, _ := strings.Cut(p.Header.Get("Location"), "?")
	if !strings.HasPrefix(path, "/portal/r/") {
		t.Fatalf("%d, led to %q: %s", p.Status, path, p.text("main"))
	}
	b.follow(p).want(http.StatusOK, "Thank you", "INC-", "Keep the address of this page")
	return b, path
}

func TestAReportWithoutAnAccountIsFollowedByItsLink(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		b, path := reported(t, d, "The scanner saves pages upside down. Since Monday, in bay 2.", "Beatriz Fonseca", "beatriz@elsewhere.example")
		p := b.get(path).want(http.StatusOK, "The scanner saves pages upside down", "Received", "Since Monday, in bay 2.")
		number := p.text(".prhead .line .mut")

		agent := as(t, d, "agent")
		agent.get("/"+number).want(http.StatusOK, "Beatriz Fonseca", "on the portal")
		agent.follow(agent.post("/incidents/"+number+"/compose", "mode", "reply", "body", "Which model is it?", "state", "hold"))
		agent.follow(agent.post("/incidents/"+number+"/compose", "mode", "note", "body", "She always forgets the model."))
		b.get(path).want(http.StatusOK, "Which model is it?", "Waiting for you since", "Your answer").without("always forgets", "On hold")
		b.post(path+"/compose", "body", " ").want(http.StatusUnprocessableEntity, "Write something first. Nothing was sent yet.")
		b.follow(b.upload(path+"/compose", "photo.png", "\x89PNG\r\n\x1a\n0000", "body", "It is a Lumen 3.")).want(http.StatusOK, "It is a Lumen 3.", "photo.png", "Being put right")
		file := attr(b.get(path).one(".files a"), "href")
		if got := b.get(file); got.Status != http.StatusOK || got.Header.Get("Content-Type") != "image/png" {
			t.Errorf("the photo: %d %s", got.Status, got.Header.Get("Content-Type"))
		}
		agent.fill("/incidents/"+number+"/resolve", "code", "fixed", "resolution", "A new driver.")
		b.get(path).want(http.StatusOK, "Solved", "Confirm solved", "It is not solved")
		b.follow(b.post(path+"/close")).want(http.StatusOK, "It is closed")
		b.post(path+"/compose", "body", "One more thing").want(http.StatusConflict, "report it anew")
	})
}

func TestAPhotoNeedsNoWords(t *testing.T) {
	d := fettletest.SQLite(t)
	b, path := reported(t, d, "The lift shows E-42", "Wanda Nowak", "wanda@elsewhere.example")
	b.follow(b.upload(path+"/compose", "lift.png", "\x89PNG\r\n\x1a\n0000", "body", "")).want(http.StatusOK, "Attached: lift.png")
}

func TestWaitingBeganWhenItWasAskedNotWhenSomethingElseChanged(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "requester")
	b.follow(b.post("/portal/report", "text", "The window does not close")).want(http.StatusOK)
	number := strings.Fields(b.get("/portal/requests").text(".mine .mut"))[0]
	agent := as(t, d, "agent")
	agent.follow(agent.post("/incidents/"+number+"/compose", "mode", "reply", "body", "Which one?", "state", "hold"))
	since := b.get("/portal/" + number).text(".steps [aria-current]")
	d.Time.Advance(2 * time.Hour)
	agent.follow(agent.post("/incidents/"+number+"/compose", "mode", "note", "body", "The tall one, I think."))
	for _, page := range []string{"/portal", "/portal/requests", "/portal/" + number} {
		if got := b.get(page).want(http.StatusOK).text(".steps [aria-current]"); got != since || !strings.Contains(got, "since") {
			t.Errorf("%s says %q, not %q", page, got, since)
		}
	}
}

func TestWaitingWithoutAPauseOfTheClockBeganWhenItWasPutOnHold(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "requester")
	b.follow(b.post("/portal/report", "text", "The window does not close")).want(http.StatusOK)
	number := strings.Fields(b.get("/portal/requests").text(".mine .mut"))[0]
	agent := as(t, d, "agent")
	agent.fill("/incidents/" + number + "/take")
	agent.fill("/incidents/"+number+"/hold", "reason", "awaiting_change")
	since := b.get("/portal/" + number).want(http.StatusOK).text(".steps [aria-current]")
	d.Time.Advance(2 * time.Hour)
	agent.follow(agent.post("/incidents/"+number+"/compose", "mode", "note", "body", "The change is planned for May."))
	for _, page := range []string{"/portal", "/portal/requests", "/portal/" + number} {
		if got := b.get(page).want(http.StatusOK).text(".steps [aria-current]"); got != since || !strings.Contains(got, "larger repair since") {
			t.Errorf("%s says %q after %q", page, got, since)
		}
	}
}

// fill sends the form of a page as a browser does: what it holds, and what was typed.
func (b *browser) fill(path string, typed ...string) page {
	b.t.Helper()
	p := b.get(path)
	for _, n := range p.all("form[action=" + path + "] input[type=hidden]") {
		typed = append(typed, attr(n, "name"), attr(n, "value"))
	}
	return b.follow(b.post(path, typed...))
}

// solve resolves a report.
func solve(agent *browser, number string) {
	agent.fill("/incidents/" + number + "/take")
	agent.fill("/incidents/"+number+"/resolve", "code", "fixed", "resolution", "Oiled.")
}

// shut resolves a report and closes it.
func shut(agent *browser, number string) {
	solve(agent, number)
	agent.fill("/incidents/" + number + "/close")
}

func TestWhatComesBackIsLinkedToTheClosedOne(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		b, agent := as(t, d, "requester"), as(t, d, "agent")
		b.follow(b.post("/portal/report", "text", "The window does not close")).want(http.StatusOK)
		number := strings.Fields(b.get("/portal/requests").text(".mine .mut"))[0]
		shut(agent, number)
		p := b.get("/portal/"+number).want(http.StatusOK, "Report it again")
		form := b.get(attr(p.one(".acts a.primary"), "href")).want(http.StatusOK, "linked to "+number)
		if got := form.value("#report-text"); got != "The window does not close" {
			t.Errorf("the form begins with %q", got)
		}
		again := attr(form.one("[name=again]"), "value")
		b.post("/portal/report", "again", again, "text", "").want(http.StatusUnprocessableEntity, "linked to "+number)
		fresh := b.follow(b.post("/portal/report", "again", again, "text", "It sticks once more")).want(http.StatusOK, "Thank you", "It sticks once more")
		agent.get("/"+fresh.text(".prhead .line .mut")).want(http.StatusOK, number, "The window does not close")

		stranger := as(t, d, "stranger")
		stranger.get("/portal/report?again="+number).want(http.StatusOK).without(number, "The window")
		fresh = stranger.follow(stranger.post("/portal/report", "again", number, "text", "Mine sticks as well")).want(http.StatusOK)
		agent.get("/"+fresh.text(".prhead .line .mut")).want(http.StatusOK, "Mine sticks").without("The window does not close")
		agent.get("/portal/" + number).without("Report it again")
	})
}

func TestWhatComesBackThroughALinkNeedsNoNameAgain(t *testing.T) {
	d := fettletest.SQLite(t)
	b, path := reported(t, d, "The scanner saves pages upside down", "Beatriz Fonseca", "beatriz@elsewhere.example")
	number, agent := b.get(path).text(".prhead .line .mut"), as(t, d, "agent")
	shut(agent, number)
	form := b.get(attr(b.get(path).one(".acts a.primary"), "href")).want(http.StatusOK, "linked to "+number).without("Your e-mail address")
	fresh := b.follow(b.post("/portal/report", "again", attr(form.one("[name=again]"), "value"), "text", "Upside down again")).want(http.StatusOK, "Thank you", "Keep the address")
	agent.get("/"+fresh.text(".prhead .line .mut")).want(http.StatusOK, number, "Beatriz Fonseca", "on the portal")
	b.post("/portal/report", "again", strings.Repeat("x", 43), "text", "Anything at all").want(http.StatusUnprocessableEntity, "Please give your name")
}

func TestASolvedRequestSaysWhatAReplyDoes(t *testing.T) {
	d := fettletest.SQLite(t)
	b, path := reported(t, d, "The lift shows E-42", "Wanda Nowak", "wanda@elsewhere.example")
	number, agent := b.get(path).text(".prhead .line .mut"), as(t, d, "agent")
	b.get(path).want(http.StatusOK).without("opens it again", "Only your team will see this")
	solve(agent, number)
	all := b.get(path).want(http.StatusOK, "A reply opens it again. Only thanks? Confirm that it is solved.").text("main")
	if confirm, write := strings.Index(all, "Confirm solved"), strings.Index(all, "A reply opens it again"); confirm < 0 || confirm > write {
		t.Errorf("confirming stands at %d, the reply at %d", confirm, write)
	}
	b.follow(b.post(path+"/compose", "body", "No, E-42 again")).want(http.StatusOK, "Being put right")
}

func TestAnAgentSeesNoPromiseBetweenTeamsOnThePortal(t *testing.T) {
	d := fettletest.SQLite(t)
	b, agent := as(t, d, "requester"), as(t, d, "agent")
	b.follow(b.post("/portal/report", "text", "The window does not close")).want(http.StatusOK)
	number := strings.Fields(b.get("/portal/requests").text(".mine .mut"))[0]
	team := ""
	for _, o := range agent.get("/incidents/" + number + "/assign").all("option") {
		if textOf(o) == "Infrastructure" {
			team = attr(o, "value")
		}
	}
	agent.fill("/incidents/"+number+"/assign", "team", team)
	agent.get("/"+number).want(http.StatusOK, "Between teams")
	if own, theirs := b.get("/portal/"+number).text("main"), agent.get("/portal/"+number).text("main"); own != theirs {
		t.Errorf("the requester reads %q and the agent %q", own, theirs)
	}
	for _, who := range []*browser{b, agent} {
		who.get("/portal/" + number).want(http.StatusOK).without("Between teams")
	}
}

func TestALinkReachesItsOwnReportOnly(t *testing.T) {
	d := fettletest.SQLite(t)
	_, first := reported(t, d, "My first report", "Rita Requester", "requester@calder.example")
	b, second := reported(t, d, "My second report", "Rita Requester", "requester@calder.example")
	b.get(second).want(http.StatusOK).without("My first report")
	number := b.get(first).text(".prhead .line .mut")
	b.get("/portal/" + number).want(http.StatusSeeOther)
	b.get("/" + number).want(http.StatusSeeOther)
	b.get("/portal/r/"+strings.Repeat("x", 43)).want(http.StatusNotFound, "not valid any more")
	b.post(first + "/take").want(http.StatusNotFound)
	b.post(first+"/resolve", "code", "fixed", "resolution", "x").want(http.StatusNotFound)
}

func TestARequesterWhoCancelsSaysWhy(t *testing.T) {
	d := fettletest.SQLite(t)
	b, path := reported(t, d, "No longer broken", "Ann", "ann@elsewhere.example")
	b.get(path+"?do=cancel").want(http.StatusOK, "Why is it no longer needed?")
	b.post(path+"/cancel", "reason", "").want(http.StatusUnprocessableEntity)
	b.follow(b.post(path+"/cancel", "reason", "It healed by itself.")).want(http.StatusOK, "Cancelled")
}

func TestAnAddressIsNeverToldToBeKnown(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "")
	known := b.post("/portal/report", "text", "Hello there, world", "name", "X", "email", "agent@calder.example")
	unknown := b.post("/portal/report", "text", "Hello there, world", "name", "X", "email", "new@calder.example")
	strip := func(p page) string {
		to, _, _ := strings.Cut(p.Header.Get("Location"), "/r/")
		return to
	}
	if known.Status != unknown.Status || strip(known) != strip(unknown) {
		t.Errorf("%d %s and %d %s", known.Status, strip(known), unknown.Status, strip(unknown))
	}
	a, _, _ := strings.Cut(known.Header.Get("Location"), "?")
	b.get(a).without("Ana Agent has it", "calder.example")
}

func TestAReportThatIsRefusedKeepsItsWords(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "")
	p := b.post("/portal/report", "text", "The gate is open", "name", "", "email", "not an address").want(http.StatusUnprocessableEntity, "Please give your name", "e-mail address")
	if p.value("#report-text") != "The gate is open" {
		t.Error("the words are gone")
	}
	b.post("/portal/report", "text", "", "name", "A", "email", "a@b.example").want(http.StatusUnprocessableEntity, "what is wrong")
	b.post("/portal/report", "text", "Buy now", "name", "Bot", "email", "bot@bot.example", "website", "https://bot.example").want(http.StatusOK, "Thank you")
	as(t, d, "agent").get("/incidents?q=buy").without("Buy now</a>")
	var last page
	for range 30 {
		last = b.post("/portal/report", "text", "Again and again", "name", "A", "email", "a@b.example")
	}
	last.want(http.StatusTooManyRequests, "Please wait")
	if last.value("#report-text") != "Again and again" {
		t.Error("the words are gone")
	}
}

func TestASignedInRequesterSeesTheirRequests(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "requester")
	b.get("/portal").want(http.StatusOK, "Rita.", "No requests yet")
	b.get("/portal/report").want(http.StatusOK).without("Your e-mail address")
	b.follow(b.post("/portal/report", "text", "The window does not close")).want(http.StatusOK, "Thank you", "The window does not close")
	b.get("/portal").want(http.StatusOK, "The window does not close")
	b.get("/portal/requests").want(http.StatusOK, "The window does not close")
	as(t, d, "stranger").get("/portal").want(http.StatusOK).without("The window")
}
