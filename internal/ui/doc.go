// Package ui holds the view components: everything a page of Fettle is built
// from, from a button to the shell around the page. A component takes a plain
// struct of finished words, links and figures and writes HTML; it does no I/O,
// knows no rule and never asks who may do what, so that it can be drawn in a
// test or the gallery without a database. Fetching, permission, formatting of
// times and choice of words belong to the page that fills the struct. Drawings
// are in ui/draw, the stylesheet and the script in ui/assets.
//
// # How a page is built
//
// A handler fills the structs and renders a page around its body:
//
//	shell := ui.ShellData{
//		Title: "INC-1042", Theme: prefs.Theme, Nav: nav, User: me,
//		Crumbs: []ui.Link{{Label: "Incidents", Href: "/incidents"}, {Label: "INC-1042"}},
//	}
//	head := ui.RecordHead{
//		Kind: ui.KindIncident, Number: "INC-1042", Title: rec.Title,
//		State: ui.State{Glyph: ui.GlyphProgress, Word: "In progress"},
//		Priority: ui.Priority{Level: 1, Word: "P1 critical"},
//	}
//	page := ui.Page(shell, ui.RecordPage(ui.RecordData{Head: head, Clocks: clocks, Entries: entries, Panel: panel}))
//	return page.Render(ctx, w)
//
// In a templ file the same reads @ui.Shell(shell) { … }. Pages that are not a
// queue or a record put their parts into ui.Plain, which gives them a heading
// and a reading width.
//
// # What the structs expect
//
//   - Words are final: translated, with units, in the voice of the design.
//   - Hrefs are final: escaped query included. An empty Href draws plain text.
//   - A Time carries the instant and the words to show for it.
//   - Text from people is passed as plain text; rich text only as a component
//     from HTML, whose input the sanitiser has already cleaned.
//   - A form posts to Action. CSRF, when set, becomes its first hidden field.
//
// Every page works without script; the script only adds keys, live arrivals,
// and relative times. No component writes a style attribute, so the content
// security policy can forbid them.
//
// Components that many pages use are marked go:noinline: the compiler would
// give each caller a copy of the whole body, 1.4 MB in all.
package ui
