package software

import (
	"context"
	"database/sql"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/practice/asset/lifecycle"
	"github.com/fettle-itsm/fettle/internal/practice/asset/product"
)

// Install is one program on one device.
type Install struct {
	ID        id.ID
	Asset     id.ID
	Product   string // the key of its product, see product.Product; "" for a part of another
	Name      string
	Version   string
	Publisher string
	Arch      string
	Source    string // where the agent found it, such as deb or registry
	Login     string // when installed for one user only
	Since     clock.Time
	Until     clock.Time // zero while it is there
	Used      clock.Time // zero for unknown
}

func columns() db.Columns[Install] {
	return db.Columns[Install]{
		{Name: "id", Ptr: func(i *Install) any { return &i.ID }},
		{Name: "asset_id", Ptr: func(i *Install) any { return &i.Asset }},
		{Name: "product_key", Ptr: func(i *Install) any { return &i.Product }},
		{Name: "name", Ptr: func(i *Install) any { return &i.Name }},
		{Name: "version", Ptr: func(i *Install) any { return &i.Version }},
		{Name: "publisher", Ptr: func(i *Install) any { return &i.Publisher }},
		{Name: "arch", Ptr: func(i *Install) any { return &i.Arch }},
		{Name: "source", Ptr: func(i *Install) any { return &i.Source }},
		{Name: "login", Ptr: func(i *Install) any { return &i.Login }},
		{Name: "since_at", Ptr: func(i *Install) any { return &i.Since }},
		{Name: "until_at", Ptr: func(i *Install) any { return &i.Until }},
		{Name: "used_at", Ptr: func(i *Install) any { return &i.Used }},
	}
}

// edition is what tells installs of one device apart.
type edition struct{ name, version, arch, source, login string }

func (i Install) edition() edition {
	return edition{i.Name, i.Version, i.Arch, i.Source, i.Login}
}

// Present returns what is on a device, by name.
func (d *Desk) Present(ctx context.Context, q db.Querier, asset id.ID) ([]Install, error) {
	cols := columns()
	rows, err := q.Query(ctx, "SELECT "+cols.List("")+" FROM install WHERE asset_id = $1 AND until_at = 0 ORDER BY id", asset)
	return db.Collect(rows, err, func(rows *sql.Rows, i *Install) error { return rows.Scan(cols.Dest(i)...) })
}

// Replace makes list what is on a device from now on: what is not in it any more ends, what is new begins, and everything else stays
// untouched. An entry listed twice is there twice. It returns what was there before.
func (d *Desk) Replace(tx *db.Tx, asset id.ID, list []Install) (before []Install, err error) {
	before, err = d.Present(tx.Context(), tx, asset)
	if err != nil {
		return nil, err
	}
	left := map[edition]int{}
	for _, i := range list {
		left[i.edition()]++
	}
	var gone []id.ID
	for _, i := range before {
		if left[i.edition()] > 0 {
			left[i.edition()]--
			continue
		}
		gone = append(gone, i.ID)
	}
	for part := range slices.Chunk(gone, 500) {
		args := &db.Args{}
		text := "UPDATE install SET until_at = " + args.Add(tx.Now()) + " WHERE id IN " + db.List(args, part)
		if _, err := tx.Exec(text, args.Values()...); err != nil {
			return nil, err
		}
	}
	var came []Install
	for _, i := range list {
		if left[i.edition()] > 0 {
			left[i.edition()]--
			came = append(came, i)
		}
	}
	return before, d.insert(tx, asset, came)
}

func (d *Desk) insert(tx *db.Tx, asset id.ID, list []Install) error {
	cols := columns()
	sheet := cols.SheetOf("install")
	if len(list) == 0 {
		return nil
	}
	products := map[string]product.Product{}
	known, err := known(tx)
	if err != nil {
		return err
	}
	for _, i := range list {
		i.ID, i.Asset, i.Since = tx.NewID(), asset, tx.Now()
		recognise(&i, known, products)
		cols.AddTo(&sheet, &i)
	}
	if err := sheet.Insert(tx); err != nil {
		return err
	}
	return d.ensure(tx, products)
}

// recognise sets the product of an install, and adds it to those that there must be.
func recognise(i *Install, known product.Rules, products map[string]product.Product) {
	i.Product = ""
	p := known.Normalise(i.Name, i.Publisher, i.Version)
	if p.Part != "" || p.Name == "" {
		return
	}
	i.Product = p.Key()
	if !packaged(*i) {
		products[i.Product] = p
	}
}

// packaged reports whether an install is a package of a Linux distribution: those are thousands on a machine, free, and no products that
// anybody manages.
func packaged(i Install) bool {
	return slices.Contains([]string{"deb", "rpm", "dpkg", "apk", "pacman", "portage", "snap", "flatpak"}, i.Source) || lifecycle.Maintained(i.Version)
}
