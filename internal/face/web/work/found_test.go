package work_test

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	own "github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

// pasted is a report as people paste it: none of its characters may be lost.
const pasted = "# Error <0x80070005> at <unknown>: <note>important</note>\n<!-- hidden --> C:\\Users\\bob\\__init__ is 5*3*2 &amp; **bold**\n1. [x](javascript:alert(1))\n    indented\n| a | b |"

func TestWhatRequestersTypeIsShownToTheLastCharacter(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		b, r := as(t, d, "agent"), as(t, d, "requester")
		p := r.post("/portal/report", "text", "It broke again this morning.\n"+pasted)
		number := strings.TrimSuffix(strings.TrimPrefix(p.to, "/portal/"), "?new=1")
		r.follow(r.post("/portal/"+number+"/compose", "body", "And now:\n"+pasted))
		b.post("/incidents/"+number+"/compose", "mode", "reply", "body", "We **look** into `it`.")
		filed := b.open("Filed for somebody else")
		for name, p := range map[string]page{"record": b.get("/" + number), "portal": r.get("/portal/" + number), "preview": b.get("/incidents?open=" + number)} {
			want := 2
			if name == "preview" {
				want = 1
			}
			if got := strings.Count(p.spoken(), strings.Join(strings.Fields(pasted), " ")); got < want {
				t.Errorf("%s: the pasted text stands there %d times: %s", name, got, p.spoken())
			}
			if name != "preview" && !strings.Contains(p.body, "<strong>look</strong>") {
				t.Errorf("%s: the answer is not shown as Markdown", name)
			}
		}
		b.post("/incidents/"+filed+"/compose", "mode", "note", "body", "**Careful** with `rm`.")
		if p := b.get("/" + filed); !strings.Contains(p.body, "<strong>Careful</strong>") {
			t.Error("a note is not shown as Markdown")
		}
	})
}

// reply answers through the API.
func reply(d *fettletest.Desk, path, who, body string) {
	d.T.Helper()
	if a := d.API(d.Token(who), http.MethodPost, path, map[string]string{"body": body}); a.Status != http.StatusOK {
		d.T.Fatalf("status %d: %s", a.Status, a.Body)
	}
}

// spoken is the text of the nodes of a page, in which nothing that looks like HTML is lost.
func (p page) spoken() string {
	p.t.Helper()
	doc, err := html.Parse(strings.NewReader(p.body))
	if err != nil {
		p.t.Fatal(err)
	}
	var words []string
	for n := range doc.Descendants() {
		if n.Type == html.TextNode {
			words = append(words, strings.Fields(n.Data)...)
		}
	}
	return strings.Join(words, " ")
}

func TestARequesterThroughTheAPIIsShownAsTyped(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	number := b.open("The vault is shut")
	reply(d, "/api/v1/incidents/"+number+"/actions/reply", "requester", "I typed **this**")
	reply(d, "/api/v1/incidents/"+number+"/actions/reply", "agent", "We typed **that**")
	p := b.get("/"+number).want(http.StatusOK, "I typed **this**", "through the API")
	if !strings.Contains(p.body, "We typed <strong>that</strong>") {
		t.Error("the answer of an agent is not shown as Markdown")
	}
	if p := as(t, d, "requester").get("/portal/" + number); strings.Contains(p.text(), "through the API") {
		t.Error("the portal tells how an answer came in")
	}
}

func TestOnlyWhoWasMentionedIsMarked(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		enrol(t, d, "Miles O'Brien & <Sons>", "miles@calder.example")
		b := as(t, d, "agent")
		number := b.open("The vault is shut")
		b.post("/incidents/"+number+"/compose", "mode", "note", "body", "Ask @miles or **@Nobody** or **@Tom Technician** of \\@Lea Lead.")
		b.post("/incidents/"+number+"/compose", "mode", "note", "body", "The team **@work** is not **\\@Miles O'Brien & <Sons>**.")
		p := b.get("/" + number)
		if n := strings.Count(p.body, `class="mention"`); n != 2 || !strings.Contains(p.spoken(), "@Miles O'Brien & <Sons> or @Nobody") {
			t.Errorf("%d names are marked: %s", n, p.spoken())
		}
	})
}

