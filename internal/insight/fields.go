package insight

import (
	"fmt"

	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// The names, in the query language, of what is measured and no column of its own.
const (
	ResponseSLA      = "response_sla"
	ResolutionSLA    = "resolution_sla"
	ResponsePaused   = "response_paused"
	ResolutionPaused = "resolution_paused"
	ReopenedIn       = "reopened_within"
)

// How a promise stands, as the query language says it.
const (
	running   = "running"
	paused    = "paused"
	met       = "met"
	breached  = "breached"
	cancelled = "cancelled" // the work ended without an outcome before the deadline: neither kept nor broken
)

// Fields returns the fields by which lists find work as the measures count it: how the promises of the customer's agreement stand, for how
// much of the time their clocks stood still, and how soon work came back. They can be asked for, but neither written nor shown in a
// column, so a practice adds them to what it describes and not to its own. Each is one lookup by the key of the piece of work.
func Fields() []field.Def {
	var out []field.Def
	for _, p := range []struct {
		state, rest, label, about string
		metric                    sla.Metric
	}{
		{ResponseSLA, ResponsePaused, "Response SLA", "first response", sla.FirstResponse},
		{ResolutionSLA, ResolutionPaused, "Resolution SLA", "resolution", sla.Resolution},
	} {
		out = append(out, field.Def{Key: p.state, Label: p.label, Type: field.TypeChoice, ReadOnly: true, Options: standings(),
			Help:   "How the promise of a " + p.about + " to the customer stands; none where nothing was promised.",
			Filter: "coalesce(" + clockOf(p.metric, stands) + ", '')"},
			field.Def{Key: p.rest, Label: p.label + " paused, %", Type: field.TypeNumber, Whole: true, ReadOnly: true,
				Help:   "The share of the real time for which the clock of the promised " + p.about + " stood still, in percent, rounded up; as of when it last stopped, paused or ran on.",
				Filter: clockOf(p.metric, rested)})
	}
	return append(out, field.Def{Key: ReopenedIn, Label: "Reopened within, days", Type: field.TypeNumber, Whole: true, ReadOnly: true,
		Help:   "Days from a resolution to the next reopening, the shortest there was, rounded up: reopened_within<=14. None for work that never came back.",
		Filter: fmt.Sprintf(returned, ticket.Stepped{}.EventKind(), dayMicros-1, dayMicros, ticket.Opened{}.EventKind())})
}

func standings() []field.Option {
	return []field.Option{{Value: met, Label: "Met"}, {Value: breached, Label: "Breached"}, {Value: running, Label: "Running"}, {Value: paused, Label: "Paused"}, {Value: cancelled, Label: "Cancelled"}}
}

// stands names how a clock stands; a promise that was broken stays so, and min puts it before the others.
const stands = "min(CASE WHEN c.breached_at <> 0 THEN '" + breached + "' WHEN c.state = 3 THEN '" + met + "' WHEN c.state = 4 THEN '" + cancelled + "' WHEN c.state = 2 THEN '" + paused + "' ELSE '" + running + "' END)"

// rested is more than 50 exactly when the clock stood still for more than half of the time.
const rested = "max(CASE WHEN c.since > c.started_at THEN (100 * c.paused + c.since - c.started_at - 1) / (c.since - c.started_at) ELSE 0 END)"

// clockOf asks something of the clock of the customer's promise about a metric. An aggregate makes it one row whatever happens.
func clockOf(metric sla.Metric, what string) string {
	return fmt.Sprintf("(SELECT %s FROM sla_clock c WHERE c.ticket_id = t.id AND c.cycle = 0 AND c.metric = '%s' AND c.target_id IN "+
		"(SELECT g.id FROM target g JOIN agreement a ON a.id = g.agreement_id WHERE a.kind = '%s'))", what, metric, sla.Customer)
}

const dayMicros = 24 * 60 * 60 * 1_000_000

// returned is the shortest time from a resolution to the step by which work was open again, in days begun. Imported work may have been
// resolved when the log first tells of it; that counts from its opening. Later steps of open work are
// further from the resolution than the one that reopened it, so they do not matter. The phase is read from the event as it is written: a
// quotation mark within a text would have a backslash before it.
const returned = `(SELECT min((b.at - (SELECT f.at FROM event f WHERE f.subject_id = b.subject_id AND f.seq < b.seq AND f.kind IN ('%[1]s', '%[4]s') AND f.data LIKE '%%"phase":2%%'
	ORDER BY f.seq DESC LIMIT 1) + %[2]d) / %[3]d) FROM event b WHERE b.subject_id = t.id AND t.reopened > 0 AND b.kind = '%[1]s'
	AND (b.data LIKE '%%"phase":0%%' OR b.data LIKE '%%"phase":1%%'))`
