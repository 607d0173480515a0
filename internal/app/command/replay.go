package command

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/port/servicenow"
)

// replayCmd plays a log as live traffic.
type replayCmd struct {
	File  string  `arg:"" help:"The ServiceNow event log: CSV, plain or gzipped." type:"existingfile"`
	Speed float64 `help:"How many times faster than it happened." default:"1"`
	URL   string  `help:"Address of the server." default:"http://127.0.0.1:8080"`
	Token string  `help:"Token of a person who may open and work incidents." env:"REPLAY_TOKEN"`
	From  string  `help:"Beginning of the window, such as \"2016-03-01 08:00\"; the busiest hour when absent." placeholder:"TIME"`
	To    string  `help:"End of the window." placeholder:"TIME"`
	Zone  string  `help:"Time zone of the log's times and of the window." default:"UTC"`
	Lanes int     `help:"How many requests at the same time." default:"16"`
	JSON  bool    `help:"Print the report as JSON."`
}

// Help adds examples to --help.
func (replayCmd) Help() string {
	return "Examples:\n  fettle replay incidents.csv.gz --speed 60 --token \"$(fettle token create --person ana@example.org)\"\n" +
		"  REPLAY_TOKEN=… fettle replay incidents.csv.gz --from \"2016-03-01 08:00\" --to \"2016-03-01 09:00\" --url https://help.example.org"
}

// Run plays the window and prints throughput, latencies and errors. It fails when a request failed.
func (c replayCmd) Run(e *env) error {
	zone, err := zoneOf(c.Zone)
	if err != nil {
		return err
	}
	o := servicenow.ReplayOptions{URL: c.URL, Token: c.Token, Speed: c.Speed, Lanes: c.Lanes, Clock: clock.System{}}
	if o.From, err = instant(c.From, zone); err != nil {
		return err
	}
	if o.To, err = instant(c.To, zone); err != nil {
		return err
	}
	l, err := servicenow.Open(e.ctx, c.File, servicenow.Options{Zone: zone})
	if err != nil {
		return err
	}
	var mu sync.Mutex
	var bar *progress
	o.Progress = func(played, all int64) {
		mu.Lock()
		defer mu.Unlock()
		if bar == nil {
			p := newProgress(e.Err, "replaying", all)
			bar = &p
		}
		bar.set(played)
	}
	r, err := l.Replay(e.ctx, o)
	if bar != nil {
		bar.done()
	}
	if c.JSON {
		err = errors.Join(err, e.printJSON(r))
	} else if r.Events > 0 {
		c.print(e, &r)
	}
	if errors.Is(err, context.Canceled) && r.Events > 0 && !c.JSON {
		reached := r.From.Add(time.Duration(r.Seconds * r.Speed * float64(time.Second)))
		e.printf("It came as far as %[1]s. To go on from there: --from \"%[1]s\" --to \"%[2]s\"\n", reached.Format(time.DateTime), r.To.Format(time.DateTime))
	}
	if err == nil && r.Failed > 0 {
		err = errs.New(errs.Conflict, "%d of %d events failed.", r.Failed, r.Events)
	}
	return err
}

// instant reads a time of the window, the zero time when it is empty. Kinds: Invalid.
func instant(text string, zone *time.Location) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, time.DateTime, "2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errs.New(errs.Invalid, "%q is not a time; write it like \"2016-03-01 08:00\".", text)
}

func (c replayCmd) print(e *env, r *servicenow.Replayed) {
	e.printf("%d events of %d incidents between %s and %s, %g times as fast.\n", r.Events, r.Incidents, r.From.Format(time.DateTime), r.To.Format(time.DateTime), r.Speed)
	e.printf("%d requests in %.1f s: %.1f a second; the longest lag was %.2f s.\n\n", r.Requests, r.Seconds, r.PerSecond, r.Lag)
	e.printf("%-10s %9s %9s %9s %9s %9s\n", "", "requests", "p50 ms", "p95 ms", "p99 ms", "most ms")
	line := func(name string, n int, l servicenow.Latency) {
		e.printf("%-10s %9d %9.1f %9.1f %9.1f %9.1f\n", name, n, l.P50, l.P95, l.P99, l.Max)
	}
	for _, v := range r.Verbs {
		line(v.Verb, v.Requests, v.Latency)
	}
	line("all", r.Requests, r.Latency)
	for i, f := range r.Errors {
		if i == maxShown {
			e.printf("  … and %d other errors; --json lists them all\n", len(r.Errors)-maxShown)
			break
		}
		e.printf("  %d × %s\n", f.Count, f.Text)
	}
}
