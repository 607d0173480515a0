package settings_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

// visitor is somebody at a browser.
type visitor struct {
	t      *testing.T
	d      *fettletest.Desk
	cookie *http.Cookie
}

func as(t *testing.T, d *fettletest.Desk, persona string) visitor {
	t.Helper()
	return visitor{t, d, d.Cookie(persona)}
}

func (b visitor) send(method, path, kind string, body io.Reader) (int, string, string) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.d.URL+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	req.AddCookie(b.cookie)
	a := b.d.Send(req)
	return a.Status, string(a.Body), a.Header.Get("Location")
}

// get returns a page that must be there.
func (b visitor) get(path string) string {
	b.t.Helper()
	status, body, _ := b.send("GET", path, "", nil)
	if status != http.StatusOK {
		b.t.Fatalf("GET %s: %d\n%s", path, status, words(body))
	}
	return body
}

// post sends a form and returns the page, or where it led.
func (b visitor) post(path string, want int, fields ...string) string {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	status, body, to := b.send("POST", path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	if status != want {
		b.t.Fatalf("POST %s: %d, want %d\n%s", path, status, want, words(body))
	}
	if to != "" {
		return to
	}
	return body
}

// words is a page without its tags.
func words(body string) string {
	_, body, _ = strings.Cut(body, "<main")
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(body, " ")), " ")
}

func has(t *testing.T, page string, list ...string) {
	t.Helper()
	for _, s := range list {
		if !strings.Contains(page, s) && !strings.Contains(words(page), s) {
			t.Errorf("%q is not on the page:\n%s", s, words(page))
		}
	}
}

func lacks(t *testing.T, page, text string) {
	t.Helper()
	if strings.Contains(words(page), text) {
		t.Errorf("the page says %q", text)
	}
}

// first returns the first match of a pattern.
func first(t *testing.T, page, pattern string) string {
	t.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("%s is not on the page:\n%s", pattern, words(page))
	}
	return found[len(found)-1]
}

// version returns the hidden version of the page's main form.
func version(t *testing.T, page string) string {
	t.Helper()
	return first(t, page, `name="version" value="(\d+)"`)
}

func TestEveryPageShowsItself(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		b := as(t, d, "admin")
		for _, path := range []string{"/settings", "/settings?q=holiday", "/people", "/people?q=ana", "/people/new", "/teams", "/teams/new", "/entities", "/entities/new", "/locations", "/locations/new",
			"/categories", "/categories/new", "/roles", "/settings/matrix", "/settings/fields", "/settings/fields/new", "/settings/calendars", "/settings/calendars/new", "/settings/service-levels",
			"/settings/service-levels/new", "/settings/tokens", "/audit"} {
			b.get(path)
		}
		for _, list := range []string{"/teams", "/entities", "/categories", "/roles", "/settings/calendars", "/settings/service-levels"} {
			b.get(first(t, b.get(list), `"(`+list+`/\d{10,})"`))
		}
		b.get("/people/" + d.ID("agent").String())
	})
}

func TestARequesterSeesNoSettings(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "requester")
	for _, path := range []string{"/people", "/teams", "/settings/matrix", "/settings/calendars", "/audit", "/settings/fields", "/roles", "/people/" + d.ID("agent").String()} {
		if status, body, _ := b.send("GET", path, "", nil); status == http.StatusOK {
			t.Errorf("GET %s: %d\n%s", path, status, words(body))
		}
	}
	b.post("/settings/matrix", http.StatusForbidden, "m-1-1", "1", "m-1-2", "1", "m-1-3", "1", "m-2-1", "1", "m-2-2", "1", "m-2-3", "1", "m-3-1", "1", "m-3-2", "1", "m-3-3", "1")
}

