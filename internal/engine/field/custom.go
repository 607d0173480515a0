package field

import (
	"context"
	"database/sql"
	"encoding/json"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// PermSettings is the permission to define custom fields.
const PermSettings actor.Permission = "settings.edit"

// maxCustom is how many custom fields a kind of record may have.
const maxCustom = 200

var keyForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// Definition is a custom field of a kind of record.
type Definition struct {
	ID       id.ID
	Kind     string
	Archived bool
	Version  int64
	Def
}

// Custom keeps the definitions of custom fields. It is safe for concurrent use and keeps what it read for some seconds; a change made
// through it shows at once.
type Custom struct {
	// Sees answers NotFound for what a value of a type refers to when the actor may not see it, so that nothing can be named that looks like
	// nothing; nil lets all be named. It is set before the first use.
	Sees func(ctx context.Context, t Type, ref id.ID) error

	db *db.DB

	mu    sync.Mutex
	kinds map[string][]Definition
	read  time.Time
}

// stale is how long another node's change may stay unseen.
const stale = 5 * time.Second

// NewCustom returns the definitions in a database.
func NewCustom(d *db.DB) *Custom { return &Custom{db: d} }

// Define is a new custom field. Kind and Key, and Type from then on, stay what they are.
type Define struct {
	Kind     string   `json:"kind"`
	Key      string   `json:"key"`
	Type     Type     `json:"type"`
	Label    string   `json:"label"`
	Help     string   `json:"help"`
	Options  []Option `json:"options"`
	Required bool     `json:"required"`
	Portal   bool     `json:"portal"`
	Position int      `json:"position"`
	Classes  []id.ID  `json:"classes"` // whose records have it, none for all
}

// Define adds a field. A key that was archived comes back, if its type is the same. Kinds: Forbidden, Invalid, Conflict.
func (c *Custom) Define(ctx context.Context, in Define) (d Definition, err error) {
	defer errs.Wrap(&err, "field.Define(%s.%s)", in.Kind, in.Key)
	if _, err := actor.Require(ctx, PermSettings); err != nil {
		return d, err
	}
	if d, err = in.definition(); err != nil {
		return d, err
	}
	if err := c.classes(ctx, in.Classes); err != nil {
		return d, err
	}
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		old, err := same(tx, in)
		if err != nil {
			return err
		}
		d.ID, d.Version = tx.NewID(), 1
		if old.ID != 0 {
			d.ID, d.Version = old.ID, old.Version+1
		}
		if err := save(tx, d); err != nil {
			return err
		}
		tx.After(c.forget)
		return tx.Emit(Defined{d.ID, d.Kind, d.Key, d.Type})
	})
	return d, err
}

// same returns the archived definition that in brings back, and refuses a key that is taken or had another type: values that are
// already there must keep their meaning.
func same(tx *db.Tx, in Define) (Definition, error) {
	rows, err := tx.Query(tx.Context(), `SELECT `+columns+` FROM field_definition WHERE key = $1 OR kind = $2`, in.Key, in.Kind)
	list, err := db.Collect(rows, err, scan)
	if err != nil {
		return Definition{}, err
	}
	var old Definition
	n := 0
	for _, d := range list {
		if d.Kind == in.Kind {
			n++
		}
		switch {
		case d.Key != in.Key:
		case d.Type != in.Type:
			return old, errs.Bad("key", "%q is or was a field of type %s on %s; choose another key or that type.", in.Key, d.Type, d.Kind)
		case d.Kind == in.Kind && !d.Archived:
			return old, errs.New(errs.Conflict, "There is already a field with the key %q.", in.Key)
		case d.Kind == in.Kind:
			old = d
		}
	}
	if n >= maxCustom && old.ID == 0 {
		return old, errs.New(errs.Conflict, "A kind has at most %d custom fields.", maxCustom)
	}
	return old, nil
}

