package search

import (
	"strings"
	"unicode"
)

// String returns the canonical text of the query. Parse reads it back as the same tree.
func (q Query) String() string {
	if q.Root == nil {
		return ""
	}
	var b strings.Builder
	q.Root.print(&b, Any)
	return b.String()
}

// String returns the canonical text of the part.
func (n *Node) String() string { return Query{n}.String() }

// print writes n where a node of kind around stands outside: Any needs no parentheses, All needs them around an Any, Not around both.
func (n *Node) print(b *strings.Builder, around Kind) {
	switch n.Kind {
	case Term:
		n.printTerm(b)
		return
	case Not:
		b.WriteByte('-')
		n.List[0].print(b, Not)
		return
	}
	wrap := around == Not || (around == All && n.Kind == Any)
	if wrap {
		b.WriteByte('(')
	}
	for i, c := range n.List {
		if i > 0 && n.Kind == Any {
			b.WriteString(" or")
		}
		if i > 0 {
			b.WriteByte(' ')
		}
		c.print(b, n.Kind)
	}
	if wrap {
		b.WriteByte(')')
	}
}

func (n *Node) printTerm(b *strings.Builder) {
	b.WriteString(n.Field)
	b.WriteString(string(n.Op))
	for i, v := range n.Values {
		if i > 0 {
			b.WriteByte(',')
		}
		if !v.Quoted {
			b.WriteString(v.Text)
			continue
		}
		b.WriteByte('"')
		b.WriteString(strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v.Text))
		b.WriteByte('"')
	}
}

// bareValue reports whether a value means itself without quotes.
func bareValue(s string) bool {
	switch strings.ToLower(s) {
	case "", "none", "any", "me":
		return false
	}
	if strings.ContainsRune("<>=~!", rune(s[0])) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return ends(r) || r == ',' || r == '\\' })
}

// bareWord reports whether a free word means itself without quotes.
func bareWord(s string) bool {
	switch strings.ToLower(s) {
	case "", "or", "and", "not":
		return false
	}
	if s[0] == '-' || strings.ContainsFunc(s, func(r rune) bool { return ends(r) || r == '\\' }) {
		return false
	}
	p := parser{in: []rune(s)}
	_, op := p.field()
	return op == "" && !unicode.IsSpace(rune(s[0]))
}

// Chip is one part of a query as a list shows it: a field with its values, free words, or a group in parentheses.
type Chip struct {
	Field   string // "" for free words and groups
	Op      Op
	Values  []string
	Negated bool
	Text    string // the part as it is written
	Remove  string // the query without the part
}

// Chips returns the parts of the query that must all hold, in order.
func (q Query) Chips() []Chip {
	if q.Empty() {
		return nil
	}
	list := []*Node{q.Root}
	if q.Root.Kind == All {
		list = q.Root.List
	}
	out := make([]Chip, len(list))
	for i, n := range list {
		rest := &Node{Kind: All}
		rest.List = append(append(rest.List, list[:i]...), list[i+1:]...)
		c := Chip{Text: n.text(len(list)), Remove: Query{tidy(rest)}.String()}
		term := n
		if n.Kind == Not {
			c.Negated, term = true, n.List[0]
		}
		if term.Kind == Term {
			c.Field, c.Op = term.Field, term.Op
			for _, v := range term.Values {
				c.Values = append(c.Values, v.Text)
			}
		}
		out[i] = c
	}
	return out
}

// text returns the part as it stands beside n-1 others.
func (n *Node) text(of int) string {
	around := Any
	if of > 1 {
		around = All
	}
	var b strings.Builder
	n.print(&b, around)
	return b.String()
}
