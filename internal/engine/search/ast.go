package search

import "slices"

// Op is how a field is compared.
type Op string

// The operators. Is (":") means equal for most types and "contains the words" for texts.
const (
	Is        Op = ":"
	Equal     Op = "="
	NotEqual  Op = "!="
	Less      Op = "<"
	LessEq    Op = "<="
	Greater   Op = ">"
	GreaterEq Op = ">="
	Contains  Op = "~"
)

// Kind is what a node is.
type Kind int

// The kinds of node.
const (
	All  Kind = iota // every one of List holds; an empty All holds always
	Any              // at least one of List holds
	Not              // List[0] does not hold
	Term             // a field compared, or free words when Field is ""
)

// Value is one operand. Quoted values are never taken for a word such as none, me or today.
type Value struct {
	Text   string
	Quoted bool
}

// Node is a part of a query.
type Node struct {
	Kind   Kind
	List   []*Node // All, Any, Not
	Field  string  // Term: lower case, "" for a free word or phrase
	Op     Op      // Term with a field
	Values []Value // Term: any of them; exactly one for free words
	Pos    int     // Term: where it begins in the text, in runes from 0
}

// Query is a parsed text.
type Query struct{ Root *Node }

// Empty reports whether the query has no condition at all.
func (q Query) Empty() bool { return q.Root == nil || (q.Root.Kind == All && len(q.Root.List) == 0) }

// Where returns a term on a field, with its values quoted where they have to be: to build a query in code.
func Where(field string, op Op, values ...string) *Node {
	n := &Node{Kind: Term, Field: field, Op: op}
	for _, v := range values {
		n.Values = append(n.Values, Value{v, !bareValue(v)})
	}
	return n
}

// Words returns a term for a free word or, with a space in it, a phrase.
func Words(text string) *Node {
	return &Node{Kind: Term, Values: []Value{{text, !bareWord(text)}}}
}

// And returns a query that holds when q and all of more hold.
func (q Query) And(more ...*Node) Query {
	list := more
	if q.Root != nil {
		list = append([]*Node{q.Root}, more...)
	}
	return Query{tidy(&Node{Kind: All, List: list})}
}

// Free returns the texts of the free words that must occur, phrases among them, in order: what a list highlights.
func (q Query) Free() []string {
	var out []string
	if q.Root == nil {
		return nil
	}
	list := []*Node{q.Root}
	if q.Root.Kind == All {
		list = q.Root.List
	}
	for _, n := range list {
		if n.Kind == Term && n.Field == "" {
			out = append(out, n.Values[0].Text)
		}
	}
	return out
}

// tidy joins lists within lists of the same kind, lists of one, and double negation.
func tidy(n *Node) *Node {
	switch n.Kind {
	case Term:
		return n
	case Not:
		inner := tidy(n.List[0])
		if inner.Kind == Not {
			return inner.List[0]
		}
		return &Node{Kind: Not, List: []*Node{inner}}
	}
	var list []*Node
	for _, c := range n.List {
		c = tidy(c)
		if c.Kind == n.Kind {
			list = append(list, c.List...)
		} else if !(c.Kind == All && len(c.List) == 0) || n.Kind == Any {
			list = append(list, c)
		}
	}
	if len(list) == 1 {
		return list[0]
	}
	return &Node{Kind: n.Kind, List: slices.Clip(list)}
}
