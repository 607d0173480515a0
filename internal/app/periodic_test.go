package app_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

// rounds does two rounds of the housekeeping, as two nodes do, and the work that is due then.
func rounds(t *testing.T, d *fettletest.Desk) {
	t.Helper()
	for range 2 {
		if err := d.Housekeep(d.System()); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Queue.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// contents counts the files that are kept.
func contents(t *testing.T, d *fettletest.Desk) (n int) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(d.Data, "files", "blobs"), func(path string, e fs.DirEntry, err error) error {
		if err == nil && len(e.Name()) == 64 {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestUploadsThatNobodyUsedAreGoneTwoDaysLater(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		put := func(content string) attach.Blob {
			t.Helper()
			b, err := d.Files.Put(t.Context(), strings.NewReader(content))
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(d.Data, "files", "blobs", b.Hash[:2], b.Hash[2:4], b.Hash)
			if err := os.Chtimes(path, d.Time.Now(), d.Time.Now()); err != nil {
				t.Fatal(err)
			}
			return b
		}
		opened, err := d.Incidents.Open(d.System(), incident.Open{Title: "See the picture"})
		if err != nil {
			t.Fatal(err)
		}
		incidents := d.Room.Practices()[0]
		if _, err := d.Room.Attach(d.System(), incidents, opened.Number, d.Files, put("used"), "used.txt", true); err != nil {
			t.Fatal(err)
		}
		put("the form was closed without sending it")
		rounds(t, d)
		for day, want := range []int{2, 2, 2, 1} {
			if day > 0 {
				d.Time.Advance(24 * time.Hour)
				rounds(t, d)
			}
			if got := contents(t, d); got != want {
				t.Errorf("%d days later there are %d files, not %d", day, got, want)
			}
		}
		if faults, err := d.Files.Check(t.Context(), d.DB); err != nil || len(faults) != 0 {
			t.Errorf("%v, %v", faults, err)
		}
	})
}

func TestStatisticsAreGatheredOnceADayAndNotEachMinute(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		runs := func() (n int) {
			t.Helper()
			if err := d.DB.QueryRow(t.Context(), `SELECT count(*) FROM job WHERE kind = 'db.statistics' AND run_at > $1`, clock.Of(d.Time.Now())).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		rounds(t, d)
		if n := runs(); n != 1 {
			t.Errorf("%d times they wait for tomorrow", n)
		}
		if d.DB.Engine() != db.SQLite { // gathers them by itself
			return
		}
		gathered := func() (is bool) {
			t.Helper()
			if err := d.DB.QueryRow(t.Context(), `SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1')`).Scan(&is); err != nil {
				t.Fatal(err)
			}
			return is
		}
		err := d.DB.Write(d.System(), func(tx *db.Tx) error {
			for range 2_000 {
				if _, err := tx.Exec(`INSERT INTO event_chain (subject_id, seq, hash) VALUES ($1, 1, $2)`, tx.NewID(), []byte{1}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		d.Time.Advance(time.Minute)
		if rounds(t, d); gathered() {
			t.Error("they were gathered in the same minute")
		}
		d.Time.Advance(24 * time.Hour)
		if rounds(t, d); !gathered() {
			t.Error("a day later they were not gathered")
		}
	})
}
