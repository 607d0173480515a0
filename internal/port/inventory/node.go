package inventory

import (
	"strings"
)

// A node is an element of either format: an XML element, or a JSON value under its key. An element that is repeated and an array
// are the same thing: several nodes of one name.
type node struct {
	name string // lower case
	text string
	kids []*node
	read bool
}

// A tree grows while a message is decoded and holds it to the limits.
type tree struct {
	limits Limits
	report *Report
	root   node
	open   []frame
}

// A frame is an element that is not closed yet, with the text it has so far.
type frame struct {
	n    *node
	text []byte
}

func newTree(limits Limits, report *Report) *tree {
	t := &tree{limits: limits, report: report}
	t.open = append(t.open, frame{n: &t.root})
	return t
}

func (t *tree) enter(name string) error {
	if len(t.open) > t.limits.Depth {
		return tooMuch("it is nested deeper than %d levels", t.limits.Depth)
	}
	t.report.Elements++
	if t.report.Elements > t.limits.Elements {
		return tooMuch("it has more than %d elements", t.limits.Elements)
	}
	n := &node{name: strings.ToLower(cut(name, 64))}
	parent := t.open[len(t.open)-1].n
	parent.kids = append(parent.kids, n)
	t.open = append(t.open, frame{n: n})
	return nil
}

// add gives text to the open element. What goes beyond the limit is cut here, so that many small pieces cost no more than one.
func (t *tree) add(text string) {
	f := &t.open[len(t.open)-1]
	if len(f.text) == 0 {
		text = strings.TrimLeft(text, " \t\r\n")
	}
	room := t.limits.Text + 1 - len(f.text)
	f.text = append(f.text, text[:min(len(text), max(room, 0))]...)
}

// leave closes the open element. Text beside elements means nothing in either format, so it is reported.
func (t *tree) leave() {
	f := t.open[len(t.open)-1]
	t.open = t.open[:len(t.open)-1]
	switch text := strings.TrimSpace(string(f.text)); {
	case len(f.n.kids) > 0 && text != "":
		t.report.odd(t.path(f.n.name), text, "is text between elements")
	case len(f.text) > t.limits.Text:
		t.report.odd(t.path(f.n.name), strings.ToValidUTF8(text, ""), "is longer than %d bytes", t.limits.Text)
	default:
		f.n.text = t.report.clean(text)
	}
}

func (t *tree) path(last string) string {
	var b strings.Builder
	for _, f := range t.open[1:] {
		b.WriteString(f.n.name)
		b.WriteByte('.')
	}
	b.WriteString(last)
	return b.String()
}

// first returns the first child of that name, nil when there is none.
func (n *node) first(name string) *node {
	for _, kid := range n.kids {
		if kid.name == name {
			return kid
		}
	}
	return nil
}