func TestTwoPeopleEditingOnePersonSeeBothValues(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		b, at := as(t, d, "admin"), "/people/"+d.ID("agent").String()
		page := b.get(at)
		v := version(t, page)
		entity := first(t, page, `<option value="(\d+)" selected>`)
		form := func(version, phone string) []string {
			return []string{"version", version, "name", "Ana Agent", "email", "agent@calder.example", "entity", entity, "status", "active", "phone", phone}
		}
		b.post(at, http.StatusSeeOther, form(v, "+49 30 111")...)
		stale := b.post(at, http.StatusConflict, form(v, "+49 30 222")...)
		has(t, stale, "Somebody saved this while you wrote", "+49 30 111", "+49 30 222")
		b.post(at, http.StatusSeeOther, form(version(t, stale), "+49 30 222")...)
		has(t, b.get(at), `value="+49 30 222"`)
		wrong := b.post(at, http.StatusUnprocessableEntity, append([]string{"email", "no address"}, form(version(t, b.get(at)), "+49 30 222")...)...)
		has(t, wrong, `aria-invalid="true"`, "no address", "What you typed is still here.")
	})
}

func TestThePartsOfAPersonAreKept(t *testing.T) {
	d := fettletest.SQLite(t)
	b, at := as(t, d, "admin"), "/people/"+d.ID("agent").String()
	b.post(at+"/address", http.StatusSeeOther, "kind", "email", "value", "ana@home.example")
	b.post(at+"/absence", http.StatusSeeOther, "from", "2026-12-24T09:00", "until", "2026-12-28T09:00", "note", "Away")
	b.post(at+"/absence", http.StatusUnprocessableEntity, "from", "tomorrow", "until", "2026-12-28T09:00")
	role := first(t, b.get("/roles"), `"/roles/(\d+)"[^>]*>Auditor`)
	b.post(at+"/role", http.StatusSeeOther, "role", role)
	page := b.get(at)
	has(t, page, "ana@home.example", "Away", "Auditor")
	b.post(at+"/role/remove", http.StatusSeeOther, "role", role)
	b.post(at+"/absence/remove", http.StatusSeeOther, "absence", first(t, page, `name="absence" value="(\d+)"`))
	b.post(at+"/address/remove", http.StatusSeeOther, "kind", "email", "value", "ana@home.example")
	if page = b.get(at); strings.Contains(page, "ana@home.example") || strings.Contains(page, "Away") {
		t.Error("a part that was removed is still there")
	}
}

func TestPeopleTeamsPlacesAndCategoriesAreMade(t *testing.T) {
	d := fettletest.SQLite(t)
	b, root := as(t, d, "admin"), d.Root.String()
	person := b.post("/people/new", http.StatusSeeOther, "name", "Nora New", "email", "nora@calder.example", "entity", root, "status", "active", "manager", "Ana Agent")
	has(t, b.get(person), "Nora New", "Ana Agent &lt;agent@calder.example&gt;")
	team := b.post("/teams/new", http.StatusSeeOther, "name", "Night shift", "entity", root, "assignment", "round_robin", "max_open", "5")
	b.post(team+"/member", http.StatusSeeOther, "person", "nora@calder.example", "lead", "true")
	has(t, b.post(team+"/member", http.StatusUnprocessableEntity, "person", "Nobody Atall"), "Nobody is called", `value="Nobody Atall"`)
	has(t, b.get(team), "Nora New", "leads")
	has(t, b.get(person), "Night shift", "leads it")
	b.post("/teams/new", http.StatusUnprocessableEntity, "name", "", "entity", root, "assignment", "round_robin", "max_open", "many")
	b.get(b.post("/entities/new", http.StatusSeeOther, "name", "Porto", "kind", "site", "parent", root, "zone", "Europe/Lisbon"))
	b.get(b.post("/locations/new", http.StatusSeeOther, "name", "Hall 3", "entity", root))
	b.post("/categories/new", http.StatusSeeOther, "name", "Robots", "impact", "2")
	has(t, b.get("/categories"), "Robots", "impact 2")
	has(t, b.get("/entities"), "Porto")
	has(t, b.get("/locations"), "Hall 3")
}

