package field_test

import (
	"encoding/json"
	"fmt"

	"github.com/fettle-itsm/fettle/internal/engine/field"
)

// One line per field gives the columns, the JSON and form input, and the audit trail.
func Example() {
	type lamp struct {
		Place string
		Watts int64
	}
	fields := field.Set[lamp]{
		field.Text("place", "Place", "place", func(l *lamp) *string { return &l.Place }).Required(),
		field.Number("watts", "Watts", "watts", func(l *lamp) *int64 { return &l.Watts }),
	}
	fmt.Println("SELECT " + fields.Columns("l.") + " FROM lamp l")
	fmt.Println("INSERT INTO lamp (" + fields.Columns("") + ") VALUES (" + fields.Placeholders(1) + ")")
	old := lamp{"Hall", 60}
	now := old
	if err := fields.Set(&now, "watts", json.RawMessage(`7`)); err != nil {
		fmt.Println(err)
	}
	fmt.Println(fields.Diff(&old, &now))
	fmt.Println(fields.SetText(&now, "place", ""))
	// Output:
	// SELECT l.place, l.watts FROM lamp l
	// INSERT INTO lamp (place, watts) VALUES ($1, $2)
	// [{watts 60 7}]
	// Some of the input needs a correction.; place: Place is required.
}
