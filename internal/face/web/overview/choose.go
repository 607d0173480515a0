package overview

import (
	"context"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// choose is the line in which team and period are chosen; it asks by the address, so that a view can be kept and sent. What was asked stays
// in it as it was typed, with what is wrong about it beside the field.
func choose(v *kit.Visit, a *asked) templ.Component {
	groups := []ui.Option{{Value: "", Label: "All teams"}}
	for _, t := range a.teams {
		groups = append(groups, ui.Option{Value: t.ID.String(), Label: t.Name, Selected: t.ID == a.Team})
	}
	if a.fault("team") != "" {
		groups = append(groups, ui.Option{Value: a.team, Label: "Team " + text.Truncate(a.team, 40), Selected: true})
	}
	from, to := a.from, a.to
	if a.weeks > 0 && a.wrong() == nil {
		from, to = a.Period.From.In(v.Zone()).Format(time.DateOnly), a.Period.To.In(v.Zone()).AddDate(0, 0, -1).Format(time.DateOnly)
	}
	var b strings.Builder
	b.WriteString(`<form class="chips asks" method="get" action="` + Path + `" aria-label="Team and period">`)
	b.WriteString(`<input type="hidden" name="kind" value="` + esc(a.Practice.Kind.Key) + `">`)
	b.WriteString(`<input type="hidden" name="shown" value="` + esc(from+".."+to) + `">`) // tells whether the days were changed
	if len(groups) > 1 {
		choice(&b, a, "Team", "team", groups)
	}
	choice(&b, a, "Last", "weeks", a.periods())
	day(&b, a, "From", "from", from)
	day(&b, a, "to", "to", to)
	b.WriteString(`<button class="btn s">Show</button></form>`)
	return raw(b.String())
}

// periods are the lengths that are offered, with the one that was asked for.
func (a *asked) periods() (out []ui.Option) {
	known := a.weeks == 0
	for _, n := range []int{4, 12, 26, 52} {
		out = append(out, ui.Option{Value: strconv.Itoa(n), Label: strconv.Itoa(n) + " weeks", Selected: n == a.weeks && a.fault("weeks") == ""})
		known = known || n == a.weeks
	}
	switch {
	case a.fault("weeks") != "":
		out = append(out, ui.Option{Value: a.period, Label: text.Truncate(a.period, 40) + " weeks", Selected: true})
	case !known:
		out = append(out, ui.Option{Value: strconv.Itoa(a.weeks), Label: strconv.Itoa(a.weeks) + " weeks", Selected: true})
	}
	return append(out, ui.Option{Value: "days", Label: "From and to", Selected: a.weeks == 0 && a.fault("weeks") == ""})
}

func choice(b *strings.Builder, a *asked, label, name string, list []ui.Option) {
	class, marks, below := a.mark(name)
	b.WriteString(`<label class="mini-in">` + esc(label) + ` <select class="input sel` + class + `" name="` + name + `"` + marks + `>`)
	for _, o := range list {
		b.WriteString(`<option value="` + esc(o.Value) + `"`)
		if o.Selected {
			b.WriteString(" selected")
		}
		b.WriteString(`>` + esc(o.Label) + `</option>`)
	}
	b.WriteString(`</select></label>` + below)
}

func day(b *strings.Builder, a *asked, label, name, value string) {
	class, marks, below := a.mark(name)
	kind := "date"
	if _, err := time.Parse(time.DateOnly, value); err != nil && value != "" {
		kind = "text" // an input for dates would show nothing
	}
	b.WriteString(`<span class="line"><label class="mini-in" for="p-` + name + `">` + label + `</label><input class="input s` + class + `" type="` + kind + `" id="p-` + name +
		`" name="` + name + `" value="` + esc(value) + `"` + marks + `></span>` + below)
}

// mark returns the class and the attributes of a field that is wrong and the message that follows it, nothing for one that is right.
func (a *asked) mark(name string) (class, marks, below string) {
	fault := a.fault(name)
	if fault == "" {
		return "", "", ""
	}
	return " bad", ` aria-invalid="true" aria-describedby="p-` + name + `-err"`, `<span class="err" id="p-` + name + `-err" role="alert">` + esc(fault) + `</span>`
}

func esc(s string) string { return templ.EscapeString(s) }

// raw writes HTML whose parts were escaped.
func raw(html string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, html)
		return err
	})
}
