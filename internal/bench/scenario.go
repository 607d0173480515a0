package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/fettle-itsm/fettle/internal/bench/lexicon"
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
	Ask func(ctx context.Context, w *lexicon.Words, seq int64) (*http.Request, error)
	// Check says what is wrong with an answer. It is called by many clients at once.
	Check func(req *http.Request, a Answer) error
}

// Creates opens incidents through the API in the name of people who are known. run must differ from run to run: it is part of the
// idempotency keys.
func Creates(d *Desk, run string, targets map[int]Target) Scenario {
	return Scenario{
		Name: "create through the API", Clients: []int{1, 8, 32}, Floor: FloorWriter, Targets: targets, Check: numbers(),
		Ask: func(ctx context.Context, w *lexicon.Words, seq int64) (*http.Request, error) {
			return d.create(ctx, w, w.Title(), "", fmt.Sprintf("bench-%s-%d", run, seq))
		},
	}
}

// CreatesOfStrangers opens incidents in the name of people whom the desk meets for the first time.
func CreatesOfStrangers(d *Desk, run string) Scenario {
	return Scenario{
		Name: "create, requester not known before", Clients: []int{8}, Floor: FloorWriter, Check: numbers(),
		Ask: func(ctx context.Context, w *lexicon.Words, seq int64) (*http.Request, error) {
			return d.create(ctx, w, w.Title(), fmt.Sprintf("new-%s-%d@example.net", run, seq), fmt.Sprintf("new-%s-%d", run, seq))
		},
	}
}

// numbers checks that an incident was opened and that its number was never given before.
func numbers() func(*http.Request, Answer) error {
	var seen sync.Map
	return func(_ *http.Request, a Answer) error {
		n, err := created(a)
		if err != nil {
			return err
		}
		if _, twice := seen.LoadOrStore(n, true); twice {
			return fmt.Errorf("%s was given twice", n)
		}
		return nil
	}
}

func first(t Target, later Target) map[int]Target {
	t.Later = &later
	return map[int]Target{1: t}
}

// Reads are the pages and lists of a desk with more than a page of open incidents.
func Reads(d *Desk) []Scenario {
	number := func(w *lexicon.Words) (string, error) {
		if d.Tickets == 0 {
			return "", errors.New("no incident is known")
		}
		return fmt.Sprintf(incidentPrefix+"%d", 1+w.Pick(d.Tickets)), nil
	}
	queue := func(ctx context.Context, _ *lexicon.Words, _ int64) (*http.Request, error) {
		return d.html(ctx, pathQueue)
	}
	fifty := func(_ *http.Request, a Answer) error { return markup(a, rowMark, pageSize) }
	return append(append(lists(d), maps(d)...), []Scenario{
		{
			Name: "queue page, 50 rows, HTML", Clients: []int{1, 8}, Floor: FloorHello, Ask: queue, Check: fifty,
			Targets: first(Target{P50: 8, P99: 25, Peer: "914 ms (100k)"}, Target{P50: 5, P99: 20}),
		},
		{
			Name: "queue, 50 rows, JSON", Clients: []int{1, 8}, Floor: FloorHello,
			Targets: first(Target{P50: 3, P99: 10, Peer: "131 → 4,500 ms"}, Target{P50: 2, P99: 8}),
			Ask: func(ctx context.Context, _ *lexicon.Words, _ int64) (*http.Request, error) {
				return d.api(ctx, fmt.Sprintf("%s?q=%s&limit=%d", pathIncidents, url.QueryEscape("status:open"), pageSize))
			},
			Check: func(_ *http.Request, a Answer) error { return rows(a, pageSize, pageSize, "") },
		},
		{
			Name: "record page, HTML", Clients: []int{1, 8}, Floor: FloorHello,
			Targets: first(Target{P50: 6, P99: 20, Peer: "50 ms"}, Target{P50: 3, P99: 12}),
			Ask: func(ctx context.Context, w *lexicon.Words, _ int64) (*http.Request, error) {
				n, err := number(w)
				if err != nil {
					return nil, err
				}
				return d.html(ctx, pathRecord+n)
			},
			Check: func(r *http.Request, a Answer) error {
				return markup(a, strings.TrimPrefix(r.URL.Path, pathRecord), 1)
			},
		},
		{
			Name: "record, JSON", Clients: []int{1, 8}, Floor: FloorHello, Targets: map[int]Target{1: {Peer: "2.0–2.7 ms"}},
			Ask: func(ctx context.Context, w *lexicon.Words, _ int64) (*http.Request, error) {
				n, err := number(w)
				if err != nil {
					return nil, err
				}
				return d.api(ctx, pathIncidents+"/"+n)
			},
			Check: func(r *http.Request, a Answer) error {
				return one(a, strings.TrimPrefix(r.URL.Path, pathIncidents+"/"))
			},
		},
		search(d, "search, rare word", d.Rare, 1, d.RareHits, first(Target{P50: 5, Peer: "3.1 ms (unranked)"}, Target{P50: 3})),
		search(d, "search, common word", d.Common, 20, 20, first(Target{P50: 30, Peer: "25.5 ms (unranked)"}, Target{P50: 25})),
	}...)
}

