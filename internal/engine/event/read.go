package event

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// kindCode is a kind of actor as a number, as it stands in the log: the position in this list.
type kindCode actor.Kind

func actorKinds() []actor.Kind {
	return []actor.Kind{"", actor.Person, actor.Visitor, actor.Rule, actor.Assistant, actor.System}
}

func actorCode(k actor.Kind) int64 { return int64(slices.Index(actorKinds(), k)) }

// Scan implements sql.Scanner.
func (k *kindCode) Scan(v any) error {
	n, ok := v.(int64)
	if all := actorKinds(); ok && n >= 0 && n < int64(len(all)) {
		*k = kindCode(all[n])
		return nil
	}
	return errs.New(errs.Internal, "%v is no kind of actor", v)
}

const columns = `id, subject_id, seq, kind, at, actor_kind, actor_id, behalf_id, channel, cause_id, depth, data`

func (l *Log) scan(rows *sql.Rows, e *Envelope) error {
	var data string
	if err := rows.Scan(&e.ID, &e.Subject, &e.Seq, &e.Kind, &e.At, (*kindCode)(&e.ActorKind), &e.Actor, &e.Behalf, &e.Channel, &e.Cause, &e.Depth, &data); err != nil {
		return err
	}
	e.Data = []byte(data)
	return l.Decode(e)
}

// History returns the events of a subject in order, oldest first.
func (l *Log) History(ctx context.Context, q db.Querier, subject id.ID) ([]Envelope, error) {
	rows, err := q.Query(ctx, `SELECT `+columns+` FROM event WHERE subject_id = $1 ORDER BY seq`, subject)
	return db.Collect(rows, err, l.scan)
}

// Get returns one event. Kinds: NotFound.
func (l *Log) Get(ctx context.Context, q db.Querier, event id.ID) (Envelope, error) {
	var e Envelope
	var data string
	err := q.QueryRow(ctx, `SELECT `+columns+` FROM event WHERE id = $1`, event).
		Scan(&e.ID, &e.Subject, &e.Seq, &e.Kind, &e.At, (*kindCode)(&e.ActorKind), &e.Actor, &e.Behalf, &e.Channel, &e.Cause, &e.Depth, &data)
	if err != nil {
		return e, err
	}
	e.Data = []byte(data)
	return e, l.Decode(&e)
}

// After returns up to limit events with an id larger than after, oldest first: the feed behind live pages and the events API.
func (l *Log) After(ctx context.Context, q db.Querier, after id.ID, limit int) ([]Envelope, error) {
	rows, err := q.Query(ctx, `SELECT `+columns+` FROM event WHERE id > $1 ORDER BY id LIMIT $2`, after, limit)
	return db.Collect(rows, err, l.scan)
}

// Find returns the events for which rest holds: a condition with its order and limit, put together by the program.
func (l *Log) Find(ctx context.Context, q db.Querier, rest string, args ...any) ([]Envelope, error) {
	rows, err := q.Query(ctx, "SELECT "+columns+" FROM event WHERE "+rest, args...)
	return db.Collect(rows, err, l.scan)
}

// Kinds returns the kinds of events that were registered, sorted.
func (l *Log) Kinds() []string { return slices.Sorted(maps.Keys(l.decode)) }

// Newest returns the id of the newest event, 0 when there is none.
func Newest(ctx context.Context, q db.Querier) (id.ID, error) {
	var n id.ID
	err := q.QueryRow(ctx, `SELECT coalesce(max(id), 0) FROM event`).Scan(&n)
	return n, err
}