func (in Define) definition() (Definition, error) {
	d := Definition{Kind: in.Kind, Def: Def{Key: in.Key, Type: in.Type, Label: text.Line(in.Label, 80), Help: text.Line(in.Help, 300),
		Options: tidy(in.Options), Required: in.Required, Portal: in.Portal, Position: in.Position, Classes: in.Classes}}
	var c errs.Check
	c.Must(keyForm.MatchString(in.Key), "key", "Use lower-case letters, digits and _, starting with a letter, at most 40.")
	c.Must(keyForm.MatchString(in.Kind), "kind", "Name a kind of record, such as incident.")
	c.Must(in.Type.Known(), "type", "%q is not a type of field.", in.Type)
	c.Join("", d.check())
	return d.ready(), c.Err()
}

// tidy makes the labels of options single lines.
func tidy(options []Option) []Option {
	out := slices.Clone(options)
	for i := range out {
		out[i].Label = text.Line(out[i].Label, 200)
	}
	return out
}

// check looks at what may change later.
func (d Definition) check() error {
	var c errs.Check
	c.Must(d.Label != "", "label", "Give the field a label.")
	if !d.Type.HasOptions() {
		c.Must(len(d.Options) == 0, "options", "Only a choice or multi field has options.")
		return c.Err()
	}
	c.Must(len(d.Options) > 0 && len(d.Options) <= 500, "options", "Give 1 to 500 options.")
	seen := map[string]bool{}
	for _, o := range d.Options {
		if !optionForm.MatchString(o.Value) {
			c.Add("options", "The value %q may hold letters, digits, space and . _ + / - only, at most 60.", text.Truncate(o.Value, 60))
			break
		}
		if seen[o.Value] || o.Label == "" {
			c.Add("options", "The option %q needs a label and a value of its own.", o.Value)
			break
		}
		seen[o.Value] = true
	}
	return c.Err()
}

var optionForm = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N} ._+/-]{0,59}$`)

// Amend is everything of a definition that may change.
type Amend struct {
	ID       id.ID    `json:"id"`
	Version  int64    `json:"version"`
	Label    string   `json:"label"`
	Help     string   `json:"help"`
	Options  []Option `json:"options"`
	Required bool     `json:"required"`
	Portal   bool     `json:"portal"`
	Position int      `json:"position"`
	Classes  []id.ID  `json:"classes"` // whose records have it, none for all
}

// Amend changes a definition. Values whose option went away stay and show as they are. Kinds: Forbidden, Invalid, NotFound, Conflict.
func (c *Custom) Amend(ctx context.Context, in Amend) (Definition, error) {
	if err := c.classes(ctx, in.Classes); err != nil {
		return Definition{}, err
	}
	return c.change(ctx, in.ID, in.Version, func(d *Definition) error {
		d.Classes = in.Classes
		d.Label, d.Help, d.Options = text.Line(in.Label, 80), text.Line(in.Help, 300), tidy(in.Options)
		d.Required, d.Portal, d.Position = in.Required, in.Portal, in.Position
		return d.check()
	}, func(d Definition) db.Event { return Amended{d.ID, d.Kind, d.Key} })
}

// Archive takes a field out of forms, lists and filters. Its values stay in the records. Kinds: Forbidden, NotFound, Conflict.
func (c *Custom) Archive(ctx context.Context, definition id.ID, version int64) (Definition, error) {
	return c.change(ctx, definition, version, func(d *Definition) error {
		d.Archived = true
		return nil
	}, func(d Definition) db.Event { return Archived{d.ID, d.Kind, d.Key} })
}

func (c *Custom) change(ctx context.Context, definition id.ID, version int64, f func(*Definition) error, event func(Definition) db.Event) (d Definition, err error) {
	defer errs.Wrap(&err, "field.change(%d)", definition)
	if _, err := actor.Require(ctx, PermSettings); err != nil {
		return d, err
	}
	err = c.db.Write(ctx, func(tx *db.Tx) error {
		rows, err := tx.Query(ctx, `SELECT `+columns+` FROM field_definition WHERE id = $1 {{forupdate}}`, definition)
		list, err := db.Collect(rows, err, scan)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return errs.Absent("field")
		}
		if d = list[0]; d.Version != version {
			return errs.New(errs.Conflict, "Somebody else changed this field meanwhile; look at it again.")
		}
		if err := f(&d); err != nil {
			return err
		}
		d.Version++
		if err := save(tx, d); err != nil {
			return err
		}
		tx.After(c.forget)
		return tx.Emit(event(d))
	})
	return d, err
}

const columns = `id, kind, key, label, help, type, options, required, portal, position, archived, version, classes`

func scan(rows *sql.Rows, d *Definition) error {
	var options, classes string
	if err := rows.Scan(&d.ID, &d.Kind, &d.Key, &d.Label, &d.Help, &d.Type, &options, &d.Required, &d.Portal, &d.Position, &d.Archived, &d.Version, &classes); err != nil {
		return err
	}
	if err := d.readClasses(classes); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(options), &d.Options); err != nil {
		return err
	}
	*d = d.ready()
	return nil
}

func save(tx *db.Tx, d Definition) error {
	options, err := json.Marshal(d.Options)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO field_definition (id, kind, key, label, help, type, options, required, portal, position, archived, version, classes)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (id) DO UPDATE SET label = excluded.label, help = excluded.help, options = excluded.options, required = excluded.required,
			portal = excluded.portal, position = excluded.position, archived = excluded.archived, version = excluded.version, classes = excluded.classes`,
		d.ID, d.Kind, d.Key, d.Label, d.Help, string(d.Type), string(options), d.Required, d.Portal, d.Position, d.Archived, d.Version, d.writtenClasses())
	return err
}

