package palette

import (
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Path answers without ?q= with the pages, and with it with what is found.
const Path = "/palette"

// How many records and people are offered, and how many hits are looked at for them.
const (
	maxRecords = 8
	maxPeople  = 5
	maxLooked  = 30
)

// entry is one place to go to.
type entry struct {
	Group string `json:"group"`
	Label string `json:"label"`
	Note  string `json:"note,omitempty"`
	Href  string `json:"href"`
}

// Mount adds the answers.
func Mount(s *kit.Site) { s.Show(Path, face.SignedIn, kit.ByQuery, show) }

func show(v *kit.Visit) error {
	var out []entry
	var err error
	if q := strings.TrimSpace(v.Query("q")); q != "" {
		out, err = found(v, q)
	} else {
		out, err = places(v)
	}
	if err != nil {
		return err
	}
	return v.JSON(append([]entry{}, out...))
}

// places are the pages that the visitor may open.
func places(v *kit.Visit) ([]entry, error) {
	shell := v.Shell("")
	var out []entry
	add := func(group, prefix string, links []ui.Link) {
		for _, l := range links {
			out = append(out, entry{group, prefix + l.Label, l.Note, l.Href})
		}
	}
	for _, g := range shell.Nav {
		add("Go to", "", g.Items)
	}
	add("Go to", "", shell.User.Menu)
	add("Create", "New ", shell.Create)
	for _, more := range v.Places {
		links, err := more(v)
		if err != nil {
			return nil, err
		}
		add("Settings", "", links)
	}
	return out, nil
}

// found are the records and people that a text may mean.
func found(v *kit.Visit, q string) ([]entry, error) {
	out, err := records(v, q)
	if err != nil || !v.Actor.Can(people.PermPeopleView) {
		return out, err
	}
	list, err := v.FindPeople(q, maxPeople)
	for _, p := range list {
		out = append(out, entry{"People", p.Name, kit.Join(" · ", p.Title, p.Department, p.Email), "/people/" + p.ID.String()})
	}
	return out, err
}

func records(v *kit.Visit, q string) ([]entry, error) {
	hits, err := v.Room.Search(v.Ctx(), q, maxLooked, true)
	if err != nil {
		return nil, err
	}
	heads, err := v.Room.Heads(v.Ctx(), hits)
	if err != nil {
		return nil, err
	}
	var out []entry
	for _, hit := range hits {
		p, err := v.Room.Practice(hit.Kind)
		h, ok := heads[hit.Record]
		if err != nil || !ok {
			continue
		}
		if out = append(out, entry{"Records", h.Number + " " + h.Title, kit.Join(" · ", p.Kind.Singular, p.Kind.Flow.State(h.State).Label), "/" + h.Number}); len(out) == maxRecords {
			break
		}
	}
	return out, nil
}
