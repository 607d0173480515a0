package db_test

import (
	"database/sql"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
)

// updateGolden is set to write the dumps anew: FETTLE_UPDATE_GOLDEN=1 go test ./internal/base/db -run Golden.
const updateGolden = "FETTLE_UPDATE_GOLDEN"

// column is a column as both engines have it.
type column struct {
	Name, Type string
	Nullable   bool
	Key        int // place in the primary key, 0 for none
}

// index is an index as both engines have it.
type index struct {
	Name, Table string
	Unique      bool
	Columns     string
	Partial     bool
}

// shape is a schema without what belongs to one engine only.
type shape struct {
	Tables  map[string][]column
	Indexes map[string]index
}

// own are tables that each engine has in a form of its own.
func own(table string) bool { return strings.HasPrefix(table, "search_") }

func TestTheSchemaIsTheGoldenOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		got := dump(t, d)
		file := filepath.Join("golden", d.Engine().String()+".sql")
		if os.Getenv(updateGolden) != "" {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("the schema is not that of %s; if it should be, run the test with %s=1 (-golden +now):\n%s", file, updateGolden, diff)
		}
	})
}

func TestBothEnginesHaveTheSameTables(t *testing.T) {
	shapes := map[string]shape{}
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) { shapes[d.Engine().String()] = shapeOf(t, d) })
	if len(shapes) < 2 {
		t.Skip("one engine only")
	}
	if n := len(shapes["sqlite"].Tables); n < 20 {
		t.Fatalf("%d tables", n)
	}
	if diff := cmp.Diff(shapes["sqlite"], shapes["postgres"]); diff != "" {
		t.Errorf("(-sqlite +postgres):\n%s", diff)
	}
}

// dump writes a schema with the engine's own types, tables and indexes by name.
func dump(t *testing.T, d *db.DB) string {
	t.Helper()
	var b strings.Builder
	columns, defaults := columnsOf(t, d)
	for _, table := range slices.Sorted(maps.Keys(columns)) {
		fmt.Fprintf(&b, "TABLE %s\n", table)
		for _, c := range columns[table] {
			line := "  " + c.Name + " " + c.Type
			if !c.Nullable {
				line += " NOT NULL"
			}
			if c.Key > 0 {
				line += fmt.Sprintf(" KEY %d", c.Key)
			}
			b.WriteString(line + defaults[table+"."+c.Name] + "\n")
		}
	}
	for _, st := range statementsOf(t, d) {
		b.WriteString(st + "\n")
	}
	return b.String()
}

// columnsOf reads the columns of each table in their order, and the defaults that some have.
func columnsOf(t *testing.T, d *db.DB) (map[string][]column, map[string]string) {
	t.Helper()
	q := `SELECT m.name, c.name, c.type, c."notnull" = 0, c.pk, coalesce(c.dflt_value, '') FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND (m.name = 'search_text' OR m.name NOT LIKE 'search_text%') ORDER BY m.name, c.cid`
	if d.Engine() == db.Postgres {
		q = `SELECT c.table_name, c.column_name, upper(c.data_type), c.is_nullable = 'YES', coalesce(k.ordinal_position, 0), coalesce(c.column_default, '')
			FROM information_schema.columns c
			LEFT JOIN information_schema.table_constraints p ON p.table_schema = c.table_schema AND p.table_name = c.table_name AND p.constraint_type = 'PRIMARY KEY'
			LEFT JOIN information_schema.key_column_usage k ON k.constraint_name = p.constraint_name AND k.table_schema = c.table_schema
				AND k.table_name = c.table_name AND k.column_name = c.column_name
			WHERE c.table_schema = 'public' ORDER BY c.table_name, c.ordinal_position`
	}
	type line struct {
		column
		table, fallback string
	}
	rows, err := d.Query(t.Context(), q)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, l *line) error {
		return rows.Scan(&l.table, &l.Name, &l.Type, &l.Nullable, &l.Key, &l.fallback)
	})
	if err != nil {
		t.Fatal(err)
	}
	out, defaults := map[string][]column{}, map[string]string{}
	for _, l := range list {
		out[l.table] = append(out[l.table], l.column)
		if l.fallback != "" {
			defaults[l.table+"."+l.Name] = " DEFAULT " + l.fallback
		}
	}
	return out, defaults
}

// statementsOf reads the definitions of the indexes, by name.
func statementsOf(t *testing.T, d *db.DB) []string {
	t.Helper()
	q := `SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name`
	if d.Engine() == db.Postgres {
		q = `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%_pkey' ORDER BY indexname`
	}
	rows, err := d.Query(t.Context(), q)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, s *string) error { return rows.Scan(s) })
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		list[i] = strings.Join(strings.Fields(list[i]), " ")
	}
	return list
}

// shapeOf brings a schema into the form in which the engines are compared.
func shapeOf(t *testing.T, d *db.DB) shape {
	t.Helper()
	columns, _ := columnsOf(t, d)
	s := shape{columns, map[string]index{}}
	for table, list := range columns {
		if own(table) {
			delete(columns, table)
			continue
		}
		for i := range list {
			list[i].Type = plain(list[i].Type)
			if list[i].Key > 0 {
				list[i].Nullable = false // SQLite does not say so of an integer key
			}
		}
	}
	for _, st := range statementsOf(t, d) {
		if x := parseIndex(st); !own(x.Table) {
			s.Indexes[x.Name] = x
		}
	}
	return s
}

// plain names a type as both engines mean it.
func plain(name string) string {
	switch name {
	case "INTEGER", "BIGINT", "SMALLINT":
		return "whole number"
	case "BLOB", "BYTEA":
		return "bytes"
	case "TEXT", "JSONB":
		return "text"
	}
	return strings.ToLower(name)
}

// parseIndex reads CREATE [UNIQUE] INDEX name ON [public.]table [USING btree] (columns) [WHERE …].
func parseIndex(st string) index {
	head, rest, _ := strings.Cut(st, "(")
	words := strings.Fields(head)
	at := slices.Index(words, "ON")
	list, tail, _ := strings.Cut(rest, " WHERE ")
	list = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(list), ")"), ", id") // which every index of SQLite ends with
	return index{Name: words[at-1], Table: strings.TrimPrefix(words[at+1], "public."), Unique: slices.Contains(words, "UNIQUE"),
		Columns: strings.ReplaceAll(list, `"`, ""), Partial: tail != ""}
}
