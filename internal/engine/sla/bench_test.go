package sla_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

func benchWorld(b *testing.B) *world {
	b.Helper()
	c := clock.At(dbtest.Start())
	d, err := db.Open(b.Context(), db.Options{URL: "sqlite:" + filepath.Join(b.TempDir(), "f.db"), Clock: c})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	return newWorld(b, d, c)
}

// BenchmarkPageOfClocks reads and draws the clocks of a page of fifty, of which every third had a pause.
func BenchmarkPageOfClocks(b *testing.B) {
	w := benchWorld(b)
	d, c := w.db, w.clock
	w.standard()
	var ids []id.ID
	for i := range 50 {
		h := w.open(func(h *ticket.Head) { h.Priority = 1 + i%4 })
		ids = append(ids, h.ID)
		c.Advance(10 * time.Minute)
		if i%3 == 0 {
			w.step(h, "on_hold", flow.Waiting, "awaiting_caller")
			c.Advance(5 * time.Minute)
			w.resume(h)
		}
	}
	list := func(b *testing.B) map[id.ID]sla.Clock {
		all, err := w.sla.Clocks(b.Context(), d, ids)
		if err != nil {
			b.Fatal(err)
		}
		out := map[id.ID]sla.Clock{}
		for work, clocks := range all {
			out[work] = clocks[len(clocks)-1]
		}
		return out
	}
	draw := func(b *testing.B, s *sla.Service, clocks map[id.ID]sla.Clock) {
		if _, err := s.Drawings(b.Context(), d, clocks); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("the clocks alone", func(b *testing.B) {
		for b.Loop() {
			list(b)
		}
	})
	b.Run("drawn again", func(b *testing.B) {
		clocks := list(b)
		draw(b, w.sla, clocks)
		for b.Loop() {
			draw(b, w.sla, clocks)
		}
	})
	b.Run("drawn for the first time", func(b *testing.B) {
		clocks := list(b)
		for b.Loop() {
			draw(b, sla.New(d, w.log, w.calendars), clocks)
		}
	})
}
