package overview

import (
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// choose is the line in which team and period are chosen; it asks by the address, so that a view can be kept and sent.
func choose(v *kit.Visit, a asked) (templ.Component, error) {
	list, err := teams(v)
	if err != nil {
		return nil, err
	}
	groups := []ui.Option{{Value: "", Label: "All teams"}}
	for _, t := range list {
		groups = append(groups, ui.Option{Value: t.ID.String(), Label: t.Name, Selected: t.ID == a.Team})
	}
	var periods []ui.Option
	known := false
	for _, n := range []int{4, 12, 26, 52} {
		periods = append(periods, ui.Option{Value: strconv.Itoa(n), Label: strconv.Itoa(n) + " weeks", Selected: n == a.weeks})
		known = known || n == a.weeks
	}
	if a.weeks > 0 && !known {
		periods = append(periods, ui.Option{Value: strconv.Itoa(a.weeks), Label: strconv.Itoa(a.weeks) + " weeks", Selected: true})
	}
	periods = append(periods, ui.Option{Value: "days", Label: "From and to", Selected: a.weeks == 0})
	from, to := a.from, a.to
	if a.weeks > 0 {
		from, to = a.Period.From.In(v.Zone()).Format("2006-01-02"), a.Period.To.In(v.Zone()).AddDate(0, 0, -1).Format("2006-01-02")
	}
	var b strings.Builder
	b.WriteString(`<form class="chips" method="get" action="` + Path + `" aria-label="Team and period">`)
	b.WriteString(`<input type="hidden" name="kind" value="` + esc(a.Practice.Kind.Key) + `">`)
	b.WriteString(`<input type="hidden" name="shown" value="` + esc(from+".."+to) + `">`) // tells whether the days were changed
	if len(groups) > 1 {
		choice(&b, "Team", "team", groups)
	}
	choice(&b, "Last", "weeks", periods)
	day(&b, "From", "from", from)
	day(&b, "to", "to", to)
	b.WriteString(`<button class="btn s">Show</button></form>`)
	return raw(b.String()), nil
}

func choice(b *strings.Builder, label, name string, list []ui.Option) {
	b.WriteString(`<label class="mini-in">` + esc(label) + ` <select class="input sel" name="` + name + `">`)
	for _, o := range list {
		b.WriteString(`<option value="` + esc(o.Value) + `"`)
		if o.Selected {
			b.WriteString(" selected")
		}
		b.WriteString(`>` + esc(o.Label) + `</option>`)
	}
	b.WriteString(`</select></label>`)
}

func day(b *strings.Builder, label, name, value string) {
	b.WriteString(`<span class="line"><label class="mini-in" for="p-` + name + `">` + label + `</label><input class="input s" type="date" id="p-` + name + `" name="` + name + `" value="` + esc(value) + `"></span>`)
}

func esc(s string) string { return templ.EscapeString(s) }

// raw writes HTML whose parts were escaped.
func raw(html string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, html)
		return err
	})
}
