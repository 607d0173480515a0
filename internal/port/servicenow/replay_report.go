package servicenow

import (
	"cmp"
	"slices"
	"sync"
	"time"
)

// Replayed is what a replay found.
type Replayed struct {
	From      time.Time      `json:"from"` // the window in the log
	To        time.Time      `json:"to"`
	Speed     float64        `json:"speed"`
	Events    int            `json:"events"`    // of the log in the window
	Incidents int            `json:"incidents"` // they belong to
	Played    int            `json:"played"`    // events that were played, all of whose requests succeeded
	Failed    int            `json:"failed"`    // events of which a request failed
	Requests  int            `json:"requests"`
	Seconds   float64        `json:"seconds"`
	PerSecond float64        `json:"requests_per_second"`
	Lag       float64        `json:"longest_lag_seconds"` // by which an event came later than it should
	Latency   Latency        `json:"latency"`
	Verbs     []VerbLatency  `json:"verbs"`
	Errors    []ReplayFailed `json:"errors"` // most frequent first
}

// Latency are the times of requests in milliseconds.
type Latency struct {
	P50 float64 `json:"p50_ms"`
	P95 float64 `json:"p95_ms"`
	P99 float64 `json:"p99_ms"`
	Max float64 `json:"max_ms"`
}

// VerbLatency are the times of one verb's requests.
type VerbLatency struct {
	Verb     string `json:"verb"`
	Requests int    `json:"requests"`
	Latency
}

// ReplayFailed is what the server said to requests that failed, and how often.
type ReplayFailed struct {
	Text  string `json:"text"`
	Count int    `json:"count"`
}

func latency(d []time.Duration) Latency {
	list := sorted(d)
	ms := func(p float64) float64 { return float64(list.At(p).Microseconds()) / 1000 }
	return Latency{ms(0.5), ms(0.95), ms(0.99), ms(1)}
}

// lags counts what was played and how late.
type lags struct {
	mu           sync.Mutex
	began, ended time.Time
	longest      time.Duration
	good, bad    int
}

func (l *lags) late(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.longest = max(l.longest, d)
}

// played counts an event and returns how many there were. What was cut off by a stop is neither good nor bad.
func (l *lags) played(ok, stopped bool) int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case ok:
		l.good++
	case !stopped:
		l.bad++
	}
	return int64(l.good + l.bad)
}

func (p *player) report(list []play) Replayed {
	out := Replayed{From: p.opts.From, To: p.opts.To, Speed: p.opts.Speed, Events: len(list), Played: p.stats.good, Failed: p.stats.bad,
		Lag: p.stats.longest.Seconds(), Seconds: p.stats.ended.Sub(p.stats.began).Seconds(), Verbs: []VerbLatency{}, Errors: []ReplayFailed{}}
	numbers := map[string]bool{}
	for i := range list {
		numbers[list[i].history.Number] = true
	}
	out.Incidents = len(numbers)
	var all []time.Duration
	for verb, took := range p.api.took {
		out.Verbs = append(out.Verbs, VerbLatency{verb, len(took), latency(took)})
		all = append(all, took...)
	}
	for text, n := range p.api.failed {
		out.Errors = append(out.Errors, ReplayFailed{text, n})
	}
	slices.SortFunc(out.Verbs, func(a, b VerbLatency) int { return cmp.Or(b.Requests-a.Requests, cmp.Compare(a.Verb, b.Verb)) })
	slices.SortFunc(out.Errors, func(a, b ReplayFailed) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Text, b.Text)) })
	out.Requests, out.Latency = len(all), latency(all)
	if out.Seconds > 0 {
		out.PerSecond = float64(out.Requests) / out.Seconds
	}
	return out
}
