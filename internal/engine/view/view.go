// Package view keeps the questions that people ask their lists again and again: saved views, their own and those of their teams.
//
// Why: a queue is a question, and everybody asks it differently; whoever shares theirs spares the team the asking.
//
// It leaves the language of questions to search, what a question finds to desk, and the views that come with a kind to the faces.
package view

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// PermShare is needed to keep views for a team that one is in.
const PermShare actor.Permission = "view.share"

// The longest name, and the most views that somebody, or a team, may keep for a kind.
const (
	MaxName = 60
	Most    = 50
)

// View is a kept question.
type View struct {
	ID      id.ID  `json:"id"`
	Kind    string `json:"kind"`
	Owner   id.ID  `json:"owner"`
	Team    id.ID  `json:"team,omitempty"` // 0: the owner's alone
	Name    string `json:"name"`
	Q       string `json:"q"`
	Sort    string `json:"sort,omitempty"`    // "" is the list's usual order
	By      string `json:"by,omitempty"`      // the field by which it is grouped; "" for none
	Board   bool   `json:"board,omitempty"`   // its groups stand in columns
	Columns string `json:"columns,omitempty"` // the fields that are shown, with commas; "" for the usual ones
	Version int64  `json:"version"`
}

// Service keeps views.
type Service struct {
	db   *db.DB
	room *desk.Room
}

// New returns the service.
func New(d *db.DB, r *desk.Room) *Service { return &Service{d, r} }

const columns = `id, kind, owner_id, team_id, name, question, sort, by_field, board, shown, version`

func scan(rows *sql.Rows, v *View) error {
	return rows.Scan(&v.ID, &v.Kind, &v.Owner, &v.Team, &v.Name, &v.Q, &v.Sort, &v.By, &v.Board, &v.Columns, &v.Version)
}

// person returns the acting person. Kinds: Unauthenticated.
func person(ctx context.Context) (actor.Actor, error) {
	a, err := actor.From(ctx)
	if err == nil && (a.Kind != actor.Person || a.ID == 0) {
		err = errs.New(errs.Unauthenticated, "Please sign in first.")
	}
	return a, err
}

// Of returns the views of a kind that the acting person has: their own, then those of their teams, each by name. Kinds: Unauthenticated.
func (s *Service) Of(ctx context.Context, q db.Querier, kind string) (list []View, err error) {
	defer errs.Wrap(&err, "view.Of(%s)", kind)
	a, err := person(ctx)
	if err != nil || !s.sees(a, kind) {
		return nil, err
	}
	var args db.Args
	which := "kind = " + args.Add(kind) + " AND (owner_id = " + args.Add(a.ID) + " AND team_id = 0"
	if len(a.Teams) > 0 {
		which += " OR team_id <> 0 AND team_id IN " + db.List(&args, a.Teams)
	}
	rows, err := q.Query(ctx, `SELECT `+columns+` FROM saved_view WHERE `+which+`)`, args.Values()...)
	if list, err = db.Collect(rows, err, scan); err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(x, y View) int {
		if (x.Team == 0) != (y.Team == 0) {
			return map[bool]int{true: -1, false: 1}[x.Team == 0]
		}
		return strings.Compare(row.Fold(x.Name), row.Fold(y.Name))
	})
	return list, nil
}

// Get returns a view that the acting person has. Kinds: NotFound, Unauthenticated.
func (s *Service) Get(ctx context.Context, q db.Querier, which id.ID) (v View, err error) {
	defer errs.Wrap(&err, "view.Get(%d)", which)
	a, err := person(ctx)
	if err != nil {
		return v, err
	}
	rows, err := q.Query(ctx, `SELECT `+columns+` FROM saved_view WHERE id = $1`, which)
	list, err := db.Collect(rows, err, scan)
	if err != nil {
		return v, err
	}
	if len(list) == 0 || !has(a, list[0]) || !s.sees(a, list[0].Kind) {
		return v, errs.Absent("view")
	}
	return list[0], nil
}

// sees reports whether somebody may see records of a kind.
func (s *Service) sees(a actor.Actor, kind string) bool {
	p, err := s.room.Practice(kind)
	return err == nil && a.Can(p.View)
}

// has reports whether a view is somebody's own or one of their teams'.
func has(a actor.Actor, v View) bool {
	if v.Team != 0 {
		return slices.Contains(a.Teams, v.Team)
	}
	return v.Owner == a.ID
}

// Shares reports whether somebody may keep views for a team.
func Shares(a actor.Actor, team id.ID) bool {
	return slices.Contains(a.Teams, team) && a.Can(PermShare)
}

// mayKeep refuses to keep a view for a team that is not the actor's. Kinds: Forbidden.
func mayKeep(a actor.Actor, team id.ID) error {
	if team != 0 && !Shares(a, team) {
		return errs.New(errs.Forbidden, "Only who may share views can keep one for their team. Keep it for yourself, or ask your team's lead.")
	}
	return nil
}

