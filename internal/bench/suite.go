package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/bench/gauge"
)

// Config says what a run of the bench covers.
type Config struct {
	Plan           Plan
	Dir            string // scratch folder on the disk in question; desks seeded in it are kept and used again
	Self           string // path of the bench program
	Binary         string // path of the product; "" measures the floors only
	Postgres       string // URL of a server on which databases may be made; "" leaves PostgreSQL out
	Scales         []int  // tickets in the desk on SQLite; creates are measured at the first
	PostgresScales []int
	Person         string // whose address the token and the pages are for
	Password       string // given to the seeded accounts
	Rare           string // a word that the seeding puts into at most seven incidents
	Common         string // a word that it puts into many
	EventLog       string // a ServiceNow log to import; "" or an absent file leaves the import out
	Tell           func(string)
}

// rareHits is of how many incidents the rare word is, in a desk of some size.
const rareHits = 7

// Run measures the floors and then the product.
func Run(ctx context.Context, c Config) (*Report, error) {
	p := c.Plan.filled()
	c.Plan = p
	r := &Report{At: p.Clock.Now(), Machine: gauge.ThisMachine(), Plan: fmt.Sprintf("Closed loop, %v warm-up, then the medians of %d runs of %v; client on the same cores; fsync on.", p.Warm, p.Runs, p.Length)}
	scratch, err := os.MkdirTemp(c.Dir, "floors-")
	if err != nil {
		return r, err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	if c.Postgres != "" {
		if err := Durable(ctx, c.Postgres); err != nil {
			r.Note("PostgreSQL: %v, so it was left out.", err)
			c.Postgres = ""
		}
	} else {
		r.Note("PostgreSQL: no server was named.")
	}
	if r.Floors, err = Floors(ctx, p, scratch, c.Self, c.Postgres, c.Tell); err != nil {
		return r, err
	}
	if c.Binary == "" {
		r.Note("The product: no binary was named.")
		return r, nil
	}
	return r, c.product(ctx, r)
}

// product measures each desk. A section that fails is noted and does not keep the others from being measured.
func (c Config) product(ctx context.Context, r *Report) error {
	var fails []error
	tried := func(err error) {
		if err != nil {
			r.Note("%v", err)
			fails = append(fails, err)
		}
	}
	for i, n := range c.Scales {
		p := Product{Binary: c.Binary, Data: filepath.Join(c.Dir, "sqlite-"+strconv.Itoa(n)), Clock: c.Plan.Clock}
		tried(c.section(ctx, r, p, n, i == 0))
	}
	r.Growth("SQLite")
	if c.Postgres != "" {
		for _, n := range c.PostgresScales {
			tried(c.postgres(ctx, r, n))
		}
	}
	tried(c.imports(ctx, r))
	return errors.Join(fails...)
}

// site is one desk while it is measured.
type site struct {
	Config
	Section
	report  *Report
	product Product
	desk    *Desk
	server  *Server
	run     string // differs from run to run: part of the idempotency keys
	store   int
}

func (s *site) fact(name string, value float64, unit string, most, later float64) {
	s.Facts = append(s.Facts, Fact{name, value, unit, most, later})
	s.Tell(fmt.Sprintf("%-48s %s %s", name, number(value), unit))
}

// section measures one desk and adds what it found so far even when it fails.
func (c Config) section(ctx context.Context, r *Report, p Product, tickets int, creates bool) (err error) {
	engine := "SQLite"
	if p.Database != "" {
		engine = "PostgreSQL"
	}
	s := &site{Config: c, report: r, product: p, run: strconv.FormatInt(c.Plan.Clock.Now().UnixNano(), 36)}
	s.Title = fmt.Sprintf("%s, %s tickets", engine, grouped(int64(tickets)))
	defer func() {
		s.server.Stop()
		r.Add(s.Section)
		if err != nil {
			err = fmt.Errorf("%s: %w", s.Title, err)
		}
	}()
	if s.store, err = p.store(ctx); err != nil {
		return err
	}
	token, err := s.seeded(ctx, tickets)
	if err != nil {
		return err
	}
	if err := s.start(ctx); err != nil {
		return err
	}
	s.desk = &Desk{Base: s.server.Base, PID: s.server.PID, Store: s.store, Token: token, Tickets: tickets, Rare: c.Rare, RareHits: rareHits, Common: c.Common}
	if err := errors.Join(s.desk.SignIn(ctx, c.Person, c.Password), s.desk.Explore(ctx)); err != nil {
		return err
	}
	if err := s.scenarios(ctx, creates); err != nil {
		return err
	}
	if err := s.underLoad(ctx); err != nil {
		return err
	}
	return s.powerCut(ctx)
}

func (s *site) scenarios(ctx context.Context, creates bool) error {
	list := Reads(s.desk)
	if creates {
		postgres := s.product.Database != ""
		list = append(list, Creates(s.desk, s.run, CreateTargets(postgres)), CreatesOfStrangers(s.desk, s.run))
		if postgres {
			for i := range list[len(list)-2:] {
				list[len(list)-2+i].Floor = FloorPostgres
			}
		}
	}
	for _, sc := range list {
		if err := s.perform(ctx, sc); err != nil {
			return err
		}
	}
	return nil
}

func (s *site) perform(ctx context.Context, sc Scenario) error {
	results, err := Perform(ctx, s.Plan, sc, s.desk)
	for _, r := range results {
		s.Tell(fmt.Sprintf("%-48s %2d clients %10s/s  p50 %s ms  p99 %s ms  CPU %s+%s ms  others %s  errors %d %s", r.Name, r.Clients, rate(r.PerSecond), ms(r.P50), ms(r.P99),
			ms(r.CPU), ms(r.StoreCPU), percent(r.Foreign), r.Errors, r.Example))
	}
	s.Results = append(s.Results, results...)
	return err
}

// CreateTargets are what creating must reach, by number of clients.
func CreateTargets(postgres bool) map[int]Target {
	if postgres {
		return map[int]Target{32: {PerSecond: 800, Peer: "153/s", Later: &Target{PerSecond: 1500}}}
	}
	return map[int]Target{
		1:  {PerSecond: 600, CPU: 1, Peer: "31/s, 12 ms CPU", Later: &Target{PerSecond: 800, CPU: 0.6}},
		8:  {PerSecond: 1400, CPU: 1, Peer: "109/s", Later: &Target{PerSecond: 1800, CPU: 0.6}},
		32: {PerSecond: 2000, CPU: 1, Peer: "153/s", Later: &Target{PerSecond: 2500, CPU: 0.6}},
	}
}
