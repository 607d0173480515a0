package overview

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/insight"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Measures answers what the page asks.
type Measures interface {
	// Measure returns the report. Kinds: Forbidden, Invalid.
	Measure(ctx context.Context, ask insight.Ask) (insight.Report, error)
}

// Path is where the page is.
const Path = "/overview"

// Link is the way to the page in the rail.
func Link() kit.NavLink {
	return kit.NavLink{Group: "Insight", Label: "Overview", Href: Path, Icon: "chart", Permission: insight.PermView}
}

// Mount adds the page and its files.
func Mount(s *kit.Site, m Measures) {
	s.Show(Path, string(insight.PermView), kit.ByQuery, func(v *kit.Visit) error { return show(v, m) })
	s.Show(Path+"/{tile}", string(insight.PermView), kit.ByQuery, func(v *kit.Visit) error { return file(v, m) })
}

// query is the address's question again, for links that keep it.
func (a *asked) query() url.Values {
	q := url.Values{"kind": {a.Practice.Kind.Key}}
	if a.Team != 0 {
		q.Set("team", a.Team.String())
	}
	if a.weeks == 0 {
		q.Set("weeks", "days")
		q.Set("from", a.from)
		q.Set("to", a.to)
	} else {
		q.Set("weeks", strconv.Itoa(a.weeks))
	}
	return q
}

func show(v *kit.Visit, m Measures) error {
	a, err := read(v)
	if err != nil {
		return err
	}
	var r insight.Report
	if a.wrong() == nil {
		r, err = m.Measure(v.Ctx(), a.Ask)
		if errs.Is(err, errs.Invalid) {
			a.check.Join("", err)
			err = nil
		}
	}
	if err != nil {
		return err
	}
	form := choose(v, a)
	d := v.Shell("Overview")
	if a.wrong() != nil { // other figures than those asked for would be taken for them
		frame := ui.Plain{Title: kit.Upper(a.Practice.Kind.Plural), Wide: true, Tabs: tabs(v, a), Banners: []ui.Banner{
			{Tone: "warn", Lead: "Nothing can be measured like this.", Text: "What needs a correction is marked; what you typed is still here."}}}
		return v.Page(http.StatusUnprocessableEntity, d, ui.PlainPage(frame, form))
	}
	frame := ui.Plain{Title: title(a, v), Wide: true, Tabs: tabs(v, a)}
	p := page{v, a, r}
	if r.Opened.N == 0 && r.Done.N == 0 && r.Open.N == 0 {
		return v.Page(http.StatusOK, d, ui.PlainPage(frame, form, ui.EmptyBox(p.empty())))
	}
	return v.Page(http.StatusOK, d, ui.PlainPage(frame, form, ui.StatRow(p.lead()), ui.Tiles(p.tiles()), fresh(r, v)))
}

// fresh says how old the figures may be.
func fresh(r insight.Report, v *kit.Visit) templ.Component {
	text := "All figures as of " + r.At.Time().In(v.Zone()).Format("15:04:05, 2 January 2006") + "."
	if r.Kept > 0 {
		text += " Measuring took " + strconv.FormatFloat(r.Took.Seconds(), 'f', 1, 64) + " s, so they stay for up to " + strconv.Itoa(int(r.Kept.Seconds())) + " seconds."
	}
	return raw(`<p class="mut">` + esc(text) + `</p>`)
}

func title(a *asked, v *kit.Visit) string {
	what := kit.Upper(a.Practice.Kind.Plural)
	if a.weeks > 0 {
		return what + ", last " + strconv.Itoa(a.weeks) + " weeks"
	}
	z := v.Zone()
	return what + ", " + a.Period.From.In(z).Format("2 Jan 2006") + " to " + a.Period.To.In(z).AddDate(0, 0, -1).Format("2 Jan 2006")
}

// tabs are the kinds of work, if there are several.
func tabs(v *kit.Visit, a *asked) []ui.Link {
	list := v.Room.Work()
	if len(list) < 2 {
		return nil
	}
	var out []ui.Link
	for _, p := range list {
		q := a.query()
		q.Set("kind", p.Kind.Key)
		out = append(out, ui.Link{Label: kit.Upper(p.Kind.Plural), Href: Path + "?" + q.Encode(), Current: p.Kind.Key == a.Practice.Kind.Key})
	}
	return out
}

// rows is the address of the list that a question opens.
func rows(p desk.Practice, q string) string {
	if q == "" {
		return ""
	}
	return "/" + p.Kind.Slug() + "?" + url.Values{"q": {q}}.Encode()
}
