package asset

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// InsertClass is AddClass inside a write under way: for shipped content. Kinds: Invalid.
func (d *Desk) InsertClass(tx *db.Tx, in ClassFields) (record.Result, error) {
	return d.classes.CreateIn(tx, in, nil)
}

// ClassByPrefix returns the oldest class whose tags begin with a prefix, 0 if there is none, without regard to who asks.
func (d *Desk) ClassByPrefix(ctx context.Context, q db.Querier, prefix string) (id.ID, error) {
	var n id.ID
	err := q.QueryRow(ctx, `SELECT coalesce(min(id), 0) FROM asset_class WHERE tag_prefix = $1`, prefix).Scan(&n)
	return n, err
}
