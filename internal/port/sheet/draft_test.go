package sheet_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/port/sheet"
)

// send puts a file and prepares an import of it.
func (w *world) send(as, kind, name, text string) (sheet.Run, error) {
	w.t.Helper()
	b, err := w.Files.Put(w.t.Context(), strings.NewReader(text))
	if err != nil {
		w.t.Fatal(err)
	}
	return w.Tables.Prepare(w.As(as), kind, name, b)
}

// drain has the queue do what waits.
func (w *world) drain() {
	w.t.Helper()
	if _, err := w.Queue.Drain(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) open(as string, of id.ID) sheet.Run {
	w.t.Helper()
	r, err := w.Tables.Open(w.As(as), of)
	w.ok(err)
	return r
}

// counts are what became of the rows of a run.
func counts(r sheet.Run) [4]int { return [4]int{r.Made, r.Changed, r.Same, r.Refused} }

func TestAFileIsCheckedThenBroughtInByTheQueueThenUndone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.furnish()
		r, err := w.send("admin", "asset", "laptops.csv", laptops)
		w.ok(err)
		as := r.Asked()
		if got := as.Columns[8]; got != (sheet.Column{Header: "Colour"}) || as.Columns[0].Field != "tag" || r.State != sheet.Draft || r.Rows != 7 {
			t.Errorf("%+v", r)
		}
		as.Currency, as.Dates = "gbp", "dmy"
		w.ok(w.Tables.Check(w.As("admin"), r.ID, as))
		if err := w.Tables.Start(w.As("admin"), r.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("what is being checked was started: %v", err)
		}
		w.drain()
		r = w.open("admin", r.ID)
		if r.State != sheet.Checked || counts(r) != [4]int{3, 0, 0, 4} || w.count(`SELECT count(*) FROM asset`) != 0 {
			t.Fatalf("%+v", r)
		}
		first, err := w.Tables.First(w.As("admin"), r, 4)
		w.ok(err)
		if len(first) != 4 || first[0].Outcome != "made" || first[3].Outcome != "refused" || first[3].Reason != `Model: There is no model "Halden Book 15".` || first[1].Cells[1] != "Spare" {
			t.Errorf("%+v", first)
		}
		w.ok(w.Tables.Start(w.As("admin"), r.ID))
		w.drain()
		r = w.open("admin", r.ID)
		if r.State != sheet.Done || counts(r) != [4]int{3, 0, 0, 4} || len(w.assets()) != 3 {
			t.Fatalf("%+v", r)
		}
		var b bytes.Buffer
		w.ok(w.Tables.WriteRefused(w.As("admin"), r, &b))
		if lines := strings.Split(b.String(), "\n"); len(lines) != 6 || !strings.HasSuffix(lines[0], ",Colour,Line in laptops.csv,Refused because") ||
			lines[3] != "LT-7001,,SN-6,Halden Book 14,,,,,,7,This is the same as line 2." {
			t.Errorf("%q", lines)
		}
		w.ok(w.Tables.TakeBack(w.As("admin"), r.ID))
		w.drain()
		if r = w.open("admin", r.ID); r.State != sheet.Undone || r.Note != "Removed: 3. Given their values back: 0. Left as they are: 0." || len(w.assets()) != 0 {
			t.Errorf("%+v", r)
		}
	})
}

func TestTheFirstRowsOfAnImportAreShownWithoutReadingItsFile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.furnish()
		r, err := w.send("admin", "asset", "laptops.csv", laptops)
		w.ok(err)
		as := r.Asked()
		as.Currency, as.Dates = "gbp", "dmy"
		w.ok(w.Tables.Check(w.As("admin"), r.ID, as))
		w.drain()
		blind := w.Tables
		blind.Files = nil
		list, err := blind.First(w.As("admin"), w.open("admin", r.ID), 10)
		w.ok(err)
		if len(list) != 7 || list[1].Cells[1] != "Spare" || list[0].Outcome != "made" || list[3].Outcome != "refused" {
			t.Errorf("%+v", list)
		}
	})
}

func TestTheFirstRowsAreReadFromTheFileWhereTheyAreTooLongToKeep(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		long := strings.Repeat("x", 40<<10)
		r, err := w.send("admin", "supplier", "s.csv", "Vendor,Colour\nAldgate IT Supply,"+long+"\n")
		w.ok(err)
		list, err := w.Tables.First(w.As("admin"), w.open("admin", r.ID), 10)
		w.ok(err)
		if len(list) != 1 || list[0].Cells[1] != long {
			t.Errorf("%d rows", len(list))
		}
	})
}

