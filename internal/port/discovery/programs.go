package discovery

import (
	"cmp"
	"context"
	"database/sql"
	"net/url"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/port/inventory"
)

// maxPrograms bounds how many changes of software of an asset are told.
const maxPrograms = 5000

// ProgramChange is one program that came, went or gave way to another version of itself between two reports.
type ProgramChange struct {
	At     clock.Time `json:"at" doc:"When it was reported."`
	Change string     `json:"change" doc:"added, removed or changed."`
	Name   string     `json:"name"`
	From   string     `json:"from,omitempty" doc:"The version that went."`
	To     string     `json:"to,omitempty" doc:"The version that came."`
	Arch   string     `json:"arch,omitempty"`
}

// programsPart tells what changed of the programs on an asset.
func (d *Desk) programsPart() desk.Part {
	return desk.PartOf("software-changes", "Updates", "Which programs came, went and changed their version from one report to the next, the newest first; at most 5,000",
		func(ctx context.Context, v desk.View, _ url.Values) (desk.List[ProgramChange], error) {
			list, err := programChanges(ctx, d.db, v.ID)
			return desk.List[ProgramChange]{Items: list}, err
		},
		func(l desk.List[ProgramChange]) desk.Table {
			t := desk.Table{Heads: []string{"Program", "Was", "Is now", "Reported"}, Empty: "No program has come, gone or changed since the first report."}
			for _, c := range l.Items {
				was, is := c.From, c.To
				switch c.Change {
				case "added":
					was, is = "–", cmp.Or(is, "added")
				case "removed":
					was, is = cmp.Or(was, "there"), "removed"
				}
				t.Rows = append(t.Rows, []desk.Cell{{Text: c.Name}, {Text: was}, {Text: is}, {At: c.At}})
			}
			return t
		})
}

// programChanges compares what ended with what began at each report after the first.
func programChanges(ctx context.Context, q db.Querier, asset id.ID) (out []ProgramChange, err error) {
	defer errs.Wrap(&err, "discovery.programChanges")
	type moved struct {
		at   clock.Time
		came bool
		inventory.Software
	}
	rows, err := q.Query(ctx, `SELECT until_at, FALSE, name, version, arch, source, login FROM install WHERE asset_id = $1 AND until_at > 0
		UNION ALL SELECT since_at, TRUE, name, version, arch, source, login FROM install WHERE asset_id = $1 AND since_at > (SELECT min(since_at) FROM install WHERE asset_id = $1)
		ORDER BY 1 DESC LIMIT $2`, asset, 2*maxPrograms)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, m *moved) error {
		return rows.Scan(&m.at, &m.came, &m.Name, &m.Version, &m.Arch, &m.Source, &m.User)
	})
	if err != nil {
		return nil, err
	}
	out = []ProgramChange{}
	for len(list) > 0 && len(out) < maxPrograms {
		at := list[0].at
		end := slices.IndexFunc(list, func(m moved) bool { return m.at != at })
		if end < 0 {
			end = len(list)
		}
		var went, came []inventory.Software
		for _, m := range list[:end] {
			if m.came {
				came = append(came, m.Software)
			} else {
				went = append(went, m.Software)
			}
		}
		list = list[end:]
		added, removed, changed := inventory.Compare(went, came)
		for _, s := range added {
			out = append(out, ProgramChange{at, "added", s.Name, "", s.Version, s.Arch})
		}
		for _, s := range removed {
			out = append(out, ProgramChange{at, "removed", s.Name, s.Version, "", s.Arch})
		}
		for _, c := range changed {
			out = append(out, ProgramChange{at, "changed", c.After.Name, c.Before.Version, c.After.Version, c.After.Arch})
		}
	}
	return out[:min(len(out), maxPrograms)], nil
}
