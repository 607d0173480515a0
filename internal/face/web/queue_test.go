package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/fettletest"
)

func TestTheQueueShowsWhatItsAddressSays(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		b := as(t, d, "agent")
		b.get("/incidents").want(http.StatusOK, "First steps")
		one := b.open("Mine to do", "assignee", "me", "impact", "1", "urgency", "1")
		two := b.open("For anybody")
		if got := numbers(b.get("/incidents")); got != one+" "+two {
			t.Errorf("by time left: %s", got)
		}
		if got := numbers(b.get("/incidents?view=mine")); got != one {
			t.Errorf("mine: %s", got)
		}
		if got := numbers(b.get("/incidents?view=unassigned")); got != two {
			t.Errorf("unassigned: %s", got)
		}
		if got := numbers(b.get("/incidents?q=status:open+anybody")); got != two {
			t.Errorf("by a word: %s", got)
		}
		if got := numbers(b.get("/incidents?sort=-created")); got != two+" "+one {
			t.Errorf("newest first: %s", got)
		}
		p := b.get("/incidents?q=status:open+priority:1,2").want(http.StatusOK, "Filtered")
		if got := p.text(".qfilter .chip"); !strings.Contains(got, "Priority is any of P1 critical, P2 high") {
			t.Errorf("chips: %s", got)
		}
		p = b.get("/incidents?q=assigne:me+status:open").want(http.StatusUnprocessableEntity, "did you mean 'assignee'?")
		if p.value("#filter-q") != "assigne:me status:open" {
			t.Error("the filter is gone")
		}
		if n := len(p.all(".sortmenu")); n != 0 {
			t.Error("nothing can be sorted")
		}
		b.get("/incidents?q=status:open+title:zebra").want(http.StatusOK, "Nothing matches these two conditions together", "Without “Title is zebra” there are 2 incidents", "Drop “zebra”", "Clear")
		b.get("/incidents?after=rubbish").want(http.StatusUnprocessableEntity, "start again at the first page")
		b.get("/incidents?sort=due&q=status:done").want(http.StatusOK, "Nothing matches")
		p = b.get("/incidents?open=" + strings.ToLower(two))
		p.one(".peek")
		if got := p.text(".peek h2.ttl"); got != "For anybody" {
			t.Errorf("preview: %q", got)
		}
		if n := len(b.get("/incidents?open=INC-999").all(".peek")); n != 0 {
			t.Error("a preview of nothing")
		}
		if got := p.text(".c-time"); !strings.Contains(got, "left") {
			t.Errorf("no words beside the clock: %q", got)
		}
	})
}

func TestAConditionIsChosenFromWhatThereIs(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	one := b.open("Urgent", "impact", "1", "urgency", "1")
	b.open("Not urgent")
	p := b.get("/incidents?add=priority").want(http.StatusOK, "P1 critical", "such as priority:1")
	if got := p.value("#filter-q"); got != "status:open priority:" {
		t.Errorf("the text begins with %q", got)
	}
	if len(p.all("#filter-err")) != 0 {
		t.Error("a question looks like an error")
	}
	if got := numbers(b.get(attr(p.all(".choose a")[0], "href"))); got != one {
		t.Errorf("the first choice leads to %q", got)
	}
	for _, field := range []string{"status", "assignee", "team", "due", "created", "title"} {
		for _, a := range b.get("/incidents?add=" + field).want(http.StatusOK).all(".choose a") {
			b.get(attr(a, "href")).want(http.StatusOK)
		}
	}
}

func TestWhatArrivesIsCountedForWhatItIs(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	b.open("Something")
	for address, want := range map[string]string{"/incidents": "new", "/incidents?sort=-created": "new", "/incidents?q=": "new",
		"/incidents?view=mine": "new on the desk", "/incidents?q=priority:1": "new on the desk"} {
		if got := strings.Join(strings.Fields(b.get(address).text(".newpill")), " "); got != want {
			t.Errorf("%s: the pill says %q", address, got)
		}
	}
	if got := attr(b.get("/incidents?view=mine").one(".newpill"), "href"); got != "/incidents?sort=-created" {
		t.Errorf("what is new on the desk is looked for at %s", got)
	}
}

func TestAnEmptyListSaysWhy(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	b.open("Something", "assignee", "me")
	for address, want := range map[string]string{"/incidents?view=unassigned": "Everything has an owner", "/incidents?view=waiting": "Nothing has waited", "/incidents?view=today": "Nothing is due today",
		"/incidents?view=resolved": "Nothing was resolved in the last seven days", "/incidents?view=soon": "Nothing is due in the next four hours",
		"/incidents?q=title:zebra": "Nothing matches this filter"} {
		b.get(address).want(http.StatusOK, want, "Show all open")
	}
}

