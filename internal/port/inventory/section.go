package inventory

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A reader is what all sections of one message share while they are read.
type reader struct {
	report *Report
	zone   *time.Location // of times that name none
}

// A section is a node that is being read, with the path that a report line needs. It is never without a node: what is absent reads
// as empty.
type section struct {
	*reader
	n    *node
	path string
}

func (s section) at(name string) string {
	if s.path == "" {
		return name
	}
	return s.path + "." + name
}

// one returns the first section of that name.
func (s section) one(name string) section {
	kid := s.n.first(name)
	if kid == nil {
		kid = &node{}
	}
	kid.read = true
	return section{s.reader, kid, s.at(name)}
}

// each returns all sections with one of the names.
func (s section) each(names ...string) []section {
	var all []section
	for _, kid := range s.n.kids {
		if slices.Contains(names, kid.name) {
			kid.read = true
			all = append(all, section{s.reader, kid, fmt.Sprintf("%s[%d]", s.at(kid.name), len(all))})
		}
	}
	return all
}

// items returns the entries of a list that XML wraps twice, as in PORTS/PORT, and JSON does not.
func (s section) items(list, item string) []section {
	var all []section
	for _, outer := range s.each(list) {
		if inner := outer.each(item); len(inner) > 0 && len(outer.n.first(item).kids) > 0 {
			all = append(all, inner...)
			continue
		}
		all = append(all, outer)
	}
	return all
}

// empty reports whether the section is absent or holds nothing.
func (s section) empty() bool { return len(s.n.kids) == 0 && s.n.text == "" }

// text returns the first of the named fields that says something. Further fields that say the same are read with it.
func (s section) text(names ...string) string {
	found := ""
	for _, name := range names {
		kid := s.n.first(name)
		if kid == nil {
			continue
		}
		if found == "" {
			found = kid.text
			kid.read = true
		}
		kid.read = kid.read || kid.text == found
	}
	return found
}

// value is text with the name of the field it came from.
func (s section) value(names ...string) (text, name string) {
	for _, name = range names {
		if text = s.text(name); text != "" {
			return text, name
		}
	}
	return "", names[0]
}

// texts returns what all fields of that name say, with lists that XML wraps twice taken apart.
func (s section) texts(list, item string) []string {
	var all []string
	for _, kid := range s.n.kids {
		if kid.name != list {
			continue
		}
		kid.read = true
		if kid.text != "" {
			all = append(all, kid.text)
		}
		for _, inner := range kid.kids {
			if inner.name == item {
				inner.read = true
				all = append(all, inner.text)
			}
		}
	}
	return all
}

// amount reads a number with an optional unit, rounded to whole base units.
func (s section) amount(unit units, names ...string) int64 {
	text, name := s.value(names...)
	if text == "" {
		return 0
	}
	n, why := parseAmount(text, unit)
	if why != "" {
		s.report.odd(s.at(name), text, "%s", why)
	}
	return n
}

// flag reads a yes or no.
func (s section) flag(names ...string) Flag {
	text, name := s.value(names...)
	switch strings.ToLower(text) {
	case "":
		return ""
	case "1", "true", "yes", "on":
		return Yes
	case "0", "false", "no", "off":
		return No
	}
	s.report.odd(s.at(name), text, "is neither yes nor no")
	return ""
}

// when reads a date or a moment; order decides 03/04/2017.
func (s section) when(order dateOrder, names ...string) time.Time {
	text, name := s.value(names...)
	if text == "" {
		return time.Time{}
	}
	t, why := parseWhen(text, order, s.zone)
	if why != "" {
		s.report.odd(s.at(name), text, "%s", why)
	}
	return t
}

// mac reads a hardware address; all zeros is none.
func (s section) mac(names ...string) string {
	text, name := s.value(names...)
	if text == "" {
		return ""
	}
	mac, why := parseMAC(text)
	if why != "" {
		s.report.odd(s.at(name), text, "%s", why)
	}
	return mac
}

// addresses reads IP addresses from the given texts; the unspecified address is none. The result has no repetition.
func (s section) addresses(name string, texts ...string) []string {
	var all []string
	seen := map[string]bool{"": true}
	for _, text := range texts {
		for _, one := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("/, \n", r) }) {
			ip, why := parseIP(one)
			if why != "" {
				s.report.odd(s.at(name), one, "%s", why)
			}
			if !seen[ip] {
				seen[ip] = true
				all = append(all, ip)
			}
		}
	}
	return all
}
