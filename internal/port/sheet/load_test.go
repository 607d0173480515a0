package sheet_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/desk/export"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/port/sheet"
	"github.com/fettle-itsm/fettle/internal/port/sheet/grid"
)

type world struct {
	*fettletest.Desk
	t *testing.T
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) { f(t, &world{d, t}) })
}

// file writes a table to a file.
func (w *world) file(name, text string) string {
	w.t.Helper()
	path := filepath.Join(w.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return path
}

func (w *world) load(path string, o sheet.Options) (sheet.Report, error) {
	w.t.Helper()
	return w.loadIn(w.System(), path, o)
}

func (w *world) loadIn(ctx context.Context, path string, o sheet.Options) (sheet.Report, error) {
	w.t.Helper()
	t, err := grid.Read(path)
	if err != nil {
		w.t.Fatal(err)
	}
	return sheet.Desk{DB: w.DB, Room: w.Room, People: w.People}.Load(ctx, t, o)
}

func (w *world) must(path string, o sheet.Options) sheet.Report {
	w.t.Helper()
	r, err := w.load(path, o)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// account checks that every row is accounted for.
func (w *world) account(r sheet.Report, imported, unchanged int, refused ...sheet.Refused) {
	w.t.Helper()
	if refused == nil {
		refused = []sheet.Refused{}
	}
	if diff := cmp.Diff(refused, r.Refused); r.Imported != imported || r.Unchanged != unchanged || diff != "" {
		w.t.Errorf("%d imported, %d unchanged, want %d and %d\n%s", r.Imported, r.Unchanged, imported, unchanged, diff)
	}
	if r.Rows != r.Imported+r.Changed+r.Unchanged+len(r.Refused) {
		w.t.Errorf("%d rows, of which %d are accounted for", r.Rows, r.Imported+r.Unchanged+len(r.Refused))
	}
}

// furnish brings in what assets refer to.
func (w *world) furnish() {
	w.t.Helper()
	w.account(w.must(w.file("s.csv", "Vendor,E-mail\nAldgate IT Supply,orders@aldgate.example\n"), sheet.Options{Kind: "supplier", Map: map[string]string{"Vendor": "title"}}), 1, 0)
	w.account(w.must(w.file("m.csv", "Model name;Class;Manufacturer;Warranty months\nHalden Book 14;Laptops;Halden;36\nTarn View 27;Monitors;Tarn;24\n"), sheet.Options{Kind: "model"}), 2, 0)
	w.account(w.must(w.file("p.csv", "Full name,Mail,Title,Department\nMarta Kowalczyk,marta@calder.example,Engineer,Engineering\n"), sheet.Options{Kind: "person"}), 1, 0)
}

const laptops = `Asset Tag,Asset Name,Serial,Asset Model,Checked Out To,Purchase Date,Purchase Cost,Vendor,Colour
LT-7001,,SN-1,Halden Book 14,marta@calder.example,22.11.2025,940.00,Aldgate IT Supply,grey
LT-7002,Spare,SN-2,halden book 14,,1.2.2026,"1,140.50 USD",,
,,SN-3,Tarn View 27,Marta Kowalczyk,,,,
LT-7004,,SN-4,Halden Book 15,,,,,
,No name,,Halden Book 14,,,,,
LT-7001,,SN-6,Halden Book 14,,,,,
LT-7007,,SN-7,Halden Book 14,nobody@calder.example,32.1.2026,,,
`

func TestATableOfAssetsIsImportedAndEveryRowIsAccountedFor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.furnish()
		path := w.file("laptops.csv", laptops)
		o := sheet.Options{Kind: "asset", Currency: "GBP", Dates: "dmy", DryRun: true}
		refused := []sheet.Refused{
			{Line: 5, Reason: `Model: There is no model "Halden Book 15".`},
			{Line: 6, Reason: "It has neither a tag nor a serial number: a second import would add it once more."},
			{Line: 7, Reason: "This is the same as line 2."},
			{Line: 8, Reason: `Holder: There is no holder "nobody@calder.example". Purchased: "32.1.2026" is no day. Those of this import are written like 22.11.2026 or 2026-11-22.`},
		}
		w.account(w.must(path, o), 3, 0, refused...)
		if n := w.count(`SELECT count(*) FROM asset`); n != 0 {
			t.Fatalf("a dry run made %d assets", n)
		}
		o.DryRun = false
		r := w.must(path, o)
		w.account(r, 3, 0, refused...)
		if diff := cmp.Diff(sheet.Column{Header: "Colour"}, r.Columns[8]); diff != "" {
			t.Error(diff)
		}
		w.account(w.must(path, o), 0, 3, refused...)

		want := [][]string{
			{"LT-7001", "Halden Book 14", "in_use", "SN-1", "2025-11-22", "94000", "GBP", "2028-11-21", "Marta Kowalczyk"},
			{"LT-7002", "Spare", "in_stock", "SN-2", "2026-02-01", "114050", "USD", "2029-01-31", ""},
			{"MO-0001", "Tarn View 27", "in_use", "SN-3", "", "0", "", "", "Marta Kowalczyk"},
		}
		if diff := cmp.Diff(want, w.assets()); diff != "" {
			t.Error(diff)
		}
		if n := w.count(`SELECT count(*) FROM custody WHERE action = 'issue'`); n != 2 {
			t.Errorf("%d assets were handed over", n)
		}
	})
}

