package search_test

import (
	"fmt"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/search"
)

// A list is filtered by what a person typed; the arguments stay apart from the text.
func Example() {
	q, err := search.Parse(`status:open due<2h -team:none (assignee:me or priority:1)`)
	if err != nil {
		fmt.Println(err)
		return
	}
	var args db.Args
	where, err := search.Compile(q, search.Env{
		Now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC),
		Me:  7,
		Defs: map[string]field.Def{
			"status":   {Label: "Status", Type: field.TypeText, Filter: "r.state"},
			"due":      {Label: "Due", Type: field.TypeDateTime, Filter: "t.due_at"},
			"team":     {Label: "Team", Type: field.TypeTeam, Filter: "t.team_id"},
			"assignee": {Label: "Assignee", Type: field.TypePerson, Filter: "t.assignee_id"},
			"priority": {Label: "Priority", Type: field.TypeNumber, Filter: "t.priority"},
		},
		Fixed: map[string]map[string]string{"status": {"open": "t.phase < 2"}},
	}, &args)
	fmt.Println(where, err)
	fmt.Println(args.Values()...)
	for _, c := range q.Chips() {
		fmt.Println(c.Text)
	}
	// Output:
	// (t.phase < 2 AND (t.due_at > 0 AND t.due_at < $1) AND NOT (t.team_id = 0) AND (t.assignee_id = $2 OR t.priority = $3)) <nil>
	// 1795345200000000 7 1
	// status:open
	// due<2h
	// -team:none
	// (assignee:me or priority:1)
}
