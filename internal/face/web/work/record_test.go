package work_test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

// browser is somebody at a browser.
type browser struct {
	t   *testing.T
	d   *fettletest.Desk
	jar map[string]string
}

func as(t *testing.T, d *fettletest.Desk, persona string) *browser {
	t.Helper()
	c := d.Cookie(persona)
	return &browser{t, d, map[string]string{c.Name: c.Value}}
}

// page is an answer; to is where it leads.
type page struct {
	t      *testing.T
	status int
	to     string
	body   string
}

func (b *browser) send(method, path string, body io.Reader) page {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.d.URL+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range b.jar {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	a := b.d.Send(req)
	for _, c := range (&http.Response{Header: a.Header}).Cookies() {
		if b.jar[c.Name] = c.Value; c.MaxAge < 0 {
			delete(b.jar, c.Name)
		}
	}
	return page{b.t, a.Status, a.Header.Get("Location"), string(a.Body)}
}

func (b *browser) get(path string) page { b.t.Helper(); return b.send(http.MethodGet, path, nil) }

// post sends a form given as names and values in turn.
func (b *browser) post(path string, fields ...string) page {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return b.send(http.MethodPost, path, strings.NewReader(form.Encode()))
}

// follow gets the page that an answer leads to.
func (b *browser) follow(p page) page {
	b.t.Helper()
	if p.status != http.StatusSeeOther {
		b.t.Fatalf("status %d, no redirect: %.2000s", p.status, p.text())
	}
	to, _, _ := strings.Cut(p.to, "#")
	return b.get(to)
}

// open makes an incident whose requester is Rita and returns its number.
func (b *browser) open(title string) string {
	b.t.Helper()
	p := b.post("/incidents/new", "title", title, "requester", "requester@calder.example")
	if p.status != http.StatusSeeOther {
		b.t.Fatalf("status %d: %.2000s", p.status, p.text())
	}
	return strings.TrimPrefix(p.to, "/")
}

var tags = regexp.MustCompile(`<[^>]*>`)

// text is what a page says.
func (p page) text() string {
	return strings.Join(strings.Fields(html.UnescapeString(tags.ReplaceAllString(p.body, " "))), " ")
}

// want fails unless the status and some texts of the page are these.
func (p page) want(status int, texts ...string) page {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("status %d, want %d: %.2000s", p.status, status, p.text())
	}
	for _, s := range texts {
		if !strings.Contains(p.text(), s) {
			p.t.Errorf("the page does not say %q but: %s", s, p.text())
		}
	}
	return p
}

// form is a form of the page by its id, as its names and values in turn.
func (p page) form(name string) []string {
	p.t.Helper()
	doc, err := html.Parse(strings.NewReader(p.body))
	if err != nil {
		p.t.Fatal(err)
	}
	var out []string
	for f := range doc.Descendants() {
		if f.Data != "form" || attr(f, "id") != name {
			continue
		}
		for n := range f.Descendants() {
			if key := attr(n, "name"); key != "" && n.Data != "button" && (attr(n, "type") != "checkbox" || ticked(n)) {
				out = append(out, key, held(n))
			}
		}
		return out
	}
	p.t.Fatalf("there is no form %q: %.2000s", name, p.text())
	return nil
}

// ticked reports whether a box is.
func ticked(n *html.Node) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "checked" })
}

