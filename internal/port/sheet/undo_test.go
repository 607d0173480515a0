package sheet_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/port/sheet"
)

func (w *world) desk() sheet.Desk {
	return sheet.Desk{DB: w.DB, Room: w.Room, People: w.People}
}

func (w *world) undo(run id.ID) sheet.Taken {
	w.t.Helper()
	out, err := w.desk().Undo(w.System(), run, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

func TestARunIsRecordedAndUndone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.furnish()
		path := w.file("laptops.csv", laptops)
		r := w.must(path, sheet.Options{Kind: "asset", Currency: "GBP", Dates: "dmy"})
		run, err := w.desk().Run(w.System(), r.Run)
		if err != nil || run.File != "laptops.csv" || run.State != sheet.Done || run.Made != 3 || run.Refused != 4 || run.Rows != 7 || run.Ended == 0 {
			t.Errorf("%+v, %v", run, err)
		}
		again := w.must(path, sheet.Options{Kind: "asset", Currency: "GBP", Dates: "dmy"})
		if again.Run == r.Run || again.Imported+again.Changed != 0 || again.Unchanged != 3 {
			t.Errorf("%+v", again)
		}
		w.must(w.file("more.csv", "Tag,Department\nLT-7002,Sales\n"), sheet.Options{Kind: "asset", Update: true})
		if _, err := w.desk().Undo(w.As("agent"), r.Run, nil); !errs.Is(err, errs.Forbidden) {
			t.Errorf("got %v", err)
		}
		want := sheet.Taken{Removed: 2, Kept: []sheet.Kept{{Line: 3, Number: "LT-7002", Reason: "Something was done with it since."}}}
		if diff := cmp.Diff(want, w.undo(r.Run)); diff != "" {
			t.Error(diff)
		}
		if got := w.assets(); len(got) != 1 || got[0][0] != "LT-7002" {
			t.Error(got)
		}
		if _, err := w.desk().Undo(w.System(), r.Run, nil); !errs.Is(err, errs.Conflict) {
			t.Errorf("got %v", err)
		}
		w.account(w.must(path, sheet.Options{Kind: "asset", Currency: "GBP", Dates: "dmy"}), 2, 1, r.Refused...)
	})
}

func TestAnImportThatChangesIsUndoneToWhatWasThere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.furnish()
		w.must(w.file("a.csv", "Tag,Name,Model,Department,Cost,Supplier\nLT-1,One,Halden Book 14,,940 EUR,\nLT-2,Two,Halden Book 14,Sales,,Aldgate IT Supply\n"), sheet.Options{Kind: "asset"})
		before := w.assets()
		o := sheet.Options{Kind: "asset", Update: true, DryRun: true}
		path := w.file("b.csv", "Tag,Name,Department,Cost,Serial,Supplier\nLT-1,One and a half,Research,950 EUR,SN-9,Aldgate IT Supply\nLT-2,Two,Sales,,,\n")
		dry := w.must(path, o)
		o.DryRun = false
		r := w.must(path, o)
		if dry.Changed != 1 || r.Changed != 1 || r.Unchanged != 1 || len(r.Refused) != 0 {
			t.Fatalf("%+v\n%+v", dry, r)
		}
		if got := w.assets(); got[0][1] != "One and a half" || got[0][5] != "95000" {
			t.Error(got)
		}
		if diff := cmp.Diff(sheet.Taken{Restored: 1, Kept: []sheet.Kept{}}, w.undo(r.Run)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(before, w.assets()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhatIsInUseStaysWhenAnImportIsUndone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		suppliers := w.must(w.file("s.csv", "Name\nAldgate IT Supply\nOther\n"), sheet.Options{Kind: "supplier"})
		w.furnish2()
		people := w.must(w.file("p.csv", "Name,E-mail\nMarta,marta@calder.example\nJo,jo@calder.example\n"), sheet.Options{Kind: "person"})
		w.must(w.file("a.csv", "Tag,Model,Supplier,Holder\nLT-1,Halden Book 14,Aldgate IT Supply,marta@calder.example\n"), sheet.Options{Kind: "asset"})
		got := w.undo(suppliers.Run)
		if got.Removed != 1 || len(got.Kept) != 1 || got.Kept[0].Line != 2 || got.Kept[0].Reason != "Something refers to it by now." {
			t.Errorf("%+v", got)
		}
		if got = w.undo(people.Run); got.Removed != 1 || len(got.Kept) != 1 || got.Kept[0].Number != "Marta" {
			t.Errorf("%+v", got)
		}
		if n := w.count(`SELECT count(*) FROM person WHERE name = 'Jo'`) + w.count(`SELECT count(*) FROM person_address WHERE value = 'jo@calder.example'`); n != 0 {
			t.Error("Jo is still there")
		}
		if n := w.count(`SELECT count(*) FROM event WHERE kind IN ('people.removed', 'record.removed')`); n != 2 {
			t.Errorf("%d removals stand in the log", n)
		}
	})
}

func (w *world) furnish2() {
	w.t.Helper()
	w.must(w.file("m.csv", "Model name;Class\nHalden Book 14;Laptops\n"), sheet.Options{Kind: "model"})
}

func TestARunThatWasStoppedGoesOnAsOneRun(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		text := "Name\n"
		for i := range 20 {
			text += "Supplier " + string(rune('A'+i)) + "\n"
		}
		path := w.file("s.csv", text+"Supplier B\n")
		ctx, stop := context.WithCancel(w.System())
		first, err := w.loadIn(ctx, path, sheet.Options{Kind: "supplier", Progress: func(n int) {
			if n == 7 {
				stop()
			}
		}})
		if err == nil || !first.Stopped {
			t.Fatalf("%+v, %v", first, err)
		}
		if run, err := w.desk().Run(w.System(), first.Run); err != nil || run.State != sheet.Stopped || run.Made != 7 {
			t.Errorf("%+v, %v", run, err)
		}
		// As if it had broken off between a row and the note of it.
		if n := w.count(`SELECT count(*) FROM import_row`); n != 7 {
			t.Fatalf("%d rows are noted", n)
		}
		if err := w.DB.Write(w.System(), func(tx *db.Tx) error {
			_, err := tx.Exec(`DELETE FROM import_row WHERE line = 8`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		r := w.must(path, sheet.Options{Kind: "supplier"})
		if r.Run != first.Run || r.Resumed != 6 || r.Imported != 20 || len(r.Refused) != 1 || !strings.Contains(r.Refused[0].Reason, "line 3") {
			t.Errorf("%+v", r)
		}
		if got := w.undo(r.Run); got.Removed != 20 {
			t.Errorf("%+v", got)
		}
		if n := w.count(`SELECT count(*) FROM supplier`); n != 0 {
			t.Errorf("%d suppliers are left", n)
		}
	})
}

func TestContractsAreImported(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.furnish()
		path := w.file("c.csv", "Name,Contract type,Vendor,Starts,Ends\nCare plan,maintenance,Aldgate IT Supply,2026-01-01,2026-12-31\n")
		w.account(w.must(path, sheet.Options{Kind: "contract"}), 1, 0)
		w.account(w.must(path, sheet.Options{Kind: "contract"}), 0, 1)
	})
}
