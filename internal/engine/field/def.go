package field

import (
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// Type is what sort of value a field holds.
type Type string

// The types. Person to Record hold the id of a row; Date, DateTime and Duration have one canonical form each, see Def.Parse.
const (
	TypeText     Type = "text"
	TypeLong     Type = "long"
	TypeNumber   Type = "number"
	TypeBoolean  Type = "boolean"
	TypeChoice   Type = "choice"
	TypeMulti    Type = "multi"
	TypeDate     Type = "date"
	TypeDateTime Type = "datetime"
	TypeDuration Type = "duration" // in minutes
	TypeMoney    Type = "money"    // an amount with its currency, such as "1234.50 EUR"
	TypePerson   Type = "person"
	TypeTeam     Type = "team"
	TypeCategory Type = "category"
	TypeLocation Type = "location"
	TypeEntity   Type = "entity"
	TypeRecord   Type = "record"
)

// IsRef reports whether values of the type are ids of rows.
func (t Type) IsRef() bool {
	switch t {
	case TypePerson, TypeTeam, TypeCategory, TypeLocation, TypeEntity, TypeRecord:
		return true
	}
	return false
}

// HasOptions reports whether values of the type are chosen from a list in the definition.
func (t Type) HasOptions() bool { return t == TypeChoice || t == TypeMulti }

// Known reports whether t is one of the types.
func (t Type) Known() bool {
	switch t {
	case TypeText, TypeLong, TypeNumber, TypeBoolean, TypeChoice, TypeMulti, TypeDate, TypeDateTime, TypeDuration, TypeMoney:
		return true
	}
	return t.IsRef()
}

// Option is one choice of a choice or multi field.
type Option struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// Def describes a field, without saying where the value lives in Go.
type Def struct {
	Key      string
	Label    string
	Help     string
	Type     Type
	Options  []Option
	Required bool
	ReadOnly bool // set by the product, never by a form or a patch
	Custom   bool // made by an administrator; values live in record.custom
	Portal   bool // shown on the portal
	Whole    bool // a number without a fraction
	Code     bool // a text that filters compare as a whole, whatever its case, such as the number of a record
	Max      int  // the largest length in runes, 0 for the type's own limit
	Position int
	Of       string // the kind of record that a reference leads to, "" for any
	// Classes are those whose records have the field, for kinds whose records are of a class; none for every record.
	Classes []id.ID
	// Needs is what somebody must have besides the right to see the record, "" for nothing more.
	Needs actor.Permission
	// Filter is the SQL expression that the query language filters on, such as "t.team_id"; "" means it cannot be filtered.
	Filter string
	// Sort is the SQL expression of a sortable column, "" when lists cannot be sorted by it.
	Sort string
}

// Option returns the label of a choice, the value itself when it is not (or no longer) among the choices.
func (d Def) Option(value string) string {
	for _, o := range d.Options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// Change is one field that got another value. From and To are JSON scalars (nil, string, int64, float64, bool) or, for multi, a
// []string; in events they are written compactly.
type Change struct {
	Key  string `json:"k"`
	From any    `json:"f"`
	To   any    `json:"t"`
}

// Value is the present value of a field: as a JSON scalar and as the text that a form shows.
type Value struct {
	Def  *Def
	JSON any
	Text string
}