// ready fills in what follows from the stored columns.
func (d Definition) ready() Definition {
	d.Custom = true
	d.Filter = filter(d.Key, d.Type)
	d.Sort = d.Filter
	if d.Type == TypeMulti {
		d.Sort = ""
	}
	return d
}

// filter is the value of a custom field in SQL. Values were checked when they were written, so that the casts cannot fail.
func filter(key string, t Type) string {
	if !keyForm.MatchString(key) { // never happens; the key becomes SQL here
		return ""
	}
	value := "r.custom ->> '" + key + "'"
	switch {
	case t == TypeNumber, t == TypeDuration:
		return "CAST(" + value + " AS DOUBLE PRECISION)"
	case t == TypeBoolean: // PostgreSQL gives 'true', SQLite 1
		return "(coalesce(CAST(" + value + " AS TEXT), '') IN ('true', '1'))"
	case t.IsRef():
		return "CAST(" + value + " AS BIGINT)"
	}
	return "(" + value + ")"
}

func (c *Custom) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kinds = nil
}

// List returns the definitions of a kind by position, the archived ones too.
func (c *Custom) List(ctx context.Context, kind string) ([]Definition, error) {
	all, err := c.all(ctx)
	return slices.Clone(all[kind]), err
}

func (c *Custom) all(ctx context.Context) (map[string][]Definition, error) {
	now := c.db.Clock().Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if age := now.Sub(c.read); c.kinds != nil && age >= 0 && age < stale {
		return c.kinds, nil
	}
	rows, err := c.db.Query(ctx, `SELECT `+columns+` FROM field_definition ORDER BY position, id`)
	list, err := db.Collect(rows, err, scan)
	if err != nil {
		return nil, err
	}
	kinds := map[string][]Definition{}
	for _, d := range list {
		kinds[d.Kind] = append(kinds[d.Kind], d)
	}
	c.kinds, c.read = kinds, now
	return kinds, nil
}

// Defs returns the fields of a kind that are in use, by position: for forms and lists. Their keys are without "custom.".
func (c *Custom) Defs(ctx context.Context, kind string) ([]Def, error) {
	all, err := c.all(ctx)
	var out []Def
	for _, d := range all[kind] {
		if !d.Archived {
			out = append(out, d.Def)
		}
	}
	return out, err
}

// Queryable returns the fields in use on any of kinds (all when none is given) by their name in queries, "custom.KEY".
func (c *Custom) Queryable(ctx context.Context, kinds ...string) (map[string]Def, error) {
	all, err := c.all(ctx)
	out := map[string]Def{}
	for kind, list := range all {
		if len(kinds) > 0 && !slices.Contains(kinds, kind) {
			continue
		}
		for _, d := range list {
			if d.Archived {
				continue
			}
			name := "custom." + d.Key
			def, known := out[name]
			if !known {
				def = d.Def
				def.Options = nil
			}
			for _, o := range d.Options { // two kinds may offer different choices
				if !def.has(o.Value) {
					def.Options = append(def.Options, o)
				}
			}
			out[name] = def
		}
	}
	return out, err
}
