package ticket

import (
	"context"
	"database/sql"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
)

// Visibility says who may read an entry.
type Visibility int

// The visibilities.
const (
	Public   Visibility = iota // the requester too
	Internal                   // those who may write internal notes
)

// Entry is a piece of text on the timeline.
type Entry struct {
	ID         id.ID
	Record     id.ID
	Kind       string // report, reply, note, call, …
	Visibility Visibility
	Author     id.ID
	Behalf     id.ID
	Channel    string
	At         clock.Time
	Body       string // Markdown
	Source     string // the id of the message it came from, such as a Message-ID
}

func addEntry(tx *db.Tx, e *Entry) error {
	if e.ID == 0 {
		e.ID = tx.NewID()
	}
	e.At = tx.Now()
	return tx.Put(`INSERT INTO entry (id, record_id, kind, visibility, author_id, behalf_id, channel, at, body, source) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		e.ID, e.Record, e.Kind, int(e.Visibility), e.Author, e.Behalf, e.Channel, e.At, e.Body, e.Source)
}

// Message is what somebody writes to a piece of work.
type Message struct {
	Body     string
	Public   bool
	Kind     string // reply or note unless set
	Source   string
	Mentions []id.ID
	Minutes  int64
}

// Post adds a message and marks the first public answer of somebody who is not the requester. The caller saves h afterwards.
func (d *Desk) Post(tx *db.Tx, h *Head, m Message) (e Entry, err error) {
	defer errs.Wrap(&err, "ticket.Post(%s)", h.Number)
	a, err := actor.From(tx.Context())
	if err != nil {
		return e, err
	}
	e = Entry{Record: h.ID, Kind: m.Kind, Author: a.ID, Behalf: a.Behalf, Channel: a.Channel, Body: m.Body, Source: m.Source, Visibility: Internal}
	if m.Public {
		e.Visibility = Public
	}
	if e.Kind == "" {
		e.Kind = map[Visibility]string{Public: "reply", Internal: "note"}[e.Visibility]
	}
	if err := addEntry(tx, &e); err != nil {
		return e, err
	}
	if err := d.Index.Put(tx, h.ID, e.ID, "", e.Body); err != nil {
		return e, err
	}
	if err := present(tx, m.Mentions); err != nil {
		return e, err
	}
	for _, p := range m.Mentions {
		if _, err := tx.Exec(`INSERT INTO mention (entry_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, e.ID, p); err != nil {
			return e, err
		}
	}
	byAgent := a.ID != h.Requester
	if m.Public && byAgent && a.Kind == actor.Person && h.Responded == 0 {
		h.Responded = tx.Now()
	}
	if m.Minutes != 0 {
		if err := AddTime(tx, h, m.Minutes, ""); err != nil {
			return e, err
		}
	}
	return e, tx.Emit(Messaged{about{h.ID}, e.ID, !m.Public, byAgent, e.Digest()})
}

// Entries returns the entries of a record, oldest first. internal includes the internal ones.
func Entries(ctx context.Context, q db.Querier, record id.ID, internal bool) ([]Entry, error) {
	most := Public
	if internal {
		most = Internal
	}
	rows, err := q.Query(ctx, `SELECT id, record_id, kind, visibility, author_id, behalf_id, channel, at, body, source FROM entry
		WHERE record_id = $1 AND visibility <= $2 ORDER BY id`, record, int(most))
	return db.Collect(rows, err, func(rows *sql.Rows, e *Entry) error {
		return rows.Scan(&e.ID, &e.Record, &e.Kind, &e.Visibility, &e.Author, &e.Behalf, &e.Channel, &e.At, &e.Body, &e.Source)
	})
}

// Mentions returns whom entries mention, by entry: for entries that were trimmed already.
func Mentions(ctx context.Context, q db.Querier, entries []id.ID) (map[id.ID][]id.ID, error) {
	const most = 1000 // that one statement asks for
	out := map[id.ID][]id.ID{}
	for some := range slices.Chunk(entries, most) {
		var args db.Args
		rows, err := q.Query(ctx, `SELECT entry_id, person_id FROM mention WHERE entry_id IN `+db.List(&args, some)+` ORDER BY entry_id, person_id`, args.Values()...)
		list, err := db.Collect(rows, err, func(rows *sql.Rows, m *[2]id.ID) error { return rows.Scan(&m[0], &m[1]) })
		if err != nil {
			return nil, err
		}
		for _, m := range list {
			out[m[0]] = append(out[m[0]], m[1])
		}
	}
	return out, nil
}

// AddTime books minutes of the actor's time. The caller saves h afterwards.
func AddTime(tx *db.Tx, h *Head, minutes int64, note string) error {
	if minutes <= 0 || minutes > 24*60*7 {
		return errs.Bad("minutes", "Give the time spent in minutes, from 1 to %d.", 24*60*7)
	}
	var c errs.Check
	if note = Reason(&c, "note", note); c.Err() != nil {
		return c.Err()
	}
	a, err := actor.From(tx.Context())
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO spent_time (id, record_id, person_id, minutes, at, note) VALUES ($1, $2, $3, $4, $5, $6)`,
		tx.NewID(), h.ID, a.ID, minutes, tx.Now(), note); err != nil {
		return err
	}
	h.Spent += minutes
	return tx.Emit(Spent{about{h.ID}, minutes, note})
}

// present refuses to mention whom there is not.
func present(tx *db.Tx, persons []id.ID) error {
	if len(persons) == 0 {
		return nil
	}
	names, err := people.Names(tx.Context(), tx, persons)
	if err != nil {
		return err
	}
	for _, p := range persons {
		if names[p] == "" {
			return errs.Bad("mentions", "There is no such person.")
		}
	}
	return nil
}
