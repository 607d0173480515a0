package bench

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/bench/lexicon"
)

// SearchableAfter opens an incident with a word nobody used before and returns how long after the answer a search finds it. The
// error says that it was not found in time or that an answer was wrong.
func (d *Desk) SearchableAfter(ctx context.Context, clk clock.Clock, most time.Duration) (time.Duration, error) {
	c := NewClient(1)
	defer c.Close()
	word := "zq" + lexicon.Spell(uint64(clk.Now().UnixNano())) //nolint:gosec // after 1970
	req, err := d.create(ctx, lexicon.New(0), "Nobody wrote "+word, "", "bench-search-"+word)
	if err != nil {
		return 0, err
	}
	a, err := c.Send(req)
	if err != nil {
		return 0, err
	}
	number, err := created(a)
	if err != nil {
		return 0, err
	}
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for start := clk.Now(); ; <-again.C {
		req, err := d.api(ctx, pathSearch+"?q="+url.QueryEscape(word))
		if err != nil {
			return 0, err
		}
		if a, err = c.Send(req); err != nil {
			return 0, err
		}
		items, err := listed(a)
		if err != nil {
			return 0, err
		}
		took := clk.Now().Sub(start)
		if len(items) > 0 && strings.Contains(string(a.Body), number) {
			return took, nil
		}
		if took > most {
			return 0, fmt.Errorf("%s was not found by its word within %v", number, most)
		}
	}
}
