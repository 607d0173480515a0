package ask

import (
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people/category"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// SuggestChoices is the address that completes the names of what there is too much of to list: ?of= a team, category, location or entity.
const SuggestChoices = "/suggest/choices"

// maxOffered is how many names are offered while somebody types.
const maxOffered = 10

// meant is something that an input may hold, with its whole name and as a list shows it.
type meant struct {
	name string
	ui.Option
}

// choices are all that an input for a team, category, location or entity may hold. Whoever may not see them has none.
func choices(v *kit.Visit, of string, entity id.ID) (out []meant, err error) {
	add := func(i id.ID, name, label, group string) {
		out = append(out, meant{name, ui.Option{Value: i.String(), Label: label, Group: group}})
	}
	switch field.Type(of) {
	case field.TypeTeam:
		list, e := v.People.Teams(v.Ctx(), v.Room.DB, false)
		for _, t := range list {
			add(t.ID, t.Name, t.Name, "")
		}
		err = e
	case field.TypeCategory:
		list, e := category.List(v.Ctx(), v.Room.DB, entity)
		for _, c := range list {
			top, _, below := strings.Cut(c.Path, category.Separator)
			label := c.Name
			if !below {
				label += ", other"
			}
			add(c.ID, c.Path, label, top)
		}
		err = e
	case field.TypeLocation:
		list, e := v.People.Locations(v.Ctx(), v.Room.DB)
		for _, l := range list {
			add(l.ID, l.Name, l.Name, "")
		}
		err = e
	case field.TypeEntity: // those in use, indented as a tree
		list, e := v.People.Entities(v.Ctx(), v.Room.DB)
		for _, x := range list {
			if !x.Archived {
				add(x.ID, x.Name, strings.Repeat("– ", max(0, strings.Count(x.Path, "/")-2))+x.Name, "")
			}
		}
		err = e
	}
	if errs.Is(err, errs.Forbidden) || errs.Is(err, errs.Unauthenticated) {
		err = nil
	}
	return out, err
}

// few makes a choice of too many a name that is typed and completed.
func few(f ui.Field, of string, entity id.ID) ui.Field {
	if len(f.Options) <= maxListed {
		return f
	}
	f.Kind, f.Options, f.MaxLen, f.Autocomplete, f.Hint = ui.FieldText, nil, 0, "off", "A part of its name"
	f.Suggest = SuggestChoices + "?of=" + of
	if of == string(field.TypeCategory) { // which an entity has of its own
		f.Suggest += "&entity=" + entity.String()
	}
	return f
}

// Typed reports whether a field holds the name of something in place of its id.
func Typed(f ui.Field) bool { return strings.HasPrefix(f.Suggest, SuggestChoices) }

// ChoiceOf is what an input is a choice of: a team, category, location or entity; "" when it is none.
func (f Input) ChoiceOf() string {
	switch f.Key {
	case "closing_category":
		return string(field.TypeCategory)
	case string(field.TypeTeam), string(field.TypeCategory), string(field.TypeLocation), string(field.TypeEntity):
		return f.Key
	}
	return ""
}

// Meant finds what was chosen by its id, or is meant by its whole name, or by the last part of it where that is clear; "" is none. Kinds:
// Invalid under key.
func Meant(v *kit.Visit, key, of, said string) (id.ID, error) {
	said = strings.TrimSpace(said)
	if i, err := id.Parse(said); said == "" || err == nil {
		return i, nil
	}
	list, err := choices(v, of, v.Actor.Entity)
	if err != nil {
		return 0, err
	}
	var like []meant
	for _, c := range list {
		if kit.FoldName(c.name) == kit.FoldName(said) {
			return id.Parse(c.Value)
		}
		if _, last, ok := strings.Cut(c.name, category.Separator); ok && kit.FoldName(last) == kit.FoldName(said) {
			like = append(like, c)
		}
	}
	if len(like) == 1 {
		return id.Parse(like[0].Value)
	}
	return 0, errs.Bad(key, "There is no %s of this name. Type a part of it, then choose from what is offered.", of)
}

// Suggest answers a field that completes the names of choices.
func Suggest(v *kit.Visit) error {
	entity, err := id.Parse(v.Query("entity"))
	if err != nil {
		entity = v.Actor.Entity
	}
	list, err := choices(v, v.Query("of"), entity)
	if errs.Is(err, errs.NotFound) { // of an entity that is not there
		err = nil
	}
	if err != nil {
		return err
	}
	out, later := []kit.Suggestion{}, []kit.Suggestion{}
	words := strings.Fields(kit.FoldName(v.Query("q")))
	for _, c := range list {
		name := kit.FoldName(c.name)
		hit := len(words) > 0
		for _, w := range words {
			hit = hit && strings.Contains(name, w)
		}
		switch {
		case hit && (strings.HasPrefix(name, words[0]) || strings.Contains(name, " "+words[0])):
			out = append(out, kit.Suggestion{Value: c.name})
		case hit:
			later = append(later, kit.Suggestion{Value: c.name})
		}
	}
	out = append(out, later...)
	return v.JSON(out[:min(len(out), maxOffered)])
}
