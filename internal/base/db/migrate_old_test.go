package db_test

import (
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// fromVersion runs f on a database of each engine that an older program has brought to a version.
func fromVersion(t *testing.T, version int, f func(t *testing.T, d *db.DB)) {
	for name, at := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "fettle.db") },
		"postgres": dbtest.Postgres,
	} {
		t.Run(name, func(t *testing.T) {
			d, err := db.Open(t.Context(), db.Options{URL: at(t)})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = d.Close() })
			if err := d.MigrateTo(t.Context(), version); err != nil {
				t.Fatal(err)
			}
			f(t, d)
		})
	}
}

func TestProductKeysOfAnOlderProgramLoseTheSignThatNobodySees(t *testing.T) {
	fromVersion(t, 22, func(t *testing.T, d *db.DB) {
		keys := []string{"microsoft\x1foffice", "\x1f7-zip", "", "adobe\x1freader\x1fdc", "50% off\x1fa_b", "already / new"}
		want := []string{"microsoft / office", "7-zip", "", "adobe / reader / dc", "50% off / a_b", "already / new"}
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			for i, key := range keys {
				if _, err := tx.Exec(`INSERT INTO install (id, asset_id, product_key, name, version, publisher, arch, source, login, since_at, until_at, used_at) VALUES ($1, $2, $3, '', '', '', '', '', '', 0, 0, 0)`, i+1, i+1, key); err != nil {
					return err
				}
				if key == "" {
					continue
				}
				if _, err := tx.Exec(`INSERT INTO software_product (id, entity_id, phase, updated_at, name_key, publisher, product_key, core_minimum, note) VALUES ($1, 1, 0, 0, '', '', $2, 0, '')`, i+1, key); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		for table, want := range map[string][]string{"install": want, "software_product": {want[0], want[1], want[3], want[4], want[5]}} {
			rows, err := d.Query(t.Context(), `SELECT product_key FROM `+table+` ORDER BY id`)
			got, err := db.Collect(rows, err, func(rows *sql.Rows, s *string) error { return rows.Scan(s) })
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("%s: %v\n%s", table, err, diff)
			}
		}
	})
}

func TestKeysOfRequestsOfAnOlderProgramStandInTheOrderOfTime(t *testing.T) {
	fromVersion(t, 23, func(t *testing.T, d *db.DB) {
		const at = 1_795_000_000_000_000 // microseconds
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			for i, key := range []string{"b", "a", "c"} {
				if _, err := tx.Exec(`INSERT INTO idempotency (actor_id, key, request, status, answer, at) VALUES ($1, $2, $3, 1, $4, $5)`, 7, key, []byte{byte(i)}, `{"id":"1"}`, at+int64(i/2)*1000); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		rows, err := d.Query(t.Context(), `SELECT id, key, request FROM request_key WHERE actor_id = 7 ORDER BY id`)
		type row struct {
			ID      id.ID
			Key     string
			Request []byte
		}
		got, err := db.Collect(rows, err, func(rows *sql.Rows, r *row) error { return rows.Scan(&r.ID, &r.Key, &r.Request) })
		if err != nil {
			t.Fatal(err)
		}
		first := id.At(time.UnixMicro(at))
		want := []row{{first, "a", []byte{1}}, {first + 1, "b", []byte{0}}, {id.At(time.UnixMicro(at + 1000)), "c", []byte{2}}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}