// held is the value of a control.
func held(n *html.Node) string {
	switch n.Data {
	case "textarea":
		if n.FirstChild != nil {
			return n.FirstChild.Data
		}
		return ""
	case "select":
		for o := range n.Descendants() {
			for _, a := range o.Attr {
				if a.Key == "selected" {
					return attr(o, "value")
				}
			}
		}
		return ""
	}
	return attr(n, "value")
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// field is what a form holds under a name.
func field(form []string, name string) string {
	for i := 0; i+1 < len(form); i += 2 {
		if form[i] == name {
			return form[i+1]
		}
	}
	return ""
}

// with is a form with other values.
func with(form []string, fields ...string) []string {
	out := append([]string(nil), form...)
	for i := 0; i+1 < len(fields); i += 2 {
		done := false
		for j := 0; j+1 < len(out); j += 2 {
			if out[j] == fields[i] {
				out[j+1], done = fields[i+1], true
			}
		}
		if !done {
			out = append(out, fields[i], fields[i+1])
		}
	}
	return out
}

// enrol adds somebody to the organisation.
func enrol(t *testing.T, d *fettletest.Desk, name, mail string) id.ID {
	t.Helper()
	var made people.Person
	err := d.DB.Write(d.System(), func(tx *db.Tx) (err error) {
		made, err = d.People.InsertPerson(tx, people.Person{Entity: d.Root, Name: name, Email: mail, Status: people.Active})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return made.ID
}

// mentioned are the people whom the entries of a desk mention.
func mentioned(t *testing.T, d *fettletest.Desk) map[id.ID]int {
	t.Helper()
	rows, err := d.DB.Query(t.Context(), `SELECT person_id FROM mention`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	out := map[id.ID]int{}
	for rows.Next() {
		var i id.ID
		if err := rows.Scan(&i); err != nil {
			t.Fatal(err)
		}
		out[i]++
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestANameBehindAnAtTellsThatPerson(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		b := as(t, d, "agent")
		number := b.open("The vault is shut")
		at := "/incidents/" + number + "/compose"
		p := b.follow(b.post(at, "mode", "note", "body", "@Lea Lead and @technician: please look, not @admin@calder.example."))
		p.want(http.StatusOK, "Lea Lead and Ada Admin are told. Tom Technician may not read internal notes of "+number+" and is not told.")
		if !strings.Contains(p.body, `<strong class="mention">@Tom Technician</strong>`) {
			t.Errorf("the mention does not show as one: %s", p.text())
		}
		got := mentioned(t, d)
		for _, key := range []string{"lead", "technician", "admin"} {
			if got[d.ID(key)] != 1 {
				t.Errorf("%s is mentioned %d times", key, got[d.ID(key)])
			}
		}
		b.follow(b.post(at, "mode", "reply", "body", "Hello @Zorro, hello @lea")).want(http.StatusOK, "Lea Lead is told. “@Zorro” fits nobody here")
		b.follow(b.post("/incidents/"+number+"/note", "body", "And by the other way: @lead")).want(http.StatusOK, "Lea Lead is told.")
	})
}

func TestAnUnclearNameIsAskedBackAndNothingIsLost(t *testing.T) {
	d := fettletest.SQLite(t)
	other := enrol(t, d, "Lea Lindqvist", "lea.l@calder.example")
	b := as(t, d, "agent")
	number := b.open("The vault is shut")
	at := "/incidents/" + number + "/compose"
	p := b.post(at, "mode", "note", "body", "Ask @Lea, quickly.", "minutes", "5")
	p.want(http.StatusUnprocessableEntity, "“@Lea” fits several people: Lea Lead <lead@calder.example>; Lea Lindqvist <lea.l@calder.example>", "Ask @Lea, quickly.")
	if len(mentioned(t, d)) != 0 || strings.Contains(b.get("/"+number).body, "quickly") {
		t.Error("something was sent")
	}
	b.follow(b.post(at, "mode", "note", "body", "Ask @lea.l, quickly.")).want(http.StatusOK, "Lea Lindqvist may not read internal notes of "+number+" and is not told.")
	if got := mentioned(t, d); got[other] != 1 || len(got) != 1 {
		t.Errorf("mentioned: %v", got)
	}
}

func TestWhoMayNotLookPeopleUpMentionsNobody(t *testing.T) {
	d := fettletest.SQLite(t)
	number := as(t, d, "agent").open("The vault is shut")
	r := as(t, d, "requester")
	r.follow(r.post("/portal/"+number+"/compose", "body", "Thank you @Lea Lead", "mentions", d.ID("lead").String())).want(http.StatusOK, "Thank you @Lea Lead")
	if got := mentioned(t, d); len(got) != 0 {
		t.Errorf("mentioned: %v", got)
	}
}

func TestSomebodyElseIsMadeToFollow(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		b := as(t, d, "agent")
		number := b.open("The vault is shut")
		at := "/incidents/" + number
		b.follow(b.post(at+"/watch", "person", "Tom Technician <technician@calder.example>")).want(http.StatusOK, "Tom Technician follows "+number+" now.", "Following TT Tom Technician")
		b.post(at+"/watch", "person", "").want(http.StatusUnprocessableEntity, "Write a name")
		b.post(at+"/watch", "person", "Nobody Inparticular").want(http.StatusUnprocessableEntity, "Nobody is called “Nobody Inparticular”")
		b.post(at+"/watch", "person", "424242").want(http.StatusUnprocessableEntity, "Nobody has the number 424242")
		b.post(at+"/watch", "person", strings.Repeat("x", 5000)).want(http.StatusUnprocessableEntity, "Nobody is called")
		if p := b.get("/" + number); strings.Contains(p.text(), "Ana Agent follows") {
			t.Error("an empty name made the sender follow")
		}
		b.follow(b.post(at+"/unwatch", "person", d.ID("technician").String())).want(http.StatusOK, "no longer follows "+number)
		as(t, d, "auditor").post(at+"/watch", "person", "Tom Technician").want(http.StatusForbidden)
		as(t, d, "stranger").post(at+"/watch", "person", "Tom Technician").want(http.StatusForbidden)
	})
}

func TestTheRequesterIsSet(t *testing.T) {
	d := fettletest.SQLite(t)
	enrol(t, d, "Rita Requester", "second@calder.example") // a namesake
	b := as(t, d, "agent")
	number := b.open("The vault is shut")
	at := "/incidents/" + number + "/edit"
	form := b.get("/" + number).form("requester")
	b.follow(b.post(at, form...)).want(http.StatusOK, "Saved.") // the name as it stands is nobody's fault
	p := b.post(at, with(b.get("/"+number).form("requester"), "requester", "rita")...).want(http.StatusUnprocessableEntity, "Several people fit", "second@calder.example")
	if got := field(p.form("requester"), "requester"); got != "rita" {
		t.Errorf("what was typed is gone: %q", got)
	}
	b.post(at, with(p.form("requester"), "requester", "")...).want(http.StatusUnprocessableEntity, "Write a name")
	b.follow(b.post(at, with(p.form("requester"), "requester", "Sam Stranger <stranger@calder.example>")...)).want(http.StatusOK, "Requester SS Sam Stranger")
}

func TestAStaleFormSaysFieldByFieldWhatHappened(t *testing.T) {
	d := fettletest.SQLite(t)
	ana, lea := as(t, d, "agent"), as(t, d, "lead")
	number := ana.open("The lift is stuck")
	at := "/incidents/" + number + "/edit"
	mine := ana.get("/" + number).form("edit")
	lea.follow(lea.post(at, with(mine, "title", "The lift is stuck on floor 2", "impact", "1")...)).want(http.StatusOK)
	p := ana.post(at, with(mine, "title", "The freight lift is stuck", "urgency", "1")...)
	p.want(http.StatusConflict, "Lea Lead changed this after you opened it", "now “The lift is stuck on floor 2”.", "Lea Lead set “The lift is stuck on floor 2” meanwhile.", "Lea Lead set this meanwhile.")
	form := p.form("edit")
	for key, want := range map[string]string{"title": "The freight lift is stuck", "urgency": "1", "impact": "1"} {
		if got := field(form, key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	i, j := strings.Index(p.body, `class="banner`), strings.Index(p.body, `id="edit-title"`)
	if i < 0 || j < i || strings.Contains(p.body[:j], `class="tl"`) || strings.Count(p.body[:j], `class="banner`) != 1 {
		t.Error("the fields do not follow the one banner at once")
	}
	ana.follow(ana.post(at, form...)).want(http.StatusOK, "The freight lift is stuck", "P1")
}

func TestWhatARefusedFormHeldComesBackFirst(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	number := b.open("The lift is stuck")
	at := "/incidents/" + number
	for verb, c := range map[string]struct {
		fields []string
		says   string
	}{
		"add_task": {[]string{"title", "", "person", "Tom Technician", "due", "tomorrow"}, "Tom Technician"},
		"log_time": {[]string{"minutes", "-3", "note", "On the ladder"}, "On the ladder"},
		"assign":   {[]string{"assignee", "Nobody Inparticular", "version", "1"}, "Nobody Inparticular"},
		"edit":     {[]string{"title", strings.Repeat("y", 301), "version", "1"}, "yyyy"},
		"merge":    {[]string{"into", strings.Repeat("z", 9000)}, "zzzz"},
		"link":     {[]string{"to", "INC-99999", "relation", "relates_to"}, "INC-99999"},
	} {
		p := b.post(at+"/"+verb, c.fields...)
		if p.status != http.StatusUnprocessableEntity || !strings.Contains(html.UnescapeString(p.body), c.says) || !strings.Contains(p.body, ` id="`+verb+`" method`) {
			t.Errorf("%s: status %d: %.900s", verb, p.status, p.text())
		}
	}
}

func TestSuggestionsAreFewAndOnlyForWhoMayLook(t *testing.T) {
	d := fettletest.SQLite(t)
	for i := range 60 {
		enrol(t, d, "Anton Many", "anton"+id.ID(i).String()+"@calder.example")
	}
	p := as(t, d, "agent").get("/suggest/people?q=anton").want(http.StatusOK)
	if n := strings.Count(p.body, `"value"`); n == 0 || n > 50 {
		t.Errorf("%d suggestions", n)
	}
	as(t, d, "stranger").get("/suggest/people?q=anton").want(http.StatusForbidden)
}