func TestTheRefusedRowsAreWrittenWithoutReadingTheFile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		text := "Name,E-mail,Job\n"
		for i := range 450 { // several pages of what is in memory at once
			text += fmt.Sprintf("Person %d,,=1+%d\n", i, i)
		}
		r, err := w.send("admin", "person", "p.csv", text)
		w.ok(err)
		w.ok(w.Tables.Check(w.As("admin"), r.ID, r.Asked()))
		w.drain()
		blind := w.Tables
		blind.Files = nil
		var b bytes.Buffer
		w.ok(blind.WriteRefused(w.As("admin"), w.open("admin", r.ID), &b))
		lines := strings.Split(b.String(), "\n")
		if len(lines) != 452 || lines[0] != "Name,E-mail,Job,Line in p.csv,Refused because" || !strings.HasPrefix(lines[450], "Person 449,,'=1+449,451,E-mail: ") {
			t.Errorf("%d lines: %q … %q", len(lines), lines[0], lines[len(lines)-2])
		}
	})
}

func TestARefusedRowTooLongToKeepIsWrittenFromTheFile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		long := strings.Repeat("x", 40<<10)
		r, err := w.send("admin", "person", "p.csv", "Name,E-mail,Note\nA,,short\nB,,"+long+"\n")
		w.ok(err)
		w.ok(w.Tables.Check(w.As("admin"), r.ID, r.Asked()))
		w.drain()
		r = w.open("admin", r.ID)
		var b bytes.Buffer
		w.ok(w.Tables.WriteRefused(w.As("admin"), r, &b))
		if lines := strings.Split(b.String(), "\n"); len(lines) != 4 || lines[1] != "A,,short,2,E-mail: This is needed." || lines[2] != "B,,"+long+",3,E-mail: This is needed." {
			t.Errorf("%d lines", len(lines))
		}
		blind := w.Tables
		blind.Files = nil
		if err := blind.WriteRefused(w.As("admin"), r, &b); !errs.Is(err, errs.NotFound) {
			t.Errorf("without its file: %v", err)
		}
	})
}

func TestAnImportInTheBrowserAsksForTheRightsOfItsPerson(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const suppliers = "Vendor,E-mail\nAldgate IT Supply,orders@aldgate.example\n"
		if _, err := w.send("agent", "supplier", "s.csv", suppliers); !errs.Is(err, errs.Forbidden) {
			t.Errorf("got %v", err)
		}
		r, err := w.send("admin", "supplier", "s.csv", suppliers)
		w.ok(err)
		for name, try := range map[string]func(context.Context) error{
			"open":  func(ctx context.Context) error { _, err := w.Tables.Open(ctx, r.ID); return err },
			"list":  func(ctx context.Context) error { _, err := w.Tables.Mine(ctx, 10); return err },
			"check": func(ctx context.Context) error { return w.Tables.Check(ctx, r.ID, r.Asked()) },
			"start": func(ctx context.Context) error { return w.Tables.Start(ctx, r.ID) },
			"undo":  func(ctx context.Context) error { return w.Tables.TakeBack(ctx, r.ID) },
		} {
			if err := try(w.As("agent")); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s: got %v", name, err)
			}
		}
		as := r.Asked()
		as.Columns[0].Field, as.Columns[1].Field = "title", "title"
		if err := w.Tables.Check(w.As("admin"), r.ID, as); !errs.Is(err, errs.Invalid) {
			t.Errorf("two columns for one field: %v", err)
		}
		w.ok(w.Tables.Discard(w.As("admin"), r.ID))
		if _, err := w.Tables.Open(w.As("admin"), r.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("got %v", err)
		}
		if _, err := w.send("admin", "supplier", "s.csv", "\x00\x01"); !errs.Is(err, errs.Invalid) {
			t.Errorf("got %v", err)
		}
	})
}

func TestTheSameTableIsImportedOnceAtATime(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const people = "Name,E-mail\nA One,a@calder.example\nB Two,b@calder.example\nC Three,c@calder.example\n"
		path := w.file("p.csv", people)
		var second error
		first := w.must(path, sheet.Options{Kind: "person", Progress: func(n int) {
			if n == 1 {
				_, second = w.load(path, sheet.Options{Kind: "person"})
			}
		}})
		w.account(first, 3, 0)
		if !errs.Is(second, errs.Conflict) || !strings.Contains(errs.Safe(second), "is at row 0 of 3") || !strings.Contains(errs.Safe(second), "try again in 15 seconds") {
			t.Errorf("got %v", second)
		}
		w.account(w.must(path, sheet.Options{Kind: "person"}), 0, 3)
	})
}