func TestAFormThatDoesNotSayItsVersionIsRefused(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	number := b.open("The lift is stuck")
	at := "/incidents/" + number
	for verb, fields := range map[string][]string{
		"edit":    {"title", "Overwritten in the dark"},
		"assign":  {"assignee", "Tom Technician"},
		"resolve": {"code", "fixed", "resolution", "Overwritten in the dark"},
		"hold":    {"reason", "awaiting_caller", "message", "Overwritten in the dark"},
		"cancel":  {"reason", "Overwritten in the dark"},
	} {
		for _, version := range [][]string{nil, {"version", ""}, {"version", "0"}, {"version", "x"}} {
			p := b.post(at+"/"+verb, append(append([]string{}, fields...), version...)...)
			if p.status != http.StatusConflict || !strings.Contains(p.body, fields[len(fields)-1]) || field(p.form(verb), "version") == "" {
				t.Errorf("%s with %v: status %d: %.600s", verb, version, p.status, p.text())
			}
		}
	}
	b.post(at+"/edit_task", "task", "1", "state", "done").want(http.StatusNotFound)
	b.get("/"+number).want(http.StatusOK, "The lift is stuck", "Nobody yet")
	b.follow(b.post(at+"/add_task", "title", "Call the fitter")).want(http.StatusOK)
	p := b.get("/" + number)
	task := between(p.body, `name="task" value="`, `"`)
	b.post(at+"/edit_task", "task", task, "title", "In the dark").want(http.StatusConflict, "Nothing was saved yet")
	b.follow(b.post(at+"/edit_task", "task", task, "title", "Call the other fitter", "task_version", between(p.body, `name="task_version" value="`, `"`))).want(http.StatusOK, "Call the other fitter")
}

func TestWhatSomebodyElseTookIsNotTakenUnseen(t *testing.T) {
	d := fettletest.SQLite(t)
	ana, lea := as(t, d, "agent"), as(t, d, "lead")
	number := ana.open("The lift is stuck")
	at := "/incidents/" + number + "/take"
	version := between(between(ana.get("/"+number).body, `action="`+at+`"`, "</form>"), `name="version" value="`, `"`)
	lea.follow(lea.post(at, "version", version)).want(http.StatusOK, "Lea Lead")
	ana.post(at, "version", version).want(http.StatusConflict, "Lea Lead")
}

// between is what stands in a text between two others.
func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}

func TestNamesakesAndOddNamesPassThroughEveryForm(t *testing.T) {
	d := fettletest.SQLite(t)
	first, second := enrol(t, d, "Anna Schmidt", "anna.1@calder.example"), enrol(t, d, "Anna Schmidt", "anna.2@calder.example")
	odd := enrol(t, d, "Agent <i>X</i>", "odd@calder.example")
	b := as(t, d, "agent")
	for _, who := range []id.ID{first, second, odd} {
		p := b.post("/incidents/new", "title", "Somebody has a problem", "requester", who.String())
		number := strings.TrimPrefix(p.to, "/")
		at := "/incidents/" + number
		for _, name := range []string{"edit", "requester", "assign"} {
			action := strings.Replace(name, "requester", "edit", 1)
			if p := b.post(at+"/"+action, b.get("/"+number).form(name)...); p.status != http.StatusSeeOther {
				t.Errorf("%s of %d: status %d: %.500s", name, who, p.status, p.text())
			}
		}
		b.follow(b.post(at+"/edit", with(b.get("/"+number).form("edit"), "title", "Another title")...)).want(http.StatusOK, "Another title")
		b.follow(b.post(at+"/add_task", "title", "Look", "person", who.String())).want(http.StatusOK)
		task := b.get("/" + number)
		b.follow(b.post(at+"/edit_task", with(task.form("task-"+between(task.body, `id="task-`, `"`)), "title", "Look closer")...)).want(http.StatusOK, "Look closer")
		var got id.ID
		if err := d.DB.QueryRow(t.Context(), `SELECT requester_id FROM ticket JOIN record ON record.id = ticket.id WHERE number = $1`, number).Scan(&got); err != nil || got != who {
			t.Errorf("%s belongs to %d, not %d: %v", number, got, who, err)
		}
	}
	b.post("/incidents/new", "title", "X", "requester", "Anna Schmidt").want(http.StatusUnprocessableEntity, "anna.1@calder.example")
	for _, said := range []string{"Agent <i>X</i>", "Agent <i>X</i> <odd@calder.example>", "agent  <I>x</I>"} {
		if p := b.post("/incidents/new", "title", "X", "requester", said); p.status != http.StatusSeeOther {
			t.Errorf("%q: %.300s", said, p.text())
		}
	}
}