func numbers(p page) string {
	var out []string
	for _, n := range p.all(".c-subj .num") {
		out = append(out, textOf(n))
	}
	return strings.Join(out, " ")
}

func TestPagesOfAQueueFollowOneAnother(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	const rows = 60
	for i := range rows {
		b.open(fmt.Sprintf("Number %d", i))
	}
	seen := map[string]bool{}
	p := b.get("/incidents")
	for pages := 1; ; pages++ {
		for _, n := range strings.Fields(numbers(p)) {
			if seen[n] {
				t.Errorf("%s is there twice", n)
			}
			seen[n] = true
		}
		next := p.all(".pager a[rel=next]")
		if len(next) == 0 {
			if pages != 2 {
				t.Errorf("%d pages", pages)
			}
			break
		}
		p = b.get(attr(next[0], "href")).want(http.StatusOK)
	}
	if len(seen) != rows {
		t.Errorf("%d of %d rows", len(seen), rows)
	}
}

func TestThePreviewShowsWordsAsTheRecordDoes(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	number := b.open("A list", "description", "Since **ten**:\n\n- one\n- two\n\n<script>alert(1)</script>")
	p := b.get("/incidents?open=" + number).want(http.StatusOK)
	if got := p.text(".peek .rich"); got != "Since **ten**: - one - two <script>alert(1)</script>" {
		t.Errorf("the report in the preview: %q", got)
	}
	p.without("<script>alert")
	b.post("/incidents/"+number+"/compose", "mode", "reply", "body", "It is **eleven**.")
	if line := b.get("/incidents?open=" + number).text(".pk-tl .ev"); !strings.Contains(line, "It is eleven.") {
		t.Errorf("the lines in the preview: %q", line)
	}
}

func TestTheViewOfWhatIsDueHoldsWhatIsOver(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	late := b.open("Nobody can work", "impact", "1", "urgency", "1")
	d.Time.Advance(3 * time.Hour)
	p := b.get("/incidents?view=soon").want(http.StatusOK, "Breaching in 4 h", "over by", "4 h from now")
	if got := numbers(p); got != late {
		t.Errorf("it holds %q, not %s", got, late)
	}
	b.get("/incidents?view=resolved").want(http.StatusOK, "7 d ago")
}

func TestAOneClickMoveOfAStalePageChangesNothing(t *testing.T) {
	d := fettletest.SQLite(t)
	ana, lea := as(t, d, "agent"), as(t, d, "lead")
	number := ana.open("A door that two people see")
	take := "form[action=/incidents/" + number + "/take] input[name=version]"
	preview := ana.get("/incidents?open=" + number)
	seen, last := preview.value(".peek "+take), preview.value(".peek "+strings.Replace(take, "=version", "=seen", 1))
	if seen == "" || seen != ana.get("/"+number).value(take) {
		t.Fatalf("the preview knows version %q", seen)
	}
	lea.follow(lea.post("/incidents/"+number+"/take", "version", seen)).want(http.StatusOK, "Lea Lead")
	ana.post("/incidents/"+number+"/take", "version", seen, "seen", last).want(http.StatusConflict, "Lea Lead changed "+number+" after you opened it. Nothing was done")
	ana.get("/"+number).want(http.StatusOK, "Lea Lead").without("Ana Agent took")
	ana.follow(ana.post("/incidents/"+number+"/hold", "version", ana.version(number), "reason", "scheduled", "until", "2026-12-01T10:00"))
	if ana.get("/"+number).value("form[action=/incidents/"+number+"/resume] input[name=version]") == "" {
		t.Error("a move of the record's page does not say what it is based on")
	}
}

func TestAPromiseInDaysIsCalledSoInThePreviewAndOnThePage(t *testing.T) {
	d := fettletest.SQLite(t)
	admin := as(t, d, "admin")
	admin.follow(admin.post("/settings/service-levels/new", "name", "Days", "kind", "sla", "position", "1", "target.resolution.0", "3d", "pauses", "usual"))
	b := as(t, d, "agent")
	number := b.open("The blind is stuck")
	for _, at := range []string{"/" + number, "/incidents?open=" + number} {
		if p := b.get(at); !strings.Contains(string(p.Body), "3 days promised") {
			t.Errorf("%s does not say the promise in its own unit", at)
		}
	}
}
