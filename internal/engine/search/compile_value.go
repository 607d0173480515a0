package search

import (
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/field"
)

// value compiles one operand: to a condition of its own, or to values that the caller puts into one list.
func (c compiler) value(n *Node, d field.Def, v Value) (cond string, list []any, err error) {
	equals := n.Op == Is || n.Op == Equal || n.Op == NotEqual
	word := strings.ToLower(v.Text)
	if !v.Quoted && equals && (word == "none" || word == "any") {
		if (word == "none") == (n.Op != NotEqual) {
			return none(d), nil, nil
		}
		return some(d), nil, nil
	}
	if fixed, ok := c.Fixed[n.Field][word]; ok && !v.Quoted && equals {
		if n.Op == NotEqual {
			fixed = "NOT (" + fixed + ")"
		}
		return fixed, nil, nil
	}
	if resolve := c.Values[n.Field]; resolve != nil {
		list, err = c.resolve(n, d, v, resolve)
		return "", list, err
	}
	switch d.Type {
	case field.TypeText, field.TypeLong:
		return c.text(n, d, v)
	case field.TypeNumber, field.TypeDuration:
		cond, err = c.number(n, d, v)
		return cond, nil, err
	case field.TypeDate, field.TypeDateTime:
		cond, err = c.time(n, d, v)
		return cond, nil, err
	case field.TypeBoolean:
		list, err = c.boolean(n, d, v)
		return "", list, err
	case field.TypeChoice:
		return c.choice(n, d, v)
	case field.TypeMulti:
		cond, err = c.multi(n, d, v)
		return cond, nil, err
	}
	list, err = c.ref(n, d, v)
	return "", list, err
}

// onlyEquals refuses an operator that the field does not have.
func onlyEquals(n *Node, d field.Def) error {
	if n.Op == Is || n.Op == Equal || n.Op == NotEqual {
		return nil
	}
	return bad(n, "%s cannot be compared with '%s'; use %s: or %s!=.", label(d), n.Op, n.Field, n.Field)
}

func label(d field.Def) string {
	if d.Label != "" {
		return d.Label
	}
	return d.Key
}

func (c compiler) resolve(n *Node, d field.Def, v Value, resolve Resolver) ([]any, error) {
	if err := onlyEquals(n, d); err != nil {
		return nil, err
	}
	list, err := resolve(v.Text)
	if err != nil {
		if f := errs.Fields(err); len(f) > 0 {
			return nil, bad(n, "%s", f[0].Text)
		}
		return nil, err
	}
	if len(list) == 0 {
		return nil, bad(n, "there is no %s '%s'; check the name, or use %s:any.", strings.ToLower(label(d)), v.Text, n.Field)
	}
	return list, nil
}

func (c compiler) text(n *Node, d field.Def, v Value) (string, []any, error) {
	part, indexed := c.Indexed[n.Field]
	word := wordOf(v)
	switch {
	case d.Code && (n.Op == Is || n.Op == Equal || n.Op == NotEqual):
		cond, list := c.code(n, d, v)
		return cond, list, nil
	case n.Op == Is && indexed && c.Index != nil && len(word.Tokens) > 0: // without a token, as in title:%, the characters count
		return c.Index.Condition(c.args, []Word{{Tokens: word.Tokens, Prefix: word.Prefix}}, part, c.Internal), nil, nil
	case n.Op == Is || n.Op == Contains:
		return d.Filter + " {{ilike}} " + c.args.Add("%"+likeText(v.Text)+"%") + ` ESCAPE '\'`, nil, nil
	case n.Op == Equal || n.Op == NotEqual:
		return "", []any{v.Text}, nil
	}
	return "", nil, bad(n, "%s is a text; use %s: or %s~ to find a part of it.", label(d), n.Field, n.Field)
}

// numbers is the filter of the field that has the numbers of records.
const numbers = "r.number"

// code compares a text that counts as a whole: number:INC-1 is not INC-10, number:INC-1* both, number:1 what has that number in any kind.
func (c compiler) code(n *Node, d field.Def, v Value) (string, []any) {
	beginning, many := strings.CutSuffix(v.Text, "*")
	if d.Filter != numbers { // a serial number of digits is no number of a record, and is kept as it was written
		cond := d.Filter + " {{ilike}} "
		if n.Op == NotEqual {
			cond = d.Filter + " NOT {{ilike}} "
		}
		like := likeText(v.Text)
		if n.Op == Is && many && !v.Quoted && beginning != "" {
			like = likeText(beginning) + "%"
		}
		return cond + c.args.Add(like) + ` ESCAPE '\'`, nil
	}
	number, ok := Jump(v.Text)
	like := ""
	switch {
	case n.Op == Is && many && !v.Quoted && beginning != "":
		like = likeText(strings.ToUpper(beginning)) + "%"
	case n.Op == Is && ok && !strings.Contains(number, "-"):
		like = "%-" + likeText(number)
	case ok && strings.Contains(number, "-"):
		return "", []any{number}
	default:
		return "", []any{strings.ToUpper(v.Text)}
	}
	return d.Filter + " LIKE " + c.args.Add(like) + ` ESCAPE '\'`, nil
}

