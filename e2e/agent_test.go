package e2e_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// numbers are the records of a list as the page shows them, in order.
const numbers = `[...document.querySelectorAll("[data-row]")].map(r => r.dataset.row)`

func TestSigningInSaysTheSameForEveryWrongPair(t *testing.T) {
	s := serve(t)
	s.admin()
	ctx := tab(t)
	var said []string
	for _, address := range []string{"ada@calder.example", "nobody@calder.example"} {
		do(t, ctx, chromedp.Navigate(s.url+"/sign-in?next=/me"), typed("address", address), typed("password", "not the password"))
		press(t, ctx, `main button[type="submit"]`)
		said = append(said, strings.ReplaceAll(text(t, ctx, "main"), address, ""))
		if v := run(t, ctx, chromedp.Value(chromedp.CSS(`[name="address"]`))); v != address {
			t.Errorf("the address is lost: %q", v)
		}
	}
	if said[0] != said[1] || count(t, ctx, `#password-err`) != 1 {
		t.Errorf("a known address: %s\nan unknown one: %s", said[0], said[1])
	}
	do(t, ctx, chromedp.Clear(chromedp.CSS(`[name="address"]`)), typed("address", "ada@calder.example"), typed("password", password))
	if at := press(t, ctx, `main button[type="submit"]`); at != "/me" {
		t.Errorf("signing in led to %s", at)
	}
	press(t, ctx, `form[action="/sign-out"] button`)
	do(t, ctx, chromedp.Navigate(s.url+"/incidents"))
	if at := where(ctx); !strings.Contains(at, "/sign-in?next=%2Fincidents") {
		t.Errorf("after signing out the list is at %s", at)
	}
}

func TestTheQueueIsFilteredSortedAndPaged(t *testing.T) {
	s := serve(t)
	c := s.admin()
	token := s.token()
	for i := range 60 {
		s.api(token, "POST", "/api/v1/incidents", map[string]any{"title": fmt.Sprintf("Bay %02d is shut", i+1), "impact": 1 + i%3, "urgency": 1 + i%3})
	}
	ctx := tab(t)
	s.signIn(ctx, c)
	do(t, ctx, chromedp.EmulateViewport(1280, 800))
	for range 50 { // a count may be a blink old when much is written
		do(t, ctx, chromedp.Navigate(s.url+"/incidents"))
		if strings.Contains(run(t, ctx, chromedp.Text(chromedp.CSS(".qhead"))), "60 incidents") {
			break
		}
	}
	shows(t, ctx, ".qhead", "60 incidents")

	first := run(t, ctx, chromedp.Evaluate[[]string](numbers))
	press(t, ctx, `a[rel="next"]`)
	second := run(t, ctx, chromedp.Evaluate[[]string](numbers))
	seen := map[string]bool{}
	for _, n := range append(first, second...) {
		if seen[n] {
			t.Errorf("%s is on both pages", n)
		}
		seen[n] = true
	}
	if len(seen) != 60 || len(first) <= len(second) || count(t, ctx, `a[rel="next"]`) != 0 {
		t.Errorf("%d and %d rows on two pages", len(first), len(second))
	}

	filter := func(q string) string {
		do(t, ctx, chromedp.Navigate(s.url+"/incidents"))
		unfold(t, ctx, "#filter-q")
		do(t, ctx, chromedp.Clear(chromedp.CSS("#filter-q")), chromedp.SendKeys(chromedp.CSS("#filter-q"), q))
		return led(t, ctx, chromedp.Submit(chromedp.CSS("#filter-q")))
	}
	filter("status:open priority:1")
	shows(t, ctx, ".qhead", "20 incidents")
	shows(t, ctx, ".chips", "Status", "Priority")
	if n := len(run(t, ctx, chromedp.Evaluate[[]string](numbers))); n != 20 {
		t.Errorf("%d rows with priority 1", n)
	}
	press(t, ctx, `.chip a.rm[aria-label^="Remove Priority"]`)
	shows(t, ctx, ".qhead", "60 incidents")
	if n := count(t, ctx, ".chip a.rm"); n != 1 {
		t.Errorf("%d conditions are left", n)
	}
	filter("staus:open")
	shows(t, ctx, "#filter-err", "status")
	if v := run(t, ctx, chromedp.Value(chromedp.CSS("#filter-q"))); v != "staus:open" {
		t.Errorf("what was typed is %q", v)
	}

	do(t, ctx, chromedp.Navigate(s.url+"/incidents"))
	for order, want := range map[string]string{"-created": "INC-60", "created": "INC-1"} {
		press(t, ctx, `.sortmenu a[href$="sort=`+order+`"]`)
		if rows := run(t, ctx, chromedp.Evaluate[[]string](numbers)); rows[0] != want {
			t.Errorf("sorted by %s the first is %s", order, rows[0])
		}
	}

	// The keyboard: next row, open it. The preview: the next one, the record, back.
	do(t, ctx, chromedp.Navigate(s.url+"/incidents?sort=created"), chromedp.KeyEvent("j"), chromedp.KeyEvent("j"))
	if at := led(t, ctx, chromedp.KeyEvent("\r")); at != "/INC-2" {
		t.Errorf("j, j, Enter led to %s", at)
	}
	do(t, ctx, chromedp.Navigate(s.url+"/incidents?sort=created"), chromedp.KeyEvent("j"))
	led(t, ctx, chromedp.KeyEvent(" "))
	shows(t, ctx, ".peek", "INC-1", "Bay 01 is shut")
	press(t, ctx, `.peek a[aria-label="Next record"]`)
	shows(t, ctx, ".peek", "INC-2", "Bay 02 is shut")
	if at := press(t, ctx, `.peek a.btn[href="/INC-2"]`); at != "/INC-2" {
		t.Errorf("the preview led to %s", at)
	}
}

