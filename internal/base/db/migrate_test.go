package db

import (
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// stepsOf reads steps from texts in their order.
func stepsOf(t *testing.T, texts ...string) []migration {
	t.Helper()
	files := fstest.MapFS{}
	for i, text := range texts {
		files["migrations/000"+string(rune('1'+i))+"_step.sql"] = &fstest.MapFile{Data: []byte(text)}
	}
	steps, err := migrations(files, SQLite)
	if err != nil {
		t.Fatal(err)
	}
	return steps
}

func TestADatabaseMadeByOtherStepsIsRefused(t *testing.T) {
	const one, two, three = "CREATE TABLE a (id BIGINT);", "CREATE TABLE b (id BIGINT);", "ALTER TABLE a ADD COLUMN more TEXT;"
	tests := []struct {
		name   string
		before []string
		undo   string
		after  []string
		say    string // "" when it starts
	}{
		{"the same steps", []string{one, two}, "", []string{one, two}, ""},
		{"steps that only differ in comments and spaces", []string{one, two}, "", []string{"-- the first\nCREATE TABLE a\n  (id BIGINT);\n", two}, ""},
		{"a step more", []string{one, two}, "", []string{one, two, three}, ""},
		{"an empty database", nil, "", []string{one, two, three}, ""},
		{"a column more in a step that was applied", []string{one, two}, "", []string{one, "CREATE TABLE b (id BIGINT, more TEXT);"}, "step 0002"},
		{"a step put before those that were applied", []string{one, two}, "", []string{three, one, two}, "step 0001"},
		{"a step that was left out", []string{one, two, three}, "DELETE FROM schema_migration WHERE version = 2", []string{one, two, three}, "step 0003"},
		{"steps that were applied before digests were kept", []string{one}, "DROP TABLE schema_digest", []string{one, two}, "step 0001"},
		{"a newer program", []string{one, two, three}, "", []string{one, two}, "newer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := Open(t.Context(), Options{URL: "sqlite:" + filepath.Join(t.TempDir(), "fettle.db")})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = d.Close() })
			if made, err := d.Migrated(t.Context()); err != nil || made {
				t.Fatalf("a new database: migrated %v, %v", made, err)
			}
			if len(tt.before) > 0 {
				if err := d.migrate(t.Context(), stepsOf(t, tt.before...)); err != nil {
					t.Fatal(err)
				}
			}
			if tt.undo != "" {
				if err := d.Write(t.Context(), func(tx *Tx) error { return tx.execOnce(tt.undo) }); err != nil {
					t.Fatal(err)
				}
			}
			err = d.migrate(t.Context(), stepsOf(t, tt.after...))
			if tt.say == "" && err != nil || tt.say != "" && (!errs.Is(err, errs.Conflict) || !strings.Contains(err.Error(), tt.say)) {
				t.Fatalf("got %v, want %q", err, tt.say)
			}
			var n int
			if err := d.QueryRow(t.Context(), `SELECT count(*) FROM schema_migration`).Scan(&n); err != nil || tt.say == "" && n != len(tt.after) || tt.say != "" && n > len(tt.before) {
				t.Errorf("%d steps are applied, %v", n, err)
			}
		})
	}
}
