package overview

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/people"
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

// asked is what the address asks for.
type asked struct {
	insight.Ask
	weeks    int // 0 for chosen days
	from, to string
	err      error // what is wrong with the chosen days; the page then shows the usual period
}

// usual is the period that is shown unasked, in weeks.
const usual = 12

func read(v *kit.Visit) (asked, error) {
	a := asked{weeks: usual}
	practices := v.Room.Practices()
	if len(practices) == 0 {
		return a, errs.Absent("overview")
	}
	a.Practice = practices[0]
	if kind := v.Query("kind"); kind != "" {
		p, err := v.Room.Practice(kind)
		if err != nil {
			return a, err
		}
		a.Practice = p
	}
	a.Team, _ = id.Parse(v.Query("team"))
	a.from, a.to = v.Query("from"), v.Query("to")
	chosen := v.Query("shown") != "" && v.Query("shown") != a.from+".."+a.to // days go before weeks when somebody changed them
	switch n, err := strconv.Atoi(v.Query("weeks")); {
	case chosen || v.Query("weeks") == "days" || v.Query("weeks") == "" && a.from != "":
		a.weeks = 0
		from, e1 := time.ParseInLocation(time.DateOnly, a.from, v.Zone())
		to, e2 := time.ParseInLocation(time.DateOnly, a.to, v.Zone())
		if e1 == nil && e2 == nil {
			a.Period = insight.Days(from, to, v.Zone())
			return a, nil
		}
		a.err = errs.Bad("from", "Give the first and the last day, such as 2026-11-02.")
	case err == nil && n > 0 && n <= insight.MaxWeeks:
		a.weeks = n
	}
	a.Period = insight.LastWeeks(max(a.weeks, 1), v.Now(), v.Zone())
	if a.weeks == 0 {
		a.Period = insight.LastWeeks(usual, v.Now(), v.Zone())
	}
	return a, nil
}

// query is the address's question again, for links that keep it.
func (a asked) query() url.Values {
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

// measure asks for the report; a period out of range is told beside the form, with the usual period instead.
func measure(v *kit.Visit, m Measures, a *asked) (insight.Report, error) {
	r, err := m.Measure(v.Ctx(), a.Ask)
	if errs.Is(err, errs.Invalid) {
		a.err = err
		a.Period = insight.LastWeeks(usual, v.Now(), v.Zone())
		r, err = m.Measure(v.Ctx(), a.Ask)
	}
	return r, err
}

func show(v *kit.Visit, m Measures) error {
	a, err := read(v)
	if err != nil {
		return err
	}
	r, err := measure(v, m, &a)
	if err != nil {
		return err
	}
	form, err := choose(v, a)
	if err != nil {
		return err
	}
	d := v.Shell("Overview")
	frame := ui.Plain{Title: title(a, v), Wide: true, Tabs: tabs(v, a)}
	if a.err != nil {
		frame.Banners = []ui.Banner{{Tone: "warn", Lead: "This period cannot be shown.", Text: faults(a.err) + " The last 12 weeks are shown instead."}}
	}
	p := page{v, a, r}
	if r.Opened.N == 0 && r.Done.N == 0 && r.Open.N == 0 {
		return v.Page(200, d, ui.PlainPage(frame, form, ui.EmptyBox(p.empty())))
	}
	return v.Page(200, d, ui.PlainPage(frame, form, ui.StatRow(p.lead()), ui.Tiles(p.tiles()), fresh(r, v)))
}

// fresh says how old the figures may be.
func fresh(r insight.Report, v *kit.Visit) templ.Component {
	text := "All figures as of " + r.At.Time().In(v.Zone()).Format("15:04:05, 2 January 2006") + "."
	if r.Kept > 0 {
		text += " Measuring took " + strconv.FormatFloat(r.Took.Seconds(), 'f', 1, 64) + " s, so they stay for up to " + strconv.Itoa(int(r.Kept.Seconds())) + " seconds."
	}
	return raw(`<p class="mut">` + esc(text) + `</p>`)
}

func faults(err error) string {
	text := ""
	for _, f := range errs.Fields(err) {
		text = kit.Join(" ", text, f.Text)
	}
	return text
}

func title(a asked, v *kit.Visit) string {
	what := kit.Upper(a.Practice.Kind.Plural)
	if a.weeks > 0 {
		return what + ", last " + strconv.Itoa(a.weeks) + " weeks"
	}
	z := v.Zone()
	return what + ", " + a.Period.From.In(z).Format("2 Jan 2006") + " to " + a.Period.To.In(z).AddDate(0, 0, -1).Format("2 Jan 2006")
}

// tabs are the kinds of work, if there are several.
func tabs(v *kit.Visit, a asked) []ui.Link {
	list := v.Room.Practices()
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

// teams are those that can be chosen; without the right to see teams there is no choice.
func teams(v *kit.Visit) ([]people.Team, error) {
	list, err := v.People.Teams(v.Ctx(), v.Room.DB, false)
	if errs.Is(err, errs.Forbidden) {
		return nil, nil
	}
	return list, err
}

// rows is the address of the list that a question opens.
func rows(p desk.Practice, q string) string {
	if q == "" {
		return ""
	}
	return "/" + p.Kind.Plural + "?" + url.Values{"q": {q}}.Encode()
}