// shift is an agent with one record before them, and its requester without an account.
type shift struct {
	*server
	c        *http.Client
	token    string
	ctx      context.Context
	number   string
	at, path string // the page of the record, and where its forms are sent
	follow   string // the path on which its requester follows it
}

// whatIsPublic is the page that the requester sees.
func (s shift) whatIsPublic() string {
	_, b := s.get(guest(s.t), s.follow)
	return string(b)
}

func work(t *testing.T) shift {
	t.Helper()
	s := shift{server: serve(t)}
	s.c = s.admin()
	s.token = s.server.token()
	s.number, s.follow = s.report("The vault in Gdańsk is shut. Since ten.", "Marta Kowalczyk", "marta@calder.example")
	s.ctx = tab(t)
	s.signIn(s.ctx, s.c)
	s.at, s.path = s.url+"/"+s.number, "/incidents/"+s.number
	do(t, s.ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(s.at))
	return s
}

func TestANoteIsNeverSeenByTheRequester(t *testing.T) {
	s := work(t)
	ctx, path := s.ctx, s.path
	press(t, ctx, `form[action="`+path+`/take"] button`)
	shows(t, ctx, ".rhead", "In progress", "Ada Admin")
	do(t, ctx, typed("body", "Thank you, I am looking."))
	press(t, ctx, `.composer button.r-only`)
	shows(t, ctx, ".tl", "Thank you, I am looking.")

	secret := filepath.Join(t.TempDir(), "locked accounts.txt")
	content := []byte("svc-vault is locked\n")
	if err := os.WriteFile(secret, content, 0o600); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.Click(chromedp.CSS(`label:has([data-mode="N"])`)), typed("body", "Hush: svc-vault is locked."),
		chromedp.SetUploadFiles(chromedp.CSS(`.composer input[name="files"]`), []string{secret}))
	press(t, ctx, `.composer button.n-only`)
	shows(t, ctx, ".tl .note", "Hush: svc-vault is locked.", "Internal")
	if page := s.whatIsPublic(); strings.Contains(page, "Hush") || strings.Contains(page, "locked accounts") || !strings.Contains(page, "Thank you, I am looking.") {
		t.Errorf("the requester sees: %s", page)
	}
	href := strings.TrimPrefix(run(t, ctx, chromedp.Evaluate[string](`document.querySelector('.files a[href*="locked"]').href`)), s.url)
	res, b := s.get(s.c, href)
	if hexOf(b) != hexOf(content) || !strings.Contains(res.Header.Get("Content-Disposition"), "locked accounts.txt") || res.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("the file came back as %q, %v", b, res.Header)
	}
	if res, _ := s.get(guest(t), href); res.Request.URL.Path != "/sign-in" {
		t.Errorf("a stranger gets the file: %s", res.Status)
	}
	if res, _ := s.get(guest(t), s.follow+strings.Replace(href, "/files/"+s.number, "/files", 1)); res.StatusCode != 404 {
		t.Errorf("the follow link gives out the file of a note: %s", res.Status)
	}
}