// lists are those of what is not work: assets, which are to be listed as fast as the queue.
func lists(d *Desk) []Scenario {
	page := func(ctx context.Context, _ *lexicon.Words, _ int64) (*http.Request, error) {
		return d.html(ctx, pathOwned)
	}
	filter := pathAssets + "?q=class:laptops+status:open&limit=" + strconv.Itoa(pageSize)
	fetch := func(ctx context.Context, _ *lexicon.Words, _ int64) (*http.Request, error) { return d.api(ctx, filter) }
	return []Scenario{
		{Name: "asset list, 50 rows, HTML", Clients: []int{1, 8}, Floor: FloorHello, Targets: first(Target{P50: 8, P99: 25}, Target{P50: 5, P99: 20}), Ask: page,
			Check: func(_ *http.Request, a Answer) error { return markup(a, rowMark, pageSize) }},
		{Name: "asset list, 50 rows of a filter, JSON", Clients: []int{1, 8}, Floor: FloorHello, Targets: first(Target{P50: 3, P99: 10}, Target{P50: 2, P99: 8}), Ask: fetch,
			Check: func(_ *http.Request, a Answer) error { return rows(a, pageSize, pageSize, "") }},
	}
}

// maps are what fails with what among 10,000 items and 30,000 relations: the last two hundredths are what everything stands on.
func maps(d *Desk) []Scenario {
	const services, items, ground = joined / 50, joined - joined/50, joined / 100
	return []Scenario{
		{Name: "what fails with an item, 5 steps, JSON", Clients: []int{1, 8}, Floor: FloorHello, Targets: first(Target{P99: 50}, Target{P99: 25}),
			Ask: func(ctx context.Context, w *lexicon.Words, _ int64) (*http.Request, error) {
				return d.api(ctx, fmt.Sprintf("%s/CI-%d/impact?depth=5", pathItems, items-w.Pick(ground)))
			},
			Check: func(_ *http.Request, a Answer) error { return counted(a, `"distance":`, 5) }},
		{Name: "map of a service, HTML", Clients: []int{1, 8}, Floor: FloorHello, Targets: first(Target{P99: 50}, Target{P99: 25}),
			Ask: func(ctx context.Context, w *lexicon.Words, _ int64) (*http.Request, error) {
				return d.html(ctx, fmt.Sprintf("%s/SVC-%d/map", pathServices, 1+w.Pick(services)))
			},
			Check: func(_ *http.Request, a Answer) error { return markup(a, nodeMark, 2) }},
	}
}

func search(d *Desk, name, word string, least, most int, t map[int]Target) Scenario {
	return Scenario{
		Name: name, Clients: []int{1, 8}, Floor: FloorHello, Targets: t,
		Ask: func(ctx context.Context, _ *lexicon.Words, _ int64) (*http.Request, error) {
			return d.api(ctx, pathSearch+"?q="+url.QueryEscape(word))
		},
		Check: func(_ *http.Request, a Answer) error { return found(a, least, most, word) },
	}
}