// Save keeps a view: a new one when ID is 0, else in place of the one with that id and version. Kinds: Unauthenticated, Forbidden, NotFound,
// Invalid, Conflict for a stale version.
func (s *Service) Save(ctx context.Context, in View) (out View, err error) {
	defer errs.Wrap(&err, "view.Save")
	a, err := person(ctx)
	if err != nil {
		return out, err
	}
	if err := mayKeep(a, in.Team); err != nil {
		return out, err
	}
	if in.ID != 0 {
		old, err := s.Get(ctx, s.db, in.ID)
		if err != nil {
			return out, err
		}
		in.Kind = old.Kind
	}
	if in.Name, err = s.check(ctx, &in); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if in.ID == 0 {
			out, err = insert(tx, a, in)
		} else {
			out, err = s.replace(tx, a, in)
		}
		if db.IsDuplicate(err) {
			return errs.Bad("name", "There is a view with that name already.")
		}
		return err
	})
	return out, err
}

// check completes a view and refuses what cannot be asked. Kinds: Invalid, NotFound, Forbidden.
func (s *Service) check(ctx context.Context, in *View) (name string, err error) {
	p, err := s.room.Practice(in.Kind)
	if err != nil {
		return "", err
	}
	if _, err := actor.Require(ctx, p.View); err != nil {
		return "", err
	}
	name = text.Line(in.Name, 0)
	var c errs.Check
	c.Must(name != "" && len([]rune(name)) <= MaxName, "name", "Give it a name of at most %d characters.", MaxName)
	in.Q = strings.TrimSpace(in.Q)
	c.Must(in.By == "" || slices.ContainsFunc(p.Fields, func(d field.Def) bool { return d.Key == in.By }), "by", "There is no such field to group by.")
	in.Board = in.Board && in.By != ""
	for _, key := range strings.FieldsFunc(in.Columns, func(r rune) bool { return r == ',' }) {
		c.Must(slices.ContainsFunc(p.Fields, func(d field.Def) bool { return d.Key == key }), "cols", "There is no field %q to show.", text.Line(key, 40))
	}
	if err := c.Err(); err != nil {
		return "", err
	}
	_, err = s.room.Queue(ctx, p, desk.Ask{Q: in.Q, Sort: in.Sort, Limit: 1}, false)
	return name, err
}

// room refuses a view where there are too many beside it, or one with its name: those of its owner, or of its team.
func room(tx *db.Tx, a actor.Actor, v View) error {
	var args db.Args
	where := "kind = " + args.Add(v.Kind) + " AND id <> " + args.Add(v.ID)
	if v.Team != 0 {
		if err := tx.Alone("the views of team " + v.Team.String()); err != nil { // no index keeps two people from one name
			return err
		}
		where += " AND team_id = " + args.Add(v.Team)
	} else {
		where += " AND team_id = 0 AND owner_id = " + args.Add(a.ID)
	}
	var n, same int
	if err := tx.QueryRow(tx.Context(), `SELECT count(*), coalesce(sum(CASE WHEN name_key = `+args.Add(row.Fold(v.Name))+` THEN 1 ELSE 0 END), 0) FROM saved_view WHERE `+where, args.Values()...).Scan(&n, &same); err != nil {
		return err
	}
	if same > 0 {
		return errs.Bad("name", "There is a view with that name already.")
	}
	if n >= Most {
		return errs.New(errs.Invalid, "There are %d views already. Delete one first.", n)
	}
	return nil
}

func insert(tx *db.Tx, a actor.Actor, v View) (View, error) {
	v.ID, v.Owner, v.Version = tx.NewID(), a.ID, 1
	if err := room(tx, a, v); err != nil {
		return v, err
	}
	_, err := tx.Exec(`INSERT INTO saved_view (id, kind, owner_id, team_id, name, name_key, question, sort, by_field, board, shown, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)`,
		v.ID, v.Kind, v.Owner, v.Team, v.Name, row.Fold(v.Name), v.Q, v.Sort, v.By, v.Board, v.Columns)
	return v, err
}

func (s *Service) replace(tx *db.Tx, a actor.Actor, v View) (View, error) {
	old, err := s.Get(tx.Context(), tx, v.ID)
	if err == nil {
		err = mayKeep(a, old.Team)
	}
	if err != nil {
		return v, err
	}
	if v.Version != old.Version {
		return v, errs.New(errs.Conflict, "Somebody changed the view meanwhile. Look at it again, then repeat what you meant to do.")
	}
	v.Kind, v.Owner, v.Version = old.Kind, a.ID, old.Version+1
	if err := room(tx, a, v); err != nil {
		return v, err
	}
	_, err = tx.Exec(`UPDATE saved_view SET owner_id = $2, team_id = $3, name = $4, name_key = $5, question = $6, sort = $7, version = $8, by_field = $9, board = $10, shown = $11 WHERE id = $1`,
		v.ID, v.Owner, v.Team, v.Name, row.Fold(v.Name), v.Q, v.Sort, v.Version, v.By, v.Board, v.Columns)
	return v, err
}

// Delete forgets a view. Kinds: Unauthenticated, NotFound, Forbidden.
func (s *Service) Delete(ctx context.Context, which id.ID) (err error) {
	defer errs.Wrap(&err, "view.Delete(%d)", which)
	a, err := person(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		old, err := s.Get(ctx, tx, which)
		if err == nil {
			err = mayKeep(a, old.Team)
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(`DELETE FROM saved_view WHERE id = $1`, which)
		return err
	})
}
