package settings

import (
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// urgencyRule is the switch of the rule and the version of the setting.
type urgencyRule struct {
	on      bool
	version int64
}

func (p *pages) critical(s *kit.Site) {
	const perm = string(setting.PermEdit)
	both := sheet.Either(p.Frame, p.urgency())
	sheet.Form(s, "/settings/urgency", perm, kit.NoRows, func(v *kit.Visit) error { return both(v, false) })
	sheet.Take(s, "/settings/urgency", perm, func(v *kit.Visit) error { return both(v, true) }, "on", "version")
}

func (p *pages) urgency() sheet.Sheet[urgencyRule] {
	return sheet.Sheet[urgencyRule]{
		Form: "urgency",
		Load: func(v *kit.Visit) (r urgencyRule, err error) {
			r.on, r.version, err = p.Critical.Rule(v.Ctx())
			return r, err
		},
		Version: func(r *urgencyRule) *int64 { return &r.version },
		Title:   func(urgencyRule) string { return "Rules for urgency" },
		Fields: func(v *kit.Visit, r urgencyRule) (ui.Form, error) {
			return ui.Form{Action: v.R.URL.Path, Fields: []ui.Field{{Name: "on", Label: "An incident is urgent when it affects something of high criticality", Kind: ui.FieldCheckbox, Value: "true", Checked: r.on,
				Help: "A service, a configuration item or an asset. Its urgency becomes high as soon as it is named, never lower; the timeline says that the rule did it, and because of what. Whoever works on it may set it back."}}}, nil
		},
		Read: func(_ *kit.Visit, typed url.Values, r *urgencyRule) error {
			r.on = typed.Has("on")
			return nil
		},
		Save: func(v *kit.Visit, r urgencyRule) (urgencyRule, error) {
			return r, p.Critical.EditRule(v.Ctx(), r.on, r.version)
		},
		Done: func(urgencyRule) string { return "/settings/urgency" },
		Page: func(v *kit.Visit, _ urgencyRule, main templ.Component, _ sheet.Fault) (sheet.Body, error) {
			broken, err := p.raises(v)
			return sheet.Body{Title: "Rules for urgency", Lead: "Nothing raises the urgency or the priority of an incident but people and these rules.",
				Parts: []templ.Component{main, sheet.Block("When a promise is about to break", broken)}}, err
		},
	}
}

// raises tells which agreements raise a priority, and when.
func (p *pages) raises(v *kit.Visit) (templ.Component, error) {
	t := ui.Table{Caption: "Agreements that raise a priority", Head: []ui.Column{{Label: "Agreement"}, {Label: "What"}, {Label: "Raises the priority at"}},
		Empty: &ui.Empty{Title: "No agreement raises a priority", Text: "A level of an agreement can do so when a share of the time is used up."}}
	if p.SLA == nil || !sheet.Can(v, sla.PermView) {
		return ui.DataTable(t), nil
	}
	list, err := p.SLA.Agreements(v.Ctx(), v.Room.DB)
	if err != nil {
		return nil, err
	}
	for _, a := range list {
		for _, promise := range a.Promises {
			for _, l := range promise.Levels {
				if l.Do == sla.Raise {
					t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: a.Name, Href: "/settings/service-levels/" + a.ID.String()}, {Text: kit.Upper(string(promise.Metric))}, {Text: strconv.Itoa(l.At) + " % of the time"}}})
				}
			}
		}
	}
	return ui.DataTable(t), nil
}
