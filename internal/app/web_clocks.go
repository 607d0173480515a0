package app

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/sla/timing"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
)

// webClocks gives the pages the service clocks in the words the pages use.
type webClocks struct{ *App }

// Lines returns the clock that matters most for each piece of work: of the customer's promises the running one that is due first, else a
// paused one, else the one that stopped last. A promise that was cancelled matters to no list.
func (w webClocks) Lines(ctx context.Context, heads []ticket.Head) (map[id.ID]kit.Clock, error) {
	chosen, err := w.chosen(ctx, heads)
	if err != nil {
		return nil, err
	}
	drawings, err := w.SLA.Drawings(ctx, w.DB, chosen)
	if err != nil {
		return nil, err
	}
	out := make(map[id.ID]kit.Clock, len(chosen))
	for work, c := range chosen {
		out[work] = drawn(line(c), drawings[work])
	}
	return out, nil
}

// Line returns the same clock for one piece of work, as its own page tells it.
func (w webClocks) Line(ctx context.Context, h ticket.Head) (out kit.Clock, ok bool, err error) {
	chosen, err := w.chosen(ctx, []ticket.Head{h})
	c, ok := chosen[h.ID]
	if err != nil || !ok {
		return out, false, err
	}
	answer, err := w.SLA.Explain(ctx, w.DB, h.ID)
	for _, s := range answer.Clocks {
		if s.TargetID == c.TargetID && s.Cycle == c.Cycle {
			out = storied(s)
		}
	}
	return out, err == nil && out.Name != "", err
}

func (w webClocks) chosen(ctx context.Context, heads []ticket.Head) (map[id.ID]sla.Clock, error) {
	ids := make([]id.ID, len(heads))
	for i, h := range heads {
		ids[i] = h.ID
	}
	all, err := w.SLA.Clocks(ctx, w.DB, ids)
	if err != nil {
		return nil, err
	}
	chosen := make(map[id.ID]sla.Clock, len(all))
	for work, list := range all {
		list = slices.DeleteFunc(list, func(c sla.Clock) bool { return c.Party != sla.Customer || c.State == timing.Cancelled })
		if len(list) > 0 {
			chosen[work] = slices.MinFunc(list, urgency)
		}
	}
	return chosen, nil
}

// drawn adds to a clock where the calendar is closed ahead and where its pauses lay.
func drawn(c kit.Clock, d sla.Drawing) kit.Clock {
	c.Used, c.Nights, c.Never = d.Used, d.Nights, d.Never
	for _, r := range d.Rests {
		c.Rests = append(c.Rests, kit.Rest{At: r.At, Length: r.Length()})
	}
	return c
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
	if c.Target.Unit == timing.Days {
		out.Days = c.Target.Amount
	}
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

// All returns the clocks of one piece of work with their stories. Of a promise that began several times, with each question or each
// hand-over, it returns the last and those that were broken; somebody who is not of the desk learns of the promises to customers only.
func (w webClocks) All(ctx context.Context, h ticket.Head) ([]kit.Clock, error) {
	answer, err := w.SLA.Explain(ctx, w.DB, h.ID)
	if err != nil {
		return nil, err
	}
	inside, err := w.inside(ctx, h.Kind)
	if err != nil {
		return nil, err
	}
	if !inside {
		answer = answer.Outward()
	}
	out := make([]kit.Clock, 0, len(answer.Clocks))
	for i, c := range answer.Clocks {
		again := slices.ContainsFunc(answer.Clocks[i+1:], func(x sla.ClockStory) bool { return x.Agreement == c.Agreement && x.Metric == c.Metric })
		if !again || c.State == timing.Breached {
			out = append(out, storied(c))
		}
	}
	return out, nil
}

// inside reports whether the actor is of the desk: whoever sees notes.
func (w webClocks) inside(ctx context.Context, kind string) (bool, error) {
	a, err := actor.From(ctx)
	if err != nil {
		return false, err
	}
	p, err := w.Room.Practice(kind)
	return a.Can(p.Note) || a.Can(p.Internal), err
}

func storied(c sla.ClockStory) kit.Clock {
	out := drawn(line(c.Clock), c.Drawing)
	out.Calendar, out.Zone = c.Calendar.Name, c.Calendar.Zone
	for _, s := range c.Rows() {
		st := kit.Stretch{Kind: string(s.Kind), From: s.From.Time(), To: s.To.Time(), Counted: minutes(s.Minutes), Cause: s.Cause, By: s.ByName, Ahead: s.Ahead}
		switch s.Kind {
		case timing.Closed:
			st.Closed = strings.TrimPrefix(s.Text, "Closed: ")
		case timing.Rest:
			out.Cause = s.Cause
		}
		out.Story = append(out.Story, st)
	}
	return out
}
