package field_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/field"
)

type colour string

type door struct {
	Name   string
	Notes  string
	Colour colour
	Rank   int16
	Width  int64
	Count  int64
	Open   bool
	Since  clock.Time
	Owner  id.ID
	Built  string
	Effort int64
}

var doors = field.Set[door]{
	field.Text("name", "Name", "name", func(d *door) *string { return &d.Name }).Required().Max(10).Filter("d.name"),
	field.Long("notes", "Notes", "notes", func(d *door) *string { return &d.Notes }),
	field.Choice("colour", "Colour", "colour", func(d *door) *colour { return &d.Colour }, field.Option{Value: "red", Label: "Red"}, field.Option{Value: "blue", Label: "Blue"}),
	field.Rank("rank", "Rank", "rank_no", func(d *door) *int16 { return &d.Rank }, field.Option{Value: "1", Label: "High"}, field.Option{Value: "2", Label: "Low"}),
	field.Number("width", "Width", "width", func(d *door) *int64 { return &d.Width }),
	field.Number("count", "Count", "how_many", func(d *door) *int64 { return &d.Count }),
	field.Boolean("open", "Open", "is_open", func(d *door) *bool { return &d.Open }),
	field.Time("since", "Since", "since", func(d *door) *clock.Time { return &d.Since }).ReadOnly(),
	field.Ref(field.TypePerson, "owner", "Owner", "owner_id", func(d *door) *id.ID { return &d.Owner }),
	field.Date("built", "Built", "built", func(d *door) *string { return &d.Built }),
	field.Duration("effort", "Effort", "effort", func(d *door) *int64 { return &d.Effort }),
}

func sample() door {
	return door{"Front", "two\nlines", "red", 1, 90, 3, true, clock.Of(time.Date(2026, 11, 22, 10, 0, 0, 5000, time.UTC)), 7, "2020-02-29", 95}
}

func TestARowComesBackAsItWasWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		want, got := sample(), door{}
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(`CREATE TABLE door (name TEXT, notes TEXT, colour TEXT, rank_no SMALLINT, width BIGINT, how_many BIGINT, is_open BOOLEAN,
				since BIGINT, owner_id BIGINT, built TEXT, effort BIGINT)`); err != nil {
				return err
			}
			_, err := tx.Exec(`INSERT INTO door (`+doors.Columns("")+`) VALUES (`+doors.Placeholders(1)+`)`, doors.Args(&want)...)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		read := func() door {
			if err := d.QueryRow(t.Context(), `SELECT `+doors.Columns("d.")+` FROM door d`).Scan(doors.Stored("").Dest(&got)...); err != nil {
				t.Fatal(err)
			}
			return got
		}
		if diff := cmp.Diff(want, read()); diff != "" {
			t.Error(diff)
		}
		want.Name, want.Open = "Back", false
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE door SET `+doors.Assignments(1), doors.Args(&want)...)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, read()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestSetTakesWhatFitsAndSaysWhatDoesNot(t *testing.T) {
	tests := []struct {
		name, key, raw string
		want           string // the field's text afterwards, or the start of the message after "!"
	}{
		{"a text is made one line", "name", `" a\tb\n"`, "a b"},
		{"a text has a length", "name", `"12345678901"`, "!At most 10"},
		{"a required text is not emptied", "name", `""`, "!Name is required"},
		{"a text is not a number", "name", `3`, "!Enter a text"},
		{"a long text keeps its lines", "notes", `"a\r\nb"`, "a\nb"},
		{"null empties", "notes", `null`, ""},
		{"a choice is one of its options", "colour", `"blue"`, "blue"},
		{"and nothing else", "colour", `"green"`, `!"green" is not one of the choices: red, blue.`},
		{"a ranked choice is kept as a number", "rank", `"2"`, "2"},
		{"a ranked choice outside of its options", "rank", `"9"`, "!\"9\" is not"},
		{"a whole number", "width", `12`, "12"},
		{"a fraction where there is none", "width", `12.5`, "!Enter a whole number"},
		{"an exponent", "width", `1e400`, "!Enter a number"},
		{"a text for a number", "count", `"12"`, "!Enter a number, not a text"},
		{"a boolean", "open", `false`, "false"},
		{"a text for a boolean", "open", `"yes"`, "!Enter true or false"},
		{"a field of the product", "since", `null`, "!Since is set by the product"},
		{"an id as text", "owner", `"123"`, "123"},
		{"an id as number", "owner", `124`, "124"},
		{"a negative id", "owner", `-1`, "!Enter a person"},
		{"a name for an id", "owner", `"Ann"`, "!Choose a person"},
		{"a date", "built", `"2024-02-29"`, "2024-02-29"},
		{"a date that never was", "built", `"2023-02-29"`, "!Enter a date"},
		{"a duration in minutes", "effort", `90`, "90"},
		{"a duration in words", "effort", `"1h 30m"`, "90"},
		{"an object", "effort", `{"a":1}`, "!Enter a duration"},
		{"a list", "effort", `[1]`, "!Enter a duration in minutes, not a list"},
		{"no JSON", "effort", `{`, "!This is not valid JSON"},
		{"a field that does not exist", "colr", `1`, `!There is no field "colr"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := sample()
			err := doors.Set(&d, tt.key, json.RawMessage(tt.raw))
			if want, ok := strings.CutPrefix(tt.want, "!"); ok {
				fs := errs.Fields(err)
				if len(fs) != 1 || fs[0].Key != tt.key || !strings.HasPrefix(fs[0].Text, want) {
					t.Errorf("got %v", err)
				}
				if diff := cmp.Diff(sample(), d); diff != "" {
					t.Errorf("a value that does not fit changed something: %s", diff)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range doors.Values(&d) {
				if v.Def.Key == tt.key && v.Text != tt.want {
					t.Errorf("got %q", v.Text)
				}
			}
		})
	}
}