func TestAnImportThatWasStoppedOrAskedToStopGoesOn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const people = "Name,E-mail\nA One,a@calder.example\nB Two,b@calder.example\nC Three,c@calder.example\n"
		r, err := w.send("admin", "person", "p.csv", people)
		w.ok(err)
		w.ok(w.Tables.Check(w.As("admin"), r.ID, r.Asked()))
		w.drain()
		w.ok(w.Tables.Start(w.As("admin"), r.ID))
		w.ok(w.Tables.Stop(w.As("admin"), r.ID))
		w.drain()
		if r = w.open("admin", r.ID); r.State == sheet.Running || r.State == sheet.Stopping {
			t.Fatalf("%+v", r)
		}
		if r.State == sheet.Draft { // it had not begun
			w.ok(w.Tables.Check(w.As("admin"), r.ID, r.Asked()))
			w.drain()
		}
		w.ok(w.Tables.Start(w.As("admin"), r.ID))
		w.drain()
		if r = w.open("admin", r.ID); r.State != sheet.Done || counts(r) != [4]int{3, 0, 0, 0} {
			t.Errorf("%+v", r)
		}
	})
}

func TestARunThatBrokeOffIsTakenOverAfterAWhile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const people = "Name,E-mail\nA One,a@calder.example\nB Two,b@calder.example\n"
		path := w.file("p.csv", people)
		ctx, cancel := context.WithCancel(w.System())
		_, _ = w.loadIn(ctx, path, sheet.Options{Kind: "person", Progress: func(int) { cancel() }})
		w.ok(w.DB.Write(w.System(), func(tx *db.Tx) error { // as after a crash
			_, err := tx.Exec(`UPDATE import_run SET state = 'running'`)
			return err
		}))
		if _, err := w.load(path, sheet.Options{Kind: "person"}); !errs.Is(err, errs.Conflict) {
			t.Fatalf("got %v", err)
		}
		w.Time.Advance(20 * time.Second)
		r := w.must(path, sheet.Options{Kind: "person"})
		if diff := cmp.Diff([2]int{2, 1}, [2]int{r.Imported, r.Resumed}); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhatWasRefusedIsReadAsTheTableItComesFrom(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.furnish()
		r, err := w.send("admin", "asset", "laptops.csv", laptops)
		w.ok(err)
		as := r.Asked()
		as.Columns[0].Field, as.Columns[1].Field, as.Columns[8].Field, as.Dates, as.Currency = "tag", "", "title", "dmy", "GBP"
		w.ok(w.Tables.Check(w.As("admin"), r.ID, as))
		w.drain()
		w.ok(w.Tables.Start(w.As("admin"), r.ID))
		w.drain()
		var b bytes.Buffer
		w.ok(w.Tables.WriteRefused(w.As("admin"), w.open("admin", r.ID), &b))
		again, err := w.send("admin", "asset", "refused.csv", b.String())
		w.ok(err)
		want := as
		want.Columns = append(want.Columns, sheet.Column{Header: "Line in laptops.csv"}, sheet.Column{Header: "Refused because"})
		if diff := cmp.Diff(want, again.Asked()); diff != "" {
			t.Error(diff)
		}
		other, err := w.send("admin", "asset", "other.csv", "Asset Tag,Asset Name\nX-1,Y\n")
		w.ok(err)
		if got := other.Asked(); got.Dates != "iso" || got.Columns[1].Field != "title" {
			t.Errorf("another table: %+v", got)
		}
	})
}

func TestTheFileOfAnImportIsKeptAsLongAsTheImport(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		b, err := w.Files.Put(t.Context(), strings.NewReader("Name\nTarn\n"))
		w.ok(err)
		r, err := w.Tables.Prepare(w.As("admin"), "supplier", "s.csv", b)
		w.ok(err)
		for _, want := range []bool{true, false} {
			for _, kept := range w.Files.Kept {
				if got, err := kept(t.Context(), w.DB, b.Hash); err != nil || got != want {
					t.Errorf("kept: %v, %v", got, err)
				}
			}
			if want {
				w.ok(w.Tables.Discard(w.As("admin"), r.ID))
			}
		}
		if len(w.Files.Kept) == 0 {
			t.Error("nobody keeps the files of imports")
		}
	})
}
