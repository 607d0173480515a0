package finance

import (
	"context"
	"database/sql"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/practice/asset/match"
)

// Running returns the contracts that were signed and that the actor may see, with their dates reckoned for a day. Kinds: Forbidden.
func (d *Desk) Running(ctx context.Context, on calendar.Date) ([]Contract, error) {
	a, err := actor.Require(ctx, PermContractView)
	if err != nil {
		return nil, err
	}
	var args db.Args
	rows, err := d.contracts.DB.Query(ctx, "SELECT t.id FROM contract t JOIN record r ON r.id = t.id WHERE r.state <> 'draft' AND "+a.Predicate(PermContractView, &args, d.contracts.Scope), args.Values()...)
	ids, err := db.Collect(rows, err, func(rows *sql.Rows, c *id.ID) error { return rows.Scan(c) })
	if err != nil {
		return nil, err
	}
	var out []Contract
	for part := range slices.Chunk(ids, 1000) {
		list, err := d.contracts.Records().ByID(ctx, d.contracts.DB, part)
		if err != nil {
			return nil, err
		}
		for i := range list {
			list[i].derive(on)
		}
		out = append(out, list...)
	}
	return out, nil
}

// Settings are what an organisation says of its money. Whoever changes one needs setting.PermEdit, and each refuses what is wrong.
type Settings struct {
	Books     *setting.Value[Books]
	Hour      *setting.Value[money.Amount]    // of work on tickets, none for nobody has said
	Tolerance *setting.Value[match.Tolerance] // by how much invoices may differ from orders
}

// Settings returns them.
func (d *Desk) Settings() Settings { return Settings{d.books, d.hour, d.tolerance} }
