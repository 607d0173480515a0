package app

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
)

// webClocks gives the pages the service clocks in the words the pages use.
type webClocks struct{ *App }

// Lines returns the clock that matters most for each piece of work: of the customer's promises the running one that is due first, else a
// paused one, else the one that stopped last.
func (w webClocks) Lines(ctx context.Context, heads []ticket.Head) (map[id.ID]kit.Clock, error) {
	ids := make([]id.ID, len(heads))
	for i, h := range heads {
		ids[i] = h.ID
	}
	all, err := w.SLA.Clocks(ctx, w.DB, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[id.ID]kit.Clock, len(all))
	for work, list := range all {
		list = slices.DeleteFunc(list, func(c sla.Clock) bool { return c.Party != sla.Customer })
		if len(list) > 0 {
			out[work] = line(slices.MinFunc(list, urgency))
		}
	}
	return out, nil
}

// urgency orders clocks by how much they matter now.
func urgency(a, b sla.Clock) int {
	rank := map[timing.State]int{timing.Running: 0, timing.Paused: 1, timing.Stopped: 2}
	if n := cmp.Compare(rank[a.Stands], rank[b.Stands]); n != 0 {
		return n
	}
	if a.Stands == timing.Stopped {
		return cmp.Compare(b.Since, a.Since)
	}
	return cmp.Compare(a.Remaining, b.Remaining)
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

// line is a clock as a list shows it.
func line(c sla.Clock) kit.Clock {
	out := kit.Clock{Name: metricName(c.Metric, c.Party, c.Name), Agreement: c.Name, State: string(c.State), Used: c.Used, Started: c.Started.Time(), Due: c.Due.Time(),
		Elapsed: minutes(c.Elapsed), Left: minutes(c.Remaining), Promise: minutes(c.Promise), Never: c.Never}
	if c.Stands == timing.Stopped {
		out.Stopped = c.Since.Time()
	}
	return out
}

func metricName(m sla.Metric, p sla.Party, agreement string) string {
	name := map[sla.Metric]string{sla.FirstResponse: "First response", sla.NextResponse: "Next answer", sla.Resolution: "Restore"}[m]
	if p != sla.Customer {
		return name + " · " + agreement
	}
	return name
}

// All returns every clock of one piece of work with its story.
func (w webClocks) All(ctx context.Context, h ticket.Head) ([]kit.Clock, error) {
	answer, err := w.SLA.Explain(ctx, w.DB, h.ID)
	if err != nil {
		return nil, err
	}
	out := make([]kit.Clock, 0, len(answer.Clocks))
	for _, c := range answer.Clocks {
		out = append(out, storied(c))
	}
	return out, nil
}

func storied(c sla.ClockStory) kit.Clock {
	out := line(c.Clock)
	out.Calendar, out.Zone, out.Used, out.Nights, out.Never = c.Calendar.Name, c.Calendar.Zone, c.Drawing.Used, c.Drawing.Nights, c.Drawing.Never
	if c.Target.Unit == timing.Days {
		out.Days = c.Target.Amount
	}
	var pauses []time.Duration
	for _, s := range c.Story {
		st := kit.Stretch{Kind: string(s.Kind), From: s.From.Time(), To: s.To.Time(), Counted: minutes(s.Minutes), Cause: s.Cause, Ahead: s.Ahead}
		if s.Kind == timing.Closed {
			st.Closed = strings.TrimPrefix(strings.TrimPrefix(s.Text, "Closed"), ": ")
		}
		if s.Kind == timing.Rest {
			out.Cause = s.Cause
			length := time.Duration(0)
			if !s.To.IsZero() {
				length = s.To.Sub(s.From)
			}
			pauses = append(pauses, length)
		}
		out.Story = append(out.Story, st)
	}
	for i, at := range c.Drawing.Rests {
		r := kit.Rest{At: at}
		if i < len(pauses) {
			r.Length = pauses[i]
		}
		out.Rests = append(out.Rests, r)
	}
	return out
}