func TestTheMatrixIsNeverOverwrittenUnseen(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		b := as(t, d, "admin")
		was := version(t, b.get("/settings/matrix"))
		cells := func(version, first, last string) []string {
			return []string{"version", version, "m-1-1", first, "m-1-2", "1", "m-1-3", "2", "m-2-1", "2", "m-2-2", "3", "m-2-3", "3", "m-3-1", "3", "m-3-2", "4", "m-3-3", last}
		}
		b.post("/settings/matrix", http.StatusSeeOther, cells(was, "2", "4")...)
		stale := b.post("/settings/matrix", http.StatusConflict, cells(was, "4", "4")...)
		has(t, stale, "Somebody saved this while you wrote", "Impact high, urgency high", "P2 high", "P4 low")
		b.post("/settings/matrix", http.StatusConflict, cells("", "4", "4")...)
		now := version(t, stale)
		// Back and forth gives the same table, and yet both were changes that this form has not seen.
		b.post("/settings/matrix", http.StatusSeeOther, cells(now, "3", "4")...)
		b.post("/settings/matrix", http.StatusSeeOther, cells(version(t, b.get("/settings/matrix")), "2", "4")...)
		b.post("/settings/matrix", http.StatusConflict, cells(now, "4", "4")...)
		newest := version(t, b.get("/settings/matrix"))
		for _, wrong := range []string{"9", "", "high", "99999999999999999999", "-1"} {
			page := b.post("/settings/matrix", http.StatusUnprocessableEntity, cells(newest, "4", wrong)...)
			has(t, page, "Nothing was saved", "Impact low, urgency low: ", "is not a priority; use 1 to 4", `<option value="4" selected>`)
			if v := version(t, page); v != newest {
				t.Errorf("the form of version %s became one of %s", newest, v)
			}
		}
		b.post("/settings/matrix", http.StatusSeeOther, cells(newest, "4", "4")...)
	})
}

func TestACustomFieldIsDefinedAmendedAndArchived(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "admin")
	has(t, b.post("/settings/fields/new", http.StatusUnprocessableEntity, "kind", "incident", "key", "No Key", "type", "choice", "label", "Wing"), "Use lower-case letters", "Give 1 to 500 options")
	b.post("/settings/fields/new", http.StatusSeeOther, "kind", "incident", "key", "wing", "type", "choice", "label", "Wing", "options", "north | North wing\nsouth | South wing")
	at := first(t, b.get("/settings/fields"), `"(/settings/fields/\d+)"`)
	page := b.get(at)
	b.post(at, http.StatusSeeOther, "version", version(t, page), "label", "Wing of the building", "options", "north | North wing\nWest wing")
	has(t, b.get(at), "Wing of the building", "west_wing | West wing")
	b.post(at+"/archive", http.StatusSeeOther, "version", version(t, b.get(at)))
	has(t, b.get("/settings/fields"), "archived")
}

func TestACustomFieldIsForAClassOnlyAndIsUsedEverywhere(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "admin")
	class := first(t, b.get("/settings/fields/new"), `value="(\d+)"[^>]*>\s*(?:<span[^>]*>)?Laptops`)
	field := []string{"kind", "asset", "key", "disk_code", "type", "text", "label", "Disk code", "classes", class}
	has(t, b.post("/settings/fields/new", http.StatusUnprocessableEntity, append([]string{"kind", "incident"}, field[2:]...)...), "has no classes")
	b.post("/settings/fields/new", http.StatusSeeOther, field...)
	has(t, words(b.get("/settings/fields")), "Disk code", "Laptops")
	laptop := b.post("/asset-models/new", http.StatusSeeOther, "title", "Notebook 7", "class", "Laptops")
	monitor := b.post("/asset-models/new", http.StatusSeeOther, "title", "View 27", "class", "Monitors")
	has(t, words(b.get("/assets/new")), "Only for laptops", "Disk code")
	has(t, b.post("/assets/new", http.StatusUnprocessableEntity, "model", monitor[1:], "custom.disk_code", "A-17"), "leave it empty", `value="A-17"`)
	at := b.post("/assets/new", http.StatusSeeOther, "model", laptop[1:], "custom.disk_code", "A-17")
	other := b.post("/assets/new", http.StatusSeeOther, "model", monitor[1:])
	has(t, words(b.get(at)), "Disk code A-17")
	has(t, b.get("/assets/"+at[1:]+"/edit"), `name="custom.disk_code"`)
	if page := b.get("/assets/" + other[1:] + "/edit"); strings.Contains(page, "custom.disk_code") {
		t.Error("a monitor is asked for what only laptops have")
	}
	if list := words(b.get("/assets?q=custom.disk_code:A-17")); !strings.Contains(list, at[1:]) || strings.Contains(list, other[1:]) {
		t.Errorf("the filter finds %s", list)
	}
	has(t, words(b.get("/assets")), "Disk code", "A-17")
}

