package search

import (
	"fmt"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/field"
)

// Resolver turns what a person writes into the values that a column holds. No values and no error means that there is no such thing.
type Resolver func(text string) ([]any, error)

// Env is what a query is compiled against. The SQL in it is written by the program, never by a person.
type Env struct {
	// Defs are the fields by the name they have in queries; a custom field is "custom.KEY". Fields without a Filter are unknown.
	Defs map[string]field.Def
	// Values resolve the values of single fields, by name; they come before Types.
	Values map[string]Resolver
	// Types resolve the names of persons, teams, categories and so on into ids.
	Types map[field.Type]Resolver
	// Fixed gives whole conditions for words of a field, such as status → open → "t.phase < 2", so that partial indexes apply.
	Fixed map[string]map[string]string
	// Indexed names the fields whose words are looked up in the full text, such as title → InTitle.
	Indexed map[string]Part
	// Index answers free words; without one they are an error.
	Index Index
	// Internal says that internal entries may be searched.
	Internal bool

	Now  time.Time
	Zone *time.Location // UTC when nil
	Me   id.ID
}

// Compile returns the condition of a query, "TRUE" for an empty one, with its arguments added to args; it can be joined with others. Its text is common to both
// engines except for the condition of free words, which comes from Env.Index. Kinds: Invalid under the key "q", naming the position and
// the cure; those of the resolvers.
func Compile(q Query, env Env, args *db.Args) (string, error) {
	if q.Empty() {
		return "TRUE", nil
	}
	if env.Zone == nil {
		env.Zone = time.UTC
	}
	c := compiler{env, args}
	cond, err := c.node(q.Root, false)
	if q.Root.Kind != Term && err == nil { // whatever the caller joins it with, an "or" must not reach beyond the query
		cond = "(" + cond + ")"
	}
	return cond, err
}

type compiler struct {
	Env
	args *db.Args
}

func bad(n *Node, format string, args ...any) error {
	return errs.Bad("q", "At position %d: %s", n.Pos+1, fmt.Sprintf(format, args...))
}

// node compiles a part; negated says that a NULL would be wrong because a Not stands above.
func (c compiler) node(n *Node, negated bool) (string, error) {
	switch n.Kind {
	case Term:
		return c.term(n, negated)
	case Not:
		cond, err := c.node(n.List[0], true)
		return "NOT (" + cond + ")", err
	case Any:
		return c.join(n.List, " OR ", negated)
	}
	words, rest := splitWords(n.List)
	var parts []string
	if len(words) > 0 {
		cond, err := c.words(words)
		if err != nil {
			return "", err
		}
		parts = append(parts, cond)
	}
	if len(rest) > 0 {
		cond, err := c.join(rest, " AND ", negated)
		if err != nil {
			return "", err
		}
		parts = append(parts, cond)
	}
	return strings.Join(parts, " AND "), nil
}

func (c compiler) join(list []*Node, with string, negated bool) (string, error) {
	var parts []string
	for _, n := range list {
		cond, err := c.node(n, negated)
		if err != nil {
			return "", err
		}
		if n.Kind == All || n.Kind == Any {
			cond = "(" + cond + ")"
		}
		parts = append(parts, cond)
	}
	return strings.Join(parts, with), nil
}

// splitWords separates the free words, which are looked up together, from the other parts.
func splitWords(list []*Node) (words, rest []*Node) {
	for _, n := range list {
		if n.Kind == Term && n.Field == "" {
			words = append(words, n)
		} else {
			rest = append(rest, n)
		}
	}
	return words, rest
}

