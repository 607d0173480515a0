package settings

import (
	"maps"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/health"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
	"github.com/fettle-itsm/fettle/internal/ui"
)

const healthAt = "/settings/health"

// health is whether the desk does its work, what waits, and what was given up.
func (p *pages) health(s *kit.Site) {
	s.Show(healthAt, string(health.PermView), kit.NoRows, p.showHealth)
	for verb, do := range map[string]struct {
		said string
		run  func(v *kit.Visit, job id.ID) error
	}{
		"retry": {"It is tried again now.", func(v *kit.Visit, job id.ID) error { return p.Health.Retry(v.Ctx(), job) }},
		"drop":  {"It is forgotten.", func(v *kit.Visit, job id.ID) error { return p.Health.Drop(v.Ctx(), job) }},
	} {
		s.Take(healthAt+"/jobs/{id}/"+verb, string(health.PermRetry), kit.NoRows, func(v *kit.Visit) error {
			i, err := sheet.Key(v, "dead job")
			if err == nil {
				err = do.run(v, i)
			}
			switch errs.KindOf(err) {
			case errs.None:
				v.Say("ok", do.said)
			case errs.NotFound:
				v.Say("warn", "Somebody was faster: that job is gone.")
			default:
				return err
			}
			v.Redirect(healthAt)
			return nil
		})
	}
}

func (p *pages) showHealth(v *kit.Visit) error {
	_, checks := p.Health.Ready(v.Ctx())
	figures, err := p.Health.Figures(v.Ctx())
	if err != nil {
		return err
	}
	given, err := p.givenUp(v)
	if err != nil {
		return err
	}
	now := ui.Table{Caption: "Checks", Head: []ui.Column{{Label: "Check"}, {Label: "State"}, {Label: "What it says"}}}
	for _, c := range checks {
		state := ui.Cell{Text: "works"}
		if !c.OK {
			state = ui.Cell{Text: "does not work", Strong: true}
		}
		now.Rows = append(now.Rows, ui.TableRow{Cells: []ui.Cell{{Text: kit.Upper(c.Name)}, state, {Text: c.Text}}})
	}
	waiting := ui.Table{Caption: "Jobs that wait", Head: []ui.Column{{Label: "Job"}, {Label: "How many", Num: true}}, Empty: &ui.Empty{Title: "None waits", Text: "Notifications, timers and imports are all done."}}
	for _, kind := range slices.Sorted(maps.Keys(figures.Pending)) {
		waiting.Rows = append(waiting.Rows, ui.TableRow{Cells: []ui.Cell{{Text: kind}, {Text: strconv.FormatInt(figures.Pending[kind], 10)}}})
	}
	b := sheet.Body{Title: "Health", Lead: "Whether the desk does its work. On the machine itself, “fettle doctor” examines more.",
		Parts: []templ.Component{sheet.Block("Now", ui.DataTable(now)), sheet.Block("Jobs that were given up", given), sheet.Block("Jobs that wait", sheet.List(waiting))}}
	return p.Show(v, 200, b)
}

// givenUp lists the jobs that are not tried any more.
func (p *pages) givenUp(v *kit.Visit) (templ.Component, error) {
	list, err := p.Health.GivenUp(v.Ctx())
	if err != nil {
		return nil, err
	}
	may := sheet.Can(v, health.PermRetry)
	t := ui.Table{Caption: "Jobs that were given up", Head: []ui.Column{{Label: "Job"}, {Label: "Why"}, {Label: "Tries", Num: true}, {Label: "Made"}},
		Empty: &ui.Empty{Title: "None was given up", Text: "A job that fails is tried again, later each time, before it ends here."}}
	for _, j := range list {
		row := ui.TableRow{Cells: []ui.Cell{{Text: j.Kind}, {Text: j.Error}, {Text: strconv.Itoa(j.Attempt)}, {Text: v.Moment(j.Created.Time())}}}
		if may {
			at := healthAt + "/jobs/" + j.ID.String()
			row.Acts = []ui.Button{{Label: "Try again", Small: true, Action: at + "/retry"},
				{Label: "Forget", Small: true, Look: ui.Quiet, Action: at + "/drop", Confirm: "Forget this job? What it should have done is not done."}}
		}
		t.Rows = append(t.Rows, row)
	}
	return sheet.List(t), nil
}
