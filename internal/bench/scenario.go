package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// Scenario is one thing clients do over and over, with what makes an answer right.
type Scenario struct {
	Name    string
	Clients []int
	// Targets are by number of clients.
	Targets map[int]Target
	// Floor names the floor that Share is taken of, at as many clients.
	Floor string
	// Ask makes a request. Words belongs to the client alone.
	Ask func(ctx context.Context, w *Words, seq int64) (*http.Request, error)
	// Check says what is wrong with an answer. It is called by many clients at once.
	Check func(a Answer) error
}

// Creates opens incidents through the API. run must differ from run to run: it is part of the idempotency keys.
func Creates(d *Desk, run string, targets map[int]Target) Scenario {
	var seen sync.Map
	return Scenario{
		Name: "create through the API", Clients: []int{1, 8, 32}, Floor: FloorWriter, Targets: targets,
		Ask: func(ctx context.Context, w *Words, seq int64) (*http.Request, error) {
			return d.create(ctx, w, w.Title(), fmt.Sprintf("bench-%s-%d", run, seq))
		},
		Check: func(a Answer) error {
			n, err := created(a)
			if err != nil {
				return err
			}
			if _, twice := seen.LoadOrStore(n, true); twice {
				return fmt.Errorf("%s was given twice", n)
			}
			return nil
		},
	}
}

// Reads are the pages and lists of a desk with more than a page of open incidents.
func Reads(d *Desk) []Scenario {
	one := func(t Target) map[int]Target { return map[int]Target{1: t} }
	return []Scenario{
		{
			Name: "queue page, 50 rows, HTML", Clients: []int{1, 8}, Floor: FloorHello, Targets: one(Target{P50: 8, P99: 25, Peer: "914 ms (100k)"}),
			Ask:   func(ctx context.Context, _ *Words, _ int64) (*http.Request, error) { return d.html(ctx, pathQueue) },
			Check: func(a Answer) error { return markup(a, rowMark, pageSize) },
		},
		{
			Name: "queue, 50 rows, JSON", Clients: []int{1, 8}, Floor: FloorHello, Targets: one(Target{P50: 3, P99: 10, Peer: "131 → 4,500 ms"}),
			Ask: func(ctx context.Context, _ *Words, _ int64) (*http.Request, error) {
				return d.api(ctx, fmt.Sprintf("%s?limit=%d", pathIncidents, pageSize))
			},
			Check: func(a Answer) error { return rows(a, pageSize, "") },
		},
		{
			Name: "record page, HTML", Clients: []int{1, 8}, Floor: FloorHello, Targets: one(Target{P50: 6, P99: 20, Peer: "50 ms"}),
			Ask: func(ctx context.Context, w *Words, _ int64) (*http.Request, error) {
				if len(d.Numbers) == 0 {
					return nil, errors.New("no incident is known")
				}
				return d.html(ctx, pathQueue+"/"+d.Numbers[w.Pick(len(d.Numbers))])
			},
			Check: func(a Answer) error { return markup(a, "INC-", 1) },
		},
		search(d, "search, rare word", d.Rare, 1, Target{P50: 5, Peer: "3.1 ms (unranked)"}),
		search(d, "search, common word", d.Common, 20, Target{P50: 30, Peer: "25.5 ms (unranked)"}),
	}
}

func search(d *Desk, name, word string, least int, t Target) Scenario {
	return Scenario{
		Name: name, Clients: []int{1, 8}, Floor: FloorHello, Targets: map[int]Target{1: t},
		Ask: func(ctx context.Context, _ *Words, _ int64) (*http.Request, error) {
			return d.api(ctx, pathSearch+"?q="+url.QueryEscape(word))
		},
		Check: func(a Answer) error { return rows(a, least, word) },
	}
}

// rows checks that a list has at least so many entries and that an answer to a search speaks of the word.
func rows(a Answer, least int, word string) error {
	items, err := listed(a)
	if err != nil {
		return err
	}
	if len(items) < least {
		return fmt.Errorf("%d rows instead of %d", len(items), least)
	}
	if word != "" && !strings.Contains(strings.ToLower(string(a.Body)), strings.ToLower(word)) {
		return fmt.Errorf("no answer speaks of %q", word)
	}
	return nil
}

// Perform measures a scenario at each number of clients.
func Perform(ctx context.Context, p Plan, s Scenario, pid int) ([]Result, error) {
	var out []Result
	for _, n := range s.Clients {
		r, err := s.with(ctx, p, pid, n)
		if err != nil {
			return out, err
		}
		out = append(out, r)
	}
	return out, nil
}

func (s Scenario) with(ctx context.Context, p Plan, pid, clients int) (Result, error) {
	c := NewClient(clients)
	defer c.Close()
	words := make([]*Words, clients)
	for i := range words {
		words[i] = NewWords(uint64(i)) //nolint:gosec // a small index
	}
	offset := int64(clients) << 40 // the keys of one client count must not meet those of another
	r, err := Measure(ctx, p, Work{Name: s.Name, Clients: clients, PID: pid, Do: func(ctx context.Context, n int, seq int64) error {
		req, err := s.Ask(ctx, words[n], offset+seq)
		if err != nil {
			return err
		}
		a, err := c.Send(req)
		if err != nil {
			return err
		}
		return s.Check(a)
	}})
	r.Floor = s.Floor
	if t, ok := s.Targets[clients]; ok {
		r.Target = &t
	}
	return r, err
}
