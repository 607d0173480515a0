package discovery

import (
	"context"
	"net/url"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// AssetParts are what hangs on an asset from this room: what changed of its programs, and where its values come from.
func (d *Desk) AssetParts() []desk.Part {
	return []desk.Part{d.programsPart(), desk.PartOf("sources", "Sources", "Who wrote the value of each field, what an agent says differently, and whether it is locked",
		func(ctx context.Context, v desk.View, _ url.Values) (desk.List[Source], error) {
			list, err := d.Sources(ctx, v)
			return desk.List[Source]{Items: list}, err
		}, d.sourceTable)}
}

// Sources tells of each field of an asset that has a value, is locked or is said to be different, where it comes from: the log knows who
// wrote it.
func (d *Desk) Sources(ctx context.Context, v desk.View) ([]Source, error) {
	kept, err := sourcesOf(ctx, d.db, v.ID)
	if err != nil {
		return nil, err
	}
	byKey := map[string]Source{}
	for _, s := range kept {
		byKey[s.Field] = s
	}
	wrote, err := d.writers(ctx, d.db, v.ID)
	if err != nil {
		return nil, err
	}
	out := []Source{}
	for _, x := range v.Values {
		if x.Def.Custom || x.Def.ReadOnly {
			continue
		}
		s := byKey[x.Def.Key]
		if x.Text == "" && s.Offered == "" && !s.Locked {
			continue
		}
		w, ok := wrote[x.Def.Key]
		if !ok {
			w = wrote[""]
		}
		s.Field, s.Source, s.At = x.Def.Key, w.by, w.at
		if maker, model, two := strings.Cut(s.Offered, "\t"); two {
			s.Offered = called(maker, model)
		}
		out = append(out, s)
	}
	return out, nil
}

// writer is who wrote a value and when.
type writer struct {
	by string
	at clock.Time
}

// writers returns who last wrote each field of an asset, and below "" who made it.
func (d *Desk) writers(ctx context.Context, q db.Querier, asset id.ID) (map[string]writer, error) {
	list, err := d.findings.Room.Log.Find(ctx, q, "subject_id = $1 AND kind IN ($2, $3) ORDER BY seq", asset, record.Made{}.EventKind(), record.Changed{}.EventKind())
	if err != nil {
		return nil, err
	}
	out := map[string]writer{}
	for _, e := range list {
		w := writer{byPerson, e.At}
		switch e.Channel {
		case byAgent, byImport:
			w.by = e.Channel
		}
		switch ev := e.Event.(type) {
		case record.Made:
			out[""] = w
		case record.Changed:
			for _, c := range ev.Changes {
				out[c.Key] = w
			}
		}
	}
	return out, nil
}

// sourceTable leaves out what a person wrote and no agent doubts: that is most of an asset.
func (d *Desk) sourceTable(l desk.List[Source]) desk.Table {
	labels := map[string]string{}
	for _, def := range d.lockable() {
		labels[def.Key] = def.Label
	}
	t := desk.Table{Heads: []string{"Field", "Written by", "On", "An agent says", "Locked"}, Empty: "People wrote every value, and no agent says anything else."}
	for _, s := range l.Items {
		if s.Source == byPerson && s.Offered == "" && !s.Locked {
			continue
		}
		locked := ""
		if s.Locked {
			locked = "Yes"
		}
		who := map[string]string{byAgent: "Agent", byPerson: "A person", byImport: "Import"}[s.Source]
		t.Rows = append(t.Rows, []desk.Cell{{Text: labels[s.Field]}, {Text: who}, {At: s.At}, {Text: s.Offered}, {Text: locked}})
	}
	return t
}

// lockable are the fields of an asset that can be locked: those that can be written.
func (d *Desk) lockable() []field.Def {
	var out []field.Def
	for _, def := range d.assets.Practices()[0].Fields {
		if !def.ReadOnly && !def.Custom {
			out = append(out, def)
		}
	}
	return out
}
