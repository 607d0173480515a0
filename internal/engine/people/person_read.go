package people

import (
	"cmp"
	"context"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// Person returns one person. Everybody sees themselves. Kinds: Forbidden, NotFound.
func (s *Service) Person(ctx context.Context, q db.Querier, person id.ID) (Person, error) {
	a, err := actor.From(ctx)
	if err != nil {
		return Person{}, err
	}
	if a.Kind == actor.Person && a.ID == person && person != 0 {
		return persons().Get(ctx, q, row.Product(), PermPeopleView, person, false)
	}
	if _, err := actor.Require(ctx, PermPeopleView); err != nil {
		return Person{}, err
	}
	return persons().Get(ctx, q, a, PermPeopleView, person, false)
}

// PersonByID returns one person without asking for a permission: for notifications and other rooms' rules. Kinds: NotFound.
func PersonByID(ctx context.Context, q db.Querier, person id.ID) (Person, error) {
	return persons().Get(ctx, q, row.Product(), PermPeopleView, person, false)
}

// PlaceOf returns the entity and the location of a person. Kinds: NotFound.
func PlaceOf(ctx context.Context, q db.Querier, person id.ID) (entity, location id.ID, err error) {
	err = q.QueryRow(ctx, `SELECT entity_id, location_id FROM person WHERE id = $1`, person).Scan(&entity, &location)
	if errs.Is(err, errs.NotFound) {
		err = errs.Absent("person")
	}
	return entity, location, err
}

// Names returns the names of persons by id, for lists of rows that are visible already; unknown ids are left out.
func Names(ctx context.Context, q db.Querier, ids []id.ID) (map[id.ID]string, error) {
	return row.Texts(ctx, q, `SELECT id, name FROM person WHERE id IN `, ids)
}

// Page asks for a part of a list.
type Page struct {
	Text   string // beginning of a name, of a word in it, or of an e-mail address
	Status Status // "" for all
	After  string // the cursor of the part before, "" for the first
	Limit  int    // at most 200; 50 when 0
}

const (
	maxHits  = 50
	maxPage  = 200
	pageSize = 50
)

// Search returns up to limit (at most 50) active people for a field that completes names. Kinds: Forbidden.
func (s *Service) Search(ctx context.Context, q db.Querier, text string, limit int) (list []Person, err error) {
	defer errs.Wrap(&err, "people.Search")
	a, err := actor.Require(ctx, PermPeopleView)
	if err != nil {
		return nil, err
	}
	if limit <= 0 || limit > maxHits {
		limit = maxHits
	}
	page := Page{Status: Active, Limit: limit}
	if text = row.Fold(text); text == "" {
		list, err = s.find(ctx, q, a, page, func(*db.Args) string { return "" })
	} else {
		list, err = s.match(ctx, q, a, page, text)
	}
	return list[:min(limit, len(list))], err
}

// People returns a part of the people whom the actor may see, by name, and the cursor of the next part ("" at the end). Kinds:
// Forbidden, Invalid (a cursor that is not ours).
func (s *Service) People(ctx context.Context, q db.Querier, page Page) (list []Person, next string, err error) {
	defer errs.Wrap(&err, "people.People")
	a, err := actor.Require(ctx, PermPeopleView)
	if err != nil {
		return nil, "", err
	}
	if page.Limit <= 0 || page.Limit > maxPage {
		page.Limit = pageSize
	}
	list, err = s.find(ctx, q, a, page, func(args *db.Args) string {
		text := row.Fold(page.Text)
		if text == "" {
			return ""
		}
		return " AND (" + prefix(q, args, "p.name_key", text) + " OR " + byWord(args, text) + " OR " + byEmail(q, args, text) + ")"
	})
	if err != nil || len(list) <= page.Limit {
		return list, "", err
	}
	list = list[:page.Limit]
	last := list[page.Limit-1]
	return list, encodeCursor(last.nameKey, last.ID), nil
}

// match looks first where an index leads, and through all names only when that found too little.
func (s *Service) match(ctx context.Context, q db.Querier, a actor.Actor, page Page, text string) (list []Person, err error) {
	for _, where := range []func(*db.Args) string{
		func(args *db.Args) string { return " AND " + prefix(q, args, "p.name_key", text) },
		func(args *db.Args) string { return " AND " + byEmail(q, args, text) },
		func(args *db.Args) string { return " AND " + byWord(args, text) },
	} {
		more, err := s.find(ctx, q, a, page, where)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
		sorted.By(list, func(a, b Person) int { return cmp.Or(strings.Compare(a.nameKey, b.nameKey), cmp.Compare(a.ID, b.ID)) })
		list = slices.CompactFunc(list, func(a, b Person) bool { return a.ID == b.ID })
		if len(list) >= page.Limit {
			break
		}
	}
	return list, nil
}

func byWord(args *db.Args, text string) string {
	return "p.name_key LIKE " + args.Add("% "+escapeLike(text)+"%") + ` ESCAPE '\'`
}

func byEmail(q db.Querier, args *db.Args, text string) string {
	return "p.id IN (SELECT pa.person_id FROM person_address pa WHERE pa.kind = 'email' AND " + prefix(q, args, "pa.value", text) + ")"
}

// find reads one part plus one row.
func (s *Service) find(ctx context.Context, q db.Querier, a actor.Actor, page Page, where func(*db.Args) string) ([]Person, error) {
	var args db.Args
	rest := where(&args)
	if page.Status != "" {
		rest += " AND p.status = " + args.Add(string(page.Status))
	}
	if page.After != "" {
		name, after, err := decodeCursor(page.After)
		if err != nil {
			return nil, err
		}
		rest += " AND (p.name_key, p.id) > (" + args.Add(name) + ", " + args.Add(after) + ")"
	}
	return persons().List(ctx, q, a, PermPeopleView, &args, rest+" ORDER BY p.name_key, p.id LIMIT "+args.Add(page.Limit+1))
}

// prefix is the condition "col begins with text". SQLite uses its index only for a range, and in PostgreSQL a range means something
// else in each collation.
func prefix(q db.Querier, args *db.Args, col, text string) string {
	if q.Engine() == db.SQLite {
		return col + " >= " + args.Add(text) + " AND " + col + " < " + args.Add(text+"\U0010FFFF")
	}
	return col + " LIKE " + args.Add(escapeLike(text)+"%") + ` ESCAPE '\'`
}

func escapeLike(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

func encodeCursor(name string, last id.ID) string {
	return base64.RawURLEncoding.EncodeToString([]byte(last.String() + " " + name))
}

func decodeCursor(s string) (name string, last id.ID, err error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	number, name, ok := strings.Cut(string(b), " ")
	if err == nil && ok {
		last, err = id.Parse(number)
	}
	if err != nil || !ok {
		return "", 0, errs.Bad("cursor", "The cursor is not one of ours; start with the first page.")
	}
	return name, last, nil
}
