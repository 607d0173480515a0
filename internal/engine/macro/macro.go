// Package macro keeps the texts that people write again and again, and what they do with them: text blocks, which are words only, and
// macros, which also say what follows the sending. They are somebody's own, a team's, or everybody's.
//
// Why: half of what a service desk writes was written before, and what is done after it is always the same too.
//
// It leaves offering them in a composer, and doing what follows, to the faces.
package macro

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// PermShare is needed to keep macros for a team that one is in, and PermEverybody to keep those for everybody.
const (
	PermShare     actor.Permission = "macro.share"
	PermEverybody actor.Permission = "macro.everybody"
)

// The longest name and text, and the most that somebody, a team, or everybody may have.
const (
	MaxName = 60
	MaxBody = 20_000
	Most    = 200
)

// Macro is a text with what is done when it is used. One that does nothing is a text block.
type Macro struct {
	ID        id.ID
	Owner     id.ID
	Team      id.ID // 0: not a team's
	Everybody bool
	Name      string
	Body      string // with placeholders, see Fill
	Note      bool   // an internal note, not a reply
	Next      string // what follows a reply, as a composer says it: "hold", or "resolve:" with a code; "" for nothing
	Take      bool   // whoever uses it becomes the assignee
	ToTeam    id.ID  // the team that gets the work afterwards; 0: none
	Version   int64
}

// Acts reports whether it does more than write.
func (m Macro) Acts() bool { return m.Note || m.Next != "" || m.Take || m.ToTeam != 0 }

// Placeholders are what a text may hold in braces.
func Placeholders() []string { return []string{"name", "first_name", "number", "title", "my_name"} }

// Fill puts values in place of the placeholders of a text, such as {first_name}; what it is not given stays.
func Fill(body string, values map[string]string) string {
	var pairs []string
	for _, p := range Placeholders() {
		if v, ok := values[p]; ok {
			pairs = append(pairs, "{"+p+"}", v)
		}
	}
	return strings.NewReplacer(pairs...).Replace(body)
}

// Service keeps macros.
type Service struct{ db *db.DB }

// New returns the service.
func New(d *db.DB) *Service { return &Service{d} }

const columns = `id, owner_id, team_id, everybody, name, body, note, next, take, to_team_id, version`

func scan(rows *sql.Rows, m *Macro) error {
	return rows.Scan(&m.ID, &m.Owner, &m.Team, &m.Everybody, &m.Name, &m.Body, &m.Note, &m.Next, &m.Take, &m.ToTeam, &m.Version)
}

func person(ctx context.Context) (actor.Actor, error) {
	if err := action.May(ctx, action.SignedIn); err != nil {
		return actor.Actor{}, err
	}
	return actor.From(ctx)
}

// Of returns what the acting person can use, by name. Kinds: Unauthenticated.
func (s *Service) Of(ctx context.Context) (list []Macro, err error) {
	defer errs.Wrap(&err, "macro.Of")
	a, err := person(ctx)
	if err != nil {
		return nil, err
	}
	var args db.Args
	which := "everybody OR team_id = 0 AND owner_id = " + args.Add(a.ID)
	if len(a.Teams) > 0 {
		which += " OR team_id <> 0 AND team_id IN " + db.List(&args, a.Teams)
	}
	rows, err := s.db.Query(ctx, `SELECT `+columns+` FROM macro WHERE `+which, args.Values()...)
	if list, err = db.Collect(rows, err, scan); err != nil {
		return nil, err
	}
	sorted.By(list, func(x, y Macro) int { return strings.Compare(row.Fold(x.Name), row.Fold(y.Name)) })
	return list, nil
}

// Search returns what the acting person can use whose name has all the words that were typed, or begins like them: text blocks, or macros
// that act. Kinds: Unauthenticated.
func (s *Service) Search(ctx context.Context, typed string, acts bool, most int) ([]Macro, error) {
	list, err := s.Of(ctx)
	if err != nil {
		return nil, err
	}
	words := strings.Fields(row.Fold(typed))
	list = slices.DeleteFunc(list, func(m Macro) bool {
		name := row.Fold(m.Name)
		return m.Acts() != acts || slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(name, w) })
	})
	return list[:min(len(list), most)], nil
}

// Get returns one that the acting person can use. Kinds: NotFound, Unauthenticated.
func (s *Service) Get(ctx context.Context, which id.ID) (m Macro, err error) {
	defer errs.Wrap(&err, "macro.Get(%d)", which)
	a, err := person(ctx)
	if err != nil {
		return m, err
	}
	return get(ctx, s.db, a, which)
}

func get(ctx context.Context, q db.Querier, a actor.Actor, which id.ID) (Macro, error) {
	rows, err := q.Query(ctx, `SELECT `+columns+` FROM macro WHERE id = $1`, which)
	list, err := db.Collect(rows, err, scan)
	if err != nil {
		return Macro{}, err
	}
	if len(list) == 0 || !has(a, list[0]) {
		return Macro{}, errs.Absent("macro")
	}
	return list[0], nil
}

func has(a actor.Actor, m Macro) bool {
	return m.Everybody || m.Team != 0 && slices.Contains(a.Teams, m.Team) || m.Team == 0 && m.Owner == a.ID
}

