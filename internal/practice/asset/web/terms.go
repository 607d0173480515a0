package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/software"
	"github.com/fettle-itsm/fettle/internal/ui"
	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

const (
	// lastLinks is how many links of the chain of custody the page shows, mostPrograms how many programs before the rest is folded.
	lastLinks    = 5
	mostPrograms = 8
	// usualTerm is the stretch that is drawn where nobody knows when a term began, in days.
	usualTerm = 365
)

// termRow is a term that runs.
type termRow struct {
	Name, Note, Href string
	Clock            ui.Clock
}

// terms are the warranty, the contracts, the planned life and a loan, as far as they have an end.
func (s *sheet) terms() []termRow {
	var out []termRow
	start, known := s.date("in_service")
	if bought, ok := s.date("purchased"); ok {
		start, known = bought, true
	}
	if !known {
		start = 0
	}
	if end, ok := s.date("warranty_end"); ok {
		out = append(out, s.term("Warranty", "until "+end.Words(), "", start, end))
	}
	for _, b := range s.contracts {
		if end, err := calendar.ParseDate(b.NoticeBy); err == nil {
			out = append(out, s.term(b.Title, b.Number+", notice by "+end.Words(), "/"+b.Number, 0, end))
		} else if end, err := calendar.ParseDate(b.Ends); err == nil {
			out = append(out, s.term(b.Title, b.Number+", until "+end.Words(), "/"+b.Number, 0, end))
		}
	}
	if end, ok := s.date("expected_end"); ok {
		out = append(out, s.term("Planned life", "until "+end.Words(), "", start, end))
	}
	if end, ok := s.date("due_back"); ok {
		out = append(out, s.term("Loan", "due back "+end.Words(), "", 0, end))
	}
	for _, x := range s.support {
		if end, err := calendar.ParseDate(x.End); err == nil && x.System {
			out = append(out, s.term("Support of "+x.Name, "security repairs until "+end.Words(), s.tab("lifecycle"), 0, end))
		}
	}
	return out
}

// term draws a term from its first to its last day.
func (s *sheet) term(name, note, href string, start, end calendar.Date) termRow {
	return termOf(s.Today, name, note, href, start, end)
}

// termOf draws a term as it stands on a day.
func termOf(today calendar.Date, name, note, href string, start, end calendar.Date) termRow {
	if start == 0 || start >= end {
		start = end - usualTerm
	}
	used := max(float64(today-start)/float64(end-start), 0)
	line := draw.Dayline{State: draw.Running, Used: used}
	words := days(int(end-today)) + " left"
	switch {
	case today > end:
		line.State, words = draw.Breached, days(int(today-end))+" ago"
		if name == "Loan" {
			words = "late by " + days(int(today-end))
		}
	case used >= .75:
		line.State = draw.AtRisk
	}
	line.Label = name + ": " + words
	return termRow{name, note, href, ui.Clock{Name: name, Line: line, Words: words}}
}

func days(n int) string {
	switch {
	case n == 1:
		return "1 day"
	case n > 3*365:
		return strconv.Itoa(n/365) + " years"
	}
	return strconv.Itoa(n) + " days"
}

// chainBox is who has had the asset.
type chainBox struct {
	Shown bool
	Links []chainLink
	More  ui.Link
}

// chainLink is one link of the chain.
type chainLink struct {
	When, What, Note string
	Who              ui.Person
	Mark             string // in place of a person
}

func (s *sheet) chain() (chainBox, error) {
	list := s.custody[max(0, len(s.custody)-lastLinks):]
	names, err := s.labels(list)
	if err != nil {
		return chainBox{}, err
	}
	b := chainBox{Shown: len(s.custody) > 0, More: ui.Link{Label: "Full history, " + strconv.Itoa(len(s.custody)), Href: s.tab("custody")}}
	for _, c := range list {
		to, note := receiver(names, c), []string{}
		l := chainLink{When: c.At.Time().In(desk.Zone(s.actor)).Format("2 Jan 2006"), What: c.Deed(), Who: person(to), Mark: "↻"}
		if to != "" && gives(c) {
			l.What += " to " + to
		}
		if by := names.Of(field.TypePerson, c.By); c.By != 0 {
			note = append(note, "by "+by)
		}
		if remarks := c.Remarks(); remarks != "" {
			note = append(note, remarks)
		}
		if !c.Accepted.IsZero() {
			note = append(note, "accepted "+c.Accepted.Time().In(desk.Zone(s.actor)).Format("2 Jan 2006"))
		}
		l.Note = strings.Join(note, ", ")
		b.Links = append(b.Links, l)
	}
	return b, nil
}

// receiver names whoever had it after a link, "" where nobody did.
func receiver(names desk.Labels, c asset.Custody) string {
	switch {
	case c.ToPerson != 0:
		return names.Of(field.TypePerson, c.ToPerson)
	case c.ToTeam != 0:
		return names.Of(field.TypeTeam, c.ToTeam)
	case c.ToAsset != 0:
		return names.Of(field.TypeRecord, c.ToAsset)
	}
	return ""
}

// gives reports whether with a link the asset comes to somebody.
func gives(c asset.Custody) bool {
	return slices.Contains([]string{"issue", "loan", "transfer"}, c.Action)
}

// softBox is what is installed.
type softBox struct {
	Shown       bool
	First, Rest []softRow
	More        string
}

type softRow struct{ Name, Release, Publisher, Support, State string }

func (s *sheet) onIt() softBox {
	b := softBox{Shown: len(s.programs) > 0}
	ends := map[string]software.Support{}
	for _, x := range s.support {
		ends[x.Name] = x
	}
	var told, plain []softRow
	for _, p := range s.programs {
		row := softRow{Name: p.Name, Release: p.Release, Publisher: p.Publisher}
		if x, ok := ends[p.Name]; ok {
			row.Support, row.State = calendar.Words(x.End), strings.ReplaceAll(x.State, "_", " ")
			told = append(told, row)
			continue
		}
		plain = append(plain, row)
	}
	rows := append(told, plain...) // first those of whose support something is known
	n := min(len(rows), mostPrograms)
	b.First, b.Rest = rows[:n], rows[n:]
	b.More = "All " + strconv.Itoa(len(rows)) + " programs"
	return b
}
