package finance

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/practice/asset/depreciation"
)

// Books are the two books as depreciation knows them.
type Books = depreciation.Books

func booksSetting() *setting.Value[Books] {
	return setting.New("asset.books", depreciation.DefaultBooks(), Books.Check)
}

// Books returns the two books.
func (d *Desk) Books(ctx context.Context) (Books, error) {
	return d.books.Get(ctx, d.contracts.DB, clock.Of(d.contracts.DB.Clock().Now()))
}

// EditBooks changes the two books. Kinds: Forbidden, Invalid.
func (d *Desk) EditBooks(ctx context.Context, b Books) error {
	if _, err := actor.Require(ctx, setting.PermEdit); err != nil {
		return err
	}
	return d.contracts.DB.Write(ctx, func(tx *db.Tx) error { return d.books.Set(tx, b) })
}
