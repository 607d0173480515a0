package discovery

import (
	"context"
	"database/sql"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

// The sources of a value.
const (
	byAgent  = "agent"
	byPerson = "manual"
	byImport = "import"
)

// Source says where the value of a field of an asset comes from.
type Source struct {
	Field   string     `json:"field"`
	Source  string     `json:"source" doc:"agent, manual or import."`
	Value   string     `json:"-"` // what the agent last wrote
	Offered string     `json:"offered,omitempty" doc:"What the agent says where it may not write."`
	Locked  bool       `json:"locked"`
	At      clock.Time `json:"at"`
}

func sourcesOf(ctx context.Context, q db.Querier, asset id.ID) ([]Source, error) {
	rows, err := q.Query(ctx, "SELECT field, source, value, offered, locked, at FROM field_source WHERE asset_id = $1 ORDER BY field", asset)
	return db.Collect(rows, err, func(rows *sql.Rows, s *Source) error {
		return rows.Scan(&s.Field, &s.Source, &s.Value, &s.Offered, &s.Locked, &s.At)
	})
}

// settle decides what a field becomes when it holds have and the agent says said. Only what the agent wrote itself, or nobody, is
// overwritten: a value that differs from the one the agent wrote last was written by a person.
func (s Source) settle(have, said string) (value string, out Source) {
	out = s
	out.Offered = ""
	switch {
	case said == "":
		return have, s
	case strings.EqualFold(have, said):
		return have, out // agreeing with a person does not make it the agent's
	case !s.Locked && (have == "" && s.Value == "" || s.Source == byAgent && s.Value == have):
		out.Source, out.Value = byAgent, said
		return said, out
	}
	out.Source = byPerson
	if s.Locked && s.Source == byAgent && s.Value == have {
		out.Source = byAgent
	}
	out.Offered = said
	return have, out
}

// settleAll brings the fields of an asset in step with a subject.
func (d *Desk) settleAll(tx *db.Tx, a *asset.Asset, s *subject) error {
	list, err := sourcesOf(tx.Context(), tx, a.ID)
	if err != nil {
		return err
	}
	known := map[string]Source{}
	for _, one := range list {
		known[one.Field] = one
	}
	for _, f := range []struct {
		key, said string
		to        *string
	}{{"title", s.Title, &a.Title}, {"serial", s.Serial, &a.Serial}} {
		was := known[f.key]
		value, now := was.settle(*f.to, f.said)
		*f.to = value
		if now == was {
			continue
		}
		now.Field = f.key
		if err := d.note(tx, a.ID, now); err != nil {
			return err
		}
	}
	return d.settleModel(tx, a, s, known["model"])
}

// settleModel brings the model of an asset in step with a subject. It is compared by what the agent called it: it may have been renamed
// since.
func (d *Desk) settleModel(tx *db.Tx, a *asset.Asset, s *subject, was Source) error {
	if s.Model == "" {
		return nil
	}
	var title, maker string
	if err := tx.QueryRow(tx.Context(), "SELECT m.name_key, m.maker FROM asset_model m WHERE m.id = $1", a.Model).Scan(&title, &maker); err != nil {
		return err
	}
	name, now := named(s.Maker, s.Model), was
	now.Field, now.Offered = "model", ""
	mine := was.Source == byAgent && strings.HasSuffix(was.Value, "\n"+a.Model.String())
	switch {
	case mine && was.Value == name+"\n"+a.Model.String():
	case title == row.Fold(s.Model) && (maker == "" || s.Maker == "" || row.Fold(maker) == row.Fold(s.Maker)):
	case mine && !was.Locked:
		var err error
		if a.Model, err = d.assets.EnsureModel(tx, s.Found); err != nil {
			return err
		}
		now.Value = name + "\n" + a.Model.String()
	default:
		now.Offered = s.Maker + "\t" + s.Model
		if !mine {
			now.Source = byPerson
		}
	}
	was.Field = now.Field
	if now == was {
		return nil
	}
	return d.note(tx, a.ID, now)
}

// named is how an agent calls a model.
func named(maker, model string) string { return strings.TrimSpace(maker + " " + model) }

func (d *Desk) note(tx *db.Tx, asset id.ID, s Source) error {
	return tx.Put(`INSERT INTO field_source (asset_id, field, source, value, offered, locked, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (asset_id, field) DO UPDATE SET source = excluded.source, value = excluded.value, offered = excluded.offered, locked = excluded.locked, at = excluded.at`,
		asset, s.Field, s.Source, s.Value, s.Offered, s.Locked, tx.Now())
}
