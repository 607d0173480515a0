package row

import (
	"strconv"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Field is one value of a thing before and after a change.
type Field struct {
	Key  string `json:"key"`
	From string `json:"from"`
	To   string `json:"to"`
}

// Created tells that a person, team, entity, location, category or role was made.
type Created struct {
	ID     id.ID  `json:"id"`
	Object string `json:"object"`
	Name   string `json:"name"`
}

// Subject is what was made.
func (e Created) Subject() id.ID { return e.ID }

// EventKind names the event.
func (Created) EventKind() string { return "people.created" }

// Changed tells which fields of a thing changed.
type Changed struct {
	ID     id.ID   `json:"id"`
	Object string  `json:"object"`
	Fields []Field `json:"fields"`
}

// Subject is what was changed.
func (e Changed) Subject() id.ID { return e.ID }

// EventKind names the event.
func (Changed) EventKind() string { return "people.changed" }

// Removed tells that a role was deleted; other things are archived instead.
type Removed struct {
	ID     id.ID  `json:"id"`
	Object string `json:"object"`
	Name   string `json:"name"`
}

// Subject is what was removed.
func (e Removed) Subject() id.ID { return e.ID }

// EventKind names the event.
func (Removed) EventKind() string { return "people.removed" }

// Pair is one value of a thing as a text.
type Pair struct{ Key, Value string }

// Pairs returns the pairs of a list of keys and values in turn.
func Pairs(keysAndValues ...string) []Pair {
	out := make([]Pair, 0, len(keysAndValues)/2)
	for i := 0; i+1 < len(keysAndValues); i += 2 {
		out = append(out, Pair{keysAndValues[i], keysAndValues[i+1]})
	}
	return out
}

// changes compares two lists of pairs with the same keys.
func changes(old, now []Pair) []Field {
	var out []Field
	for i, p := range now {
		if p.Value != old[i].Value {
			out = append(out, Field{p.Key, old[i].Value, p.Value})
		}
	}
	return out
}

// EmitChanged emits Changed and nothing when no field changed; it reports whether there was a change.
func EmitChanged(tx *db.Tx, key id.ID, object string, old, now []Pair) (bool, error) {
	fields := changes(old, now)
	if len(fields) == 0 {
		return false, nil
	}
	return true, tx.Emit(Changed{key, object, fields})
}

// Yes returns a boolean as it stands in a Pair.
func Yes(b bool) string { return strconv.FormatBool(b) }
