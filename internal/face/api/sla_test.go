package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

// why is the explanation of deadlines as a client reads it.
type why struct {
	AsOf    clock.Time `json:"as_of"`
	Waiting *struct {
		Reason string
		Since  clock.Time
		You    bool
		Text   string
	}
	Clocks []struct {
		Kind, Metric, State, Stands string
		Agreement                   string `json:"agreement_name"`
		Started, Due                clock.Time
		Promise, Elapsed, Remaining int
		Paused                      int
		Promised                    string
		Target                      struct{ Minutes, Days int }
		Calendar                    struct{ Name, Zone string }
		Story                       []struct {
			Kind, Cause, Text string
			From, To          clock.Time
			Minutes, Total    int
			Ahead             bool
		}
	}
}

func explain(t *testing.T, d *fettletest.Desk, bearer, number string) why {
	t.Helper()
	a := d.API(bearer, "GET", "/api/v1/incidents/"+number+"/sla", nil)
	var out why
	if err := json.Unmarshal(a.Body, &out); err != nil || a.Status != http.StatusOK {
		t.Fatalf("%d %v %s", a.Status, err, a.Body)
	}
	for _, c := range out.Clocks {
		name, counted, ahead := c.Kind+" "+c.Metric, 0, 0
		if c.Agreement == "" || c.Calendar.Name == "" || c.Calendar.Zone == "" || c.Target.Minutes+c.Target.Days == 0 || len(c.Story) == 0 {
			t.Errorf("%s says too little: %+v", name, c)
			continue
		}
		if c.Elapsed+c.Remaining != c.Promise {
			t.Errorf("%s: %d elapsed and %d remaining are not the promise of %d", name, c.Elapsed, c.Remaining, c.Promise)
		}
		if strings.HasPrefix(c.Promised, "1 ") == strings.HasSuffix(c.Promised, "s") {
			t.Errorf("%s: promised are %q", name, c.Promised)
		}
		if c.Story[0].From != c.Started {
			t.Errorf("%s: started at %v, the story at %v", name, c.Started, c.Story[0].From)
		}
		for i, s := range c.Story {
			if i > 0 && s.From != c.Story[i-1].To {
				t.Errorf("%s: a hole from %v to %v", name, c.Story[i-1].To, s.From)
			}
			if s.Ahead {
				ahead += s.Minutes
			} else {
				counted += s.Minutes
			}
			if strings.Contains(s.Text, "_") {
				t.Errorf("%s: a raw word in %q", name, s.Text)
			}
			if s.Kind == "pause" && (s.Cause == "" || s.Text == "") {
				t.Errorf("%s: a pause without a reason", name)
			}
		}
		last := c.Story[len(c.Story)-1]
		switch {
		case counted != c.Elapsed:
			t.Errorf("%s: %d minutes in the story, %d elapsed", name, counted, c.Elapsed)
		case c.Due > out.AsOf && c.Stands == "running" && last.To != c.Due:
			t.Errorf("%s: due at %v, the story ends at %v", name, c.Due, last.To)
		case c.Due > out.AsOf && c.Stands == "running" && c.Target.Minutes > 0 && counted+ahead != c.Target.Minutes:
			t.Errorf("%s: %d + %d minutes of %d", name, counted, ahead, c.Target.Minutes)
		}
	}
	return out
}

func TestTheExplanationOfDeadlinesAddsUp(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		agent, rita := d.Token("agent"), d.Token("requester")
		a := d.API(agent, "POST", "/api/v1/incidents", map[string]any{"title": "No e-mail", "requester": d.ID("requester"), "impact": 1, "urgency": 1})
		var made struct{ Number string }
		if err := json.Unmarshal(a.Body, &made); err != nil || made.Number == "" {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		act := func(verb string, body any) {
			t.Helper()
			if a := d.API(agent, "POST", "/api/v1/incidents/"+made.Number+"/actions/"+verb, body); a.Status != http.StatusOK {
				t.Fatalf("%s: %d %s", verb, a.Status, a.Body)
			}
		}
		resolution := func(w why) (due clock.Time, stands string, paused int) {
			t.Helper()
			for _, c := range w.Clocks {
				if c.Kind == "sla" && c.Metric == "resolution" {
					return c.Due, c.Stands, c.Paused
				}
			}
			t.Fatal("nothing is promised")
			return 0, "", 0
		}
		first, stands, _ := resolution(explain(t, d, agent, made.Number))
		if first == 0 || stands != "running" {
			t.Fatalf("due %v, %s", first, stands)
		}
		d.Time.Advance(20*time.Minute + 30*time.Second) // half minutes are where rounded figures stop adding up
		explain(t, d, agent, made.Number)
		d.Time.Advance(9*time.Minute + 30*time.Second)
		act("take", nil)
		act("hold", map[string]string{"reason": "awaiting_caller"})
		d.Time.Advance(45 * time.Minute)
		waits := explain(t, d, rita, made.Number)
		if due, stands, paused := resolution(waits); due != 0 || stands != "paused" || paused != 45 {
			t.Errorf("on hold it is due %v, %s, paused for %d", due, stands, paused)
		}
		if waits.Waiting == nil || !waits.Waiting.You || waits.Waiting.Reason != "awaiting_caller" {
			t.Errorf("the requester is told %+v", waits.Waiting)
		}
		if told := explain(t, d, agent, made.Number).Waiting; told == nil || !strings.HasPrefix(told.Text, "Waiting for the requester since") || !strings.HasPrefix(waits.Waiting.Text, "Waiting for you since") {
			t.Errorf("the agent is told %+v, the requester %q", told, waits.Waiting.Text)
		}
		for _, c := range waits.Clocks {
			if c.Kind != "sla" {
				t.Errorf("a requester sees the %s between teams", c.Kind)
			}
		}
		act("resume", nil)
		after := explain(t, d, agent, made.Number)
		if due, stands, paused := resolution(after); due != first.Add(45*time.Minute) || stands != "running" || paused != 45 || after.Waiting != nil {
			t.Errorf("afterwards it is due %v instead of %v, %s, paused for %d", due, first.Add(45*time.Minute), stands, paused)
		}
		d.Time.Advance(time.Hour)
		act("resolve", map[string]string{"code": "fixed", "resolution": "Restarted the server."})
		if due, stands, _ := resolution(explain(t, d, agent, made.Number)); due != 0 || stands != "stopped" {
			t.Errorf("resolved it is due %v, %s", due, stands)
		}
		if a := d.API(d.Token("stranger"), "GET", "/api/v1/incidents/"+made.Number+"/sla", nil); a.Status != http.StatusNotFound {
			t.Errorf("a stranger: %d", a.Status)
		}
	})
}
