package search

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/text"
)

// The limits of a query.
const (
	MaxLength = 2000 // runes
	MaxTerms  = 100  // values count, too
	MaxDepth  = 20
)

// Parse reads a query. Kinds: Invalid under the key "q", naming the position (in characters from 1) and the cure.
func Parse(s string) (Query, error) {
	clean := printable(s)
	if clean == "" && s != "" {
		return Query{}, errs.Bad("q", "The query has only characters that cannot be seen; search for letters or digits.")
	}
	p := &parser{in: []rune(clean)}
	if len(p.in) > MaxLength {
		return Query{}, errs.Bad("q", "The query has %d characters; at most %d are allowed.", len(p.in), MaxLength)
	}
	root := &Node{Kind: All}
	if p.space(); !p.end() {
		var err error
		if root, err = p.either(0); err != nil {
			return Query{}, err
		}
		if !p.end() { // only a closing parenthesis stops the parser early
			return Query{}, p.bad(p.at, "this ')' has no '(' before it; remove it or put it in quotes")
		}
	}
	return Query{tidy(root)}, nil
}

// printable drops what nobody types and no database keeps: NUL and the other control characters but for white space.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text.Valid(s))
}

type parser struct {
	in    []rune
	at    int
	terms int
}

func (p *parser) bad(at int, format string, args ...any) error {
	return errs.Bad("q", "At position %d: %s.", at+1, fmt.Sprintf(format, args...))
}

func (p *parser) end() bool { return p.at >= len(p.in) }

func (p *parser) peek() rune {
	if p.end() {
		return 0
	}
	return p.in[p.at]
}

func (p *parser) space() {
	for !p.end() && unicode.IsSpace(p.in[p.at]) {
		p.at++
	}
}

// keyword takes the next word if it is word and stands alone.
func (p *parser) keyword(word string) bool {
	end := p.at + len(word)
	if end > len(p.in) || !strings.EqualFold(string(p.in[p.at:end]), word) {
		return false
	}
	if end < len(p.in) && !ends(p.in[end]) {
		return false
	}
	p.at = end
	p.space()
	return true
}

// either reads parts joined by "or".
func (p *parser) either(depth int) (*Node, error) {
	if depth > MaxDepth {
		return nil, p.bad(p.at, "parentheses are nested more than %d deep", MaxDepth)
	}
	var list []*Node
	for {
		n, err := p.both(depth)
		if err != nil {
			return nil, err
		}
		list = append(list, n)
		if !p.keyword("or") {
			return &Node{Kind: Any, List: list}, nil
		}
	}
}

