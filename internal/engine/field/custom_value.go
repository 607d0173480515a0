package field

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// object is the content of record.custom.
type object map[string]json.RawMessage

func read(custom string) (object, error) {
	o := object{}
	if strings.TrimSpace(custom) == "" {
		return o, nil
	}
	err := json.Unmarshal([]byte(custom), &o)
	return o, err
}

// Fill checks the custom values of a new record and returns what is stored in record.custom, "{}" when there are none. With portal,
// fields that the portal does not show are neither accepted nor required; what classes have to do with it is asked by Classed. Kinds: Invalid, keys "custom.KEY".
func (c *Custom) Fill(ctx context.Context, kind string, values map[string]json.RawMessage, portal bool) (string, []Change, error) {
	defs, err := c.Defs(ctx, kind)
	if err != nil {
		return "", nil, err
	}
	if portal {
		defs = slices.DeleteFunc(defs, func(d Def) bool { return !d.Portal })
	}
	var check errs.Check
	for _, d := range defs {
		if raw := bytes.TrimSpace(values[d.Key]); d.Required && len(d.Classes) == 0 && (len(raw) == 0 || string(raw) == "null" || string(raw) == `""` || string(raw) == "[]") {
			check.Add("custom."+d.Key, "%s is required.", d.Label)
		}
	}
	absent, err := c.absent(ctx, defs, values)
	if err != nil {
		return "", nil, err
	}
	return merge(defs, object{}, values, absent, &check)
}

// Merge applies a patch to the custom values of a record: null takes a value away, what is not named stays. It returns what is stored
// and what changed, with keys "custom.KEY". Kinds: Invalid, keys "custom.KEY".
func (c *Custom) Merge(ctx context.Context, kind, stored string, patch map[string]json.RawMessage) (string, []Change, error) {
	apply, err := c.Patch(ctx, kind, patch)
	if err != nil {
		return "", nil, err
	}
	return apply(stored)
}

// Patch is Merge in two steps: it reads the definitions now and returns the function to use inside a write, which must not read outside
// of its transaction.
func (c *Custom) Patch(ctx context.Context, kind string, patch map[string]json.RawMessage) (func(stored string) (string, []Change, error), error) {
	defs, err := c.Defs(ctx, kind)
	if err != nil {
		return nil, err
	}
	absent, err := c.absent(ctx, defs, patch)
	if err != nil {
		return nil, err
	}
	return func(stored string) (string, []Change, error) {
		old, err := read(stored)
		if err != nil {
			return "", nil, err
		}
		return merge(defs, old, patch, absent, &errs.Check{})
	}, nil
}

func merge(defs []Def, o object, patch map[string]json.RawMessage, absent map[string]bool, check *errs.Check) (string, []Change, error) {
	var changes []Change
	for _, key := range sortedKeys(patch) {
		i := slices.IndexFunc(defs, func(d Def) bool { return d.Key == key })
		if i < 0 {
			check.Add("custom."+key, "There is no field %q.", key)
			continue
		}
		d := defs[i]
		to, err := d.Parse(patch[key])
		if err != nil {
			check.Join("", err)
			continue
		}
		if to == nil && d.Required && len(o[key]) > 0 {
			check.Add("custom."+key, "%s is required.", d.Label)
			continue
		}
		from := decode(o[key])
		if encode(from) == encode(to) {
			continue
		}
		if absent[key] {
			check.Add("custom."+key, "There is no such %s.", d.noun())
			continue
		}
		changes = append(changes, Change{"custom." + key, from, to})
		if to == nil {
			delete(o, key)
		} else {
			o[key] = json.RawMessage(encode(to))
		}
	}
	if err := check.Err(); err != nil {
		return "", nil, err
	}
	out, err := json.Marshal(o)
	return string(out), changes, err
}

func sortedKeys(m map[string]json.RawMessage) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// decode returns a stored value in its canonical form, nil for none.
func decode(raw json.RawMessage) any {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if len(raw) == 0 || dec.Decode(&v) != nil {
		return nil
	}
	switch x := v.(type) {
	case json.Number:
		if n, err := x.Int64(); err == nil {
			return n
		}
		f, _ := x.Float64()
		return f
	case []any:
		var out []string
		for _, e := range x {
			if s, ok := e.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return v
}

// encode writes a canonical value; it cannot fail for those.
func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "null"
	}
	return string(b)
}

// Values returns the fields of a kind in use with their values in a record, for pages and exports. Instants in texts are in zone.
func (c *Custom) Values(ctx context.Context, kind, stored string, zone *time.Location) ([]Value, error) {
	defs, err := c.Defs(ctx, kind)
	if err != nil {
		return nil, err
	}
	o, err := read(stored)
	if err != nil {
		return nil, err
	}
	out := make([]Value, len(defs))
	for i, d := range defs {
		v := decode(o[d.Key])
		out[i] = Value{&defs[i], v, d.Text(v, zone)}
	}
	return out, nil
}

// FromForm turns the texts of a form into values for Fill and Merge. get returns the text of "custom.KEY" and whether the form had that
// input; local times are read in zone. Kinds: Invalid, keys "custom.KEY".
func (c *Custom) FromForm(ctx context.Context, kind string, get func(name string) (string, bool), zone *time.Location) (map[string]json.RawMessage, error) {
	defs, err := c.Defs(ctx, kind)
	if err != nil {
		return nil, err
	}
	var check errs.Check
	out := map[string]json.RawMessage{}
	for _, d := range defs {
		s, ok := get("custom." + d.Key)
		if !ok {
			continue
		}
		v, err := d.ParseText(s, zone)
		check.Join("", err)
		out[d.Key] = json.RawMessage(encode(v))
	}
	return out, check.Err()
}
