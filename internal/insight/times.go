package insight

import (
	"strconv"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/sla"
)

// Spread is how long something took, by priority.
type Spread struct {
	About
	Rows []SpreadRow // by priority, then all together
}

// SpreadRow is one priority. Work is working time as the clock counted it, Share the same as a share of what was promised; Wall is real
// time. Each stands on its own number of values: not all work has a promise.
type SpreadRow struct {
	Level   int // 0 for all together
	Label   string
	Work    Percentiles[time.Duration]
	Share   Percentiles[float64]
	Wall    Percentiles[time.Duration]
	Promise time.Duration // the most frequent one, 0 when nothing was promised
	Days    int           // of that promise, when it was agreed in days: Promise is then what they came to
	Query   string        // opens the values of Wall
	// WorkQuery opens the values of Work, "" when the practice has no fields to ask for promises by.
	WorkQuery string
}

// Kept is which promises were kept, by priority.
type Kept struct {
	About
	Rows []KeptRow // by priority, then all together
	// Ended is how many of the decided promises are about work that got its answer or its resolution, Unmeasured how much work got one
	// without a promise that was measured.
	Ended, Unmeasured int
}

// Measured reports whether a share can be told. When nothing that ended was measured, and only work that is still open has its promise
// broken, then 0 % would be an artefact.
func (k Kept) Measured() bool { return k.N > 0 && (k.Ended > 0 || k.Unmeasured == 0) }

// KeptRow is one priority. Paused were kept too, but stood still for more than half of the real time.
type KeptRow struct {
	Level                 int
	Label                 string
	Clean, Paused, Broken int
	Query                 string // opens what was decided, as do the next three their parts; "" when the practice has no fields to ask by
	CleanQuery            string
	PausedQuery           string
	BrokenQuery           string
}

// N is how many promises were decided.
func (r KeptRow) N() int { return r.Clean + r.Paused + r.Broken }

// pool collects the values of one row.
type pool struct {
	work, wall []int64
	share      []float64
	promises   map[promised]int
	kept       KeptRow

	ended, unmeasured int
}

// promised is a promise: microseconds, and the days that were agreed when it was in days.
type promised struct {
	length int64
	days   int
}

func (p *pool) add(q *pool) {
	p.ended, p.unmeasured = p.ended+q.ended, p.unmeasured+q.unmeasured
	p.work, p.wall, p.share = append(p.work, q.work...), append(p.wall, q.wall...), append(p.share, q.share...)
	for k, n := range q.promises {
		p.promises[k] += n
	}
	p.kept.Clean, p.kept.Paused, p.kept.Broken = p.kept.Clean+q.kept.Clean, p.kept.Paused+q.kept.Paused, p.kept.Broken+q.kept.Broken
}

const levels = 16

type pools [levels]pool

// clock takes over a clock of a piece of work.
func (ps *pools) clock(w *row, c *stand, ended int64, days int) {
	p := &ps[w.level]
	if c.stopped && ended != 0 {
		p.ended++
		p.work = append(p.work, c.elapsed)
		if c.promise > 0 {
			p.share = append(p.share, float64(c.elapsed)/float64(c.promise))
			if p.promises == nil {
				p.promises = map[promised]int{}
			}
			p.promises[promised{c.promise, days}]++
		}
	}
	switch {
	case c.broken:
		p.kept.Broken++
	case !c.stopped:
	case c.rested:
		p.kept.Paused++
	default:
		p.kept.Clean++
	}
}