func TestAHoldHasAReasonAndTheDeadlineAnExplanation(t *testing.T) {
	s := work(t)
	ctx, path := s.ctx, s.path
	press(t, ctx, `form[action="`+path+`/take"] button`)
	press(t, ctx, `a[href="`+path+`/hold"]`)
	do(t, ctx, chosen(`main [name="reason"]`, "awaiting_caller"), typed("message", "Please try the other door."))
	press(t, ctx, `form#hold button[type="submit"]`)
	shows(t, ctx, ".rhead", "On hold")
	do(t, ctx, chromedp.Click(chromedp.CSS(`details.ck:has(.ledger tr.rest) > summary`)))
	shows(t, ctx, `details.ck[open] .ledger`, "Paused", "Why", "Length")
	if n := count(t, ctx, `details.ck[open] .ledger tbody tr.rest`); n != 1 { // outside office hours it is the only row
		t.Errorf("the ledger has %d pauses", n)
	}
	if page := s.whatIsPublic(); !strings.Contains(page, "Waiting for you since") || !strings.Contains(page, "Please try the other door.") {
		t.Errorf("the requester does not see that it waits for them: %s", page)
	}
	press(t, ctx, `form[action="`+path+`/resume"] button`)
	shows(t, ctx, ".rhead", "In progress")
}

func TestARecordHasTasksLinksAndFollowers(t *testing.T) {
	s := work(t)
	ctx, path := s.ctx, s.path
	unfold(t, ctx, `#add_task [name="title"]`)
	do(t, ctx, chromedp.SendKeys(chromedp.CSS(`#add_task [name="title"]`), "Unlock svc-vault"))
	press(t, ctx, `#add_task button[type="submit"]`)
	press(t, ctx, `#tasks form.inl button`)
	shows(t, ctx, "#tasks s", "Unlock svc-vault")
	other := s.api(s.token, "POST", "/api/v1/incidents", map[string]any{"title": "The same vault, bay 2"})["number"].(string)
	do(t, ctx, chromedp.Navigate(s.at))
	press(t, ctx, `#related a[href="`+path+`/link"]`)
	do(t, ctx, typed("to", other), chosen(`main [name="relation"]`, "relates_to"))
	press(t, ctx, `form#link button[type="submit"]`)
	shows(t, ctx, "#related", other, "bay 2")
	press(t, ctx, `form[action="`+path+`/watch"] button`)
	if n := count(t, ctx, `form[action="`+path+`/unwatch"]`); n != 1 {
		t.Error("one does not follow it after “Follow”")
	}
}

