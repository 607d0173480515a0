package content

import (
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/depreciation"
)

// Class is a shipped asset class. Book names the usual depreciation of its like, see depreciation.Defaults.
type Class struct {
	Name   string
	Prefix string // of its tags
	Data   bool   // it keeps data, so that it is wiped before it leaves
	Book   string
}

// Classes returns the shipped asset classes. What keeps data is marked with care: printers keep jobs, switches keep secrets.
func Classes() []Class {
	return []Class{
		{"Laptops", "LT", true, "computer"},
		{"Desktop computers", "PC", true, "computer"},
		{"Monitors", "MO", false, "monitor"},
		{"Docking stations", "DK", false, "computer"},
		{"Phones", "PH", true, "phone"},
		{"Tablets", "TB", true, "computer"},
		{"Printers", "PR", true, "computer"},
		{"Servers", "SV", true, "server"},
		{"Network devices", "ND", true, "network"},
		{"Peripherals", "PE", false, "computer"},
	}
}

// classes remembers which classes were put into a database.
func classes() *setting.Value[Applied] { return setting.New("content.classes", Applied{}, nil) }

// ApplyClasses puts the shipped asset classes into a database, as far as they were not there before: one with the same tag prefix that
// somebody made counts as there. The actor of tx must be the product itself.
func ApplyClasses(tx *db.Tx, root id.ID, d *asset.Desk) (err error) {
	defer errs.Wrap(&err, "content.ApplyClasses")
	memory := classes()
	seen, err := memory.Get(tx.Context(), tx, tx.Now())
	if err != nil {
		return err
	}
	before := len(seen)
	books := map[string]depreciation.Default{}
	for _, b := range depreciation.Defaults() {
		books[b.Class] = b
	}
	for _, c := range Classes() {
		key := "class:" + c.Prefix
		if _, ok := seen[key]; ok {
			continue
		}
		if seen[key], err = d.ClassByPrefix(tx.Context(), tx, c.Prefix); err != nil {
			return err
		}
		if seen[key] != 0 {
			continue
		}
		method, life := string(books[c.Book].Method), int64(books[c.Book].Life)
		made, err := d.InsertClass(tx, asset.ClassFields{Title: &c.Name, TagPrefix: &c.Prefix, DataBearing: &c.Data, Method: &method, Life: &life, Entity: &root})
		if err != nil {
			return err
		}
		seen[key] = made.ID
	}
	if len(seen) == before {
		return nil
	}
	return memory.Set(tx, seen)
}