func (w *world) count(text string) (n int) {
	w.t.Helper()
	if err := w.DB.QueryRow(w.t.Context(), text).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

func (w *world) assets() (out [][]string) {
	w.t.Helper()
	rows, err := w.DB.Query(w.t.Context(), `SELECT r.number, r.title, r.state, a.serial, a.purchased, a.cost, a.cost_currency, a.warranty_end, coalesce(p.name, '') FROM asset a JOIN record r ON r.id = a.id
		LEFT JOIN person p ON p.id = a.holder_id ORDER BY r.number`)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		line := make([]string, 9)
		into := make([]any, len(line))
		for i := range line {
			into[i] = &line[i]
		}
		if err := rows.Scan(into...); err != nil {
			w.t.Fatal(err)
		}
		out = append(out, line)
	}
	return out
}

func TestAnImportThatWasStoppedGoesOn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		text := "Name\n" + strings.Repeat("Supplier \n", 0)
		for i := range 20 {
			text += "Supplier " + string(rune('A'+i)) + "\n"
		}
		path := w.file("s.csv", text)
		ctx, stop := context.WithCancel(w.System())
		r, err := w.loadIn(ctx, path, sheet.Options{Kind: "supplier", Progress: func(n int) {
			if n == 7 {
				stop()
			}
		}})
		if err == nil || !r.Stopped || r.Imported != 7 {
			t.Errorf("%+v, %v", r, err)
		}
		if r = w.must(path, sheet.Options{Kind: "supplier"}); r.Resumed != 7 {
			t.Errorf("%+v", r)
		}
		w.account(r, 20, 0)
		w.account(w.must(path, sheet.Options{Kind: "supplier"}), 0, 20)
	})
}

func TestAnImportHasTheRightsOfWhoeverRunsIt(t *testing.T) {
	w := &world{fettletest.SQLite(t), t}
	if _, err := w.loadIn(w.As("requester"), w.file("s.csv", "Name\nAldgate\n"), sheet.Options{Kind: "supplier"}); !errs.Is(err, errs.Forbidden) {
		t.Errorf("got %v", err)
	}
	if _, err := w.load(w.file("s.csv", "Name\nAldgate\n"), sheet.Options{Kind: "incident"}); !errs.Is(err, errs.NotFound) {
		t.Errorf("got %v", err)
	}
}

