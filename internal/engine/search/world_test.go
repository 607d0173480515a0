package search_test

import (
	"fmt"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/search"
)

// ticket is a row of the tests' world.
type ticket struct {
	n                     int // number and id
	kind, title, body     string
	state                 string
	phase, priority       int
	team, assignee, owner id.ID
	created, due          clock.Time
	custom                string
}

// base makes ids that lie in time order, an hour apart.
func ident(n int) id.ID { return id.ID(int64(n)*3_600_000) << 22 }

func insert(tx *db.Tx, x search.Index, t ticket) error {
	if t.kind == "" {
		t.kind = "incident"
	}
	if t.custom == "" {
		t.custom = "{}"
	}
	i := ident(t.n)
	if _, err := tx.Exec(`INSERT INTO record (id, kind, number, title, state, phase, entity_id, version, created_at, created_by, updated_at, archived_at, custom)
		VALUES ($1, $2, $3, $4, $5, $6, 1, 1, $7, 1, $7, 0, $8)`, i, t.kind, fmt.Sprintf("T-%d", t.n), t.title, t.state, t.phase, t.created, t.custom); err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO ticket (id, kind, entity_id, phase, requester_id, team_id, assignee_id, priority, channel, category_id, location_id, service_id,
		parent_id, merged_into_id, hold_reason, hold_until, due_at, responded_at, resolved_at, closed_at, updated_at, reopened, reassigned, spent)
		VALUES ($1, $2, 1, $3, $4, $5, $6, $7, 'web', 0, 0, 0, 0, 0, '', 0, $8, 0, 0, 0, 0, 0, 0, 30)`,
		i, t.kind, t.phase, t.owner, t.team, t.assignee, t.priority, t.due); err != nil {
		return err
	}
	return x.Put(tx, i, 0, t.title, t.body)
}

// say adds a message to a ticket and to the index and returns its id.
func say(tx *db.Tx, x search.Index, n, to, visibility int, body string) error {
	if _, err := tx.Exec(`INSERT INTO entry (id, record_id, kind, visibility, author_id, behalf_id, channel, at, body, source) VALUES ($1, $2, 'reply', $3, 1, 0, 'web', 0, $4, '')`,
		ident(n), ident(to), visibility, body); err != nil {
		return err
	}
	return x.Put(tx, ident(to), ident(n), "", body)
}

func write(t testing.TB, d *db.DB, f func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// hang adds a file to a ticket and its name to the index.
func hang(tx *db.Tx, x search.Index, n, to, visibility int, name string) error {
	hash := fmt.Sprintf("%064d", n)
	if _, err := tx.Exec(`INSERT INTO blob (hash, size, media_type, created_at) VALUES ($1, 1, 'text/plain', 0)`, hash); err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO attachment (id, record_id, entry_id, hash, name, size, media_type, visibility, created_by, created_at)
		VALUES ($1, $2, 0, $3, $4, 1, 'text/plain', $5, 1, 0)`, ident(n), ident(to), hash, name, visibility); err != nil {
		return err
	}
	return x.Put(tx, ident(to), ident(n), "", name)
}
