package seed

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

// life is one incident while it is made up.
type life struct {
	incident.Incident
	r       *rand.Rand
	now     clock.Time // the end of the history
	at      clock.Time // how far it has come
	agent   id.ID
	history []event.Envelope
	entries []ticket.Entry
	newID   func(at clock.Time) id.ID
}

// The shape of the whole: open work is what is left of the newest.
const (
	openShare  = 0.05
	openDecay  = 0.072 // of the span, in which the share of open work falls to a third
	closeAfter = 7 * 24 * time.Hour
)

// live plays the incident from its opening to where it stands now. age is 0 for the newest and 1 for the oldest, open the share of all
// that is open.
func (l *life) live(s *Story, age, open float64) {
	l.open(s)
	if l.r.Float64() < open/openDecay*math.Exp(-age/openDecay) {
		l.stay(s)
		return
	}
	if l.r.IntN(10) == 0 {
		l.handOn()
	}
	l.pass(responseMedian(l.Priority), 1)
	l.reply(s.Reply)
	l.pass(resolutionMedian(l.Priority), 1)
	l.resolve(s)
	if l.r.IntN(25) == 0 {
		l.pass(5*time.Hour, 0.7)
		l.reopen()
		l.pass(4*time.Hour, 1)
		l.resolve(s)
	}
	l.close()
}

// pass lets time go by, less when there is not enough of it left.
func (l *life) pass(median time.Duration, spread float64) {
	step := time.Duration(float64(median) * math.Exp(spread*l.r.NormFloat64()))
	if left := l.now.Sub(l.at); step > left {
		step = time.Duration(float64(left) * l.r.Float64() * 0.8)
	}
	l.at = l.at.Add(step)
	l.UpdatedAt = l.at
}

func responseMedian(priority int) time.Duration {
	return []time.Duration{5 * time.Minute, 6 * time.Minute, 25 * time.Minute, 90 * time.Minute, 3 * time.Hour}[priority]
}

func resolutionMedian(priority int) time.Duration {
	return []time.Duration{time.Hour, 90 * time.Minute, 5 * time.Hour, 20 * time.Hour, 40 * time.Hour}[priority]
}

// tell adds an event by the agent or by the requester (0 is the product itself).
func (l *life) tell(e event.Envelope, by id.ID, channel string) {
	e.At, e.Actor, e.Channel, e.ActorKind = l.at, by, channel, actor.Person
	if by == 0 {
		e.ActorKind = actor.System
	}
	l.history = append(l.history, e)
	l.Version++
}

func (l *life) open(s *Story) {
	l.at = l.CreatedAt
	l.UpdatedAt = l.at
	by, channel := l.Requester, "portal"
	if l.Channel == "phone" {
		by, channel = l.agent, "web"
	}
	l.CreatedBy = by
	report := ticket.Entry{ID: l.newID(l.at), Record: l.ID, Kind: "report", Author: l.Requester, Channel: l.Channel, At: l.at, Body: s.Report}
	l.entries = append(l.entries, report)
	e := ticket.Opened{Title: l.Title, State: incident.New, Priority: l.Priority, Requester: l.Requester, Team: l.Team, Assignee: l.Assignee,
		Category: l.Category, Entity: l.Entity, Sum: report.Digest()}
	e.Record = l.ID
	l.tell(event.Envelope{Event: e}, by, channel)
}

// stay leaves the incident open: untouched, at work or waiting.
func (l *life) stay(s *Story) {
	n := l.r.IntN(20)
	if n < 7 || l.now.Sub(l.at) < 20*time.Minute {
		return
	}
	l.pass(responseMedian(l.Priority), 0.8)
	l.reply(s.Reply)
	if n < 15 {
		l.step("start", incident.InProgress, flow.Active, ticket.Stepped{}, l.agent)
		return
	}
	l.HoldReason = []string{"awaiting_caller", "awaiting_caller", "awaiting_vendor", "awaiting_problem", "awaiting_change"}[n-15]
	l.step("hold", incident.OnHold, flow.Waiting, ticket.Stepped{Reason: l.HoldReason}, l.agent)
}

// handOn gives the incident to its team from another agent's hand.
func (l *life) handOn() {
	if l.Assignee == 0 {
		return
	}
	l.pass(20*time.Minute, 1)
	before := l.Assignee
	l.Assignee, l.Reassigned = 0, 1
	c := ticket.Changed{Changes: []field.Change{{Key: "assignee", From: before.String(), To: ""}}}
	c.Record = l.ID
	l.tell(event.Envelope{Event: c}, l.agent, "web")
}

func (l *life) reply(text string) {
	if l.Responded == 0 {
		l.Responded = l.at
	}
	entry := ticket.Entry{ID: l.newID(l.at), Record: l.ID, Kind: "reply", Author: l.agent, Channel: "web", At: l.at, Body: text}
	l.entries = append(l.entries, entry)
	m := ticket.Messaged{Entry: entry.ID, ByAgent: true, Digest: entry.Digest()}
	m.Record = l.ID
	l.tell(event.Envelope{Event: m}, l.agent, "web")
}

func (l *life) step(verb, to string, phase flow.Phase, with ticket.Stepped, by id.ID) {
	with.Record, with.Verb, with.From, with.To, with.Phase = l.ID, verb, l.State, to, phase
	l.State, l.Phase = to, phase
	channel := "web"
	if by == 0 {
		channel = "job"
	}
	l.tell(event.Envelope{Event: with}, by, channel)
}

func (l *life) resolve(s *Story) {
	l.ResolutionCode, l.Resolution, l.Resolved, l.ClosingCategory, l.Workaround = s.Code, s.Resolution, l.at, l.Category, s.Code == "workaround"
	l.step("resolve", incident.Resolved, flow.Resolved, ticket.Stepped{Code: s.Code, Text: s.Resolution}, l.agent)
}

func (l *life) reopen() {
	l.Reopened++
	l.Resolved, l.ResolutionCode, l.Resolution, l.ClosingCategory, l.Workaround = 0, "", "", 0, false
	l.step("reopen", incident.InProgress, flow.Active, ticket.Stepped{Reason: "the requester answered"}, l.Requester)
}

// close ends it if a week has gone by since it was resolved.
func (l *life) close() {
	end := l.at.Add(closeAfter)
	if end > l.now {
		return
	}
	l.at, l.UpdatedAt, l.Closed = end, end, end
	l.step("close", incident.Closed, flow.Closed, ticket.Stepped{}, 0)
}