func TestTheRuleForCriticalThingsIsSwitchedInTheSettings(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "admin")
	page := b.get("/settings/urgency")
	has(t, words(page), "affects something of high criticality", "When a promise is about to break")
	old := version(t, page)
	b.post("/settings/urgency", http.StatusSeeOther, "version", old, "on", "true")
	has(t, b.get("/settings/urgency"), "checked")
	has(t, b.post("/settings/urgency", http.StatusConflict, "version", old), "Somebody")
	if status, _, _ := as(t, d, "agent").send("GET", "/settings/urgency", "", nil); status == http.StatusOK {
		t.Error("an agent sees it")
	}
}

func TestACalendarKeepsSeveralIntervalsADay(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		b := as(t, d, "admin")
		at := b.post("/settings/calendars/new", http.StatusSeeOther, "name", "Early", "zone", "Europe/Berlin", "mon_from", "9:00", "mon_to", "12:00", "mon_from", "13:00", "mon_to", "17:30", "mon_from", "", "mon_to", "",
			"holidays", "2026-12-25 Christmas Day", "exceptions", "2026-12-21 09:00-11:00\n2026-12-28 closed")
		page := b.get(at + "?year=2026")
		has(t, page, `value="09:00"`, `value="17:30"`, "2026-12-25 Christmas Day", "2026-12-28 closed", "Fri 25 Christmas Day", "Mon 21 09:00–11:00")
		wrong := b.post(at, http.StatusUnprocessableEntity, "version", version(t, page), "name", "Early", "zone", "Europe/Berlin", "mon_from", "17:00", "mon_to", "09:00", "holidays", "2026-12-25\nsoon")
		has(t, wrong, "Line 2", "soon", `value="17:00"`, "still here")
		b.post(at, http.StatusSeeOther, "version", version(t, page), "name", "Early", "zone", "Europe/Berlin", "tue_from", "09:00", "tue_to", "10:00")
		has(t, b.post(at, http.StatusConflict, "version", version(t, page), "name", "Late", "zone", "Europe/Berlin", "wed_from", "09:00", "wed_to", "10:00"), "Somebody saved this while you wrote", "Tue 09:00–10:00", "Wed 09:00–10:00")
	})
}

func TestAHolidayFileShowsWhatItBrings(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "admin")
	at := b.post("/settings/calendars/new", http.StatusSeeOther, "name", "Short", "mon_from", "09:00", "mon_to", "12:00")
	send := func(content string) (int, string) {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		for k, v := range map[string]string{"from": "2026", "to": "2027"} {
			if err := w.WriteField(k, v); err != nil {
				t.Fatal(err)
			}
		}
		part, err := w.CreateFormFile("file", "holidays.ics")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, content); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		status, page, _ := b.send("POST", at+"/import", w.FormDataContentType(), &body)
		return status, page
	}
	status, page := send("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Epiphany\r\nDTSTART;VALUE=DATE:20270106\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
	if status != http.StatusOK {
		t.Fatalf("%d\n%s", status, words(page))
	}
	has(t, page, "1 new", "2027-01-06", "Epiphany", "Add 1 holidays")
	b.post(at+"/holidays", http.StatusSeeOther, "version", version(t, page), "dates", first(t, page, `name="dates" value="([^"]*)"`))
	has(t, b.get(at), "2027-01-06 Epiphany")
	if status, page = send("hello"); status != http.StatusUnprocessableEntity {
		t.Errorf("%d\n%s", status, words(page))
	}
}