// both reads parts that stand beside each other or are joined by "and".
func (p *parser) both(depth int) (*Node, error) {
	var list []*Node
	for {
		start := p.at
		if p.end() || p.peek() == ')' || p.keyword("or") {
			p.at = start
			if len(list) == 0 {
				return nil, p.bad(start, "something is missing here; write a condition, or put 'or' in quotes to search for the word")
			}
			return &Node{Kind: All, List: list}, nil
		}
		if p.keyword("and") && (len(list) == 0 || p.end() || p.peek() == ')') {
			return nil, p.bad(start, "'and' needs a condition on both sides; put it in quotes to search for the word")
		}
		n, err := p.unary(depth)
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
}

func (p *parser) unary(depth int) (*Node, error) {
	start := p.at
	negated := p.keyword("not")
	if !negated && p.peek() == '-' && p.at+1 < len(p.in) && !unicode.IsSpace(p.in[p.at+1]) && p.in[p.at+1] != ')' {
		p.at++
		negated = true
	}
	if !negated {
		return p.primary(depth)
	}
	if depth >= MaxDepth {
		return nil, p.bad(start, "negations and parentheses are nested more than %d deep", MaxDepth)
	}
	if p.end() || p.peek() == ')' {
		return nil, p.bad(start, "'not' needs a condition after it; put it in quotes to search for the word")
	}
	n, err := p.unary(depth + 1)
	if err != nil {
		return nil, err
	}
	return &Node{Kind: Not, List: []*Node{n}}, nil
}

func (p *parser) primary(depth int) (*Node, error) {
	if p.peek() != '(' {
		return p.term()
	}
	open := p.at
	p.at++
	p.space()
	if p.peek() == ')' {
		return nil, p.bad(open, "these parentheses are empty; remove them")
	}
	n, err := p.either(depth + 1)
	if err != nil {
		return nil, err
	}
	if p.peek() != ')' {
		return nil, p.bad(open, "this '(' is not closed; add a ')'")
	}
	p.at++
	p.space()
	return n, nil
}

func (p *parser) term() (*Node, error) {
	start := p.at
	if err := p.count(); err != nil {
		return nil, err
	}
	n := &Node{Kind: Term, Pos: start}
	if p.peek() == '"' {
		v, err := p.quoted()
		n.Values = []Value{v}
		p.space()
		return n, err
	}
	field, op := p.field()
	if op == "" {
		n.Values = []Value{{Text: p.run(func(r rune) bool { return ends(r) })}}
		p.space()
		return n, nil
	}
	n.Field, n.Op = field, op
	for {
		v, err := p.value(n)
		if err != nil {
			return nil, err
		}
		n.Values = append(n.Values, v)
		if p.peek() != ',' {
			break
		}
		p.at++
		if err := p.count(); err != nil {
			return nil, err
		}
	}
	p.space()
	return n, nil
}

func (p *parser) count() error {
	if p.terms++; p.terms > MaxTerms {
		return p.bad(p.at, "the query has more than %d conditions", MaxTerms)
	}
	return nil
}

// field reads "name:" or "name<=" and so on, or nothing when the text here is not a field.
func (p *parser) field() (string, Op) {
	i := p.at
	for i < len(p.in) && nameRune(p.in[i], i == p.at) {
		i++
	}
	if i == p.at || i == len(p.in) {
		return "", ""
	}
	op, n := operator(p.in[i:])
	if op == "" {
		return "", ""
	}
	name := canonical(strings.ToLower(string(p.in[p.at:i])))
	p.at = i + n
	return name, op
}

func nameRune(r rune, first bool) bool {
	letter := (r >= 'a' && r <= 'z') || (r >= 'A' && r <= 'Z')
	return letter || (!first && ((r >= '0' && r <= '9') || r == '_' || r == '.'))
}

// operator reads the operator at the start of in. "field:>3" is taken as "field>3".
func operator(in []rune) (Op, int) {
	skip := 0
	if len(in) > 1 && in[0] == ':' && (strings.ContainsRune("<>=~", in[1]) || strings.HasPrefix(string(in[1:min(len(in), 3)]), "!=")) {
		skip = 1
	}
	for _, op := range [...]Op{NotEqual, LessEq, GreaterEq, Less, Greater, Equal, Contains, Is} {
		if strings.HasPrefix(string(in[skip:min(len(in), skip+2)]), string(op)) {
			return op, skip + len(op)
		}
	}
	return "", 0
}

func (p *parser) value(n *Node) (Value, error) {
	if p.peek() == '"' {
		return p.quoted()
	}
	s := p.run(func(r rune) bool { return ends(r) || r == ',' })
	if s == "" {
		return Value{}, p.bad(p.at, "%s%s needs a value, such as %s%sany", n.Field, n.Op, n.Field, Is)
	}
	return Value{Text: s}, nil
}

func ends(r rune) bool { return unicode.IsSpace(r) || r == '(' || r == ')' || r == '"' }

func (p *parser) run(stop func(rune) bool) string {
	start := p.at
	for !p.end() && !stop(p.in[p.at]) {
		p.at++
	}
	return string(p.in[start:p.at])
}

func (p *parser) quoted() (Value, error) {
	start := p.at
	var b strings.Builder
	for p.at++; !p.end(); p.at++ {
		switch r := p.in[p.at]; {
		case r == '"':
			p.at++
			return Value{b.String(), true}, nil
		case r == '\\' && p.at+1 < len(p.in) && (p.in[p.at+1] == '"' || p.in[p.at+1] == '\\'):
			p.at++
			b.WriteRune(p.in[p.at])
		default:
			b.WriteRune(r)
		}
	}
	return Value{}, p.bad(start, "this quotation mark is not closed; add another one")
}
