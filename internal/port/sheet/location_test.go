package sheet_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/engine/desk/export"
	"github.com/fettle-itsm/fettle/internal/port/sheet"
)

// rooms has parents below their children, a name twice, and rows that cannot be.
const rooms = `Name,Within,Time zone
Room 12,Main building / Floor 1,
Main building,,Europe/Berlin
Floor 1,Main building,
Annex > Floor 1,,
Annex,,
Room 12,Annex / Floor 1,
main building / floor 1 / room 12,,
Cellar,Tower,
Room 13,Floor 1,
Roof,Annex,Mars/North
A/B store,Annex,
`

// paths are the locations with what they lie within.
func (w *world) paths() (out []string) {
	w.t.Helper()
	rows, err := w.DB.Query(w.t.Context(), `SELECT coalesce(c.name || ' / ', '') || coalesce(b.name || ' / ', '') || a.name || ' ' || a.zone FROM location a LEFT JOIN location b ON b.id = a.parent_id LEFT JOIN location c ON c.id = b.parent_id
		WHERE a.name <> 'Head office' ORDER BY 1`)
	w.ok(err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var s string
		w.ok(rows.Scan(&s))
		out = append(out, s)
	}
	return out
}

func TestLocationsAreImportedAsATreeInWhateverOrderTheyStand(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		none := w.paths()
		path := w.file("rooms.csv", rooms)
		refused := []sheet.Refused{{Line: 8, Reason: "This is the same as line 2."},
			{Line: 9, Reason: `Within: There is no location "Tower" in this organisation. Give it a row of its own.`},
			{Line: 10, Reason: `Within: There are several called "Floor 1". Write the whole path, such as Main building / Floor 1.`},
			{Line: 11, Reason: `Time zone: "Mars/North" is not a time zone; use a name such as Europe/Berlin.`}}
		dry := w.must(path, sheet.Options{Kind: "Locations", DryRun: true})
		w.account(dry, 7, 0, refused...)
		if got := w.paths(); len(got) != len(none) {
			t.Fatalf("a dry run made %v", got)
		}
		r := w.must(path, sheet.Options{Kind: "location"})
		w.account(r, 7, 0, refused...)
		want := append(none, "Annex ", "Annex / A/B store ", "Annex / Floor 1 ", "Annex / Floor 1 / Room 12 ", "Main building / Floor 1 ", "Main building / Floor 1 / Room 12 ", "Main building Europe/Berlin")
		if diff := cmp.Diff(want, w.paths()); diff != "" {
			t.Error(diff)
		}
		w.account(w.must(path, sheet.Options{Kind: "location"}), 0, 7, refused...)

		u := w.must(w.file("zone.csv", "Path,Time zone\nAnnex / Floor 1,Europe/London\nMain building,Europe/Berlin\n"), sheet.Options{Kind: "locations", Update: true})
		if u.Changed != 1 || u.Unchanged != 1 {
			t.Errorf("%+v", u)
		}
		if got := w.undo(u.Run); got.Restored != 1 || w.count(`SELECT count(*) FROM location WHERE zone = 'Europe/London'`) != 0 {
			t.Errorf("%+v", got)
		}
	})
}

func TestLocationsThatAnImportMadeAreTakenBackFromTheLeavesUp(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		none := w.paths()
		r := w.must(w.file("rooms.csv", rooms), sheet.Options{Kind: "location"})
		w.furnish()
		w.account(w.must(w.file("a.csv", "Tag,Model,Location,State\nLT-1,Halden Book 14,Annex / Floor 1 / Room 12,in use\n"), sheet.Options{Kind: "asset"}), 1, 0)
		got := w.undo(r.Run)
		want := sheet.Taken{Removed: 4, Kept: []sheet.Kept{{Line: 7, Number: "Room 12", Reason: "Something refers to it by now."},
			{Line: 6, Number: "Annex", Reason: "Something refers to it by now."}, {Line: 5, Number: "Floor 1", Reason: "Something refers to it by now."}}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(append(none, "Annex ", "Annex / Floor 1 ", "Annex / Floor 1 / Room 12 "), w.paths()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAnImportOfLocationsThatWasStoppedGoesOn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		path := w.file("rooms.csv", rooms)
		ctx, stop := context.WithCancel(w.System())
		first, err := w.loadIn(ctx, path, sheet.Options{Kind: "location", Progress: func(n int) {
			if n == 4 {
				stop()
			}
		}})
		if err == nil || !first.Stopped || first.Imported != 4 {
			t.Fatalf("%+v, %v", first, err)
		}
		r := w.must(path, sheet.Options{Kind: "location"})
		if r.Run != first.Run || r.Resumed != 4 || r.Imported != 7 || len(r.Refused) != 4 {
			t.Errorf("%+v", r)
		}
		if got := w.undo(r.Run); got.Removed != 7 || len(got.Kept) != 0 {
			t.Errorf("%+v", got)
		}
	})
}

func TestARoomOfWhichThereAreSeveralIsNamedByItsPath(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.must(w.file("rooms.csv", rooms), sheet.Options{Kind: "location"})
		w.account(w.must(w.file("p.csv", "Name,E-mail,Location\nA,a@calder.example,Room 12\nB,b@calder.example,annex / floor 1 / room 12\nC,c@calder.example,Room 99\n"), sheet.Options{Kind: "person"}), 1, 0,
			sheet.Refused{Line: 2, Reason: `Location: There are several called "Room 12". Write the whole path, such as Main building / Room 12.`},
			sheet.Refused{Line: 4, Reason: `Location: There is no location "Room 99".`})
	})
}

func TestTheListOfLocationsIsImportedAsItIsExported(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.must(w.file("rooms.csv", rooms), sheet.Options{Kind: "location"})
		var b strings.Builder
		for _, s := range w.Room.Sheets() {
			if s.Name == "locations" {
				w.ok(export.Sheet(w.As("admin"), &b, export.CSV, s, nil))
			}
		}
		path := w.file("locations.csv", b.String())
		w.account(w.must(path, sheet.Options{Kind: "location"}), 0, w.count(`SELECT count(*) FROM location`))
	})
}