// found checks the answer to a search: most bounds the incidents in it, because how many have the word is known of them only; assets have
// names of their own, which may hold it too.
func found(a Answer, least, most int, word string) error {
	if err := rows(a, least, 0, word); err != nil {
		return err
	}
	items, err := listed(a)
	incidents := 0
	for _, i := range items {
		if strings.HasPrefix(i.Number, incidentPrefix) {
			incidents++
		}
	}
	if most > 0 && incidents > most {
		return fmt.Errorf("%d incidents with %q instead of at most %d", incidents, word, most)
	}
	return err
}

// rows checks how many entries a list has and that each found by a word has the word in its title. most is 0 where nobody knows.
func rows(a Answer, least, most int, word string) error {
	items, err := listed(a)
	if err != nil {
		return err
	}
	if len(items) < least || most > 0 && len(items) > most {
		return fmt.Errorf("%d rows instead of %d to %d", len(items), least, most)
	}
	for _, i := range items {
		if !strings.Contains(strings.ToLower(i.Title), strings.ToLower(word)) {
			return fmt.Errorf("%s does not speak of %q", i.Number, word)
		}
	}
	return nil
}

// Mixed is the day of a desk: of a hundred requests 45 queue pages, 26 records, 10 replies, 8 new incidents, and searches.
func Mixed(d *Desk, run string) Scenario {
	reads := Reads(d)[len(lists(d))+len(maps(d)):] // those of work
	parts := []part{{40, reads[0]}, {5, reads[1]}, {24, reads[2]}, {2, reads[3]}, {6, reads[4]}, {5, reads[5]}, {10, replies(d, run)}, {8, Creates(d, "mixed-"+run, nil)}}
	return Scenario{
		Name: "mixed work", Clients: []int{8}, Floor: FloorHello,
		Ask: func(ctx context.Context, w *lexicon.Words, seq int64) (*http.Request, error) {
			n := w.Pick(100)
			for i := range parts {
				if n -= parts[i].share; n < 0 {
					return parts[i].Ask(context.WithValue(ctx, partKey{}, &parts[i]), w, seq)
				}
			}
			return nil, errors.New("the shares do not add up")
		},
		Check: func(r *http.Request, a Answer) error {
			p := r.Context().Value(partKey{}).(*part) //nolint:forcetypeassert // Ask put it there
			if err := p.Check(r, a); err != nil {
				return fmt.Errorf("%s: %w", p.Name, err)
			}
			return nil
		},
	}
}

// part is a share of mixed work in percent.
type part struct {
	share int
	Scenario
}

type partKey struct{}

func replies(d *Desk, run string) Scenario {
	return Scenario{
		Name: "reply",
		Ask: func(ctx context.Context, w *lexicon.Words, seq int64) (*http.Request, error) {
			return d.reply(ctx, d.Open[w.Pick(len(d.Open))], w.Body(), fmt.Sprintf("reply-%s-%d", run, seq))
		},
		Check: func(_ *http.Request, a Answer) error {
			if a.Status != http.StatusOK {
				return status(a)
			}
			return nil
		},
	}
}

// Perform measures a scenario at each number of clients, with the processes of the desk watched.
func Perform(ctx context.Context, p Plan, s Scenario, d *Desk) ([]Result, error) {
	var out []Result
	for _, n := range s.Clients {
		r, err := s.with(ctx, p, d, n)
		if err != nil {
			return out, err
		}
		out = append(out, r)
	}
	return out, nil
}

func (s Scenario) with(ctx context.Context, p Plan, d *Desk, clients int) (Result, error) {
	c := NewClient(clients)
	defer c.Close()
	words := make([]*lexicon.Words, clients)
	for i := range words {
		words[i] = lexicon.New(uint64(i)) //nolint:gosec // a small index
	}
	offset := int64(clients) << 40 // the keys of one client count must not meet those of another
	w := Work{Name: s.Name, Clients: clients, PID: d.PID, Store: d.Store, Do: func(ctx context.Context, n int, seq int64) error {
		req, err := s.Ask(ctx, words[n], offset+seq)
		if err != nil {
			return err
		}
		a, err := c.Send(req)
		if err != nil {
			return err
		}
		return s.Check(req, a)
	}}
	r, err := Measure(ctx, p, w)
	r.Floor = s.Floor
	if t, ok := s.Targets[clients]; ok {
		r.Target = &t
	}
	return r, err
}
