package me

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	engine "github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
)

// maxHits is how many results a search shows.
const maxHits = 50

// search shows the best records for a text. A number leads straight to its record.
func search(v *kit.Visit) error {
	q := strings.TrimSpace(v.Query("q"))
	var hits []engine.Hit
	if q != "" {
		var err error
		if hits, err = v.Room.Search(v.Ctx(), q, maxHits, false); err != nil {
			return err
		}
	}
	if number, ok := engine.Jump(q); ok && len(hits) > 0 && (hits[0].Number == number || strings.HasSuffix(hits[0].Number, "-"+number)) {
		v.Redirect("/" + hits[0].Number)
		return nil
	}
	body, err := results(v, q, hits)
	if err != nil {
		return err
	}
	lead := ""
	switch n := len(hits); {
	case n == maxHits:
		lead = "The best " + kit.Count(n, n) + " for “" + q + "”"
	case n == 1:
		lead = "One for “" + q + "”"
	case n > 1:
		lead = kit.Count(n, n) + " for “" + q + "”, best first"
	}
	plain := ui.Plain{Title: "Search", Lead: lead, Wide: true}
	if !v.Agent() {
		return v.HTML(http.StatusOK, ui.Portal(v.PortalShell("Search"), ui.PlainPage(plain, body)))
	}
	shell := v.Shell("Search")
	shell.Search.Query = q
	return v.Page(http.StatusOK, shell, ui.PlainPage(plain, body))
}

func results(v *kit.Visit, q string, hits []engine.Hit) (templ.Component, error) {
	if len(hits) == 0 {
		e := ui.Empty{Title: "Nothing was found for “" + text.Truncate(q, 80) + "”", Text: "Try fewer words, or the number of a record."}
		if q == "" {
			e = ui.Empty{Title: "What are you looking for?", Text: "Type words, a name in quotes, or a number such as INC-1042."}
		}
		return ui.EmptyBox(e), nil
	}
	byID, err := v.Room.Heads(v.Ctx(), hits)
	if err != nil {
		return nil, err
	}
	want := desk.Wanted{}
	for _, h := range byID {
		want.Add(field.TypePerson, h.Requester)
		want.Add(field.TypePerson, h.Assignee)
	}
	names, err := v.Room.Labels(v.Ctx(), want)
	if err != nil {
		return nil, err
	}
	l := ui.List{Caption: "Search results", Groups: []ui.Group{{}}}
	for _, hit := range hits {
		h, ok := byID[hit.Record]
		p, err := v.Room.Practice(hit.Kind)
		if !ok || err != nil {
			continue
		}
		row := ui.Row{ID: h.Number, Number: h.Number, Href: "/" + h.Number, Kind: kit.Kind(p), Title: h.Title, State: kit.State(p, h.State, h.Phase),
			Age: v.Moment(h.CreatedAt.Time())}
		if p.Work() {
			row.Priority = kit.Priority(p, h.Priority)
		}
		if h.Requester != 0 {
			row.Requester = names.Of(field.TypePerson, h.Requester)
		}
		if h.Assignee != 0 {
			row.Assignee = ui.Person{Name: names.Of(field.TypePerson, h.Assignee), Me: h.Assignee == v.Actor.ID}
		}
		if hit.Entry != 0 {
			row.Href += "#e" + hit.Entry.String()
		}
		l.Groups[0].Rows = append(l.Groups[0].Rows, row)
	}
	return kit.ListPane("Results", ui.ListTable(l)), nil
}
