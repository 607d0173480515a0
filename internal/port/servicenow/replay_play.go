package servicenow

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"unicode"
)

// incidentNow is an incident on the server, as its last answer told.
type incidentNow struct {
	Number string `json:"number"`
	State  State  `json:"state"`
	hold   HoldReason
}

// The bodies of requests; their names are the API's.
type (
	openBody struct {
		Title          string `json:"title"`
		RequesterEmail string `json:"requester_email,omitempty"`
		RequesterName  string `json:"requester_name,omitempty"`
		Impact         int    `json:"impact,omitempty"` // a cell that names none
		Urgency        int    `json:"urgency,omitempty"`
		Channel        string `json:"channel"`
		Team           string `json:"team,omitempty"`
	}
	editBody struct {
		Impact  int `json:"impact,omitempty"`
		Urgency int `json:"urgency,omitempty"`
	}
	assignBody struct {
		Team string `json:"team"`
	}
	actBody struct {
		Reason     string `json:"reason,omitempty"`
		Code       string `json:"code,omitempty"`
		Resolution string `json:"resolution,omitempty"`
		Body       string `json:"body,omitempty"`
	}
)

// play does on the server what a change of the log says, and reports whether all of it succeeded.
func (p *player) play(ctx context.Context, now *incidentNow, s *play) bool {
	c := &s.change
	if now.Number == "" {
		return p.open(ctx, now, s) && p.move(ctx, now, c, s.history)
	}
	var team, levels, did bool
	for _, f := range c.Fields {
		team = team || f.Field == FieldTeam
		levels = levels || f.Field == FieldImpact || f.Field == FieldUrgency
	}
	ok := true
	if id := p.api.team(c.After.Team); id != "" && (team || c.Reassigned > 0) && now.State != Closed {
		did = true
		ok = p.api.act(ctx, now, "assign", assignBody{id})
	}
	if levels && now.State != Closed {
		did = true
		ok = p.api.send(ctx, "edit", http.MethodPatch, "/api/v1/incidents/"+now.Number, editBody{c.After.Impact, c.After.Urgency}, now) && ok
	}
	did = did || len(moves(*now, c.After.Phase)) > 0
	ok = p.move(ctx, now, c, s.history) && ok
	if !did {
		note := fmt.Sprintf("Line %d of the log was saved by %s without a visible change.", c.Line, orSomebody(c.By))
		ok = p.api.act(ctx, now, "note", actBody{Body: note})
	}
	return ok
}

func orSomebody(name string) string {
	if name == "" {
		return "somebody"
	}
	return name
}

// open opens the incident as it was at the change.
func (p *player) open(ctx context.Context, now *incidentNow, s *play) bool {
	f := &s.change.After
	b := openBody{Title: title(s.history), Impact: f.Impact, Urgency: f.Urgency, Channel: s.history.Channel, Team: p.api.team(f.Team)}
	if f.Caller != "" {
		b.RequesterEmail, b.RequesterName = address(f.Caller), f.Caller
	}
	return p.api.send(ctx, "open", http.MethodPost, "/api/v1/incidents", b, now)
}

// address makes an e-mail address of a name that the log knows.
func address(name string) string {
	local := strings.Map(func(r rune) rune {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			return unicode.ToLower(r)
		case r == ' ':
			return '-'
		}
		return -1
	}, name)
	return "x" + local[:min(len(local), 60)] + "@replay.example"
}

// move brings the incident into the state after the change, in as many moves as our flow takes.
func (p *player) move(ctx context.Context, now *incidentNow, c *Change, h *History) bool {
	want := c.After.Phase
	for _, verb := range moves(*now, want) {
		b := actBody{}
		switch verb {
		case "hold":
			b.Reason = string(want.Hold)
		case "resolve":
			b.Code, b.Resolution = DefaultResolution, "Resolved in the log, line "+fmt.Sprint(c.Line)+"."
			if h.Code != "" {
				b.Code = h.Code
			}
		}
		if !p.api.act(ctx, now, verb, b) {
			return false
		}
		now.hold = want.Hold
	}
	return true
}

// moves returns the verbs that lead from where an incident is to a phase; nothing leads out of closed.
func moves(now incidentNow, want Phase) []string {
	if now.State == Closed || now.State == want.State && (want.State != OnHold || now.hold == want.Hold) {
		return nil
	}
	var first []string // back to where the last move starts
	switch {
	case now.State == Resolved && want.State != Closed:
		first = []string{"reopen"}
	case now.State == OnHold && (want.State == New || want.State == OnHold):
		first = []string{"resume"}
	}
	switch want.State {
	case New:
		return append(first, "release")
	case InProgress:
		if now.State == New {
			return []string{"take"}
		}
		if now.State == OnHold {
			return []string{"resume"}
		}
		return first
	case OnHold:
		return append(first, "hold")
	case Resolved:
		return []string{"resolve"}
	case Closed:
		if now.State != Resolved {
			return []string{"resolve", "close"}
		}
		return []string{"close"}
	}
	return nil
}