func TestMattersAreMergedSplitAndResolved(t *testing.T) {
	s := work(t)
	ctx, path, number := s.ctx, s.path, s.number
	other := s.api(s.token, "POST", "/api/v1/incidents", map[string]any{"title": "The same vault, bay 2"})["number"].(string)
	do(t, ctx, chromedp.Navigate(s.url+"/"+other))
	press(t, ctx, `a[href="/incidents/`+other+`/merge"]`)
	do(t, ctx, typed("into", number))
	press(t, ctx, `form#merge button[type="submit"]`)
	do(t, ctx, chromedp.Navigate(s.url+"/"+other))
	if got := where(ctx); !strings.Contains(got, "/"+number+"?merged="+other) {
		t.Errorf("a merged one is at %s", got)
	}
	s.post(guest(t), s.follow+"/compose", url.Values{"body": {"By the way, my telephone crackles."}, "mode": {"reply"}})
	do(t, ctx, chromedp.Navigate(s.at))
	press(t, ctx, `.msg a[href^="`+path+`/split"]`)
	do(t, ctx, chromedp.Clear(chromedp.CSS(`main [name="title"]`)), typed("title", "The telephone crackles"))
	split := press(t, ctx, `form#split button[type="submit"]`)
	shows(t, ctx, "main", "The telephone crackles", "my telephone crackles")
	if split == "/"+number {
		t.Errorf("splitting led back to %s", split)
	}

	do(t, ctx, chromedp.Navigate(s.at))
	press(t, ctx, `a[href="`+path+`/resolve"]`)
	do(t, ctx, chosen(`main [name="code"]`, "fixed"), typed("resolution", "Unlocked svc-vault."))
	press(t, ctx, `form#resolve button[type="submit"]`)
	shows(t, ctx, ".rhead", "Resolved")
	if page := s.whatIsPublic(); !strings.Contains(page, "Unlocked svc-vault.") {
		t.Errorf("the requester does not see what helped: %s", page)
	}
}

// TestTwoPeopleNeverOverwriteEachOther edits the same field in two tabs.
func TestTwoPeopleNeverOverwriteEachOther(t *testing.T) {
	s := serve(t)
	c := s.admin()
	token := s.token()
	s.api(token, "POST", "/api/v1/incidents", map[string]any{"title": "The door is shut"})
	one := tab(t)
	s.signIn(one, c)
	two := beside(t, one)
	const field = `form#edit [name="title"]`
	for _, ctx := range []context.Context{one, two} {
		do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(s.url+"/INC-1"))
		unfold(t, ctx, field)
	}
	do(t, one, chromedp.Clear(chromedp.CSS(field)), chromedp.SendKeys(chromedp.CSS(field), "The north door is shut"))
	press(t, one, `form#edit button[type="submit"]`)
	do(t, two, chromedp.Clear(chromedp.CSS(field)), chromedp.SendKeys(chromedp.CSS(field), "The door of bay 4 is shut"))
	press(t, two, `form#edit button[type="submit"]`)
	shows(t, two, ".rhead h1", "The north door is shut")
	shows(t, two, ".rbanners", "changed", "The north door is shut")
	if v := run(t, two, chromedp.Value(chromedp.CSS(field))); v != "The door of bay 4 is shut" {
		t.Errorf("what was typed second is %q", v)
	}
	if v := s.api(token, "GET", "/api/v1/incidents/INC-1", nil); v["title"] != "The north door is shut" {
		t.Errorf("the record has %v", v["title"])
	}
	press(t, two, `form#edit button[type="submit"]`)
	shows(t, two, ".rhead h1", "The door of bay 4 is shut")

	// A reply that somebody else overtook waits, with its text.
	do(t, two, chromedp.Navigate(s.url+"/INC-1"), typed("body", "Somebody is on the way."))
	number, follow := s.report("The gate is shut.", "Marta Kowalczyk", "marta@calder.example")
	do(t, one, chromedp.Navigate(s.url+"/"+number), typed("body", "Which gate?"))
	s.post(guest(t), follow+"/compose", url.Values{"body": {"It is the west gate."}, "mode": {"reply"}})
	press(t, one, `.composer button.r-only`)
	shows(t, one, ".composer", "Nothing was sent yet")
	shows(t, one, ".tl", "It is the west gate.")
	if v := run(t, one, chromedp.Value(chromedp.CSS(`textarea[name="body"]`))); v != "Which gate?" {
		t.Errorf("the text is %q", v)
	}
	press(t, one, `.composer button.r-only`)
	shows(t, one, ".tl", "Which gate?")
}
