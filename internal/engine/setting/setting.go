// Package setting keeps typed settings in the database: each has a key, a default, and one JSON value that an administrator may
// change.
//
// It exists so that a setting is declared once, where it is used, and gets its default, its audit trail and its place in an export
// without further code; nothing of the business is configured in files.
//
// It leaves what the process itself needs to start (address, folder, database) to app/config.
package setting

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
)

// PermEdit is needed to change a setting.
const PermEdit actor.Permission = "settings.edit"

// Value is one setting of type T. It is safe for concurrent use.
type Value[T any] struct {
	key     string
	initial T
	check   func(T) error

	mu   sync.Mutex
	held T
	from clock.Time // when held was read, 0 for never
}

// maxAge is how long another node's change may stay unseen.
const maxAge = time.Second

// New declares a setting. check, if not nil, refuses bad values with field errors.
func New[T any](key string, initial T, check func(T) error) *Value[T] {
	return &Value[T]{key: key, initial: initial, check: check}
}

// Get returns the present value, at most a second old. No lock is held while the database is asked.
func (v *Value[T]) Get(ctx context.Context, q db.Querier, now clock.Time) (T, error) {
	v.mu.Lock()
	held, from := v.held, v.from
	v.mu.Unlock()
	if from != 0 && now.Sub(from) < maxAge && now >= from {
		return held, nil
	}
	value := v.initial
	var raw string
	switch err := q.QueryRow(ctx, `SELECT value FROM setting WHERE key = $1`, v.key).Scan(&raw); {
	case errs.Is(err, errs.NotFound):
	case err != nil:
		return value, err
	default:
		if err := json.Unmarshal([]byte(raw), &value); err != nil {
			return v.initial, errs.Because(errs.Internal, err, "the setting %s is damaged", v.key)
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.held, v.from = value, now
	return value, nil
}

// Set changes the value. Kinds: Forbidden, Invalid from the setting's check.
func (v *Value[T]) Set(tx *db.Tx, value T) (err error) {
	defer errs.Wrap(&err, "setting.Set(%s)", v.key)
	if _, err := actor.Require(tx.Context(), PermEdit); err != nil {
		return err
	}
	if v.check != nil {
		if err := v.check(value); err != nil {
			return err
		}
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return err
	}
	var before string
	var row id.ID
	if err := tx.QueryRow(tx.Context(), `SELECT id, value FROM setting WHERE key = $1 {{forupdate}}`, v.key).Scan(&row, &before); errs.Is(err, errs.NotFound) {
		row = tx.NewID()
	} else if err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO setting (key, id, value, version, updated_at) VALUES ($1, $2, $3, 1, $4)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = setting.version + 1, updated_at = excluded.updated_at`,
		v.key, row, string(raw), tx.Now()); err != nil {
		return err
	}
	tx.After(func() { v.mu.Lock(); v.from = 0; v.mu.Unlock() })
	return tx.Emit(Changed{Setting: row, Key: v.key, From: before, To: string(raw)})
}

// Changed says that a setting got another value.
type Changed struct {
	Setting id.ID  `json:"-"`
	Key     string `json:"key"`
	From    string `json:"from"`
	To      string `json:"to"`
}

// Subject implements db.Event.
func (c Changed) Subject() id.ID { return c.Setting }

// EventKind implements db.Event.
func (Changed) EventKind() string { return "setting.changed" }

// Register makes the event known to the log.
func Register(l *event.Log) { event.Register[Changed](l) }