// Keeps reports whether somebody may change one, or keep a new one for the same people.
func Keeps(a actor.Actor, m Macro) bool {
	switch {
	case m.Everybody:
		return a.Can(PermEverybody)
	case m.Team != 0:
		return slices.Contains(a.Teams, m.Team) && a.Can(PermShare)
	}
	return m.Owner == 0 || m.Owner == a.ID
}

func mayKeep(a actor.Actor, m Macro) error {
	if !Keeps(a, m) {
		return errs.New(errs.Forbidden, "Your role does not allow you to keep a macro for others. Keep it for yourself, or ask your team's lead.")
	}
	return nil
}

// Save keeps a macro: a new one when ID is 0, else in place of the one with that id and version. Kinds: Unauthenticated, Forbidden,
// NotFound, Invalid, Conflict for a stale version.
func (s *Service) Save(ctx context.Context, in Macro) (out Macro, err error) {
	defer errs.Wrap(&err, "macro.Save")
	a, err := person(ctx)
	if err != nil {
		return out, err
	}
	if in.Owner = a.ID; in.Everybody {
		in.Team = 0
	}
	if err := mayKeep(a, in); err != nil {
		return out, err
	}
	if err := in.check(); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if in.ID == 0 {
			in.ID, in.Version = tx.NewID(), 0
			if _, err := tx.Exec(`INSERT INTO macro (`+columns+`, name_key) VALUES ($1, $2, 0, FALSE, '', '', FALSE, '', FALSE, 0, 0, '')`, in.ID, in.Owner); err != nil {
				return err
			}
		} else {
			old, err := get(tx.Context(), tx, a, in.ID)
			if err == nil {
				err = mayKeep(a, old)
			}
			if err != nil {
				return err
			}
			if in.Version != old.Version {
				return errs.New(errs.Conflict, "Somebody changed the macro meanwhile. Look at it again, then repeat what you meant to do.")
			}
		}
		if err := s.room(tx, in); err != nil {
			return err
		}
		in.Version++
		_, err := tx.Exec(`UPDATE macro SET owner_id = $2, team_id = $3, everybody = $4, name = $5, name_key = $6, body = $7, note = $8, next = $9, take = $10, to_team_id = $11, version = $12 WHERE id = $1`,
			in.ID, in.Owner, in.Team, in.Everybody, in.Name, row.Fold(in.Name), in.Body, in.Note, in.Next, in.Take, in.ToTeam, in.Version)
		out = in
		return err
	})
	return out, err
}

// check completes a macro and refuses what cannot be used.
func (m *Macro) check() error {
	var c errs.Check
	m.Name, m.Body = text.Line(m.Name, 0), strings.TrimSpace(m.Body)
	c.Must(m.Name != "" && utf8.RuneCountInString(m.Name) <= MaxName, "name", "Give it a name of at most %d characters.", MaxName)
	c.Must(m.Body != "" || m.Acts(), "body", "Write the text.")
	c.Must(utf8.RuneCountInString(m.Body) <= MaxBody, "body", "Shorten it to %d characters.", MaxBody)
	c.Must(!m.Note || m.Next == "", "next", "What follows can only follow a reply.")
	for _, p := range named(m.Body) {
		c.Must(slices.Contains(Placeholders(), p), "body", "There is no {%s}. Known: {%s}.", p, strings.Join(Placeholders(), "}, {"))
	}
	return c.Err()
}

// named are the words in braces of a text.
func named(body string) (out []string) {
	for {
		_, rest, ok := strings.Cut(body, "{")
		if !ok {
			return out
		}
		word, after, ok := strings.Cut(rest, "}")
		if body = rest; ok && word != "" && !strings.ContainsFunc(word, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') }) {
			out, body = append(out, word), after
		}
	}
}

// room refuses a macro where there are too many beside it, or one with its name, for the same people.
func (s *Service) room(tx *db.Tx, m Macro) error {
	if err := tx.Alone("the macros"); err != nil { // no index keeps two people from one name
		return err
	}
	var n, same int
	err := tx.QueryRow(tx.Context(), `SELECT count(*), coalesce(sum(CASE WHEN name_key = $1 THEN 1 ELSE 0 END), 0) FROM macro
		WHERE id <> $2 AND everybody = $3 AND team_id = $4 AND (everybody OR team_id <> 0 OR owner_id = $5)`, row.Fold(m.Name), m.ID, m.Everybody, m.Team, m.Owner).Scan(&n, &same)
	if err != nil {
		return err
	}
	if same > 0 {
		return errs.Bad("name", "There is one with that name already.")
	}
	if n >= Most {
		return errs.New(errs.Invalid, "There are %d already. Delete one first.", n)
	}
	return nil
}

// Delete forgets one. Kinds: Unauthenticated, NotFound, Forbidden.
func (s *Service) Delete(ctx context.Context, which id.ID) (err error) {
	defer errs.Wrap(&err, "macro.Delete(%d)", which)
	a, err := person(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		old, err := get(ctx, tx, a, which)
		if err == nil {
			err = mayKeep(a, old)
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(`DELETE FROM macro WHERE id = $1`, which)
		return err
	})
}
