package software

import (
	"cmp"
	"context"
	"database/sql"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/lifecycle"
)

// Support is until when something on a device is supported by its maker.
type Support struct {
	Asset   string `json:"asset"`
	Title   string `json:"title"`
	Holder  string `json:"holder,omitempty"`
	Name    string `json:"name" doc:"The operating system or the program."`
	Release string `json:"release"`
	System  bool   `json:"system" doc:"It is the operating system."`
	State   string `json:"state" doc:"supported, security_only, ending or ended."`
	End     string `json:"end,omitempty" doc:"The last day of security repairs; absent where no day is known."`
}

// part is something on a device with a name and a version.
type part struct {
	asset                                           id.ID
	number, title, holder, name, publisher, version string
	system                                          bool
}

// endings returns what is known of the support of a list of things, on a day. Packages that a distribution repairs by itself are left out:
// there the end of the distribution counts.
func (d *Desk) endings(list []part, day time.Time) []Support {
	type program struct{ name, version string }
	seen := map[program]lifecycle.Cycle{}
	var out []Support
	for _, p := range list {
		if !p.system && lifecycle.Maintained(p.version) {
			continue
		}
		key := program{p.name, p.version}
		c, ok := seen[key]
		if !ok {
			c, _ = d.ends.Find(p.name, p.version)
			seen[key] = c
		}
		state := lifecycle.StateOn(c, day)
		if state == lifecycle.Unknown {
			continue
		}
		s := Support{Asset: p.number, Title: p.title, Holder: p.holder, Name: p.name, Release: c.Name(), System: p.system, State: string(state)}
		if !c.EndOfSecurity.IsZero() {
			s.End = c.EndOfSecurity.Format(time.DateOnly)
		}
		out = append(out, s)
	}
	sorted.By(out, func(a, b Support) int {
		return cmp.Or(cmp.Compare(cmp.Or(a.End, "9999"), cmp.Or(b.End, "9999")), strings.Compare(a.Asset, b.Asset), strings.Compare(a.Name, b.Name))
	})
	return out
}

// partsWhere reads the operating systems and the programs of devices that the actor may see.
func (d *Desk) partsWhere(ctx context.Context, only id.ID) ([]part, error) {
	a, err := actor.Require(ctx, asset.PermView)
	if err != nil {
		return nil, err
	}
	var out []part
	for _, q := range []struct {
		system bool
		text   string
	}{
		{true, "SELECT t.id, r.number, r.title, coalesce(p.name, ''), v.os, '', v.os_version FROM device v JOIN asset t ON t.id = v.asset_id"},
		{false, "SELECT t.id, r.number, r.title, coalesce(p.name, ''), i.name, i.publisher, i.version FROM install i JOIN asset t ON t.id = i.asset_id AND i.until_at = 0 AND i.product_key <> ''"},
	} {
		args := &db.Args{}
		text := q.text + " JOIN record r ON r.id = t.id LEFT JOIN person p ON p.id = t.holder_id WHERE r.state NOT IN ('retired', 'disposed') AND " +
			a.Predicate(asset.PermView, args, actor.Columns{ID: "t.id", Entity: "t.entity_id", Team: "t.team_id", Owners: []string{"t.holder_id"}})
		if only != 0 {
			text += " AND t.id = " + args.Add(only)
		}
		rows, err := d.products.DB.Query(ctx, text, args.Values()...)
		list, err := db.Collect(rows, err, func(rows *sql.Rows, p *part) error {
			p.system = q.system
			return rows.Scan(&p.asset, &p.number, &p.title, &p.holder, &p.name, &p.publisher, &p.version)
		})
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// PastSupport lists what the makers repair no more, on the devices that the actor may see, the longest ended first. Kinds: Forbidden, Invalid.
func (d *Desk) PastSupport(ctx context.Context, date string) ([]Support, error) {
	day, err := d.day(ctx, date)
	if err != nil {
		return nil, err
	}
	list, err := d.partsWhere(ctx, 0)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(d.endings(list, day), func(s Support) bool { return s.State != string(lifecycle.Ended) }), d.ends.Err()
}

// Collection describes what is past support to the API.
func (d *Desk) Collection() desk.Collection {
	return desk.Collection{Name: "past-support", Doc: "What the makers repair no more, on the devices that the caller may see, the longest ended first", Output: reflect.TypeFor[desk.List[Support]](),
		Query: []desk.Param{{Name: "at", Doc: "A date, today if absent."}},
		Read: func(ctx context.Context, q url.Values) (any, string, error) {
			list, err := d.PastSupport(ctx, q.Get("at"))
			return desk.List[Support]{Items: append([]Support{}, list...)}, "", err
		}}
}

// AssetParts are what hangs on an asset from this room: what is installed, and until when it is supported.
func (d *Desk) AssetParts() []desk.Part {
	at := desk.Param{Name: "at", Doc: "A date, today if absent."}
	return []desk.Part{
		desk.PartOf("lifecycle", "Support", "Until when its operating system and its programs are supported, as far as that is known", d.readLifecycle, func(l desk.List[Support]) desk.Table {
			t := desk.Table{Heads: []string{"What", "Release", "State", "Until"}, Empty: "Nothing is known of the support of what is on it."}
			for _, s := range l.Items {
				t.Rows = append(t.Rows, []desk.Cell{{Text: s.Name}, {Text: s.Release}, {Text: strings.ReplaceAll(s.State, "_", " ")}, {Text: s.End}})
			}
			return t
		}).With(at),
		desk.PartOf("software", "Software", "What is installed on it", d.readSoftware, func(l desk.List[Program]) desk.Table {
			t := desk.Table{Heads: []string{"Program", "Release", "Publisher", "Since", "Reported by"}, Empty: "No program is known on it."}
			for _, p := range l.Items {
				t.Rows = append(t.Rows, []desk.Cell{{Text: p.Name}, {Text: p.Release}, {Text: p.Publisher}, {Text: p.Since}, {Text: p.Source}})
			}
			return t
		}),
	}
}

func (d *Desk) readLifecycle(ctx context.Context, v desk.View, query url.Values) (desk.List[Support], error) {
	out := desk.List[Support]{Items: []Support{}}
	day, err := d.day(ctx, query.Get("at"))
	if err != nil {
		return out, err
	}
	list, err := d.partsWhere(ctx, v.ID)
	if err != nil {
		return out, err
	}
	out.Items = append(out.Items, d.endings(list, day)...)
	return out, d.ends.Err()
}

// Program is a program on a device, as faces tell it.
type Program struct {
	Name      string `json:"name"`
	Release   string `json:"release,omitempty"`
	Publisher string `json:"publisher,omitempty"`
	Arch      string `json:"arch,omitempty"`
	Source    string `json:"source,omitempty"`
	Since     string `json:"since" doc:"The day on which it was first seen."`
}

func (d *Desk) readSoftware(ctx context.Context, v desk.View, _ url.Values) (desk.List[Program], error) {
	out := desk.List[Program]{Items: []Program{}}
	list, err := d.Present(ctx, d.products.DB, v.ID)
	for _, i := range list {
		out.Items = append(out.Items, Program{i.Name, i.Version, i.Publisher, i.Arch, i.Source, i.Since.Time().Format(time.DateOnly)})
	}
	return out, err
}
