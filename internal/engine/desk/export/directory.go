package export

import (
	"context"
	"net/url"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// Directory describes who there is and where things belong: the people, teams and locations. The columns of the people have the names that
// an import knows again.
func Directory(room *desk.Room) []desk.Sheet {
	d := directory{room}
	return []desk.Sheet{
		{Name: "people", Needs: string(people.PermPeopleView), Read: d.people,
			Query: []desk.Param{{Name: "search", Doc: "Beginning of a name, of a word in it, or of an e-mail address."}, {Name: "status", Doc: "active or leaver.", Options: []string{string(people.Active), string(people.Leaver)}}},
			Heads: []string{"Name", "E-mail", "Job title", "Department", "Phone", "Location", "Organisation", "VIP", "Manager", "Language", "Time zone", "Status"}},
		{Name: "teams", Needs: string(people.PermTeamView), Heads: []string{"Name", "Organisation", "New work", "Open at most, each", "Archived"}, Read: d.teams},
		{Name: "locations", Needs: string(place.PermEntityView), Heads: []string{"Name", "Within", "Organisation", "Time zone", "Archived"}, Read: d.locations},
	}
}

type directory struct{ *desk.Room }

func (d directory) people(ctx context.Context, q url.Values, after string) ([][]any, string, error) {
	ask := people.Page{Text: q.Get("search"), Status: people.Status(q.Get("status")), After: after, Limit: record.MaxPage}
	if ask.Status != "" && !ask.Status.Valid() {
		return nil, "", errs.Bad("status", "Use active or leaver.")
	}
	list, next, err := d.People.People(ctx, d.DB, ask)
	if err != nil {
		return nil, "", err
	}
	want := desk.Wanted{}
	for _, p := range list {
		want.Add(field.TypePerson, p.Manager)
		want.Add(field.TypeLocation, p.Location)
		want.Add(field.TypeEntity, p.Entity)
	}
	names, err := d.Labels(ctx, want)
	rows := make([][]any, len(list))
	for i, p := range list {
		rows[i] = []any{p.Name, p.Email, p.Title, p.Department, p.Phone, names[field.TypeLocation][p.Location], names[field.TypeEntity][p.Entity],
			yes(p.VIP), names[field.TypePerson][p.Manager], p.Language, p.Zone, string(p.Status)}
	}
	return rows, next, err
}

func (d directory) teams(ctx context.Context, _ url.Values, _ string) ([][]any, string, error) {
	list, err := d.People.Teams(ctx, d.DB, true)
	if err != nil {
		return nil, "", err
	}
	want := desk.Wanted{}
	for _, t := range list {
		want.Add(field.TypeEntity, t.Entity)
	}
	names, err := d.Labels(ctx, want)
	rows := make([][]any, len(list))
	for i, t := range list {
		rows[i] = []any{t.Name, names[field.TypeEntity][t.Entity], string(t.Assignment), int64(t.MaxOpen), yes(t.Archived)}
	}
	return rows, "", err
}

func (d directory) locations(ctx context.Context, _ url.Values, _ string) ([][]any, string, error) {
	list, err := d.People.Locations(ctx, d.DB)
	if err != nil {
		return nil, "", err
	}
	want, known := desk.Wanted{}, map[id.ID]place.Location{}
	for _, l := range list {
		want.Add(field.TypeEntity, l.Entity)
		known[l.ID] = l
	}
	within := func(at id.ID) (path string) { // as an import takes it
		for l, ok := known[at]; ok; l, ok = known[l.Parent] {
			path = strings.TrimSuffix(l.Name+" / "+path, " / ")
		}
		return path
	}
	names, err := d.Labels(ctx, want)
	rows := make([][]any, len(list))
	for i, l := range list {
		rows[i] = []any{l.Name, within(l.Parent), names[field.TypeEntity][l.Entity], l.Zone, yes(l.Archived)}
	}
	return rows, "", err
}

func yes(on bool) string {
	if on {
		return "yes"
	}
	return "no"
}