func TestCustomFieldsStandInTheEditForm(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		for _, in := range []own.Define{
			{Kind: "incident", Key: "seats", Type: own.TypeNumber, Label: "Seats lost"},
			{Kind: "incident", Key: "witness", Type: own.TypePerson, Label: "Witness"},
			{Kind: "incident", Key: "crew", Type: own.TypeTeam, Label: "Crew"},
			{Kind: "incident", Key: "cause", Type: own.TypeRecord, Label: "Came from"},
			{Kind: "incident", Key: "colours", Type: own.TypeMulti, Label: "Colours", Options: []own.Option{{Value: "r", Label: "Red"}, {Value: "g", Label: "Green"}}},
		} {
			if _, err := d.Custom.Define(d.As("admin"), in); err != nil {
				t.Fatal(err)
			}
		}
		b := as(t, d, "agent")
		other, number := b.open("The other one"), b.open("Cold desks")
		at := "/incidents/" + number + "/edit"
		for _, page := range []string{"/" + number, at} {
			form := b.get(page).want(http.StatusOK).form("edit")
			b.follow(b.post(at, with(form, "custom.seats", "12", "custom.witness", "Tom Technician", "custom.cause", other, "custom.colours", "g")...)).want(http.StatusOK, "Seats lost 12", "Witness Tom Technician")
		}
		if p := b.get("/" + number); !strings.Contains(p.body, `href="/`+other+`"`) || field(p.form("edit"), "custom.witness") != "Tom Technician" {
			t.Errorf("the page does not show what the fields hold: %s", p.text())
		}
		var blank []string
		for form, i := b.get("/"+number).want(http.StatusOK, "Colours Green").form("edit"), 0; i+1 < len(form); i += 2 {
			if form[i] != "custom.colours" {
				blank = append(blank, form[i], form[i+1])
			}
		}
		if p := b.follow(b.post(at, blank...)); strings.Contains(p.text(), "Colours Green") {
			t.Error("the last tick cannot be taken away")
		}
		p := b.post(at, with(b.get("/"+number).form("edit"), "custom.seats", "many", "custom.witness", "Nobody Inparticular", "custom.cause", "INC-999")...)
		p.want(http.StatusUnprocessableEntity, "Enter a number", "Nobody is called", "There is no record")
		if got := field(p.form("edit"), "custom.seats"); got != "many" {
			t.Errorf("what was typed is gone: %q", got)
		}
	})
}

func TestTheAddressOfFormsLeadsToThePage(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	number := b.open("The lift is stuck")
	for _, who := range []*browser{b, as(t, d, "stranger"), as(t, d, "requester")} {
		for _, n := range []string{number, "INC-99999", "inc-1"} {
			if p := who.get("/incidents/" + n + "?mode=note"); p.status != http.StatusPermanentRedirect || p.to != "/"+n+"?mode=note" {
				t.Errorf("%s: status %d to %q", n, p.status, p.to)
			}
		}
	}
	b.get("/incidents/%2F%2Fevil.example1").want(http.StatusPermanentRedirect)
	if p := b.get("/incidents/%2F%2Fevil.example1"); strings.HasPrefix(p.to, "//") || strings.Contains(p.to, "://") {
		t.Errorf("it leads away: %q", p.to)
	}
	b.get("/incidents/new").want(http.StatusOK, "New incident")
	b.get("/incidents/nothing").want(http.StatusNotFound)
}

func TestAnAddressThatNobodyProvedIsMarked(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		guest := &browser{t, d, map[string]string{}}
		p := guest.post("/portal/report", "text", "My screen is black since this morning", "name", "Lea", "email", "lead@calder.example")
		link := guest.follow(p)
		number := "INC-" + between(link.text(), "INC-", " ")
		number = strings.TrimRight(number, ".")
		b := as(t, d, "agent")
		b.get("/"+number).want(http.StatusOK, "Requester LL Lea Lead address not proved")
		if filed := b.open("By an agent"); strings.Contains(b.get("/"+filed).text(), "not proved") {
			t.Error("what an agent filed is marked too")
		}
		err := d.DB.Write(d.System(), func(tx *db.Tx) error {
			return people.VerifyAddress(tx, d.ID("lead"), people.Email, "lead@calder.example")
		})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.get("/"+number).text(), "not proved") {
			t.Error("it is marked after the proof")
		}
	})
}

func TestMinutesOfARefusedMessageAreKept(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	number := b.open("The lift is stuck")
	p := b.post("/incidents/"+number+"/compose", "mode", "note", "body", " ", "minutes", "25").want(http.StatusUnprocessableEntity)
	if got := between(between(p.body, `name="minutes"`, ">"), `value="`, `"`); got != "25" {
		t.Errorf("the minutes are %q", got)
	}
}

func TestParentAndChildrenAreRelated(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		b := as(t, d, "agent")
		parent, one, two := b.open("Nobody has mail"), b.open("Mail is late"), b.open("Mail is gone")
		for _, n := range []string{one, two} {
			b.follow(b.post("/incidents/"+n+"/edit", with(b.get("/"+n).form("edit"), "parent", parent)...)).want(http.StatusOK)
		}
		b.get("/"+parent).want(http.StatusOK, one+" Mail is late parent of", two+" Mail is gone parent of")
		b.get("/"+one).want(http.StatusOK, parent+" Nobody has mail child of")
		if n := strings.Count(b.get("/"+one).text(), "child of"); n != 1 {
			t.Errorf("the parent is named %d times", n)
		}
	})
}

func TestNoServiceIsOfferedWhileThereAreNone(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	number := b.open("The lift is stuck")
	for _, at := range []string{"/incidents/new", "/" + number, "/incidents/" + number + "/edit"} {
		if p := b.get(at); strings.Contains(p.body, `name="service"`) || strings.Contains(p.body, "<dt>Service</dt>") {
			t.Errorf("%s offers a service", at)
		}
	}
}
