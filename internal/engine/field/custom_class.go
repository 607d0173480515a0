package field

import (
	"context"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// ClassKey is the key of the built-in field that says of which class a record is, for kinds that have classes.
const ClassKey = "class"

// Suits reports whether records of a class have the field; 0 is a record without a class.
func (d Def) Suits(class id.ID) bool { return len(d.Classes) == 0 || slices.Contains(d.Classes, class) }

// ClassOf is the class that the values of a record say, 0 for none.
func ClassOf(values []Value) id.ID {
	for _, v := range values {
		if v.Def.Key == ClassKey && !v.Def.Custom && v.Def.Type == TypeRecord {
			i, _ := id.Parse(v.Text)
			return i
		}
	}
	return 0
}

// Suiting returns the values of those fields that records of a class have.
func Suiting(values []Value, class id.ID) []Value {
	return slices.DeleteFunc(slices.Clone(values), func(v Value) bool { return !v.Def.Suits(class) })
}

// Judge says whether the custom values of a record suit its class: stored is what it has then, changes what is about to change.
type Judge func(class id.ID, stored string, changes []Change, fresh bool) error

// Classed reads the fields of a kind now and returns the judge for use inside a write. A value for a field that only other classes have is
// refused, and so is a new record without what its class requires. Kinds of the judge: Invalid, keys "custom.KEY".
func (c *Custom) Classed(ctx context.Context, kind string) (Judge, error) {
	defs, err := c.Defs(ctx, kind)
	if err != nil {
		return nil, err
	}
	defs = slices.DeleteFunc(defs, func(d Def) bool { return len(d.Classes) == 0 })
	return func(class id.ID, stored string, changes []Change, fresh bool) error {
		has, err := read(stored)
		if err != nil {
			return err
		}
		var check errs.Check
		for _, d := range defs {
			given := slices.ContainsFunc(changes, func(ch Change) bool { return ch.Key == "custom."+d.Key && ch.To != nil })
			check.Must(!given || d.Suits(class), "custom."+d.Key, "Things of this class have no “%s”; leave it empty.", d.Label)
			check.Must(!fresh || !d.Required || !d.Suits(class) || len(has[d.Key]) > 0, "custom."+d.Key, "%s is required.", d.Label)
		}
		return check.Err()
	}, nil
}

// classes checks that the actor sees the classes that a definition names.
func (c *Custom) classes(ctx context.Context, list []id.ID) error {
	for _, class := range list {
		if c.Sees == nil {
			return nil
		}
		err := c.Sees(ctx, TypeRecord, class)
		if errs.Is(err, errs.NotFound) {
			err = errs.Bad("classes", "There is no such class.")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// writtenClasses is how the classes are stored.
func (d Definition) writtenClasses() string {
	out := make([]string, len(d.Classes))
	for i, class := range d.Classes {
		out[i] = class.String()
	}
	return strings.Join(out, ",")
}

func (d *Definition) readClasses(stored string) error {
	d.Classes = nil
	for s := range strings.SplitSeq(stored, ",") {
		if s == "" {
			continue
		}
		class, err := id.Parse(s)
		if err != nil {
			return err
		}
		d.Classes = append(d.Classes, class)
	}
	return nil
}
