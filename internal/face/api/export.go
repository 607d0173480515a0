package api

import (
	"net/http"
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/desk/export"
	"github.com/fettle-itsm/fettle/internal/face/api/contract"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

// exports returns the operations that answer with a whole list as a table: /api/v1/assets.csv and the same with .xlsx.
func (a *API) exports(p desk.Practice) (out []op) {
	for _, f := range export.Formats() {
		file := p.Kind.Slug() + "." + string(f)
		out = append(out, op{Route: read(root+file, string(p.View), rowScope), name: "export-" + p.Kind.Key + "-" + string(f), tag: p.Kind.Plural,
			summary: "Take all " + p.Kind.Plural + " that answer a question along as " + strings.ToUpper(string(f)) + ", with names in place of ids; no cell begins a formula",
			query:   []contract.Param{{Name: "q", Doc: "As in the list."}, {Name: "sort", Doc: "As in the list.", Options: p.Sorts()}, {Name: "columns", Doc: "Only these fields in this order, separated by commas; all if absent."}},
			media:   f.Media(), stream: true, do: func(w http.ResponseWriter, r *http.Request) error {
				return face.SendTable(r.Context(), w, a.Desk, p, f, r.URL.Query(), a.broke(r))
			}})
	}
	return out
}

// sheets returns the same operations for the lists of what is no record, such as the people.
func (a *API) sheets() (out []op) {
	for _, s := range a.Desk.Sheets() {
		for _, f := range export.Formats() {
			out = append(out, op{Route: read(root+s.Name+"."+string(f), s.Needs, rowScope), name: "export-" + s.Name + "-" + string(f), tag: s.Name,
				summary: "Take the " + s.Name + " along as " + strings.ToUpper(string(f)) + ", with names in place of ids; no cell begins a formula", query: params(s.Query),
				media: f.Media(), stream: true, do: func(w http.ResponseWriter, r *http.Request) error {
					return face.SendSheet(r.Context(), w, s, f, r.URL.Query(), a.broke(r))
				}})
		}
	}
	return out
}

func (a *API) broke(r *http.Request) func(error) {
	return func(err error) {
		a.Log.ErrorContext(r.Context(), "a list ended before its end", "request", face.RequestID(r.Context()), "error", err)
	}
}