func TestDiffListsWhatChangedCompactly(t *testing.T) {
	a, b := sample(), sample()
	b.Name, b.Owner, b.Open, b.Since, b.Width = "Back", 0, false, 0, 91
	got, err := json.Marshal(doors.Diff(&a, &b))
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"k":"name","f":"Front","t":"Back"},{"k":"width","f":90,"t":91},{"k":"open","f":true,"t":false},` +
		`{"k":"since","f":"2026-11-22T10:00:00.000005Z","t":null},{"k":"owner","f":"7","t":null}]`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if n := len(doors.Diff(nil, &a)); n != len(doors) {
		t.Errorf("an opening lists %d fields", n)
	}
}

func TestASetOfAPartServesTheWhole(t *testing.T) {
	type house struct {
		Front door
		Name  string
	}
	set := append(field.Join(doors, func(h *house) *door { return &h.Front }), field.Text("house", "House", "", func(h *house) *string { return &h.Name }))
	var h house
	if err := set.SetAll(&h, map[string]json.RawMessage{"name": json.RawMessage(`"X"`), "house": json.RawMessage(`"Y"`), "version": nil}, "version"); err != nil {
		t.Fatal(err)
	}
	if h.Front.Name != "X" || h.Name != "Y" || strings.Contains(set.Columns(""), "house") || len(set.Args(&h)) != len(doors) {
		t.Errorf("%+v %s", h, set.Columns(""))
	}
	err := set.SetAll(&h, map[string]json.RawMessage{"width": json.RawMessage(`"a"`), "nope": json.RawMessage(`1`)})
	if len(errs.Fields(err)) != 2 {
		t.Errorf("got %v", err)
	}
	if err := doors.Check(&door{}); len(errs.Fields(err)) != 1 {
		t.Errorf("got %v", err)
	}
}

func TestAFormWritesTimesInItsZone(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	set := field.Set[door]{field.Time("since", "Since", "since", func(d *door) *clock.Time { return &d.Since })}
	var d door
	if err := set.SetTextIn(&d, "since", "2026-07-01T09:30", zone); err != nil {
		t.Fatal(err)
	}
	if d.Since.String() != "2026-07-01T07:30:00Z" {
		t.Errorf("got %s", d.Since)
	}
	if got := set[0].Text(d.Since.String(), zone); got != "2026-07-01T09:30" {
		t.Errorf("shown as %s", got)
	}
}
