package kit

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// SuggestPeople is the address that completes the names of people: it answers ?q= with value and label of a few. Its permission is
// people.PermPeopleView.
const SuggestPeople = "/suggest/people"

// Quick is the last part of the address of a record's short form, which a list opens in its row; Grab that of taking the next.
const (
	Quick = "quick"
	Grab  = "grab"
)

// SuggestMacros is the address that offers texts in a composer: macros with ?acts=, else text blocks.
const SuggestMacros = "/suggest/macros"

// maxSaid is how long a name or an address can be, in bytes; nothing longer is looked for.
const maxSaid = 400

// maxMatches is how many people a name may mean before it is called unclear.
const maxMatches = 6

// PersonField asks for a person by name or e-mail address, with suggestions where there is a script; FindPerson reads what was typed.
func PersonField(name, label string) ui.Field {
	return ui.Field{Name: name, Label: label, Kind: ui.FieldPerson, Suggest: SuggestPeople, Hint: "A name or an e-mail address", Autocomplete: "off"}
}

// FindPerson finds who is meant by a name, "Name <address>", an address, an id or "me", among the people that the visitor may see; "" is
// nobody. Kinds: Invalid under key, Forbidden.
func (v *Visit) FindPerson(key, said string) (id.ID, error) {
	said = strings.TrimSpace(said)
	switch {
	case said == "":
		return 0, nil
	case strings.EqualFold(said, "me"):
		return v.Actor.ID, nil
	}
	if i, err := id.Parse(said); err == nil {
		return v.personByID(key, said, i)
	}
	text := meant(said)
	found, err := v.FindPeople(text, maxMatches+1)
	if err != nil {
		return 0, err
	}
	exact := found[:0:0]
	for _, p := range found {
		if FoldName(p.Name) == FoldName(text) || strings.EqualFold(p.Email, text) {
			exact = append(exact, p)
		}
	}
	switch {
	case len(exact) == 1:
		return exact[0].ID, nil
	case len(exact) == 0 && len(found) == 1:
		return found[0].ID, nil
	case len(found) == 0:
		return 0, errs.Bad(key, "Nobody is called “%s”. Write a name or an e-mail address as it is known here.", shorten(said))
	}
	return 0, errs.Bad(key, "Several people fit: %s. Write the e-mail address.", PersonLabels(found))
}

// meant is what "Name <address>" is looked up by. Only an address in brackets is one: names may hold brackets too.
func meant(said string) string {
	if i := strings.LastIndexByte(said, '<'); i >= 0 && strings.HasSuffix(said, ">") {
		if inner := strings.TrimSpace(said[i+1 : len(said)-1]); strings.Contains(inner, "@") {
			return inner
		}
	}
	return said
}

// FindPeople returns up to limit active people for the beginning of a name, of a word in it, or of an address. Kinds: Forbidden.
func (v *Visit) FindPeople(text string, limit int) ([]people.Person, error) {
	if len(text) > maxSaid {
		return nil, nil
	}
	return v.People.Search(v.ctx, v.Room.DB, text, limit)
}

// personByID takes an id only when it is that of somebody whom the visitor may see; nobody stays nobody.
func (v *Visit) personByID(key, said string, i id.ID) (id.ID, error) {
	if i == 0 || i == v.Actor.ID {
		return i, nil
	}
	_, err := v.People.Person(v.ctx, v.Room.DB, i)
	if errs.Is(err, errs.NotFound) {
		return 0, errs.Bad(key, "Nobody has the number %s. Write a name or an e-mail address.", said)
	}
	return i, err
}

// PersonLabel is a person as they can be typed without doubt.
func PersonLabel(p people.Person) string {
	if p.Email == "" {
		return p.Name
	}
	return p.Name + " <" + p.Email + ">"
}

// PersonLabels names the first few of a list, so that one of them can be chosen.
func PersonLabels(list []people.Person) string {
	var names []string
	for _, p := range list {
		names = append(names, PersonLabel(p))
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) > maxMatches {
		names = append(names[:maxMatches], "and more")
	}
	return strings.Join(names, "; ")
}

// FoldName is a name as it is compared: without case, accents and superfluous spaces.
func FoldName(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(strings.Join(strings.Fields(s), " "))) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// shorten cuts what is repeated in a message.
func shorten(s string) string {
	const most = 80
	if utf8.RuneCountInString(s) > most {
		return string([]rune(s)[:most]) + "…"
	}
	return s
}