// likeText escapes what LIKE gives a meaning to.
func likeText(s string) string {
	return strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(s)
}

func (c compiler) number(n *Node, d field.Def, v Value) (string, error) {
	if n.Op == Contains {
		return "", bad(n, "%s is a number; use %s: or %s>.", label(d), n.Field, n.Field)
	}
	x, err := d.ParseText(v.Text, c.Zone)
	if err != nil || x == nil {
		return "", bad(n, "'%s' is not a value of %s; %s", v.Text, label(d), cure(err))
	}
	if i, ok := x.(int64); ok && d.Custom {
		x = float64(i) // the column is cast to a floating point number
	}
	return compare(d, n.Op, c.args.Add(x)), nil
}

func compare(d field.Def, op Op, value string) string {
	switch op {
	case Is:
		op = Equal
	case NotEqual:
		if nullable(d) {
			return "coalesce(" + d.Filter + " <> " + value + ", TRUE)"
		}
		op = "<>"
	}
	return d.Filter + " " + string(op) + " " + value
}

func cure(err error) string {
	if f := errs.Fields(err); len(f) > 0 {
		return strings.ToLower(f[0].Text[:1]) + f[0].Text[1:]
	}
	return "give a value."
}

func (c compiler) boolean(n *Node, d field.Def, v Value) ([]any, error) {
	if err := onlyEquals(n, d); err != nil {
		return nil, err
	}
	x, err := d.ParseText(v.Text, c.Zone)
	if err != nil || x == nil {
		return nil, bad(n, "'%s' is neither yes nor no; write %s:yes or %s:no.", v.Text, n.Field, n.Field)
	}
	return []any{x}, nil
}

// choice takes the value or the label of an option, in any case. A choice kept as a number is also ordered.
func (c compiler) choice(n *Node, d field.Def, v Value) (string, []any, error) {
	if !d.Whole {
		if err := onlyEquals(n, d); err != nil {
			return "", nil, err
		}
	}
	var known []string
	for _, o := range d.Options {
		short, _, _ := strings.Cut(o.Label, " ") // P1 of "P1 critical": what pages call it
		if !strings.EqualFold(o.Value, v.Text) && !strings.EqualFold(o.Label, v.Text) && (!d.Whole || !strings.EqualFold(short, v.Text)) {
			known = append(known, o.Value)
			continue
		}
		if !d.Whole {
			return "", []any{o.Value}, nil
		}
		num, err := field.Def{Key: d.Key, Type: field.TypeNumber, Whole: true}.ParseText(o.Value, c.Zone)
		if err != nil || n.Op == Contains {
			return "", nil, bad(n, "%s cannot be compared with '%s'.", label(d), n.Op)
		}
		if n.Op == Is || n.Op == Equal || n.Op == NotEqual {
			return "", []any{num}, nil
		}
		return "(" + some(d) + " AND " + compare(d, n.Op, c.args.Add(num)) + ")", nil, nil
	}
	return "", nil, bad(n, "%s has no choice '%s'; %s", label(d), v.Text, offer(v.Text, known))
}

func offer(word string, known []string) string {
	if near := text.Nearest(word, known); near != "" {
		return "did you mean '" + near + "'?"
	}
	if len(known) > 12 {
		known = append(known[:12:12], "…")
	}
	return "use one of " + strings.Join(known, ", ") + "."
}

// multi looks for one choice in the JSON list of them.
func (c compiler) multi(n *Node, d field.Def, v Value) (string, error) {
	if err := onlyEquals(n, d); err != nil && n.Op != Contains {
		return "", err
	}
	var known []string
	for _, o := range d.Options {
		if !strings.EqualFold(o.Value, v.Text) && !strings.EqualFold(o.Label, v.Text) {
			known = append(known, o.Value)
			continue
		}
		like := " LIKE " + c.args.Add(`%"`+likeText(o.Value)+`"%`) + ` ESCAPE '\'`
		if n.Op == NotEqual {
			return "NOT coalesce(" + d.Filter + like + ", FALSE)", nil
		}
		return d.Filter + like, nil
	}
	return "", bad(n, "%s has no choice '%s'; %s", label(d), v.Text, offer(v.Text, known))
}

// ref takes "me", a name that the resolver knows, or an id.
func (c compiler) ref(n *Node, d field.Def, v Value) ([]any, error) {
	if err := onlyEquals(n, d); err != nil {
		return nil, err
	}
	if !v.Quoted && strings.EqualFold(v.Text, "me") && d.Type == field.TypePerson {
		if c.Me == 0 {
			return nil, bad(n, "nobody is signed in, so 'me' means no one; name a person.")
		}
		return []any{c.Me}, nil
	}
	if i, err := id.Parse(v.Text); err == nil && len(v.Text) > 12 {
		return []any{i}, nil
	}
	resolve := c.Types[d.Type]
	if resolve == nil {
		return nil, bad(n, "%s can only be compared with none, any or an id here.", label(d))
	}
	return c.resolve(n, d, v, resolve)
}
