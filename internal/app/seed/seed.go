package seed

import (
	"context"
	"time"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
)

// Span is how far back made-up history reaches: 18 months.
const Span = 548 * 24 * time.Hour

// The accounts of a seeded desk.
const (
	AdminEmail = "admin@example.com"
	AgentEmail = "agent@example.com"
)

// Options say what to make.
type Options struct {
	Scale    int    // incidents
	People   int    // 0 is a tenth of Scale, at least 60
	Assets   int    // 0 is a tenth of Scale, -1 is none
	Items    int    // services and configuration items, with three relations each
	Seed     uint64 // the same seed gives the same data
	Add      bool   // to a desk that has incidents already
	Password string // of the administrator and the agent; "" gives them none
	// Progress, if not nil, is called with what is done.
	Progress func(what string, done, total int64)
}

// Result tells what was made.
type Result struct {
	Incidents int           `json:"incidents"`
	People    int           `json:"people"`
	Assets    int           `json:"assets"`
	Items     int           `json:"items"`
	Admin     id.ID         `json:"admin"`
	Took      time.Duration `json:"-"`
	Rate      float64       `json:"incidents_per_second"`
}

const (
	minPeople = 60
	maxScale  = 20_000_000
	maxItems  = 100_000
	agents    = 200
	teams     = 30
)

func (o *Options) check() error {
	var c errs.Check
	c.Must(o.Scale >= 1 && o.Scale <= maxScale, "scale", "Use 1 to %d incidents.", maxScale)
	if o.People == 0 {
		o.People = max(minPeople, o.Scale/10)
	}
	if o.Assets == 0 {
		o.Assets = o.Scale / 10
	}
	o.Assets = max(o.Assets, 0)
	c.Must(o.Assets <= maxScale, "assets", "Use at most %d assets.", maxScale)
	c.Must(o.Items == 0 || o.Items >= 50 && o.Items <= maxItems, "items", "Use 50 to %d services and items.", maxItems)
	c.Must(o.People >= 1 && o.People <= maxScale, "people", "Use 1 to %d people.", maxScale)
	if o.Progress == nil {
		o.Progress = func(string, int64, int64) {}
	}
	return c.Err()
}

// Run fills a desk, setting it up first where nobody did. Kinds: Invalid, Conflict for a desk that has incidents and Add is not set.
func Run(ctx context.Context, a *app.App, o Options) (r Result, err error) {
	defer errs.Wrap(&err, "seed.Run")
	if err := o.check(); err != nil {
		return r, err
	}
	ctx = actor.With(ctx, actor.OfSystem("seed"))
	first, err := nextNumber(ctx, a.DB)
	if err != nil {
		return r, err
	}
	if first > 1 && !o.Add {
		return r, errs.New(errs.Conflict, "This desk has incidents already. To put made-up ones among them, say --add.")
	}
	start := a.Clock.Now()
	s := &seeder{App: a, o: o}
	if err := s.organisation(ctx); err != nil {
		return r, err
	}
	if err := s.persons(ctx); err != nil {
		return r, err
	}
	rare := o.Scale
	if o.Add {
		rare = 0 // the word stays as rare as it was
	}
	err = Incidents(ctx, a, Plan{Cast: s.cast, Teller: newChatter(&s.cast, rare), From: start.Add(-Span), Until: start, First: first, Count: o.Scale, Seed: o.Seed,
		Progress: func(done, total int64) { o.Progress("incidents", done, total) }})
	if err != nil {
		return r, err
	}
	if err := s.assets(ctx); err != nil {
		return r, err
	}
	if err := s.estate(ctx); err != nil {
		return r, err
	}
	if err := Finish(ctx, a, o.Progress); err != nil {
		return r, err
	}
	took := a.Clock.Now().Sub(start)
	return Result{Incidents: o.Scale, People: len(s.cast.People), Assets: s.o.Assets, Items: s.o.Items, Admin: s.admin, Took: took, Rate: float64(o.Scale) / max(0.001, took.Seconds())}, nil
}

// nextNumber returns the number that the next incident gets.
func nextNumber(ctx context.Context, d *db.DB) (int64, error) {
	var n int64
	err := d.QueryRow(ctx, `SELECT coalesce(max(value), 0) FROM counter WHERE name = 'INC'`).Scan(&n)
	return n + 1, err
}

// Plan is a number of incidents to be made up.
type Plan struct {
	Cast        Cast
	Teller      Teller
	From, Until time.Time
	First       int64 // number of the first, 0 to go on from the counter
	Count       int
	Seed        uint64
	Open        float64 // share of the incidents that is open, 0.05 when 0
	Clocks      bool    // of ended work too
	Progress    func(done, total int64)
}

// Incidents makes up incidents and writes them.
func Incidents(ctx context.Context, a *app.App, p Plan) (err error) {
	defer errs.Wrap(&err, "seed.Incidents")
	if p.First == 0 {
		if p.First, err = nextNumber(ctx, a.DB); err != nil {
			return err
		}
	}
	if p.Progress == nil {
		p.Progress = func(int64, int64) {}
	}
	if len(p.Cast.People) == 0 || len(p.Cast.Teams) == 0 || len(p.Cast.Categories) == 0 {
		return errs.New(errs.Internal, "nobody is there to report or to work")
	}
	m := &maker{db: a.DB, sla: a.SLA, cast: &p.Cast, teller: p.Teller, pace: newPace(p.From, p.Until), first: p.First, count: p.Count, seed: p.Seed,
		clocks: p.Clocks, open: p.Open, chunk: chunk(p.Count)}
	if m.open == 0 {
		m.open = openShare
	}
	if err := a.DB.Write(ctx, tune); err != nil {
		return err
	}
	err = pump(ctx, a.DB, m.batches(), m.batch, func(tx *db.Tx, b *batch) error { return m.write(tx, b) },
		func(b *batch) int { return b.size }, func(done int64) { p.Progress(done, int64(p.Count)) })
	if err != nil {
		return err
	}
	return a.DB.Write(ctx, untune)
}

// chunk is how many incidents share a transaction: many, because the full text is sorted into its index once a transaction.
func chunk(count int) int { return max(100, min(4_000, count/10)) }

// seeder holds what one run finds out.
type seeder struct {
	*app.App
	o     Options
	admin id.ID
	root  id.ID
	cast  Cast
}

func (s *seeder) now() clock.Time { return clock.Of(s.Clock.Now()) }

// write runs fn as the product and makes the rooms read people anew.
func (s *seeder) write(ctx context.Context, fn func(tx *db.Tx) error) error {
	defer s.People.Forget()
	return s.DB.Write(ctx, fn)
}

func person(entity id.ID, name, email, title string) people.Person {
	return people.Person{Entity: entity, Name: name, Email: email, Title: title, Status: people.Active}
}