func TestAnAgreementIsWrittenInPlainText(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		b := as(t, d, "admin")
		form := []string{"name", "Gold", "kind", "sla", "target.first_response.0", "1h30m", "target.resolution.1", "4h", "target.resolution.0", "2d", "warnings.resolution", "50, 90 raise, 75 reassign Service Desk",
			"pauses", "while", "reasons", "awaiting_caller", "priorities", "1", "priorities", "2"}
		at := b.post("/settings/service-levels/new", http.StatusSeeOther, form...)
		page := b.get(at)
		has(t, page, `value="1h30m"`, `value="2d"`, "50, 75 reassign Service Desk, 90 raise", "First response: 1 h 30 m · Resolution: P1 4 h, others 2 days")
		wrong := b.post(at, http.StatusUnprocessableEntity, append([]string{"version", version(t, page), "target.next_response.2", "soon", "warnings.first_response", "90 shout"}, form...)...)
		has(t, wrong, "Write a working time such as", "use notify, raise, or reassign", `value="soon"`)
		_, _, to := b.send("POST", "/incidents/new", "application/x-www-form-urlencoded", strings.NewReader(url.Values{"title": {"Printer"}, "impact": {"1"}, "urgency": {"1"}}.Encode()))
		number := first(t, to, `(INC-\d+)`)
		has(t, b.get(at+"?q="+number), "First response: 1 h 30 m promised", "Resolution: 4 h promised")
		has(t, b.get(at+"?q=INC-999"), "Nothing to show")
	})
}

func TestThePagesOfHoursSayHowFarDeadlinesAreRecomputed(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "admin")
	const cal, level = "/settings/calendars", "/settings/service-levels"
	one := []string{cal, cal + "/" + first(t, b.get(cal), `href="`+cal+`/(\d+)"`), level, level + "/" + first(t, b.get(level), `href="`+level+`/(\d+)"`)}
	if err := d.DB.Write(t.Context(), sla.NothingToRecompute); err != nil {
		t.Fatal(err)
	}
	for _, at := range one {
		lacks(t, b.get(at), "being recomputed")
	}
	b.post(cal+"/new", http.StatusSeeOther, "name", "Night", "mon_from", "20:00", "mon_to", "23:00")
	page := b.get(one[1])
	b.post(one[1], http.StatusSeeOther, "version", version(t, page), "name", "Short hours", "mon_from", "09:00", "mon_to", "17:00")
	for _, at := range one {
		has(t, b.get(at), "Deadlines are being recomputed.", "begins in a moment")
	}
	ahead := clock.Of(d.Time.Now().Add(time.Hour))
	if err := d.DB.Write(t.Context(), func(tx *db.Tx) error {
		return job.Enqueue(tx, sla.Recompute{After: 1, Done: 1150, Total: 2300}, job.Opts{Key: "sla.recompute", At: ahead})
	}); err != nil {
		t.Fatal(err)
	}
	for _, at := range one {
		has(t, b.get(at), "1,150 of 2,300 open records are done (50 %)")
	}
}

func TestTheLogIsReadAndProven(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		b := as(t, d, "admin")
		b.post("/teams/new", http.StatusSeeOther, "name", "Night shift", "entity", d.Root.String(), "assignment", "manual")
		has(t, b.get("/audit"), "Ada Admin", "Night shift")
		has(t, b.get("/audit?person=Ana+Agent"), "Nothing of this kind is in the log")
		has(t, b.get("/audit?person=Nobody+Atall"), "This person is not found")
		has(t, b.post("/audit/verify", http.StatusOK), "The log is whole")
	})
}
