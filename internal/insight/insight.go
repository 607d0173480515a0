package insight

import (
	"context"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
)

// PermView is the permission to see measures; its scope says of which work.
const PermView actor.Permission = "insight.view"

// Permissions returns the permissions of this room.
func Permissions() []actor.Permission { return []actor.Permission{PermView} }

// Hours answers by which hours an entity works.
type Hours interface {
	EntityHours(ctx context.Context, q db.Querier, entity id.ID) (*calendar.Hours, error)
}

// Service measures. It is safe for concurrent use.
type Service struct {
	db     *db.DB
	hours  Hours
	keeper keeper
}

// New returns the measures of a database.
func New(d *db.DB, h Hours) *Service { return &Service{db: d, hours: h} }

// Ask says what to measure.
type Ask struct {
	Practice desk.Practice
	Period   Period
	Team     id.ID // 0 for all teams
}

// About is what every measure says of itself.
type About struct {
	Define string     // how it is counted, in full
	N      int        // the pieces of work it stands on
	Query  string     // opens them
	At     clock.Time // when it was computed
}

// Figure is one number.
type Figure struct {
	About
	Value int // a sum where it is not N itself
}

// Share is a part of a whole.
type Share struct {
	About     // of the whole
	Part      int
	PartQuery string // opens the part, "" when the query language cannot say it
}

// Percent returns the share in percent, 0 of nothing.
func (s Share) Percent() float64 {
	if s.N == 0 {
		return 0
	}
	return 100 * float64(s.Part) / float64(s.N)
}

// Week is one week of the flow, or what of it lies in the period.
type Week struct {
	From, To                            time.Time
	Opened, Done, Open                  int // Open is at the end of the week, or now
	OpenedQuery, DoneQuery, OpenedUntil string
}

// Slice is one group of work.
type Slice struct {
	Key   string // the value that the group shares: a level, a state, or an id
	Label string
	N     int
	Query string
	Warn  bool   // it deserves a look
	value string // what a question names the group by
}

// Flow is how work came and went, week by week.
type Flow struct {
	About
	Weeks []Week
}

// Split is work by one property.
type Split struct {
	About
	Slices []Slice
	field  string // whose values the groups are
}

// Rest returns the groups from place n on as one, "" as its label. Its question leaves out the groups before.
func (s Split) Rest(n int) Slice {
	var out Slice
	if n >= len(s.Slices) || n == 0 {
		return out
	}
	for _, x := range s.Slices[n:] {
		out.N += x.N
	}
	values := make([]string, n)
	for i, x := range s.Slices[:n] {
		values[i] = x.value
	}
	out.Query = s.Query + " -" + s.field + ":" + strings.Join(values, ",")
	return out
}

// Matrix is work by impact and urgency, each 1 to 3, counted from 0 here.
type Matrix struct {
	About
	Counts  [3][3]int
	Queries [3][3]string
}

// Report is all measures of one question.
type Report struct {
	Ask     Ask
	At      clock.Time
	Took    time.Duration // to measure
	Kept    time.Duration // for how long the same question gets this answer, 0 for not at all
	Zone    *time.Location
	Opened  Figure
	Done    Figure
	Open    Figure // now
	Old     Figure // open now for more than OldDays days
	Events  Figure // in the log about the work that was opened
	Handed  Figure // reassignments
	Flow    Flow
	Backlog Split // open now by age in working days

	Reassigned     Share
	Reopened       Share // ever
	ReopenedWithin Share // within ReopenDays days of the resolution

	Response   Spread
	Resolution Spread
	Answered   Kept // promises of a first response
	Solved     Kept // promises of a resolution

	Matrix     Matrix // empty for a practice without impact and urgency
	States     Split
	Teams      Split
	Categories Split
}

// The bounds in definitions.
const (
	OldDays    = 30
	ReopenDays = 14
)

// Measure returns the report; one that took long to make may be as old as its Kept says. Kinds: Forbidden, Invalid for a period out of
// range.
func (s *Service) Measure(ctx context.Context, ask Ask) (r Report, err error) {
	defer errs.Wrap(&err, "insight.Measure")
	a, err := actor.Require(ctx, PermView)
	if err != nil {
		return r, err
	}
	if err := ask.Period.check(); err != nil {
		return r, err
	}
	m := &measure{Service: s, ask: ask, actor: a, zone: desk.Zone(a)}
	return s.keeper.get(ctx, m.key(), s.db.Clock(), func() (Report, error) { return m.run(ctx) })
}

func (m *measure) run(ctx context.Context) (r Report, err error) {
	m.now = m.db.Clock().Now()
	if m.names, err = m.Service.names(ctx); err != nil {
		return r, err
	}
	m.words()
	if err := m.read(ctx); err != nil {
		return r, err
	}
	return m.report(), nil
}
