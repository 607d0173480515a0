package record

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
)

// Kind describes a kind of record to everything that handles records without knowing their practice.
type Kind struct {
	Key      string // "incident": in permissions, events and URLs of actions
	Prefix   string // "INC": before the number
	Singular string // "incident", as in a sentence
	Plural   string // "incidents"
	Icon     string // the name of an outline icon of the sprite, without its prefix
	Flow     flow.Machine
	Titled   bool // people know it by its title rather than by its number
	Minor    bool // it serves the kind before it and is reached from its list, rather than from the rail
}

// Slug is the plural as it stands in addresses.
func (k Kind) Slug() string { return strings.ReplaceAll(k.Plural, " ", "-") }

// Custom holds the values of custom fields as one JSON object; nil is none.
type Custom []byte

// Scan reads the column on either engine.
func (c *Custom) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*c = nil
	case string:
		*c = Custom(v)
	case []byte:
		*c = append(Custom(nil), v...)
	default:
		return fmt.Errorf("record: custom fields of type %T", v)
	}
	return nil
}

// Value writes the column: text on SQLite, JSONB on PostgreSQL.
func (c Custom) Value() (driver.Value, error) {
	if len(c) == 0 {
		return nil, nil
	}
	return string(c), nil
}

// MarshalJSON returns the object itself, {} for none.
func (c Custom) MarshalJSON() ([]byte, error) {
	if len(c) == 0 {
		return []byte("{}"), nil
	}
	return c, nil
}

// Head is what every record has.
type Head struct {
	ID        id.ID
	Kind      string
	Number    string
	Title     string
	State     string
	Phase     flow.Phase
	Entity    id.ID
	Version   int64 // 1 when made, one more with each save
	CreatedAt clock.Time
	CreatedBy id.ID
	UpdatedAt clock.Time
	Archived  clock.Time
	Custom    Custom
}

// Columns ties Head to table record; the alias used in queries is r.
func Columns() db.Columns[Head] {
	return db.Columns[Head]{
		{Name: "id", Ptr: func(h *Head) any { return &h.ID }},
		{Name: "kind", Ptr: func(h *Head) any { return &h.Kind }},
		{Name: "number", Ptr: func(h *Head) any { return &h.Number }},
		{Name: "title", Ptr: func(h *Head) any { return &h.Title }},
		{Name: "state", Ptr: func(h *Head) any { return &h.State }},
		{Name: "phase", Ptr: func(h *Head) any { return &h.Phase }},
		{Name: "entity_id", Ptr: func(h *Head) any { return &h.Entity }},
		{Name: "version", Ptr: func(h *Head) any { return &h.Version }},
		{Name: "created_at", Ptr: func(h *Head) any { return &h.CreatedAt }},
		{Name: "created_by", Ptr: func(h *Head) any { return &h.CreatedBy }},
		{Name: "updated_at", Ptr: func(h *Head) any { return &h.UpdatedAt }},
		{Name: "archived_at", Ptr: func(h *Head) any { return &h.Archived }},
		{Name: "custom", Ptr: func(h *Head) any { return &h.Custom }},
	}
}

// MaxTitle is the longest title in runes.
const MaxTitle = 300

// Insert gives h the next number of its kind and writes it. It is called last in a write, so that few numbers are drawn in vain; see
// db.Tx.Draw.
func Insert(tx *db.Tx, k Kind, h *Head) (err error) {
	defer errs.Wrap(&err, "record.Insert")
	given := h.Number != ""
	if !given {
		if h.Number, err = nextNumber(tx, k.Prefix); err != nil {
			return err
		}
	}
	h.Kind, h.Version = k.Key, 1
	tell(tx, h)
	const insert = `INSERT INTO record (id, kind, number, title, state, phase, entity_id, version, created_at, created_by, updated_at, archived_at, custom)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`
	args := []any{h.ID, h.Kind, h.Number, h.Title, h.State, int(h.Phase), h.Entity, h.Version, h.CreatedAt, h.CreatedBy, h.UpdatedAt, h.Archived, h.Custom}
	if !given {
		return tx.Put(insert, args...)
	}
	_, err = tx.Exec(insert, args...)
	if db.IsDuplicate(err) {
		return errs.Because(errs.Conflict, err, "The number %s exists already.", h.Number)
	}
	return err
}

// nextNumber takes the next number of a prefix: none is ever given twice.
func nextNumber(tx *db.Tx, prefix string) (string, error) {
	n, err := tx.Draw(prefix)
	return fmt.Sprintf("%s-%d", prefix, n), err
}

// Reserve makes the counter of a prefix start after n, so that imported numbers are not given again.
func Reserve(tx *db.Tx, prefix string, n int64) error {
	_, err := tx.Exec(`INSERT INTO counter (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = {{greatest}}(counter.value, excluded.value)`, prefix, n)
	return err
}

// Save writes h if its version is still the newest, and raises the version. Kinds: Conflict when somebody else saved first.
func Save(tx *db.Tx, h *Head) (err error) {
	defer errs.Wrap(&err, "record.Save(%s)", h.Number)
	h.UpdatedAt = tx.Now()
	n, err := tx.Exec(`UPDATE record SET title = $3, state = $4, phase = $5, entity_id = $6, updated_at = $7, archived_at = $8, custom = $9, version = version + 1
		WHERE id = $1 AND version = $2`, h.ID, h.Version, h.Title, h.State, int(h.Phase), h.Entity, h.UpdatedAt, h.Archived, h.Custom)
	if err != nil {
		return err
	}
	if n == 0 {
		return Stale(h.Number)
	}
	h.Version++
	tell(tx, h)
	return nil
}

// Stale is the answer to a change that was made on an old version.
func Stale(number string) error {
	return errs.New(errs.Conflict, "Somebody changed %s after you opened it. Nothing of yours was saved yet: compare, then save again.", number)
}

// Ref is the little that is needed to name a record: in links, notifications and search results.
type Ref struct {
	ID     id.ID      `json:"id"`
	Kind   string     `json:"kind"`
	Number string     `json:"number"`
	Title  string     `json:"title"`
	State  string     `json:"state"`
	Phase  flow.Phase `json:"-"`
}

// RefByNumber returns the record with a number, whatever its letter case, without regard to who asks. Kinds: NotFound.
func RefByNumber(ctx context.Context, q db.Querier, number string) (Ref, error) {
	var r Ref
	if number != text.Valid(number) {
		return r, errs.Absent("record") // a database may not even take it
	}
	err := q.QueryRow(ctx, `SELECT id, kind, number, title, state, phase FROM record WHERE number = $1`, strings.ToUpper(strings.TrimSpace(number))).
		Scan(&r.ID, &r.Kind, &r.Number, &r.Title, &r.State, &r.Phase)
	if errs.Is(err, errs.NotFound) {
		return r, errs.Absent("record")
	}
	return r, err
}
