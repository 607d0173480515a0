package record

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/field"
)

// Relation says what a link means, read from its first record to its second.
type Relation string

// The relations between records.
const (
	RelatesTo   Relation = "relates_to"
	ParentOf    Relation = "parent_of"
	DuplicateOf Relation = "duplicate_of"
	CausedBy    Relation = "caused_by"
	Blocks      Relation = "blocks"
	Resolves    Relation = "resolves"
	Implements  Relation = "implements"
	Documents   Relation = "documents"
	AffectedBy  Relation = "affected_by"
	SplitFrom   Relation = "split_from"
	Covers      Relation = "covers"    // a contract, what it is about
	Delivered   Relation = "delivered" // an order, what came of it
)

// relations gives each relation its words in both directions.
func relations() map[Relation][2]string {
	return map[Relation][2]string{
		RelatesTo:   {"relates to", "relates to"},
		ParentOf:    {"parent of", "child of"},
		DuplicateOf: {"duplicate of", "duplicated by"},
		CausedBy:    {"caused by", "caused"},
		Blocks:      {"blocks", "blocked by"},
		Resolves:    {"resolves", "resolved by"},
		Implements:  {"implements", "implemented by"},
		Documents:   {"documents", "documented by"},
		AffectedBy:  {"affected by", "affects"},
		SplitFrom:   {"split from", "split into"},
		Covers:      {"covers", "covered by"},
		Delivered:   {"delivered", "delivered with"},
	}
}

// Relations returns every relation in a fixed order.
func Relations() []Relation {
	return []Relation{RelatesTo, ParentOf, DuplicateOf, CausedBy, Blocks, Resolves, Implements, Documents, AffectedBy, SplitFrom, Covers, Delivered}
}

// RelationOptions returns every relation with its words, to choose from.
func RelationOptions() []field.Option {
	var out []field.Option
	for _, r := range Relations() {
		out = append(out, field.Option{Value: string(r), Label: r.Label(false)})
	}
	return out
}

// names lists the relations: "a, b, c".
func names() string {
	var list []string
	for _, r := range Relations() {
		list = append(list, string(r))
	}
	return strings.Join(list, ", ")
}

// Label returns the words of the relation, in reverse when seen from the second record.
func (r Relation) Label(reverse bool) string {
	words := relations()[r]
	if reverse {
		return words[1]
	}
	return words[0]
}

// Link ties one record to another.
type Link struct {
	From, To id.ID
	Relation Relation
}

// AddLink writes a link; an existing one stays as it is. It reports whether the link is new. Kinds: Invalid.
func AddLink(tx *db.Tx, l Link, by id.ID) (bool, error) {
	if !slices.Contains(Relations(), l.Relation) {
		return false, errs.Bad("relation", "%q is not a relation; use one of %s.", l.Relation, names())
	}
	if l.From == l.To {
		return false, errs.Bad("to", "A record cannot be linked to itself.")
	}
	n, err := tx.Exec(`INSERT INTO record_link (from_id, to_id, relation, created_at, created_by) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		l.From, l.To, string(l.Relation), tx.Now(), by)
	return n > 0, err
}

// RemoveLink removes a link and reports whether there was one.
func RemoveLink(tx *db.Tx, l Link) (bool, error) {
	n, err := tx.Exec(`DELETE FROM record_link WHERE from_id = $1 AND to_id = $2 AND relation = $3`, l.From, l.To, string(l.Relation))
	return n > 0, err
}

// Linked is a record seen from another.
type Linked struct {
	Ref
	Relation Relation `json:"relation"`
	Reverse  bool     `json:"reverse"`
	Entity   id.ID    `json:"-"`
}

// Links returns the records linked with one, in both directions, oldest link first. The caller trims them by what the actor may see.
func Links(ctx context.Context, q db.Querier, record id.ID) ([]Linked, error) {
	rows, err := q.Query(ctx, `SELECT r.id, r.kind, r.number, r.title, r.state, r.phase, r.entity_id, l.relation, l.to_id = $1
		FROM record_link l JOIN record r ON r.id = CASE WHEN l.from_id = $1 THEN l.to_id ELSE l.from_id END
		WHERE l.from_id = $1 OR l.to_id = $1 ORDER BY l.created_at, r.id`, record)
	return db.Collect(rows, err, func(rows *sql.Rows, l *Linked) error {
		return rows.Scan(&l.ID, &l.Kind, &l.Number, &l.Title, &l.State, &l.Phase, &l.Entity, &l.Relation, &l.Reverse)
	})
}

// Watch makes a person follow a record; it reports whether that is new.
func Watch(tx *db.Tx, record, person id.ID) (bool, error) {
	n, err := tx.Exec(`INSERT INTO record_watcher (record_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, record, person)
	return n > 0, err
}

// Unwatch ends that; it reports whether the person followed the record.
func Unwatch(tx *db.Tx, record, person id.ID) (bool, error) {
	n, err := tx.Exec(`DELETE FROM record_watcher WHERE record_id = $1 AND person_id = $2`, record, person)
	return n > 0, err
}

// Watchers returns who follows a record.
func Watchers(ctx context.Context, q db.Querier, record id.ID) ([]id.ID, error) {
	rows, err := q.Query(ctx, `SELECT person_id FROM record_watcher WHERE record_id = $1 ORDER BY person_id`, record)
	return db.Collect(rows, err, func(rows *sql.Rows, p *id.ID) error { return rows.Scan(p) })
}
