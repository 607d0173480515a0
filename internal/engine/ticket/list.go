package ticket

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// Rows says where work stands, who may see it and in which orders it is listed. Those by due time and priority are for open work.
func Rows() record.Rows {
	return record.Rows{Table: "ticket", Kinds: true, Scope: Scope(), Usual: "-updated", Opens: "due",
		Sorts: []string{"due", "-due", "priority", "-priority", "-updated", "updated", "-created", "created"},
		Orders: map[string]record.Order{
			"due":       {Columns: []string{"t.due_at", "t.id"}, Open: true},
			"-due":      {Columns: []string{"t.due_at", "t.id"}, Down: true, Open: true},
			"priority":  {Columns: []string{"t.priority", "t.due_at", "t.id"}, Open: true},
			"-priority": {Columns: []string{"t.priority", "t.due_at", "t.id"}, Down: true, Open: true},
			"created":   {Columns: []string{"t.id"}},
			"-created":  {Columns: []string{"t.id"}, Down: true},
			"updated":   {Columns: []string{"t.updated_at", "t.id"}},
			"-updated":  {Columns: []string{"t.updated_at", "t.id"}, Down: true},
		}}
}

// Load returns the work with a number if the actor may see it, and checks that they may do perm to it; see record.Table.Load.
func Load(ctx context.Context, q db.Querier, kind, number string, perm actor.Permission) (Head, error) {
	return Table().Load(ctx, q, kind, number, perm)
}

// LoadID is Load by id.
func LoadID(ctx context.Context, q db.Querier, kind string, row id.ID, perm actor.Permission) (Head, error) {
	return Table().LoadID(ctx, q, kind, row, perm)
}

// ByID returns heads by their ids, in no particular order, without regard to who asks: for lists that were trimmed already.
func ByID(ctx context.Context, q db.Querier, ids []id.ID) ([]Head, error) {
	return Table().ByID(ctx, q, ids)
}
