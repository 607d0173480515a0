package insight

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
)

// words prepares the parts that questions have in common.
func (m *measure) words() {
	p := m.ask.Period
	if m.ask.Team != 0 {
		_, value := m.names.team(m.ask.Team)
		m.team = " team:" + value
	}
	m.opened = "created>=" + date(p.From.In(m.zone)) + " created<" + date(p.To.In(m.zone)) + m.team
}

func (m *measure) about(n int, query, define string) About {
	return About{Define: define, N: n, Query: query, At: clock.Of(m.now)}
}

// each calls f with every piece of work that was opened in the period.
func (m *measure) each(f func(w *row)) {
	for _, part := range m.rows {
		for i := range part {
			f(&part[i])
		}
	}
}

func (m *measure) report() Report {
	r := Report{Ask: m.ask, At: clock.Of(m.now), Zone: m.zone}
	n, handed, handedAny, ended, back := 0, 0, 0, 0, 0
	m.each(func(w *row) {
		n++
		handed += w.reassigned
		handedAny += one(w.reassigned > 0)
		ended += one(w.resolved != 0 || w.reopened)
		back += one(w.reopened)
	})
	r.Flow = m.flow(n)
	done := 0
	for _, w := range r.Flow.Weeks {
		done += w.Done
	}
	r.Opened = Figure{m.about(n, m.opened, "Work opened in the period, by the local day of its opening."), n}
	r.Done = Figure{m.about(done, m.doneIn(m.ask.Period.From, m.ask.Period.To), "Work that left the desk in the period: resolved or, never resolved, cancelled. Work that came back counts where it left last."), done}
	r.Open = Figure{m.about(m.open.all, "status:open"+m.team, "Work that is neither resolved nor closed now."), m.open.all}
	r.Old = Figure{m.about(m.open.old, "status:open"+m.team+" created<"+date(m.oldDay()), fmt.Sprintf("Work that is open now and was opened more than %d days ago.", OldDays)), m.open.old}
	r.Events = Figure{m.about(n, m.opened, "Everything in the log about the work opened in the period, up to now."), m.events}
	r.Handed = Figure{m.about(handedAny, m.opened+" reassigned>0", "How often work opened in the period went from one holder to another, up to now."), handed}
	r.Reassigned = Share{About: m.about(n, m.opened, "Work opened in the period that changed its holder at least once after it had one."), Part: handedAny, PartQuery: m.opened + " reassigned>0"}
	ends := m.opened + " (resolved:any or reopened>0)"
	r.Reopened = Share{About: m.about(ended, ends, "Of the work opened in the period and resolved at least once, what was reopened, however late."), Part: back, PartQuery: m.opened + " reopened>0"}
	r.ReopenedWithin = Share{About: m.about(ended, ends, fmt.Sprintf("Of the work opened in the period and resolved at least once, what came back within %d days of a resolution, by its history: 14 days are 14 times 24 hours, real time. Imported work that was resolved when the log first tells of it counts from its opening.", ReopenDays)), Part: m.within,
		PartQuery: m.asks(m.opened, "reopened>0", fmt.Sprintf("%s<=%d", ReopenedIn, ReopenDays))}
	r.Backlog = m.backlog()
	m.times(&r)
	r.Matrix, r.States, r.Teams, r.Categories = m.matrix(n), m.states(n), m.teams(n), m.categories(n)
	return r
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// doneIn asks for the work that left the desk between two days.
func (m *measure) doneIn(from, to time.Time) string {
	a, b := date(from.In(m.zone)), date(to.In(m.zone))
	return fmt.Sprintf("status:done (resolved>=%s resolved<%s or resolved:none closed>=%s closed<%s)%s", a, b, a, b, m.team)
}

// flow counts week by week. What is open at the end of a week was open before the period or came since, and has not left by then.
func (m *measure) flow(n int) Flow {
	f := Flow{About: m.about(n, m.opened, "Opened: by the local day of the opening. Closed: by the day work left the desk, resolved or, never resolved, cancelled; "+
		"work that came back counts where it left last. Open: opened before the end of the week and not gone by then. Weeks begin on Monday; the first and the last may be cut short by the period."),
		Weeks: m.ask.Period.weeks()}
	weeks := f.Weeks
	bounds := make([]int64, len(weeks))
	for i := range weeks {
		w := &weeks[i]
		bounds[i] = int64(clock.Of(w.To))
		a, b := date(w.From.In(m.zone)), date(w.To.In(m.zone))
		w.OpenedQuery, w.DoneQuery = "created>="+a+" created<"+b+m.team, m.doneIn(w.From, w.To)
		w.OpenedUntil = fmt.Sprintf("created<%s (status:open or resolved>=%s or resolved:none closed>=%s)%s", b, b, b, m.team)
	}
	week := func(at int64) int {
		i, found := slices.BinarySearch(bounds, at)
		return i + one(found) // an instant on the boundary belongs to the next week
	}
	m.each(func(w *row) {
		if i := week(w.created); i < len(weeks) {
			weeks[i].Opened++
		}
	})
	open := m.open.before
	for _, d := range m.dones {
		open += one(d.older)
		if i := week(d.at); i < len(weeks) {
			weeks[i].Done++
		}
	}
	for i := range weeks {
		open += weeks[i].Opened - weeks[i].Done
		weeks[i].Open = open
	}
	return f
}

// matrix counts impact by urgency.
func (m *measure) matrix(n int) Matrix {
	out := Matrix{About: m.about(n, m.opened, "Work opened in the period, by its impact and urgency now.")}
	if !m.matrixed() {
		return out
	}
	m.each(func(w *row) {
		if w.impact > 0 && w.urgency > 0 {
			out.Counts[w.impact-1][w.urgency-1]++
		}
	})
	for i := range out.Queries {
		for j := range out.Queries[i] {
			out.Queries[i][j] = fmt.Sprintf("%s impact:%d urgency:%d", m.opened, i+1, j+1)
		}
	}
	return out
}

func (m *measure) states(n int) Split {
	out := Split{About: m.about(n, m.opened, "Work opened in the period, by its state now.")}
	list := m.ask.Practice.Kind.Flow.States
	counts := make([]int, 32)
	m.each(func(w *row) { counts[w.state]++ })
	for i, s := range list {
		out.Slices = append(out.Slices, Slice{Key: s.Key, Label: s.Label, N: counts[i], Query: m.opened + " status:" + s.Key})
	}
	return out
}

func (m *measure) teams(n int) Split {
	out := Split{About: m.about(n, m.opened, "Work opened in the period, by the team that holds it now."), field: "team"}
	out.Slices = m.ranked(func(w *row) id.ID { return w.team }, m.names.team, "team")
	return out
}

func (m *measure) categories(n int) Split {
	out := Split{About: m.about(n, m.opened, "Work opened in the period, by its category at opening."), field: "category"}
	out.Slices = m.ranked(func(w *row) id.ID { return w.category }, m.names.category, "category")
	return out
}

// ranked groups by a reference, the largest group first.
func (m *measure) ranked(of func(*row) id.ID, name func(id.ID) (label, value string), key string) []Slice {
	counts := map[id.ID]int{}
	m.each(func(w *row) { counts[of(w)]++ })
	var out []Slice
	for i, n := range counts {
		label, value := name(i)
		q := m.opened + " " + key + ":" + value
		if key == "team" && m.team != "" {
			q = m.opened
		}
		out = append(out, Slice{Key: strconv.FormatInt(int64(i), 10), Label: label, N: n, Query: q, value: value})
	}
	sorted.By(out, func(a, b Slice) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Label, b.Label), cmp.Compare(a.Key, b.Key)) })
	return out
}
