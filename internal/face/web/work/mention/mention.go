package mention

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
)

// MaxFound is how many people a Finder returns at most.
const MaxFound = 50

const (
	maxLooked = 40 // names behind an @ that are looked up in one text; a pasted log may hold thousands
	minPrefix = 3  // letters from which on the beginning of a name may stand for it
)

// Finder looks people up by the beginning of a name, of a word in it, or of an address; at most MaxFound.
type Finder func(text string) ([]people.Person, error)

// Found is what became of the mentions of a text.
type Found struct {
	Body    string // with full names, set off
	People  []people.Person
	Unknown []string // what stands behind an @ and fits nobody, in quotation marks
	More    bool     // not everything behind an @ was looked up
}

// Find finds who is meant in a Markdown text. Kinds: Invalid under "body" for a name that is not clear, and those of find.
func Find(body string, find Finder) (Found, error) {
	var t Found
	var out strings.Builder
	var c errs.Check
	var named []string
	looked, from := map[string]match{}, 0
	for _, h := range handles(body) {
		if h.at < from {
			continue // inside the name before
		}
		key := h.key()
		m, seen := looked[key]
		if !seen {
			if len(looked) >= maxLooked {
				t.More = true
				break
			}
			var err error
			if m, err = h.find(find); err != nil {
				return Found{}, err
			}
			looked[key] = m
			switch {
			case slices.Contains(named, h.said()):
			case len(m.unclear) > 0:
				c.Add("body", "“%s” fits several people: %s. Write the full name or the e-mail address behind the @, or \\@ if nobody is meant.", h.said(), kit.PersonLabels(m.unclear))
			case m.words == 0:
				t.Unknown = append(t.Unknown, "“"+h.said()+"”")
			}
			named = append(named, h.said())
		}
		if m.words == 0 {
			continue
		}
		if !slices.ContainsFunc(t.People, func(p people.Person) bool { return p.ID == m.who.ID }) {
			t.People = append(t.People, m.who)
		}
		end := h.words[m.words-1].end - m.tail
		out.WriteString(body[from:h.at])
		out.WriteString(setOff(m.who.Name, body[:h.at], body[end:]))
		from = end
	}
	out.WriteString(body[from:])
	t.Body = out.String()
	return t, c.Err()
}

// setOff is a mention in Markdown. What is bold already stays as it is.
func setOff(name, before, after string) string {
	const mark = "**"
	name = "@" + strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "<", `\<`).Replace(name)
	if strings.HasSuffix(before, mark) && strings.HasPrefix(after, mark) {
		return name
	}
	return mark + name + mark
}

// match is whom a handle means: the person, how many of its words are their name, and how many bytes of the last word are not.
type match struct {
	who         people.Person
	words, tail int
	unclear     []people.Person
}

// key tells handles apart: the words behind it count only as far as they can be a name.
func (h handle) key() string {
	var b strings.Builder
	for _, w := range h.words {
		b.WriteString(w.text + " ")
	}
	return b.String()
}

// find looks for the longest name behind the @, and otherwise for what the first word alone can mean.
func (h handle) find(look Finder) (match, error) {
	first, tail := possessive(h.words[0].text)
	if h.address() {
		list, err := look(h.words[0].text)
		return one(h.words[0].text, 0, list, err)
	}
	list, err := look(first)
	if err != nil {
		return match{}, err
	}
	full := len(list) >= MaxFound
	if full && len(h.words) > 1 {
		closer, err := look(first + " " + h.words[1].text)
		if err != nil {
			return match{}, err
		}
		list = append(list, closer...)
	}
	for n := len(h.words); n > 1; n-- {
		if m := h.named(list, n); m.words > 0 || len(m.unclear) > 0 {
			return m, nil
		}
	}
	if strings.ContainsAny(first, "._") { // first.last, which may also be the name
		dotted, err := look(spaced(first))
		if err != nil {
			return match{}, err
		}
		list = append(list, dotted...)
	}
	return single(first, tail, list, full), nil
}

// one takes the person whom an address belongs to.
func one(address string, tail int, list []people.Person, err error) (match, error) {
	if err != nil {
		return match{}, err
	}
	exact := distinct(list, func(p people.Person) bool { return strings.EqualFold(p.Email, address) })
	if len(exact) == 0 && len(list) == 1 {
		exact = list // one of their other addresses
	}
	return only(exact, tail), nil
}

// named takes the person whose whole name the first n words are.
func (h handle) named(list []people.Person, n int) match {
	last, tail := possessive(h.words[n-1].text)
	var words []string
	for _, w := range h.words[:n-1] {
		words = append(words, w.text)
	}
	for _, try := range []match{{tail: 0}, {tail: tail}} {
		end := h.words[n-1].text
		if try.tail > 0 {
			end = last
		}
		name := kit.FoldName(strings.Join(append(words, end), " "))
		m := only(distinct(list, func(p people.Person) bool { return kit.FoldName(p.Name) == name }), try.tail)
		if m.words > 0 {
			m.words = n
		}
		if m.words > 0 || len(m.unclear) > 0 {
			return m
		}
	}
	return match{}
}

// single takes the person whom one word means: by the part of their address before the @ or their whole name, by a part of their name,
// or by its beginning if that fits nobody else.
func single(said string, tail int, list []people.Person, full bool) match {
	word := kit.FoldName(said)
	for _, fits := range []func(people.Person) bool{
		func(p people.Person) bool {
			local, _, _ := strings.Cut(p.Email, "@")
			return strings.EqualFold(local, word) || kit.FoldName(p.Name) == spaced(word)
		},
		func(p people.Person) bool { return slices.Contains(strings.Fields(kit.FoldName(p.Name)), word) },
	} {
		if exact := distinct(list, fits); len(exact) > 0 {
			if full && len(exact) == 1 { // there may be others beyond what was looked at
				return match{unclear: distinct(list, func(people.Person) bool { return true })}
			}
			return only(exact, tail)
		}
	}
	if len([]rune(word)) < minPrefix || strings.ContainsAny(word, "._") {
		return match{}
	}
	return only(distinct(list, func(people.Person) bool { return true }), tail)
}

// only is a match if exactly one person is left.
func only(list []people.Person, tail int) match {
	switch len(list) {
	case 0:
		return match{}
	case 1:
		return match{who: list[0], words: 1, tail: tail}
	}
	return match{unclear: list}
}

func distinct(list []people.Person, fits func(people.Person) bool) []people.Person {
	var out []people.Person
	for _, p := range list {
		if fits(p) && !slices.ContainsFunc(out, func(q people.Person) bool { return q.ID == p.ID }) {
			out = append(out, p)
		}
	}
	sorted.By(out, func(a, b people.Person) int { return cmp.Or(strings.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return out
}

func spaced(s string) string { return strings.NewReplacer(".", " ", "_", " ").Replace(s) }

// possessive cuts the ending of “Ana’s” off; tail is how many bytes that is.
func possessive(s string) (word string, tail int) {
	for _, end := range []string{"'s", "’s"} {
		if w, ok := strings.CutSuffix(s, end); ok && w != "" {
			return w, len(end)
		}
	}
	return s, 0
}