func (c compiler) words(list []*Node) (string, error) {
	if c.Index == nil {
		return "", bad(list[0], "free words cannot be used here; name a field, such as title:%s", list[0].Values[0].Text)
	}
	var all []Word
	var parts []string
	for _, n := range list {
		w := wordOf(n.Values[0])
		if w.Number != "" { // may stand for a record that does not have the other words in one document with it
			parts = append(parts, c.Index.Condition(c.args, []Word{w}, Anywhere, c.Internal))
		} else if len(w.Tokens) > 0 {
			all = append(all, w)
		}
	}
	if len(all) > 0 {
		parts = append(parts, c.Index.Condition(c.args, all, Anywhere, c.Internal))
	}
	if len(parts) == 0 { // everything would be found by it
		return "", bad(list[0], "there is no letter or digit in '%s'; search for letters or digits.", list[0].Values[0].Text)
	}
	return strings.Join(parts, " AND "), nil
}

func (c compiler) term(n *Node, negated bool) (string, error) {
	if n.Field == "" {
		return c.words([]*Node{n})
	}
	d, err := c.lookup(n)
	if err != nil {
		return "", err
	}
	var or []string
	var list []any // values that one IN can hold
	for _, v := range n.Values {
		cond, values, err := c.value(n, d, v)
		if err != nil {
			return "", err
		}
		if cond != "" {
			or = append(or, cond)
		}
		list = append(list, values...)
	}
	if len(list) > 0 {
		or = append(or, c.in(n.Op, d, list))
	}
	with := " OR "
	if n.Op == NotEqual {
		with = " AND "
	}
	cond := strings.Join(or, with)
	if len(or) > 1 {
		cond = "(" + cond + ")"
	}
	if negated && nullable(d) { // a record without the value is NULL, and NOT NULL would hide it
		cond = "coalesce(" + cond + ", FALSE)"
	}
	return cond, nil
}

func (c compiler) lookup(n *Node) (field.Def, error) {
	d, ok := c.Defs[n.Field]
	if ok && d.Filter != "" {
		return d, nil
	}
	if near := text.Nearest(n.Field, names(c.Defs, true)); near != "" {
		return d, bad(n, "Unknown field '%s'; did you mean '%s'?", n.Field, near)
	}
	known := names(c.Defs, false)
	if len(known) > 12 {
		known = append(known[:12:12], "…")
	}
	return d, bad(n, "Unknown field '%s'; use one of %s, or put the text in quotes to search for it.", n.Field, strings.Join(known, ", "))
}

// in compares a column with values that it may equal.
func (c compiler) in(op Op, d field.Def, list []any) string {
	if op == NotEqual {
		cond := d.Filter + " <> " + c.args.Add(list[0])
		if len(list) > 1 {
			cond = d.Filter + " NOT IN " + db.List(c.args, list)
		}
		if nullable(d) {
			return "coalesce(" + cond + ", TRUE)"
		}
		return cond
	}
	if len(list) == 1 {
		return d.Filter + " = " + c.args.Add(list[0])
	}
	return d.Filter + " IN " + db.List(c.args, list)
}

// nullable reports whether a record without the value has NULL there: custom values, and what is asked of another table in a subquery.
// Columns of our own are never NULL.
func nullable(d field.Def) bool { return d.Custom || strings.HasPrefix(d.Filter, "(SELECT ") }

// none is the condition that the field has no value.
func none(d field.Def) string {
	switch {
	case d.Type == field.TypeBoolean:
		return "NOT (" + d.Filter + ")"
	case nullable(d):
		return "(" + d.Filter + ") IS NULL"
	case d.Type.IsRef(), d.Type == field.TypeDateTime, d.Type == field.TypeNumber, d.Type == field.TypeDuration, d.Whole:
		return d.Filter + " = 0"
	}
	return d.Filter + " = ''"
}

// some is the condition that the field has a value.
func some(d field.Def) string {
	switch {
	case d.Type == field.TypeBoolean:
		return d.Filter
	case nullable(d):
		return "(" + d.Filter + ") IS NOT NULL"
	case d.Type == field.TypeDateTime:
		return d.Filter + " > 0" // a range, for the index
	case d.Type.IsRef(), d.Type == field.TypeNumber, d.Type == field.TypeDuration, d.Whole:
		return d.Filter + " <> 0"
	}
	return d.Filter + " <> ''"
}
