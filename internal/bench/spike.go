package bench

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/bench/lexicon"
)

// WriterFloor measures the grouped writer alone: each operation is one db.Write of 13 rows and a full-text entry, about what
// opening an incident stores, without anything above the database. The API cannot be faster than this.
func WriterFloor(ctx context.Context, p Plan, dir string, clients int) (res Result, err error) {
	d, err := db.Open(ctx, db.Options{URL: "sqlite:" + filepath.Join(dir, fmt.Sprintf("writer-%d.db", clients)), Clock: p.Clock})
	if err != nil {
		return res, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := d.Write(ctx, func(tx *db.Tx) error { return runAll(tx, spikeSchema()) }); err != nil {
		return res, err
	}
	words := make([]*lexicon.Words, clients)
	for i := range words {
		words[i] = lexicon.New(uint64(i)) //nolint:gosec // a small index
	}
	statements := spikeInserts()
	return Measure(ctx, p, Work{Name: FloorWriter, Clients: clients, Rows: 1, Do: func(ctx context.Context, c int, seq int64) error {
		title, body, team := words[c].Title(), words[c].Body(), words[c].Pick(30)
		return d.Write(ctx, func(tx *db.Tx) error { return spike(tx, statements, seq, title, body, team) })
	}})
}

func runAll(tx *db.Tx, statements []string) error {
	for _, s := range statements {
		if _, err := tx.Exec(s); err != nil {
			return err
		}
	}
	return nil
}

func spikeSchema() []string {
	return []string{
		"CREATE TABLE s_record (id BIGINT PRIMARY KEY, kind TEXT NOT NULL, number TEXT NOT NULL, title TEXT NOT NULL, state TEXT NOT NULL, entity BIGINT, version BIGINT, created BIGINT, changed BIGINT)",
		"CREATE UNIQUE INDEX s_record_number ON s_record (number)",
		"CREATE INDEX s_record_state ON s_record (kind, state, created)",
		"CREATE TABLE s_ticket (id BIGINT PRIMARY KEY, requester BIGINT, priority BIGINT, team BIGINT, assignee BIGINT, due BIGINT)",
		"CREATE INDEX s_ticket_queue ON s_ticket (team, priority, due)",
		"CREATE TABLE s_incident (id BIGINT PRIMARY KEY, impact BIGINT, urgency BIGINT, category BIGINT, body TEXT)",
		"CREATE TABLE s_event (id BIGINT PRIMARY KEY, record BIGINT, seq BIGINT, kind TEXT, actor BIGINT, at BIGINT, data TEXT, hash BLOB)",
		"CREATE UNIQUE INDEX s_event_record ON s_event (record, seq)",
		"CREATE TABLE s_clock (record BIGINT, target BIGINT, state TEXT, due BIGINT, elapsed BIGINT, PRIMARY KEY (record, target))",
		"CREATE TABLE s_job (id BIGINT PRIMARY KEY, kind TEXT, run_at BIGINT, key TEXT, payload TEXT)",
		"CREATE INDEX s_job_due ON s_job (run_at)",
		"CREATE UNIQUE INDEX s_job_key ON s_job (key)",
		"CREATE TABLE s_key (key TEXT PRIMARY KEY, answer TEXT, at BIGINT)",
		"CREATE VIRTUAL TABLE s_words USING fts5(title, body, content='')",
	}
}

// inserts of the spike by table.
type inserts struct{ record, ticket, incident, event, clock, job, key, words string }

func spikeInserts() inserts {
	return inserts{
		record:   "INSERT INTO s_record VALUES ($1, 'incident', $2, $3, 'new', 1, 1, $4, $4)",
		ticket:   "INSERT INTO s_ticket VALUES ($1, $2, 3, $3, NULL, $4)",
		incident: "INSERT INTO s_incident VALUES ($1, 2, 2, $2, $3)",
		event:    "INSERT INTO s_event VALUES ($1, $2, $3, 'incident.opened', 7, $4, $5, $6)",
		clock:    "INSERT INTO s_clock VALUES ($1, $2, 'running', $3, 0)",
		job:      "INSERT INTO s_job VALUES ($1, $2, $3, $4, $5)",
		key:      "INSERT INTO s_key VALUES ($1, $2, $3)",
		words:    "INSERT INTO s_words (rowid, title, body) VALUES ($1, $2, $3)",
	}
}

// spike writes the 13 rows: record, ticket, incident, two events, two clocks, four timers, one notification, one idempotency key.
func spike(tx *db.Tx, s inserts, seq int64, title, body string, team int) (err error) {
	do := func(text string, args ...any) {
		if err == nil {
			_, err = tx.Exec(text, args...)
		}
	}
	id, now := int64(tx.NewID()), int64(tx.Now())
	number := fmt.Sprintf("INC-%d", seq)
	data := fmt.Sprintf(`{"title":%q,"team":%d}`, title, team)
	do(s.record, id, number, title, now)
	do(s.ticket, id, seq%1000, team, now)
	do(s.incident, id, team, body)
	for n := range int64(2) {
		do(s.event, int64(tx.NewID()), id, n, now, data, make([]byte, 32))
		do(s.clock, id, n, now)
	}
	for n := range 4 {
		do(s.job, int64(tx.NewID()), "sla.timer", now+int64(n), fmt.Sprintf("sla:%d:%d", id, n), "{}")
	}
	do(s.job, int64(tx.NewID()), "notify", now, fmt.Sprintf("notify:%d", id), data)
	do(s.key, fmt.Sprintf("%016x-%d", id, seq), data, now)
	do(s.words, id, title, body)
	return err
}
