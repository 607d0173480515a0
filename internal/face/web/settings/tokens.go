package settings

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// tokens lists the visitor's own keys to the API. They are made and ended where everything of one's own is: on /me.
func (p *pages) tokens(s *kit.Site) {
	if s.Tokens == nil {
		return
	}
	s.Show("/settings/tokens", "token.view", kit.OwnRows, func(v *kit.Visit) error {
		list, err := v.Tokens.List(v.Ctx())
		if err != nil {
			return err
		}
		t := ui.Table{Caption: "API tokens", Head: []ui.Column{{Label: "Name"}, {Label: "May do"}, {Label: "Made"}, {Label: "Ends"}, {Label: "Last used"}},
			Empty: &ui.Empty{Title: "You have no token", Text: "A program needs one to act in your name through the API."}}
		for _, k := range list {
			used := "never"
			if k.Used != 0 {
				used = v.Moment(k.Used.Time())
			}
			t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: k.Name}, {Text: strings.Join(k.Scopes, " ")}, {Text: v.Moment(k.Created.Time())}, {Text: v.Moment(k.Expires.Time())}, {Text: used}},
				Muted: k.Expires.Time().Before(v.Now())})
		}
		b := sheet.Body{Title: "API tokens", Lead: "A token acts as the person who made it, with no more than it names and never with more than the person may do.", Parts: []templ.Component{ui.DataTable(t)},
			Acts: []ui.Button{{Label: "Make or revoke tokens", Href: "/me#tokens"}}}
		if sheet.Can(v, people.PermPeopleView) {
			b.Parts = append(b.Parts, sheet.Say("Everybody handles their own tokens. What was made, used and revoked by others stands in the audit log."))
		}
		return p.Show(v, 200, b)
	})
}
