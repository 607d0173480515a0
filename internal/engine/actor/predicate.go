package actor

import (
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Columns names the columns of a query that a row scope is decided on. An empty name means that the rows have no such column.
type Columns struct {
	ID       string // the record's id, for followers
	Entity   string
	Team     string
	Owners   []string // persons who own the row: requester, assignee, holder
	Watchers bool     // rows can be followed in record_watcher
}

// Predicate returns the SQL condition that holds for the rows on which a may exercise p, with its arguments added to args. It is the
// only place where a row scope is turned into SQL.
func (a Actor) Predicate(p Permission, args *db.Args, c Columns) string {
	if a.Only != 0 && c.ID != "" {
		only := a
		only.Only = 0
		return "(" + c.ID + " = " + args.Add(a.Only) + " AND " + only.Predicate(p, args, c) + ")"
	}
	scope := a.Scope(p)
	switch scope {
	case All:
		return "TRUE"
	case None:
		return "FALSE"
	}
	var or []string
	if a.ID != 0 {
		or = a.owned(args, c)
	}
	if scope >= Group && c.Team != "" && len(a.Teams) > 0 {
		or = append(or, c.Team+" IN "+db.List(args, a.Teams))
	}
	if scope == Entity && c.Entity != "" && a.Entity != 0 {
		or = append(or, c.Entity+" = "+args.Add(a.Entity))
	}
	if scope == EntityTree && c.Entity != "" && len(a.Tree) > 0 {
		or = append(or, c.Entity+" IN "+db.List(args, a.Tree))
	}
	if len(or) == 0 {
		return "FALSE"
	}
	return "(" + strings.Join(or, " OR ") + ")"
}

func (a Actor) owned(args *db.Args, c Columns) []string {
	var or []string
	if len(c.Owners) == 0 && !c.Watchers {
		return nil // an argument that no condition uses has no type on PostgreSQL
	}
	me := args.Add(a.ID)
	for _, col := range c.Owners {
		or = append(or, col+" = "+me)
	}
	if c.Watchers && c.ID != "" {
		or = append(or, "EXISTS (SELECT 1 FROM record_watcher rw WHERE rw.record_id = "+c.ID+" AND rw.person_id = "+me+")")
	}
	return or
}

// Row is one row that was read already, in the words of Columns. What it does not have is 0.
type Row struct {
	Entity, Team id.ID
	Owners       []id.ID
}

// Reaches reports whether a may exercise p on a row: what Predicate says of rows that nobody can follow. It is for offering a form on a
// page that shows the row anyway; the verb behind the form asks Predicate.
func (a Actor) Reaches(p Permission, r Row) bool {
	scope := a.Scope(p)
	if scope == All || scope == None || a.Only != 0 {
		return scope == All && a.Only == 0
	}
	switch {
	case a.ID != 0 && slices.Contains(r.Owners, a.ID):
		return true
	case scope >= Group && r.Team != 0 && slices.Contains(a.Teams, r.Team):
		return true
	case scope == Entity:
		return r.Entity != 0 && r.Entity == a.Entity
	case scope == EntityTree:
		return r.Entity != 0 && slices.Contains(a.Tree, r.Entity)
	}
	return false
}
