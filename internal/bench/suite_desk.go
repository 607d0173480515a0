package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/bench/gauge"
	"github.com/fettle-itsm/fettle/internal/bench/lexicon"
)

// seeding is what is noted beside a seeded desk.
type seeding struct {
	Seconds float64 `json:"seconds"`
	Bytes   float64 `json:"bytes"`  // without assets
	Assets  float64 `json:"assets"` // seconds for them
	Owned   float64 `json:"owned"`  // bytes of them
	Joined  float64 `json:"joined"` // seconds for what services stand on
}

// owned is how many assets each desk has, and joined how many services and items, with three relations each.
const (
	owned  = 100_000
	joined = 10_000
)

// seeded makes the desk when it is not there yet, tells how large it became, and makes a token while no server holds the database.
func (s *site) seeded(ctx context.Context, tickets int) (string, error) {
	mark := filepath.Join(s.product.Data, "bench-seeded.json")
	var note seeding
	text, err := os.ReadFile(mark)
	if err == nil {
		err = json.Unmarshal(text, &note)
	}
	if err != nil || note.Assets == 0 || note.Joined == 0 {
		s.Tell(fmt.Sprintf("filling a desk with %s tickets", grouped(int64(tickets))))
		start := s.Plan.Clock.Now()
		if err := errors.Join(os.RemoveAll(s.product.Data), os.MkdirAll(s.product.Data, 0o700)); err != nil {
			return "", err
		}
		if err := s.product.Seed(ctx, tickets, s.Password); err != nil {
			return "", err
		}
		note.Seconds = s.Plan.Clock.Now().Sub(start).Seconds()
		if note.Bytes, err = s.product.size(ctx); err != nil {
			return "", err
		}
		start = s.Plan.Clock.Now()
		if err := s.product.Add(ctx, "--assets", strconv.Itoa(owned)); err != nil {
			return "", err
		}
		note.Assets = s.Plan.Clock.Now().Sub(start).Seconds()
		if note.Owned, err = s.product.size(ctx); err != nil {
			return "", err
		}
		note.Owned -= note.Bytes
		start = s.Plan.Clock.Now()
		if err := s.product.Add(ctx, "--assets=-1", "--items", strconv.Itoa(joined)); err != nil {
			return "", err
		}
		note.Joined = s.Plan.Clock.Now().Sub(start).Seconds()
		if text, err = json.Marshal(note); err != nil {
			return "", err
		}
		if err := os.WriteFile(mark, text, 0o600); err != nil {
			return "", err
		}
	}
	s.fact("seeding of assets", owned/max(note.Assets, 0.001), "assets/s", 0, 0)
	s.fact("noting items and relations by their verbs", 4*joined/max(note.Joined, 0.001), "verbs/s", 0, 0)
	s.fact("seeding", float64(tickets)/max(note.Seconds, 0.001), "tickets/s", 0, 0)
	s.fact("data per ticket, all included", note.Bytes/float64(max(tickets, 1)), "bytes", 2500, 2000)
	s.fact("data per asset, all included", note.Owned/owned, "bytes", 0, 0)
	return s.product.Token(ctx, s.Person)
}

// filled is the room of the tables that hold something, with their indexes. The catalogue of the database and the first pages of what is
// empty are there whatever is kept, and would weigh on each ticket of a small desk.
const filled = `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c
	WHERE c.relkind = 'r' AND c.relnamespace = CAST(current_schema() AS regnamespace) AND pg_relation_size(c.oid) > 0`

// size returns the bytes of everything that the product keeps.
func (p Product) size(ctx context.Context) (float64, error) {
	if p.Database != "" {
		return p.ask(ctx, filled)
	}
	var total int64
	err := filepath.WalkDir(p.Data, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		i, err := e.Info()
		if err == nil {
			total += i.Size()
		}
		return err
	})
	return float64(total), err
}

// store returns the first process of the database server, 0 when there is none or it is not on this machine.
func (p Product) store(ctx context.Context) (int, error) {
	if p.Database == "" {
		return 0, nil
	}
	pid, err := p.ask(ctx, "SELECT pg_backend_pid()")
	return gauge.Parent(int(pid), "postgres"), err
}

func (p Product) ask(ctx context.Context, text string) (n float64, err error) {
	d, err := db.Open(ctx, db.Options{URL: p.Database, MaxConns: 1, ReadOnly: true})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return n, d.QueryRow(ctx, text).Scan(&n)
}