// times measures response and resolution in one walk over work and clocks, both of which are in the order of ids.
func (m *measure) times(r *Report) {
	var response, resolution pools
	for part := range m.rows {
		clocks, at := m.clocks[part], 0
		for i := range m.rows[part] {
			w := &m.rows[part][i]
			answered, solved := false, false // have a clock
			if w.responded != 0 {
				response[w.level].wall = append(response[w.level].wall, max(0, w.responded-w.created))
			}
			if w.resolved != 0 {
				resolution[w.level].wall = append(resolution[w.level].wall, max(0, w.resolved-w.created))
			}
			for at < len(clocks) && clocks[at].work < w.id {
				at++
			}
			for ; at < len(clocks) && clocks[at].work == w.id; at++ {
				c := &clocks[at]
				switch t := m.targets[c.target]; {
				case t.party != sla.Customer:
				case t.metric == sla.FirstResponse:
					response.clock(w, c, w.responded, t.days)
					answered = true
				case t.metric == sla.Resolution:
					resolution.clock(w, c, w.resolved, t.days)
					solved = true
				}
			}
			response[w.level].unmeasured += one(w.responded != 0 && !answered)
			resolution[w.level].unmeasured += one(w.resolved != 0 && !solved)
		}
	}
	const working = " Working time is what the service clock of the customer's agreement counted, in its own calendar and without pauses; wall time is all real time. " +
		"Percentiles are by nearest rank, so each is a time that really occurred."
	r.Response = m.spread(&response, "responded:any", ResponseSLA, "From the opening to the first public answer of a person of the desk, for work opened in the period that has one. Automatic messages do not count."+working)
	r.Resolution = m.spread(&resolution, "resolved:any", ResolutionSLA, "From the opening to the resolution, for work opened in the period that is resolved. Work that came back counts to its last resolution; the working time leaves out the stretch in which it was resolved."+working)
	const standing = "Promises of the customer's agreement to work opened in the period that are decided: the clock stopped, or the deadline passed. " +
		"Kept with a long pause means that the clock stood still for more than half of the real time; it counts as kept, but apart. Work that is cancelled or merged before the deadline counts neither as kept nor as broken."
	r.Answered = m.kept(&response, ResponseSLA, ResponsePaused, standing+" Work that is resolved before any answer keeps this promise by its resolution, if that is in time.")
	r.Solved = m.kept(&resolution, ResolutionSLA, ResolutionPaused, standing)
}

// ordered calls f with every priority and then with all together. Work without a priority counts there only.
func (m *measure) ordered(ps *pools, f func(level int, label string, p *pool)) {
	all := pool{promises: map[promised]int{}}
	for i := range ps {
		all.add(&ps[i])
	}
	for _, o := range m.options("priority") {
		if level, err := strconv.Atoi(o.Value); err == nil && level > 0 && level < levels {
			f(level, o.Label, &ps[level])
		}
	}
	f(0, "All", &all)
}

func (m *measure) spread(ps *pools, has, promise, define string) Spread {
	var out Spread
	base := m.opened + " " + has
	m.ordered(ps, func(level int, label string, p *pool) {
		q := base
		if level > 0 {
			q += " priority:" + strconv.Itoa(level)
		}
		row := SpreadRow{Level: level, Label: label, Query: q, WorkQuery: m.asks(q, promise+decided), Work: durations(percentiles(p.work)), Share: percentiles(p.share), Wall: durations(percentiles(p.wall))}
		most := 0
		for k, n := range p.promises {
			if d := time.Duration(k.length) * time.Microsecond; n > most || n == most && (d < row.Promise || d == row.Promise && k.days < row.Days) {
				row.Promise, row.Days, most = d, k.days, n
			}
		}
		out.Rows = append(out.Rows, row)
	})
	out.About = m.about(out.Rows[len(out.Rows)-1].Wall.N, base, define)
	return out
}

func (m *measure) kept(ps *pools, promise, rest, define string) Kept {
	var out Kept
	m.ordered(ps, func(level int, label string, p *pool) {
		row, q := p.kept, m.opened
		if level > 0 {
			q += " priority:" + strconv.Itoa(level)
		}
		row.Level, row.Label, row.Query = level, label, m.asks(q, promise+decided)
		row.CleanQuery, row.PausedQuery, row.BrokenQuery = m.asks(q, promise+":"+met, rest+"<=50"), m.asks(q, promise+":"+met, rest+">50"), m.asks(q, promise+":"+breached)
		out.Rows = append(out.Rows, row)
		out.Ended, out.Unmeasured = p.ended, p.unmeasured // all together come last
	})
	all := out.Rows[len(out.Rows)-1]
	out.About = m.about(all.N(), all.Query, define)
	return out
}

// decided follows the name of a promise.
const decided = ":" + met + "," + breached

// asks adds conditions on Fields to a question, "" when the practice does not have them.
func (m *measure) asks(q string, conditions ...string) string {
	if m.column(ResponseSLA) == "" {
		return ""
	}
	return q + " " + strings.Join(conditions, " ")
}
