package servicenow

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

// standIn answers as the API does, with the real flow of incidents behind it.
type standIn struct {
	mu     sync.Mutex
	states map[string]string
	verbs  map[string]int
	broken string // a verb that always fails
}

func (s *standIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Header.Get("Authorization") != "Bearer right" {
		refuseWith(w, http.StatusUnauthorized, "Please sign in.")
		return
	}
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/api/v1/"), "/")
	var body map[string]any
	if r.Method != http.MethodGet && json.NewDecoder(r.Body).Decode(&body) != nil {
		refuseWith(w, http.StatusBadRequest, "The body is not valid JSON.")
		return
	}
	switch {
	case r.Method == http.MethodGet && parts[0] == "teams":
		_, _ = fmt.Fprint(w, `{"items":[{"id":"7","name":"Field"},{"id":"8","name":"Other"}]}`)
	case r.Method == http.MethodPost && len(parts) == 1:
		s.verbs["open"]++
		n := fmt.Sprintf("INC-%d", len(s.states)+1)
		s.states[n] = incident.New
		w.WriteHeader(http.StatusCreated)
		s.answer(w, n)
	case r.Method == http.MethodPatch && r.Header.Get("If-Match") == "*":
		s.verbs["edit"]++
		s.answer(w, parts[1])
	case len(parts) == 4 && parts[2] == "actions":
		s.act(w, parts[1], parts[3], body)
	default:
		refuseWith(w, http.StatusNotFound, "There is nothing at this address.")
	}
}

func (s *standIn) act(w http.ResponseWriter, number, verb string, body map[string]any) {
	s.verbs[verb]++
	if verb == s.broken {
		refuseWith(w, http.StatusInternalServerError, fmt.Sprintf("Something went wrong on our side. The reference is %d.", s.verbs[verb]))
		return
	}
	if verb == "assign" || verb == "note" {
		s.answer(w, number)
		return
	}
	inputs := map[string]string{}
	for k, v := range body {
		inputs[k] = fmt.Sprint(v)
	}
	to, err := incident.Flow().Step(s.states[number], verb, inputs)
	if err != nil {
		refuseWith(w, http.StatusConflict, errs.Safe(err))
		return
	}
	s.states[number] = to.Key
	s.answer(w, number)
}

func (s *standIn) answer(w http.ResponseWriter, number string) {
	_ = json.NewEncoder(w).Encode(map[string]any{"number": number, "state": s.states[number], "version": 1})
}

func refuseWith(w http.ResponseWriter, status int, detail string) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"status": status, "detail": detail})
}

func replay(t *testing.T, path string, s *standIn, change func(o *ReplayOptions)) (Replayed, error) {
	t.Helper()
	s.states, s.verbs = map[string]string{}, map[string]int{}
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	l, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	o := ReplayOptions{URL: srv.URL, Token: "right", Speed: 1e12, From: time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC),
		To: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), Clock: clock.System{}}
	if change != nil {
		change(&o)
	}
	return l.Replay(t.Context(), o)
}

func TestALogIsPlayedInMovesThatTheFlowAllows(t *testing.T) {
	var s standIn
	got, err := replay(t, small, &s, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got.Events != 11 || got.Incidents != 3 || got.Played != 11 || got.Failed != 0 || len(got.Errors) != 0 || got.Requests == 0 || got.Latency.Max <= 0 {
		t.Errorf("%+v", got)
	}
	states := map[string]int{}
	for _, st := range s.states {
		states[st]++
	}
	if states["closed"] != 2 || states["in_progress"] != 1 {
		t.Errorf("they end as %v", s.states)
	}
	if s.verbs["open"] != 3 || s.verbs["note"] != 1 || s.verbs["assign"] != 1 || s.verbs["edit"] != 1 || s.verbs["reopen"] != 1 {
		t.Errorf("requests: %v", s.verbs)
	}
}

func TestTheBusiestHourOfTheRealLogIsPlayed(t *testing.T) {
	path := part(t, 3000)
	var s standIn
	got, err := replay(t, path, &s, func(o *ReplayOptions) { o.From, o.To = time.Time{}, time.Time{} })
	if err != nil {
		t.Fatal(err)
	}
	if got.To.Sub(got.From) != time.Hour || got.Events < 100 || got.Played != got.Events || got.Failed != 0 {
		t.Errorf("%+v", got)
	}
}

func TestFailuresAreCountedAndNamed(t *testing.T) {
	s := standIn{broken: "close"}
	got, err := replay(t, small, &s, nil)
	if err != nil || got.Failed != 2 || got.Played != 9 || len(got.Errors) != 1 || got.Errors[0].Count != 2 ||
		!strings.Contains(got.Errors[0].Text, "close: 500 Something went wrong") {
		t.Errorf("%v %+v", err, got)
	}
}

func TestAReplayThatCannotBeginSaysWhy(t *testing.T) {
	tests := []struct {
		name   string
		change func(o *ReplayOptions)
		kind   errs.Kind
	}{
		{"a wrong token", func(o *ReplayOptions) { o.Token = "wrong" }, errs.Unauthenticated},
		{"no token", func(o *ReplayOptions) { o.Token = "" }, errs.Invalid},
		{"a speed of nothing", func(o *ReplayOptions) { o.Speed = 0 }, errs.Invalid},
		{"nobody at home", func(o *ReplayOptions) { o.URL = "http://127.0.0.1:1" }, errs.Unavailable},
		{"half a window", func(o *ReplayOptions) { o.To = time.Time{} }, errs.Invalid},
		{"an empty window", func(o *ReplayOptions) { o.To = o.From.Add(time.Hour) }, errs.Invalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var s standIn
			if _, err := replay(t, small, &s, tt.change); !errs.Is(err, tt.kind) {
				t.Errorf("got %v, want %v", err, tt.kind)
			}
		})
	}
}

func TestEventsComeInTheirSpacing(t *testing.T) {
	l, err := Open(t.Context(), small, Options{})
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(2021, 3, 1, 9, 0, 0, 0, time.UTC)
	list, err := l.window(t.Context(), from, from.Add(3*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	var at []time.Duration
	for _, p := range list {
		at = append(at, p.at.Sub(from))
	}
	if len(at) != 3 || at[0] != 0 || at[1] != 30*time.Second || at[2] != 2*time.Hour {
		t.Errorf("two events share the minute, and yet: %v", at)
	}
}