// start starts the server twice, because the first start may have folders and keys to make, and looks at it.
func (s *site) start(ctx context.Context) (err error) {
	if s.server, err = s.product.Serve(ctx); err != nil {
		return err
	}
	s.server.Stop()
	if s.server, err = s.product.Serve(ctx); err != nil {
		return err
	}
	s.fact("start to ready", millis(s.server.Ready), "ms", 500, 100)
	if m, err := gauge.ProcessMemory(s.server.PID); err == nil {
		s.fact("resident memory, idle", float64(m.RSS)/1e6, "MB", 60, 40)
	}
	info, err := os.Stat(s.product.Binary)
	if err == nil {
		s.fact("binary", float64(info.Size())/1e6, "MB", 45, 40)
	}
	return err
}

// underLoad measures mixed work, the memory it takes, and how soon a new incident is found.
func (s *site) underLoad(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var peak int64
	var wg sync.WaitGroup
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	done := make(chan struct{})
	wg.Go(func() {
		for {
			select {
			case <-done:
				return
			case <-look.C:
				if m, err := gauge.ProcessMemory(s.server.PID); err == nil {
					peak = max(peak, m.RSS)
				}
			}
		}
	})
	err := s.perform(ctx, Mixed(s.desk, s.run))
	close(done)
	wg.Wait()
	if err != nil {
		return err
	}
	if peak > 0 {
		s.fact("resident memory, mixed work, most seen", float64(peak)/1e6, "MB", 300, 250)
	}
	found, err := s.desk.SearchableAfter(ctx, s.Plan.Clock, 5*time.Second)
	if err != nil {
		s.report.Note("%s: %v", s.Title, err)
		return nil
	}
	s.fact("a new incident is found after", millis(found), "ms", 1000, 0)
	return nil
}

// powerCut kills the server while incidents are opened, starts it again, and looks for everything that was acknowledged.
func (s *site) powerCut(ctx context.Context) (err error) {
	enough, stop := s.desk.openUntil(ctx, s.run+"-cut", 8)
	select {
	case <-ctx.Done():
	case <-enough:
	case <-time.After(10 * time.Second):
	}
	s.server.Kill()
	kept := stop()
	if s.server, err = s.product.Serve(ctx); err != nil {
		return fmt.Errorf("after kill -9: %w", err)
	}
	s.fact("restart after kill -9 under load, to ready", millis(s.server.Ready), "ms", 1000, 1000)
	s.desk.Base, s.desk.PID = s.server.Base, s.server.PID
	lost := 0
	c := NewClient(1)
	defer c.Close()
	for _, n := range kept {
		req, err := s.desk.api(ctx, pathIncidents+"/"+n)
		if err != nil {
			return err
		}
		a, err := c.Send(req)
		if err != nil {
			return err
		}
		if one(a, n) != nil {
			lost++
		}
	}
	s.fact(fmt.Sprintf("lost of %s acknowledged before the kill", grouped(int64(len(kept)))), float64(lost), "incidents", 0, 0)
	if lost > 0 || len(kept) == 0 {
		return fmt.Errorf("%d of %d acknowledged incidents are gone after kill -9", lost, len(kept))
	}
	return nil
}

// openUntil opens incidents with so many clients, until stop is called or they fail. enough is closed when some hundreds are open; stop
// returns the numbers that were acknowledged.
func (d *Desk) openUntil(ctx context.Context, run string, clients int) (enough chan struct{}, stop func() []string) {
	const some = 500
	enough = make(chan struct{})
	ctx, cancel := context.WithCancel(ctx)
	c := NewClient(clients)
	var mu sync.Mutex
	var numbers []string
	var wg sync.WaitGroup
	for n := range clients {
		w := lexicon.New(uint64(n)) //nolint:gosec // a small index
		wg.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				req, err := d.create(ctx, w, w.Title(), "", fmt.Sprintf("%s-%d-%d", run, n, i))
				if err != nil {
					return
				}
				a, err := c.Send(req)
				if err != nil {
					return
				}
				if number, err := created(a); err == nil {
					mu.Lock()
					if numbers = append(numbers, number); len(numbers) == some {
						close(enough)
					}
					mu.Unlock()
				}
			}
		})
	}
	return enough, func() []string {
		cancel()
		wg.Wait()
		c.Close()
		return numbers
	}
}
