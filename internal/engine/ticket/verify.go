package ticket

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// Witness has the log's proof compare titles and messages with what their events say, so that a text that was changed behind the log's
// back is found.
func Witness(l *event.Log) {
	w := witness{l}
	l.Call(w.compare, (Opened{}).EventKind(), (Changed{}).EventKind(), (Stepped{}).EventKind(), (Messaged{}).EventKind(),
		(record.Made{}).EventKind(), (record.Changed{}).EventKind(), (record.Removed{}).EventKind())
}

type witness struct{ log *event.Log }

// told is what the history of one record says of its texts.
type told struct {
	record   id.ID
	opened   bool
	title    string
	titledBy id.ID  // the event that gave the title
	openedBy id.ID  // the event with which it began
	sum      []byte // of the report, see Opened
	messages map[id.ID]message
}

type message struct {
	event id.ID
	Messaged
}

func tell(history []event.Envelope) told {
	t := told{record: history[0].Subject, messages: map[id.ID]message{}}
	for _, e := range history {
		switch v := e.Event.(type) {
		case Opened:
			t.opened, t.title, t.titledBy = true, v.Title, e.ID
			t.openedBy, t.sum = e.ID, v.Sum
			t.change(e.ID, v.Changes)
		case record.Made:
			t.opened, t.title, t.titledBy = true, v.Title, e.ID
		case record.Changed:
			t.change(e.ID, v.Changes)
		case record.Removed:
			t.opened = false
		case Changed:
			t.change(e.ID, v.Changes)
		case Stepped:
			t.change(e.ID, v.Changes)
		case Messaged:
			t.messages[v.Entry] = message{e.ID, v}
		}
	}
	return t
}

func (t *told) change(by id.ID, list []field.Change) {
	for _, c := range list {
		if title, ok := c.To.(string); ok && c.Key == "title" {
			t.title, t.titledBy = title, by
		}
	}
}

// found is what stands in the tables.
type found struct {
	there   bool
	title   string
	version int64
	entries []Entry
}

// compare looks at many records at once, and once more at each with which something seems wrong: somebody may be writing just now.
func (w witness) compare(ctx context.Context, q db.Querier, histories [][]event.Envelope, accuse event.Accuse) error {
	const most = 500 // records that one statement asks for
	for some := range slices.Chunk(histories, most) {
		ids := make([]id.ID, len(some))
		for i, h := range some {
			ids[i] = h[0].Subject
		}
		there, err := look(ctx, q, ids)
		if err != nil {
			return err
		}
		for i, h := range some {
			if len(tell(h).against(there[ids[i]])) == 0 {
				continue
			}
			if err := w.again(ctx, q, ids[i], accuse); err != nil {
				return err
			}
		}
	}
	return nil
}

// again compares one record with its history when nobody changes it meanwhile.
func (w witness) again(ctx context.Context, q db.Querier, subject id.ID, accuse event.Accuse) error {
	const tries = 5
	for range tries {
		before, err := look(ctx, q, []id.ID{subject})
		if err != nil {
			return err
		}
		history, err := w.log.History(ctx, q, subject)
		if err != nil || len(history) == 0 {
			return err // that nothing is told of the record is found elsewhere
		}
		after, err := look(ctx, q, []id.ID{subject})
		if err != nil {
			return err
		}
		if was, is := before[subject], after[subject]; was.version != is.version || len(was.entries) != len(is.entries) {
			continue
		}
		for _, f := range tell(history).against(after[subject]) {
			accuse(subject, f.event, f.text)
		}
		return nil
	}
	return nil // it is changed all the time: the next proof will see
}

type fault struct {
	event id.ID
	text  string
}

// against returns where the tables differ from the history.
func (t told) against(f found) (out []fault) {
	if t.opened && !f.there {
		return []fault{{0, "the record itself is gone, only its history is there"}}
	}
	if t.opened && f.title != t.title {
		out = append(out, fault{t.titledBy, fmt.Sprintf("the title was changed behind the log: it is %q, the log says %q", f.title, t.title)})
	}
	seen, reports := map[id.ID]bool{}, 0
	for i := range f.entries {
		e := &f.entries[i]
		m, ok := t.messages[e.ID]
		seen[e.ID] = true
		if !ok && e.Kind == "report" {
			reports++ // the text with which a record was opened has no event of its own, the opening tells of it
			out = append(out, t.report(e)...)
			continue
		}
		out = append(out, m.against(e, ok)...)
	}
	if reports > 1 {
		out = append(out, fault{0, fmt.Sprintf("%d reports are there, a record is opened with one", reports)})
	}
	if reports == 0 && len(t.sum) > 0 {
		out = append(out, fault{t.openedBy, "the report was removed behind the log"})
	}
	for entry, m := range t.messages {
		if !seen[entry] {
			out = append(out, fault{m.event, "a message was removed behind the log"})
		}
	}
	sorted.By(out, func(a, b fault) int { return int(a.event - b.event) })
	return out
}

// report compares the text with which a record was opened with what its opening says. Openings of before it was kept say nothing.
func (t told) report(e *Entry) []fault {
	switch {
	case len(t.sum) > 0 && !bytes.Equal(t.sum, e.Digest()):
		return []fault{{t.openedBy, "the text of the report was changed behind the log"}}
	case e.Visibility != Public:
		return []fault{{t.openedBy, "the report was made internal behind the log"}}
	}
	return nil
}

func (m message) against(e *Entry, told bool) (out []fault) {
	if !told {
		return []fault{{0, fmt.Sprintf("message %d was added behind the log: no event tells of it", e.ID)}}
	}
	if len(m.Digest) > 0 && !bytes.Equal(m.Digest, e.Digest()) {
		out = append(out, fault{m.event, "the text of a message was changed behind the log"})
	}
	if m.Internal != (e.Visibility == Internal) {
		out = append(out, fault{m.event, "a message was made " + map[bool]string{true: "public", false: "internal"}[m.Internal] + " behind the log"})
	}
	return out
}

// look reads titles first and entries after them, so that an entry of a later version is seen as such.
func look(ctx context.Context, q db.Querier, ids []id.ID) (map[id.ID]found, error) {
	out := make(map[id.ID]found, len(ids))
	var args db.Args
	rows, err := q.Query(ctx, `SELECT id, title, version FROM record WHERE id IN `+db.List(&args, ids), args.Values()...)
	_, err = db.Collect(rows, err, func(rows *sql.Rows, _ *struct{}) error {
		var i id.ID
		f := found{there: true}
		err := rows.Scan(&i, &f.title, &f.version)
		out[i] = f
		return err
	})
	if err != nil {
		return nil, err
	}
	args = db.Args{}
	rows, err = q.Query(ctx, `SELECT id, record_id, kind, visibility, body FROM entry WHERE record_id IN `+db.List(&args, ids)+` ORDER BY id`, args.Values()...)
	_, err = db.Collect(rows, err, func(rows *sql.Rows, _ *struct{}) error {
		var e Entry
		err := rows.Scan(&e.ID, &e.Record, &e.Kind, &e.Visibility, &e.Body)
		f := out[e.Record]
		f.entries = append(f.entries, e)
		out[e.Record] = f
		return err
	})
	return out, err
}
