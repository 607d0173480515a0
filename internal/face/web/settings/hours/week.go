package hours

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/sheet"
	"github.com/fettle-itsm/fettle/internal/ui"
)

func weekdays() []ui.Option {
	return []ui.Option{{Value: "mon", Label: "Monday"}, {Value: "tue", Label: "Tuesday"}, {Value: "wed", Label: "Wednesday"}, {Value: "thu", Label: "Thursday"},
		{Value: "fri", Label: "Friday"}, {Value: "sat", Label: "Saturday"}, {Value: "sun", Label: "Sunday"}}
}

func weekOf(d calendar.Definition) ui.WeekEditor {
	w := ui.WeekEditor{Label: weekWords(d)}
	for _, day := range weekdays() {
		x := ui.Day{Key: day.Value, Label: day.Label}
		for _, i := range d.Weekly[day.Value] {
			x.Open = append(x.Open, ui.Interval{From: i.From, To: i.To})
		}
		w.Days = append(w.Days, x)
	}
	return w
}

// typedWeek is the week as it was sent, mistakes included.
func typedWeek(typed url.Values) ui.WeekEditor {
	return weekOf(calendar.Definition{Weekly: readWeek(typed)})
}

func readWeek(typed url.Values) map[string][]calendar.Interval {
	out := map[string][]calendar.Interval{}
	for _, day := range weekdays() {
		from, to := typed[day.Value+"_from"], typed[day.Value+"_to"]
		for i := range max(len(from), len(to)) {
			x := calendar.Interval{}
			if i < len(from) {
				x.From = clockTime(from[i])
			}
			if i < len(to) {
				x.To = clockTime(to[i])
			}
			if x.From != "" || x.To != "" {
				out[day.Value] = append(out[day.Value], x)
			}
		}
	}
	return out
}

// clockTime writes "9:00" as "09:00".
func clockTime(s string) string {
	s = strings.TrimSpace(s)
	if len(s) == 4 && s[1] == ':' {
		return "0" + s
	}
	return s
}

// weekFault puts a fault to its day; key is "mon" or "mon.0".
func weekFault(w *ui.WeekEditor, key, text string) {
	day, _, _ := strings.Cut(key, ".")
	for i := range w.Days {
		if w.Days[i].Key == day {
			w.Days[i].Error = strings.TrimSpace(w.Days[i].Error + " " + kit.Upper(text))
		}
	}
}

// weekWords says a week in one sentence, days of the same hours together.
func weekWords(d calendar.Definition) string {
	var parts []string
	days := weekdays()
	for i := 0; i < len(days); {
		hours := hoursWords(d.Weekly[days[i].Value])
		j := i + 1
		for j < len(days) && hoursWords(d.Weekly[days[j].Value]) == hours {
			j++
		}
		name := days[i].Label[:3]
		if j-i > 1 {
			name += " to " + days[j-1].Label[:3]
		}
		if hours != "" {
			parts = append(parts, name+" "+hours)
		}
		i = j
	}
	if len(parts) == 0 {
		return "never open"
	}
	return strings.Join(parts, "; ")
}

func hoursWords(list []calendar.Interval) string {
	var out []string
	for _, i := range list {
		out = append(out, i.From+"–"+i.To)
	}
	return strings.Join(out, ", ")
}

func holidayLines(c calendar.Calendar) string {
	var out []string
	for _, d := range slices.Sorted(slices.Values(c.Hours.Holidays)) {
		out = append(out, strings.TrimSpace(d+" "+c.Holidays[d]))
	}
	return strings.Join(out, "\n")
}

func exceptionLines(c calendar.Calendar) string {
	var out []string
	for _, e := range c.Hours.Exceptions {
		hours := strings.ReplaceAll(hoursWords(e.Intervals), "–", "-")
		if hours == "" {
			hours = "closed"
		}
		out = append(out, e.Date+" "+hours)
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

func readHolidays(text string) (dates []string, names map[string]string) {
	names = map[string]string{}
	for l := range strings.Lines(text) {
		date, name, _ := strings.Cut(strings.TrimSpace(l), " ")
		if date == "" {
			continue
		}
		dates = append(dates, date)
		if name = strings.TrimSpace(name); name != "" {
			names[date] = name
		}
	}
	return dates, names
}

func readExceptions(text string) (out []calendar.Exception) {
	for l := range strings.Lines(text) {
		date, hours, _ := strings.Cut(strings.TrimSpace(l), " ")
		if date == "" {
			continue
		}
		e := calendar.Exception{Date: date}
		for part := range strings.SplitSeq(strings.ReplaceAll(hours, "–", "-"), ",") {
			if part = strings.TrimSpace(part); part == "" || strings.EqualFold(part, "closed") {
				continue
			}
			from, to, _ := strings.Cut(part, "-")
			e.Intervals = append(e.Intervals, calendar.Interval{From: clockTime(from), To: clockTime(to)})
		}
		out = append(out, e)
	}
	return out
}

// year shows every date of a year: the hours that count.
func (p *pages) year(v *kit.Visit, c calendar.Calendar) (templ.Component, error) {
	year, err := strconv.Atoi(v.Query("year"))
	if err != nil || year < 1990 || year > 2190 {
		year = v.Now().In(v.Zone()).Year()
	}
	def := c.Hours
	if def.Zone == "" {
		def.Zone = v.Zone().String()
	}
	h, err := calendar.New(def)
	if err != nil {
		return nil, err
	}
	t := ui.Table{Caption: "Working hours of " + strconv.Itoa(year), Head: []ui.Column{{Label: "Month"}, {Label: "Holidays and exceptions"}, {Label: "Days", Num: true}, {Label: "Hours", Num: true}}}
	var days [12]int
	var hours [12]time.Duration
	var special [12][]string
	for _, d := range h.Year(year) {
		at := time.Unix(int64(d.Date)*86400, 0).UTC()
		m := at.Month() - 1
		if !d.Closed() {
			days[m]++
			hours[m] += d.Counted
		}
		name := at.Format("Mon 2")
		switch {
		case d.Source == calendar.Holiday:
			special[m] = append(special[m], strings.TrimSpace(name+" "+c.Holidays[d.Date.String()]))
		case d.Source == calendar.Changed && d.Closed():
			special[m] = append(special[m], name+" closed")
		case d.Source == calendar.Changed:
			special[m] = append(special[m], name+" "+hoursWords(d.Intervals))
		case d.Shifted():
			special[m] = append(special[m], name+" has "+kit.Hours(d.Counted)+": the clocks change")
		}
	}
	for m := range 12 {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: time.Month(m + 1).String()}, {Text: strings.Join(special[m], " · ")}, {Text: strconv.Itoa(days[m])}, {Text: kit.Hours(hours[m])}}})
	}
	at := func(y int) string { return fmt.Sprintf("/settings/calendars/%s?year=%d#year", c.ID, y) }
	return templ.Join(sheet.Raw(`<div id="year"></div>`), sheet.Block("The year "+strconv.Itoa(year),
		sheet.Raw(`<div class="chips">`), ui.Acts([]ui.Button{{Label: strconv.Itoa(year - 1), Icon: "left", Small: true, Look: ui.Quiet, Href: at(year - 1)}, {Label: strconv.Itoa(year + 1), Icon: "right", Small: true, Look: ui.Quiet, Href: at(year + 1)}}), sheet.Raw(`</div>`),
		ui.DataTable(t))), nil
}
