package field

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// home is the table of what a type refers to, with the condition that it can be chosen. What is no longer in use stays where it was
// chosen before.
func (t Type) home() string {
	switch t {
	case TypePerson:
		return "person WHERE TRUE"
	case TypeTeam:
		return "team WHERE NOT archived"
	case TypeCategory:
		return "category WHERE NOT archived"
	case TypeLocation:
		return "location WHERE NOT archived"
	case TypeEntity:
		return "entity WHERE NOT archived"
	case TypeRecord:
		return "record WHERE archived_at = 0"
	}
	return ""
}

// absent returns the keys of values that refer to nothing, or to what the actor may not see. It reads outside of any write.
func (c *Custom) absent(ctx context.Context, defs []Def, values map[string]json.RawMessage) (map[string]bool, error) {
	out := map[string]bool{}
	for _, d := range defs {
		raw, ok := values[d.Key]
		if !ok || !d.Type.IsRef() {
			continue
		}
		v, err := d.Parse(raw)
		if err != nil || v == nil {
			continue // merge says so
		}
		text, _ := v.(string)
		ref, err := id.Parse(text)
		if err != nil {
			return nil, err
		}
		var n int
		if err := c.db.QueryRow(ctx, "SELECT count(*) FROM "+d.Type.home()+" AND id = $1", ref).Scan(&n); err != nil {
			return nil, err
		}
		if n > 0 && c.Sees != nil {
			err := c.Sees(ctx, d.Type, ref)
			if errs.Is(err, errs.NotFound) {
				n, err = 0, nil
			}
			if err != nil {
				return nil, err
			}
		}
		out[d.Key] = n == 0
	}
	return out, nil
}

// noun is what a field refers to, for messages.
func (d Def) noun() string {
	_, noun, _ := strings.Cut(d.wanted(), " ")
	return noun
}
