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

// Read returns the value as it is stored now and its version, 0 while nobody has changed the default: what a form is made from.
func (v *Value[T]) Read(ctx context.Context, q db.Querier) (value T, version int64, err error) {
	value = v.initial
	var raw string
	switch err := q.QueryRow(ctx, `SELECT value, version FROM setting WHERE key = $1`, v.key).Scan(&raw, &version); {
	case errs.Is(err, errs.NotFound):
		return value, 0, nil
	case err != nil:
		return value, 0, err
	}
	if err := json.Unmarshal([]byte(raw), &value); err != nil {
		return v.initial, version, errs.Because(errs.Internal, err, "the setting %s is damaged", v.key)
	}
	return value, version, nil
}

// Set changes the value whatever it was meanwhile: for what the product itself keeps. Kinds: Forbidden, Invalid from the setting's check.
func (v *Value[T]) Set(tx *db.Tx, value T) (err error) {
	defer errs.Wrap(&err, "setting.Set(%s)", v.key)
	return v.put(tx, value, func(int64) bool { return true })
}

// Replace changes the value that has a version, see Read: what a person does who saw it. Kinds: Forbidden, Invalid from the setting's
// check, Conflict when somebody else changed it since.
func (v *Value[T]) Replace(tx *db.Tx, value T, version int64) (err error) {
	defer errs.Wrap(&err, "setting.Replace(%s)", v.key)
	return v.put(tx, value, func(stored int64) bool { return stored == version })
}

// put writes the value if the stored version, 0 for none, is right.
func (v *Value[T]) put(tx *db.Tx, value T, right func(stored int64) bool) error {
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
	// First of all the row is there and locked, so that of two who change it for the first time one waits for the other.
	if _, err := tx.Exec(`INSERT INTO setting (key, id, value, version, updated_at) VALUES ($1, $2, '', 0, $3) ON CONFLICT (key) DO NOTHING`, v.key, tx.NewID(), tx.Now()); err != nil {
		return err
	}
	var before string
	var row id.ID
	var stored int64
	if err := tx.QueryRow(tx.Context(), `SELECT id, value, version FROM setting WHERE key = $1 {{forupdate}}`, v.key).Scan(&row, &before, &stored); err != nil {
		return err
	}
	if !right(stored) {
		return errs.New(errs.Conflict, "Somebody changed this setting after you opened it. Nothing of yours was saved yet: compare, then save again.")
	}
	if _, err := tx.Exec(`UPDATE setting SET value = $2, version = version + 1, updated_at = $3 WHERE key = $1`, v.key, string(raw), tx.Now()); err != nil {
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
