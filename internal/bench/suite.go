package bench

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// Config says what a run of the bench covers.
type Config struct {
	Plan     Plan
	Dir      string // scratch folder on the disk in question; seeded desks are kept in it and used again
	Self     string // path of the bench program
	Binary   string // path of the product; "" measures the floors only
	Postgres string // URL of a server on which databases may be made; "" leaves PostgreSQL out
	Scales   []int  // tickets in the desk; creates are measured at the first, and on PostgreSQL at the first only
	Person   string // who the token is for
	Login    string
	Password string
	Rare     string
	Common   string
	Tell     func(string) // progress, one line at a time
}

// Run measures the floors and then the product.
func Run(ctx context.Context, c Config) (*Report, error) {
	p := c.Plan.filled()
	r := &Report{At: p.Clock.Now(), Machine: ThisMachine(), Plan: fmt.Sprintf("Closed loop, %v warm-up, then the medians of %d runs of %v; client on the same cores; fsync on.", p.Warm, p.Runs, p.Length)}
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
	for i, n := range c.Scales {
		if err := c.section(ctx, r, Product{Binary: c.Binary, Data: filepath.Join(c.Dir, "sqlite-"+strconv.Itoa(n)), Clock: p.Clock}, n, i == 0); err != nil {
			return r, err
		}
	}
	r.Growth("SQLite")
	if c.Postgres != "" && len(c.Scales) > 0 {
		return r, c.postgres(ctx, r, c.Scales[0])
	}
	return r, nil
}

// section measures one desk and adds what it found so far even when it fails.
func (c Config) section(ctx context.Context, r *Report, p Product, tickets int, creates bool) (err error) {
	engine := "SQLite"
	if p.Database != "" {
		engine = "PostgreSQL"
		r.Note("%s: CPU, bytes and foreign CPU count the database server as somebody else.", engine)
	}
	s := Section{Title: fmt.Sprintf("%s, %s tickets", engine, grouped(int64(tickets)))}
	defer func() {
		r.Add(s)
		if err != nil {
			err = fmt.Errorf("%s: %w", s.Title, err)
		}
	}()
	token, err := c.seeded(ctx, p, tickets)
	if err != nil {
		return err
	}
	server, err := p.Serve(ctx)
	if err != nil {
		return err
	}
	server.Stop()
	// The second start is the one that counts: the first may have had folders and keys to make.
	if server, err = p.Serve(ctx); err != nil {
		return err
	}
	defer func() { server.Stop() }()
	fact := func(name string, value float64, unit string, most float64) {
		s.Facts = append(s.Facts, Fact{name, value, unit, most})
		c.Tell(fmt.Sprintf("%-48s %s %s", name, number(value), unit))
	}
	fact("start to ready", millis(server.Ready), "ms", 500)
	if m, err := ProcessMemory(server.PID); err == nil {
		fact("resident memory, idle", float64(m.RSS)/1e6, "MB", 60)
	}
	d := &Desk{Base: server.Base, PID: server.PID, Token: token, Rare: c.Rare, Common: c.Common}
	if err := errors.Join(d.SignIn(ctx, c.Login, c.Password), d.Explore(ctx)); err != nil {
		return err
	}
	if err := c.scenarios(ctx, &s, d, p.Database != "", creates); err != nil {
		return err
	}
	if found, err := d.SearchableAfter(ctx, c.Plan.filled().Clock, 5*time.Second); err == nil {
		fact("a new incident is found after", millis(found), "ms", 1000)
	} else {
		r.Note("%s: %v", s.Title, err)
	}
	if m, err := ProcessMemory(server.PID); err == nil {
		fact("resident memory after the load", float64(m.RSS)/1e6, "MB", 300)
	}
	server.Kill()
	if server, err = p.Serve(ctx); err != nil {
		return fmt.Errorf("after kill -9: %w", err)
	}
	fact("restart after kill -9 to ready", millis(server.Ready), "ms", 1000)
	server.Stop()
	return c.sizes(p, tickets, creates, fact)
}

// seeded makes the desk when it is not there yet, and a token while no server holds the database.
func (c Config) seeded(ctx context.Context, p Product, tickets int) (string, error) {
	mark := filepath.Join(p.Data, "bench-seeded")
	if _, err := os.Stat(mark); err != nil {
		c.Tell(fmt.Sprintf("filling a desk with %s tickets", grouped(int64(tickets))))
		if err := os.MkdirAll(p.Data, 0o700); err != nil {
			return "", err
		}
		if err := p.Seed(ctx, tickets); err != nil {
			return "", err
		}
		if err := os.WriteFile(mark, nil, 0o600); err != nil {
			return "", err
		}
	}
	return p.Token(ctx, c.Person)
}

func (c Config) scenarios(ctx context.Context, s *Section, d *Desk, postgres, creates bool) error {
	list := Reads(d)
	if creates {
		run := strconv.FormatInt(c.Plan.filled().Clock.Now().UnixNano(), 36)
		w := Creates(d, run, CreateTargets(postgres))
		if postgres {
			w.Floor = FloorPostgres
		}
		list = append(list, w)
	}
	for _, sc := range list {
		results, err := Perform(ctx, c.Plan, sc, d.PID)
		for _, r := range results {
			c.Tell(fmt.Sprintf("%-48s %2d clients %10s/s  p50 %s ms  p99 %s ms  CPU %s ms  errors %d %s", r.Name, r.Clients, rate(r.PerSecond), ms(r.P50), ms(r.P99), ms(r.CPU), r.Errors, r.Example))
		}
		s.Results = append(s.Results, results...)
		if err != nil {
			return err
		}
	}
	return nil
}

// CreateTargets are what creating must reach, by number of clients.
func CreateTargets(postgres bool) map[int]Target {
	if postgres {
		return map[int]Target{32: {PerSecond: 800, Peer: "153/s"}}
	}
	return map[int]Target{
		1:  {PerSecond: 600, CPU: 1, Peer: "31/s, 12 ms CPU"},
		8:  {PerSecond: 1400, CPU: 1, Peer: "109/s"},
		32: {PerSecond: 2000, CPU: 1, Peer: "153/s"},
	}
}

// sizes tells the size of the binary and, where nothing was added to the seeded tickets, the size of the data.
func (c Config) sizes(p Product, tickets int, creates bool, fact func(string, float64, string, float64)) error {
	info, err := os.Stat(p.Binary)
	if err != nil {
		return err
	}
	fact("binary", float64(info.Size())/1e6, "MB", 45)
	if p.Database != "" || creates {
		return nil
	}
	var total int64
	err = filepath.WalkDir(p.Data, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		i, err := e.Info()
		if err == nil {
			total += i.Size()
		}
		return err
	})
	fact("data per ticket, all included", float64(total)/float64(max(tickets, 1)), "bytes", 2500)
	return err
}