func TestAnExcelWorkbookAndOldTextAreRead(t *testing.T) {
	w := &world{fettletest.SQLite(t), t}
	w.furnish()
	book := excelize.NewFile()
	for at, v := range map[string]any{"A1": "Tag", "B1": "Model", "C1": "Purchased", "D1": "Department", "A2": "LT-8001", "B2": "Halden Book 14", "C2": w.Time.Now().AddDate(0, -1, 0), "D2": "'=2+2"} {
		if err := book.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "book.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	w.account(w.must(path, sheet.Options{Kind: "asset"}), 1, 0)
	if got := w.assets(); len(got) != 1 || got[0][4] != "2026-10-16" {
		t.Errorf("%v", got)
	}
	w.account(w.must(w.file("old.csv", "Name;Note\nM\xfcller & S\xf6hne;Seit 1998\n"), sheet.Options{Kind: "supplier"}), 1, 0)
	if n := w.count(`SELECT count(*) FROM record WHERE title = 'Müller & Söhne'`); n != 1 {
		t.Error("the umlauts are gone")
	}
	if _, err := grid.Read(w.file("empty.csv", "Name;Note\n\n")); !errs.Is(err, errs.Invalid) {
		t.Errorf("got %v", err)
	}
}

func TestAListIsWrittenWithoutFormulasAndReadBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.furnish()
		w.account(w.must(w.file("a.csv", "Tag,Name,Model,Department,Cost\nLT-1,=1+1,Halden Book 14,@SUM(A1),940 EUR\nLT-2,Plain,Halden Book 14,Sales,\n"), sheet.Options{Kind: "asset"}), 2, 0)
		var text, book bytes.Buffer
		n, err := export.Write(w.As("auditor"), w.Room, &text, export.CSV, export.Question{Kind: "asset"})
		if err != nil || n != 2 {
			t.Fatal(n, err)
		}
		lines, err := csv.NewReader(&text).ReadAll()
		if err != nil || len(lines) != 3 {
			t.Fatal(lines, err)
		}
		at := map[string]int{}
		for i, h := range lines[0] {
			at[h] = i
		}
		for label, want := range map[string]string{"Number": "LT-1", "Name": "'=1+1", "Model": "Halden Book 14", "Class": "Laptops", "Department": "'@SUM(A1)", "Cost": "940.00 EUR", "Holder": ""} {
			if got := lines[1][at[label]]; got != want {
				t.Errorf("%s: %q, want %q", label, got, want)
			}
		}
		if n, err = export.Write(w.As("auditor"), w.Room, &book, export.XLSX, export.Question{Kind: "asset", Q: "department:sales"}); err != nil || n != 1 {
			t.Fatal(n, err)
		}
		f, err := excelize.OpenReader(&book)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = f.Close() }()
		rows, err := f.GetRows(f.GetSheetName(0))
		if err != nil || len(rows) != 2 || rows[1][at["Name"]] != "Plain" {
			t.Errorf("%v, %v", rows, err)
		}
		if n, err := export.Write(w.As("stranger"), w.Room, &text, export.CSV, export.Question{Kind: "asset"}); err == nil && n > 0 {
			t.Errorf("a stranger takes %d assets", n)
		}
	})
}

