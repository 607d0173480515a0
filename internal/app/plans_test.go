package app_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

// The plan of every list page is asserted on both engines: no scan of a big table and no sort of more than a page.

const (
	planned     = 60_000 // tickets
	plannedOpen = 3_000
)

// crowd is a desk with many tickets, written past the verbs.
type crowd struct {
	*fettletest.Desk
	people, teams []id.ID
}

func newCrowd(t *testing.T, d *fettletest.Desk) *crowd {
	t.Helper()
	c := &crowd{Desk: d}
	for range 2_000 {
		c.people = append(c.people, d.DB.NewID())
	}
	for range 40 {
		c.teams = append(c.teams, d.DB.NewID())
	}
	err := d.DB.Write(d.System(), c.fill)
	for _, statement := range []string{"PRAGMA analysis_limit = 1000", "ANALYZE"} { // as db.Analyse does it
		switch {
		case err != nil:
		case d.DB.Engine() == db.SQLite: // readers may not write
			err = d.DB.Write(d.System(), func(tx *db.Tx) error {
				_, err := tx.Exec(statement)
				return err
			})
		case statement == "ANALYZE":
			err = d.DB.Administer(t.Context(), statement)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *crowd) fill(tx *db.Tx) error {
	var records, tickets, bodies, watchers []any
	start := clock.Of(c.Time.Now().AddDate(-1, 0, 0))
	for i := range planned {
		n, at := tx.NewID(), start+clock.Time(i)*500_000_000
		phase, state, due := 3, "closed", ticket.NeverDue
		if i%(planned/plannedOpen) == 0 {
			phase, state, due = i/20%2, []string{"in_progress", "on_hold"}[i/20%2], at+clock.Time(i%7)*3_600_000_000
		}
		team, assignee := c.teams[i*7%40], c.people[i*11%200]
		if i%30 == 0 {
			team, assignee = 0, 0
		}
		records = append(records, n, "incident", fmt.Sprintf("INC-%06d", 200_000+i), "Something is wrong", state, phase, c.Root, 1, at, 0, at, 0, nil)
		tickets = append(tickets, n, "incident", c.Root, phase, c.people[i*13%2000], team, assignee, i%4+1, "phone", 0, 0, 0, 0, 0, "", 0, due, 0, 0, 0, at, 0, 0, 0)
		bodies = append(bodies, n, i%3+1, 2, "", "", "", 0, "", false, "")
		if i%20 == 0 {
			watchers = append(watchers, n, c.ID("stranger"))
		}
	}
	for _, e := range []struct {
		table, columns string
		width          int
		rows           []any
	}{
		{"record", "id, kind, number, title, state, phase, entity_id, version, created_at, created_by, updated_at, archived_at, custom", 13, records},
		{"ticket", "id, kind, entity_id, phase, requester_id, team_id, assignee_id, priority, channel, category_id, location_id, service_id, parent_id, " +
			"merged_into_id, hold_reason, hold_until, due_at, responded_at, resolved_at, closed_at, updated_at, reopened, reassigned, spent", 24, tickets},
		{"incident", "id, impact, urgency, priority_reason, resolution_code, resolution, closing_category_id, cause_code, workaround, cancel_reason", 10, bodies},
		{"record_watcher", "record_id, person_id", 2, watchers},
	} {
		sheet := db.Sheet{Table: e.table, Columns: e.columns, Width: e.width, Values: e.rows}
		if err := sheet.Insert(tx); err != nil {
			return err
		}
	}
	return nil
}

// reader is somebody who looks at lists.
func (c *crowd) reader(scope actor.Scope) actor.Actor {
	return actor.Actor{Kind: actor.Person, ID: c.people[5], Entity: c.Root, Tree: []id.ID{c.Root, c.Other}, Teams: c.teams[:2], Grants: actor.Grants{"incident.view": scope}}
}

// env compiles the questions that the shipped views and the chips of a queue ask.
func (c *crowd) env(t *testing.T) search.Env {
	t.Helper()
	defs := map[string]field.Def{}
	for _, d := range incident.Fields().Defs() {
		defs[d.Key] = d
	}
	return search.Env{Defs: defs, Me: c.people[5], Now: c.Time.Now(), Index: c.Index,
		Fixed:  map[string]map[string]string{"status": {"open": "t.phase < 2", "active": "t.phase = 0", "waiting": "t.phase = 1", "done": "t.phase >= 2"}},
		Values: map[string]search.Resolver{"status": func(text string) ([]any, error) { return []any{text}, nil }},
		Types: map[field.Type]search.Resolver{
			field.TypeTeam:   func(text string) ([]any, error) { return []any{c.teams[len(text)]}, nil },
			field.TypePerson: func(text string) ([]any, error) { return []any{c.people[len(text)]}, nil },
		}}
}

// explain returns the plan of a list.
func (c *crowd) explain(t *testing.T, who actor.Actor, q, sort, after string) (plan, text string) {
	t.Helper()
	parsed, err := search.Parse(q)
	if err != nil {
		t.Fatal(err)
	}
	ask := record.Query{Kind: "incident", Perm: "incident.view", Args: &db.Args{}, Sort: sort, After: after, Open: strings.Contains(q, "status:open")}
	if ask.Where, err = search.Compile(parsed, c.env(t), ask.Args); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(ask.Where, "i.") {
		ask.Join = "JOIN incident i ON i.id = t.id"
	}
	ctx := actor.With(t.Context(), who)
	if text, err = ticket.Rows().SQL(ctx, &ask, ticket.Table().Columns.List("")); err != nil {
		t.Fatal(err)
	}
	return c.plan(t, ctx, text, ask.Args.Values()), text
}

// plan asks the engine how it would answer a statement.
func (c *crowd) plan(t *testing.T, ctx context.Context, text string, args []any) string {
	t.Helper()
	var lines []string
	if c.DB.Engine() == db.Postgres {
		rows, err := c.DB.Query(ctx, "EXPLAIN "+text, args...)
		lines, err = db.Collect(rows, err, func(rows *sql.Rows, s *string) error { return rows.Scan(s) })
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(lines, "\n")
	}
	rows, err := c.DB.Query(ctx, "EXPLAIN QUERY PLAN "+text, args...)
	lines, err = db.Collect(rows, err, func(rows *sql.Rows, s *string) error { return rows.Scan(new(int), new(int), new(int), s) })
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

var (
	sqliteScan = regexp.MustCompile(`(?m)^SCAN (t|r|i|ticket|record|incident)$`)
	sqliteSort = regexp.MustCompile(`USE TEMP B-TREE FOR ORDER BY`)
	sqliteFind = regexp.MustCompile(`(?m)^SEARCH t USING (COVERING )?INDEX \w+ \(\w+[=<>]\?|^SEARCH t USING INTEGER PRIMARY KEY`)
	pgScan     = regexp.MustCompile(`Seq Scan on (ticket|record|incident|record_watcher)`)
	pgSort     = regexp.MustCompile(`Sort  \(cost=[^)]* rows=(\d+) `)
)

// wrong returns what a plan must not hold: a scan of a big table, or a sort of more than what an index finds for one person, one team or
// one priority. sorted allows such a sort. That the list of everything by its creation walks the table itself is as good as an index.
func (c *crowd) wrong(plan string, sorted, whole bool) string {
	if c.DB.Engine() == db.Postgres {
		for _, m := range pgSort.FindAllStringSubmatch(plan, -1) {
			if n, _ := strconv.Atoi(m[1]); n > plannedOpen/2 {
				return m[0]
			}
		}
		return pgScan.FindString(plan)
	}
	if sqliteSort.MatchString(plan) && (!sorted || !sqliteFind.MatchString(plan)) {
		return "USE TEMP B-TREE"
	}
	if whole {
		return ""
	}
	return sqliteScan.FindString(plan)
}

// narrow are the questions that an index answers with the open work of one person, one team, one priority or one morning: in an order that the same index
// does not have, those few rows are sorted. In the orders named here even they come sorted.
func narrow() map[string][]string {
	due := []string{"due", "-due"}
	return map[string][]string{"requester:me": {"created", "-created"}, "status:open assignee:none": due, "status:open assignee:me": due, "status:open team:abc": due,
		"status:open team:abc,abcd": nil, "status:open due<4h": due, "status:open due:today": due, "status:open priority:1": {"due", "-due", "priority", "-priority"}, "status:open requester:me": {"created", "-created"}}
}

func TestThePlanOfEveryListUsesAnIndexForItsOrder(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		c := newCrowd(t, d)
		wide := []string{"", "status:done updated>-7d", "status:closed", "priority:1", "updated>-7d", "assignee:me", "team:abc", "status:open",
			"status:open status:waiting", "status:open impact:1", "status:open updated>-7d"}
		for _, scope := range []actor.Scope{actor.All, actor.EntityTree, actor.Group, actor.Own} {
			for _, q := range append(wide, slices.Sorted(maps.Keys(narrow()))...) {
				for _, sort := range ticket.Rows().Sorts {
					open := strings.Contains(q, "status:open")
					if !open && slices.Contains([]string{"due", "-due", "priority", "-priority"}, sort) {
						continue
					}
					if scope == actor.Own && strings.Contains(q, "impact") {
						continue // so few rows that at this size PostgreSQL may read the small table beside them whole
					}
					ordered, found := narrow()[q]
					plan, text := c.explain(t, c.reader(scope), q, sort, "")
					if bad := c.wrong(plan, scope == actor.Own || found && !slices.Contains(ordered, sort), !open && strings.Contains(sort, "created")); bad != "" {
						t.Errorf("%s scope, %q by %s: %s\n%s\n%s", scope, q, sort, bad, text[strings.Index(text, " WHERE "):], plan)
					}
				}
			}
		}
	})
}
