package discovery

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/port/inventory/match"
)

// Compared is one fact as the report of a finding says it, beside what is known of the asset that it is perhaps about.
type Compared struct {
	Fact   string `json:"fact"`
	Report string `json:"report,omitempty"`
	Asset  string `json:"asset,omitempty" doc:"Absent where there is no such asset, or none that you may see."`
	Agrees string `json:"agrees,omitempty" doc:"same, in part or differs; absent where one of them says nothing."`
}

// verdict says whether both sides agree, "" where one of them says nothing. Of addresses and identities a device has several.
func (c Compared) verdict() string {
	said, has := strings.Split(c.Report, ", "), strings.Split(c.Asset, ", ")
	shared := func(one string) bool { return slices.Contains(has, one) }
	switch {
	case c.Report == "" || c.Asset == "" || c.Fact == programs:
		return ""
	case strings.EqualFold(c.Report, c.Asset):
		return "same"
	case slices.ContainsFunc(said, shared):
		return "in part"
	}
	return "differs"
}

// programs is the fact of which only the number is told: that they are as many says nothing.
const programs = "Software"

// comparison is the part of a finding by which a person decides.
func (d *Desk) comparison() desk.Part {
	return desk.PartOf("comparison", "Report and asset", "What the report of a finding says, beside what is known of the asset that it is perhaps about",
		func(ctx context.Context, v desk.View, _ url.Values) (desk.List[Compared], error) {
			list, err := d.compare(ctx, v)
			return desk.List[Compared]{Items: list}, err
		},
		func(l desk.List[Compared]) desk.Table {
			t := desk.Table{Heads: []string{"Fact", "The report says", "The asset has", "Compared"}, Empty: "The report cannot be read at the moment."}
			for _, c := range l.Items {
				t.Rows = append(t.Rows, []desk.Cell{{Text: c.Fact}, {Text: c.Report}, {Text: c.Asset}, {Text: c.Agrees}})
			}
			return t
		})
}

// compare reads the report of a finding again, and what is known of its candidate as far as the actor may see that.
func (d *Desk) compare(ctx context.Context, v desk.View) ([]Compared, error) {
	f, err := d.findings.Get(ctx, d.db, v.Number)
	if err != nil {
		return nil, err
	}
	_, s, err := d.kept(ctx, f.ID)
	if k := errs.KindOf(err); err != nil && (k == errs.Unavailable || k == errs.NotFound || k == errs.Invalid) {
		return []Compared{}, nil
	}
	if err != nil {
		return nil, err
	}
	known, err := d.knownOf(ctx, f.Asset)
	if err != nil {
		return nil, err
	}
	said := s.facts.words()
	said["Name"], said["Serial number"], said["Model"] = s.Title, s.Serial, called(s.Maker, s.Model)
	for _, k := range s.keys {
		said.key(k)
	}
	if n := len(s.programs); n > 0 {
		said[programs] = counted(int64(n), "program")
	}
	out := []Compared{}
	for _, fact := range []string{"Asset", "Name", "Model", "Serial number", "Hardware UUID", "Hardware address", "Agent", "Operating system", "Processor", "Memory", "Disks",
		"Signed in", programs} {
		if said[fact] != "" || known[fact] != "" {
			c := Compared{Fact: fact, Report: said[fact], Asset: known[fact]}
			c.Agrees = c.verdict()
			out = append(out, c)
		}
	}
	return out, nil
}

// called is a model with its maker, once where the model begins with it.
func called(maker, model string) string {
	if strings.HasPrefix(strings.ToLower(model), strings.ToLower(maker)) {
		return model
	}
	return named(maker, model)
}

// facets are facts in words, by what they are called.
type facets map[string]string

func (f facts) words() facets {
	return facets{"Operating system": strings.TrimSpace(f.os + " " + f.version), "Processor": counted(f.cores, "core"), "Memory": counted(f.memoryMB, "MB"),
		"Disks": counted(f.diskMB, "MB"), "Signed in": f.login}
}

// key adds one by which devices are recognised.
func (f facets) key(k match.Key) {
	name := map[match.KeyKind]string{match.KeyUUID: "Hardware UUID", match.KeyMAC: "Hardware address", match.KeyAgent: "Agent"}[k.Kind]
	if name == "" {
		return
	}
	if f[name] != "" {
		f[name] += ", "
	}
	f[name] += k.Value
}

// knownOf tells what is known of an asset, nothing of one that the actor may not see.
func (d *Desk) knownOf(ctx context.Context, asset id.ID) (facets, error) {
	if asset == 0 {
		return nil, nil
	}
	refs, err := record.Refs(ctx, d.db, []id.ID{asset})
	if err != nil || len(refs) == 0 {
		return nil, err
	}
	a, err := d.assets.Get(ctx, d.db, refs[0].Number)
	if k := errs.KindOf(err); err != nil && (k == errs.NotFound || k == errs.Forbidden) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var model, maker string
	var f facts
	var installed int64
	for _, q := range []struct {
		text string
		of   id.ID
		to   []any
	}{
		{"SELECT r.title, m.maker FROM asset_model m JOIN record r ON r.id = m.id WHERE m.id = $1", a.Model, []any{&model, &maker}},
		{"SELECT os, os_version, cores, memory_mb, disk_mb, login FROM device WHERE asset_id = $1", a.ID, []any{&f.os, &f.version, &f.cores, &f.memoryMB, &f.diskMB, &f.login}},
		{"SELECT count(*) FROM install WHERE asset_id = $1 AND until_at = 0", a.ID, []any{&installed}},
	} {
		if err := d.db.QueryRow(ctx, q.text, q.of).Scan(q.to...); err != nil && !errs.Is(err, errs.NotFound) {
			return nil, err
		}
	}
	out := f.words()
	out["Asset"], out["Name"], out["Model"], out["Serial number"], out[programs] = a.Number, a.Title, called(maker, model), a.Serial, counted(installed, "program")
	keys, err := keysOf(ctx, d.db, a.ID)
	for _, k := range keys {
		out.key(k)
	}
	return out, err
}

// kept reads the report of a finding again, and returns the key that it came with and the device that the finding is about.
func (d *Desk) kept(ctx context.Context, finding id.ID) (key Key, s subject, err error) {
	defer errs.Wrap(&err, "discovery.kept")
	var position int
	var message []byte
	err = d.db.QueryRow(ctx, "SELECT token_id, position, agent_id, message FROM finding_report WHERE finding_id = $1", finding).Scan(&key.Token, &position, &key.AgentID, &message)
	if err != nil {
		return key, s, err
	}
	inv, err := d.reread(ctx, key, message)
	if err != nil {
		return key, s, err
	}
	list := subjects(&inv)
	if position >= len(list) {
		return key, s, errs.Absent("device in the report")
	}
	return key, list[position], nil
}