func TestAContractIsCalledByItsNameAndItsNoticeByDaysOrMonths(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		path := w.file("contracts.csv", "Contract,Kind,Start,Expires,Notice period\nPrinters,Maintenance,2026-01-01,2027-12-31,90 days\nCleaning,maintenance,2026-01-01,2027-12-31,1 month\nWater,Maintenance,2026-01-01,2027-12-31,90\n")
		r := w.must(path, sheet.Options{Kind: "Contracts"})
		w.account(r, 2, 0, sheet.Refused{Line: 4, Reason: "Notice period: Count the notice period in days, weeks or months."})
		if len(r.Unfilled) > 0 {
			t.Errorf("missing: %v", r.Unfilled)
		}
		if n := w.count(`SELECT count(*) FROM contract WHERE notice = 90 AND notice_unit = 'days' OR notice = 1 AND notice_unit = 'months'`); n != 2 {
			t.Errorf("%d have the notice period of their row", n)
		}
		r = w.must(w.file("phones.csv", "Phone\n1\n"), sheet.Options{Kind: "suppliers", DryRun: true})
		if diff := cmp.Diff([]sheet.Needed{{Key: "title", Label: "Name"}}, r.Unfilled); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhatIsInUseIsHandedOutAsItsTableSays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.furnish()
		path := w.file("used.csv", "Number,Model,Serial,Status,Holder\nLT-1,Halden Book 14,A1,In use,Marta Kowalczyk\nLT-2,Halden Book 14,A2,In stock,\nLT-3,Halden Book 14,A3,in_use,\nLT-4,Halden Book 14,A4,Broken,\n")
		refused := []sheet.Refused{{Line: 4, Reason: "State: Of what is in use, say who has it or where it is."},
			{Line: 5, Reason: `State: "Broken" is not one of the choices: in_stock, requested, ordered, in_use.`}}
		w.account(w.must(path, sheet.Options{Kind: "assets", DryRun: true}), 2, 0, refused...)
		w.account(w.must(path, sheet.Options{Kind: "assets"}), 2, 0, refused...)
		if n := w.count(`SELECT count(*) FROM record r JOIN asset a ON a.id = r.id WHERE r.number = 'LT-1' AND r.state = 'in_use' AND a.holder_id <> 0 OR r.number = 'LT-2' AND r.state = 'in_stock'`); n != 2 {
			t.Errorf("%d stand as the table says", n)
		}
	})
}

func TestAKindIsFoundByWhatItIsCalled(t *testing.T) {
	d := fettletest.SQLite(t)
	for word, want := range map[string]string{"asset": "asset", "Assets": "asset", "asset-models": "model", "models": "model", "Software products": "software_product", "people": "person", "orders": "order", "nothing": "nothing"} {
		if got := d.Tables.Named(word); got != want {
			t.Errorf("%s is %q, want %q", word, got, want)
		}
	}
}

func TestARowThatIsNotWhatItsFileMeantIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.account(w.must(w.file("s.csv", "Name,Note\nAldgate,5\" disks\nHalden, Ltd,new\nTarn,\n"), sheet.Options{Kind: "supplier"}), 2, 0,
			sheet.Refused{Line: 3, Reason: "It has 3 cells, and the first line names 2 columns. Put a cell that holds what parts the cells in quotes."})
		w.furnish2()
		o := sheet.Options{Kind: "asset", DryRun: true}
		w.account(w.must(w.file("a.csv", "Tag,Model,Purchased\nLT-1,Halden Book 14,31.12.2025\n"), o), 0, 0, sheet.Refused{Line: 2,
			Reason: `Purchased: "31.12.2025" is no day. Days are written like 2026-11-22, unless the import is told that they are dmy (22.11.2026) or mdy (11/22/2026).`})
		o.Currency = "EURO"
		if _, err := w.load(w.file("b.csv", "Tag,Model\nLT-1,Halden Book 14\n"), o); !errs.Is(err, errs.Invalid) {
			t.Errorf("a currency that is none: %v", err)
		}
	})
}

func TestARowWithAFormulaThatHasNoValueIsRefused(t *testing.T) {
	w := &world{fettletest.SQLite(t), t}
	book := excelize.NewFile()
	for at, v := range map[string]any{"A1": "Name", "B1": "Note", "A2": "Aldgate", "A3": "Halden", "B3": "kept"} {
		if err := book.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.SetCellFormula("Sheet1", "B2", "1+1"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "book.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	w.account(w.must(path, sheet.Options{Kind: "supplier"}), 1, 0,
		sheet.Refused{Line: 2, Reason: "The formula in cell B2 was never reckoned. Open the workbook, save it and send it again, or write the value there."})
}
