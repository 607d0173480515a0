package ticket

import (
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/field"
)

// diff lists the fields in which two versions differ. Custom fields are compared by their room; what a state change brings with it (phase, times, hold) is told by Stepped.
func diff(a, b *Head) []field.Change {
	var out []field.Change
	text := func(key, from, to string) {
		if from != to {
			out = append(out, field.Change{Key: key, From: from, To: to})
		}
	}
	ref := func(key string, from, to id.ID) { text(key, from.String(), to.String()) }
	text("title", a.Title, b.Title)
	if a.Priority != b.Priority {
		out = append(out, field.Change{Key: "priority", From: a.Priority, To: b.Priority})
	}
	ref("requester", a.Requester, b.Requester)
	ref("team", a.Team, b.Team)
	ref("assignee", a.Assignee, b.Assignee)
	ref("category", a.Category, b.Category)
	ref("location", a.Location, b.Location)
	ref("service", a.Service, b.Service)
	ref("entity", a.Entity, b.Entity)
	ref("parent", a.Parent, b.Parent)
	return out
}
