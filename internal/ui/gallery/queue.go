package main

import (
	"github.com/fettle-itsm/fettle/internal/ui"
	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

var ( // kinds and states as the practices will give them
	incident = ui.Kind{Icon: "inc", Word: "Incident"}
	request  = ui.Kind{Icon: "req", Word: "Request"}
	change   = ui.Kind{Icon: "chg", Word: "Change"}
	probl    = ui.Kind{Icon: "prb", Word: "Problem"}

	isNew   = ui.State{Glyph: ui.GlyphNew, Word: "New"}
	going   = ui.State{Glyph: ui.GlyphProgress, Word: "In progress"}
	waiting = ui.State{Glyph: ui.GlyphWaiting, Word: "Waiting"}
	solved  = ui.State{Glyph: ui.GlyphDone, Word: "Solved"}
	closed  = ui.State{Glyph: ui.GlyphClosed, Word: "Closed"}
)

func prio(n int) ui.Priority {
	return ui.Priority{Level: n, Word: [...]string{"P1 critical", "P2 high", "P3 moderate", "P4 low"}[n-1]}
}

func clock(s draw.ClockState, used float64, words string, rests, nights []float64) *ui.Clock {
	d := draw.Dayline{State: s, Used: used, Nights: nights, Label: "Restore: " + words}
	for _, r := range rests {
		d.Rests = append(d.Rests, draw.Rest{At: r})
	}
	return &ui.Clock{Name: "Restore", Line: d, Words: words}
}

func row(p int, kind ui.Kind, number, title, who, place string, s ui.State, c *ui.Clock, assignee string) ui.Row {
	return ui.Row{ID: number, Number: number, Href: "/record", Kind: kind, Title: title, Requester: who, Place: place,
		State: s, Priority: prio(p), Clock: c, Assignee: ui.Person{Name: assignee, Me: assignee == "Aoife Brennan"}}
}

func rows() []ui.Row {
	list := []ui.Row{
		row(2, incident, "INC-1038", "Card reader at the Leeds loading bay rejects every badge", "Kofi Mensah", "Leeds · Access control", going, clock(draw.Breached, 1.09, "over by 23 m", nil, nil), "Samir Haddad"),
		row(1, incident, "INC-1042", "Nobody in Gdańsk can open the drawing vault", "Marta Kowalczyk", "Gdańsk · Vault PDM", going, clock(draw.AtRisk, .82, "43 m left", []float64{.26}, nil), "Teodor Ilić"),
		row(3, incident, "INC-1044", "Cannot stay on VPN for longer than a call", "Yaw Boateng", "Home · LAP-0256", isNew, clock(draw.AtRisk, .77, "52 m left", nil, nil), ""),
		row(3, incident, "INC-1046", "VPN asks for the code twice, then closes", "Wren Whitlock", "Porto · LAP-0187", isNew, clock(draw.Running, .25, "3 h 00 m left", nil, []float64{.88}), ""),
		row(3, incident, "INC-1047", "VPN drops every ten minutes since this morning’s update", "Dilnoza Karimova", "Home · LAP-0231", isNew, clock(draw.Running, .2, "3 h 12 m left", nil, []float64{.88}), ""),
		row(4, incident, "INC-1017", "Cursor jumps on the CAD workstation in bay 4", "Hana Sato", "Leeds · WKS-041", going, clock(draw.Running, .71, "7 h 40 m left", []float64{.36}, []float64{.86}), "Aoife Brennan"),
		row(4, change, "CHG-0209", "Renew the certificate for supplier.calder.example", "Samir Haddad", "Standard · Web", ui.State{Glyph: ui.GlyphWaiting, Word: "Scheduled"}, clock(draw.Running, .3, "starts Wed 18:30", nil, []float64{.55}), "Samir Haddad"),
		row(3, incident, "INC-1035", "Teams room “Humber” shows a black screen", "Lars Tveit", "Leeds · Room MTG-03", waiting, clock(draw.Paused, .61, "paused · AV Partners", []float64{.31}, nil), "Samir Haddad"),
		row(3, request, "REQ-0874", "Read access to “Tenders 2027” for the bid team", "Rashid Al-Amin", "Leeds · Shared folder", ui.State{Glyph: ui.GlyphProgress, Word: "In fulfilment"}, clock(draw.Running, .62, "1 d 2 h left", []float64{.21}, []float64{.82}), "Nguyễn Thu Hà"),
		row(3, request, "REQ-0877", "Two monitors and a dock for the new metrology bench", "Beatriz Fonseca", "Porto · Hardware", waiting, clock(draw.Paused, .34, "paused · Jon Þórsson", nil, []float64{.66}), "Aoife Brennan"),
		row(3, incident, "INC-1021", "Payslip mail went to the shared mailbox", "Inês Carvalho", "Porto · Mail", solved, clock(draw.Met, .47, "met · 1 d 3 h early", nil, nil), "Samir Haddad"),
		row(4, incident, "INC-1029", "Label printer prints the old company address", "Mei-Ling Zhou", "Leeds · PRT-014", waiting, clock(draw.Paused, .55, "paused · Mei-Ling", []float64{.16, .38}, []float64{.8}), "Aoife Brennan"),
		row(4, request, "REQ-0879", "Loan laptop for an apprentice, 7 to 18 December", "Eilidh MacRae", "Leeds · Loan pool", isNew, clock(draw.Running, .06, "2 d 7 h left", nil, []float64{.37, .7}), ""),
		row(2, probl, "PRB-0031", "Torque app loses the serial link after a screen lock", "Nguyễn Thu Hà", "19 incidents · 31 h lost", ui.State{Glyph: ui.GlyphProgress, Word: "Root cause"}, clock(draw.Running, .5, "4 d left", []float64{.08}, []float64{.6, .7, .8, .9}), "Nguyễn Thu Hà"),
		row(3, incident, "INC-0998", "الطابعة في الطابق الثاني لا تعمل", "سارة الأحمد", "Leeds · PRT-002", closed, nil, ""),
	}
	list[14].Age = "3 d old"
	for _, i := range []int{1, 3, 4, 12} {
		list[i].Unread = true
	}
	return list
}

func queue(peek bool) ui.QueueData {
	list := rows()
	list[1].Current = peek
	list[2].Selected, list[3].Selected, list[4].Selected = true, true, true
	d := ui.QueueData{
		Title: "Service Desk", Summary: "41 open · 6 due before 17:00",
		Acts: []ui.Button{{Label: "Grab next", Key: "⇧G", Small: true, Action: "/queue"}},
		Views: []ui.Link{{Label: "All open", Href: "/queue", Count: "41", Current: true}, {Label: "Unassigned", Href: "/list", Count: "9"},
			{Label: "Mine", Href: "/list", Count: "7"}, {Label: "Breaching in 4 h", Href: "/list", Count: "6"}, {Label: "Waiting > 3 days", Href: "/list", Count: "4"}},
		NewView: "/queue?new",
		Filter:  filter(), Horizon: horizon(),
		List: ui.List{Caption: "Open work, sorted by time left", Boxes: true, Groups: []ui.Group{{Rows: list}},
			Pager: ui.Pager{Next: "/queue?after=x", Text: "1 to 15 of 41"}},
		Bulk: &ui.Bulk{Action: "/bulk", All: "All 41",
			Acts: []ui.Button{{Label: "Assign", Icon: "user", Key: "A", Look: ui.Quiet, Small: true, Name: "do", Value: "assign"}, {Label: "Merge", Icon: "merge", Key: "M", Look: ui.Primary, Small: true, Name: "do", Value: "merge"}}},
	}
	if peek {
		p := preview()
		d.Peek = &p
	}
	return d
}

func filter() *ui.FilterBar {
	return &ui.FilterBar{
		Chips: []ui.Chip{
			{Field: ui.Link{Label: "Status"}, Op: ui.Link{Label: "is", Href: "/queue?op"}, Value: ui.Link{Label: "open", Href: "/queue?v"}, Remove: "/queue?r"},
			{Field: ui.Link{Label: "Team"}, Op: ui.Link{Label: "is any of"}, Value: ui.Link{Label: "Service Desk, Infrastructure"}, Remove: "/queue?r2"},
		},
		Action: "/queue", Text: "status:open team:desk,infra", NewHref: "/queue", Clear: "/queue",
		Add:  []ui.Link{{Label: "Priority", Href: "/queue?a"}, {Label: "Assignee", Href: "/queue?b"}, {Label: "Service", Href: "/queue?c"}, {Label: "Opened", Href: "/queue?d"}},
		Sort: []ui.Link{{Label: "time left", Href: "/queue", Current: true}, {Label: "last change", Href: "/queue?s"}},
	}
}

func horizon() *draw.Horizon {
	h := &draw.Horizon{Now: .535, NowLabel: "14:10", End: "Wed", Nights: []draw.Span{{From: .83, To: .85}},
		Label: "Today: 1 breached, 2 at risk before 15:05, 6 more due by 17:00"}
	for i, l := range []string{"09", "10", "11", "12", "13", "", "15", "16", "17"} {
		h.Hours = append(h.Hours, draw.Tick{At: .01 + float64(i)*.102, Label: l})
	}
	h.Pins = []draw.Pin{{At: .485, State: draw.Breached}, {At: .611, State: draw.AtRisk}, {At: .63, State: draw.AtRisk}}
	for _, at := range []float64{.75, .79, .81, .865, .89, .925} {
		h.Pins = append(h.Pins, draw.Pin{At: at, State: draw.Running})
	}
	return h
}

func grouped() ui.QueueData {
	d := queue(false)
	list := rows()
	for i := range list {
		list[i].Extra = []string{"Leeds", "Bay 4"}
	}
	d.Horizon, d.Bulk = nil, nil
	d.List = ui.List{Caption: "Open work by state", Extra: []string{"Site", "Custom: bay"},
		Groups: []ui.Group{{Title: "In progress", Count: "6", Rows: list[:6]}, {Title: "Waiting", Count: "5", Rows: list[6:11]}},
		Pager:  ui.Pager{First: "/list", Prev: "/list?b", Next: "/list?a", Text: "51 to 100 of 1,000+"}}
	d.Filter.TextError = "“tema” is not a field. Did you mean team?"
	d.Filter.Text = "status:open tema:desk"
	return d
}

func restore() draw.Dayline {
	return draw.Dayline{State: draw.AtRisk, Used: .82, Rests: []draw.Rest{{At: .2, Label: "38 m"}}, Start: "10:15", Due: "14:53",
		Ticks: []draw.Tick{{At: .25, Label: "1 h"}, {At: .5, Label: "2 h"}, {At: .75, Label: "3 h"}},
		Label: "Restore in 4 hours: 3 h 17 m spent, one pause of 38 m, 43 m left, due 14:53"}
}

// adding is a list to which a condition is being added, and which does not show all that arrives.
func adding() ui.QueueData {
	d := queue(false)
	d.Filter.NewWord = "on the desk"
	d.Filter.Text = "status:open team:desk,infra priority:"
	d.Filter.Adding = &ui.FilterChoice{Label: "Priority", Hint: "Or write it, such as priority:1 for P1 critical.",
		Values: []ui.Link{{Label: "P1 critical", Href: "/queue?1"}, {Label: "P2 high", Href: "/queue?2"}, {Label: "P3 moderate", Href: "/queue?3"}, {Label: "P4 low", Href: "/queue?4"}}}
	return d
}

func preview() ui.Peek {
	marta := ui.Person{Name: "Marta Kowalczyk", Note: "+ 23 affected"}
	return ui.Peek{
		Kind: incident, Number: "INC-1042", Title: "Nobody in Gdańsk can open the drawing vault", Href: "/record",
		Prev: "/queue?p", Next: "/queue?n", Close: "/list", State: going, Priority: prio(1), Assignee: ui.Person{Name: "Teodor Ilić"},
		Clock:   &ui.BigClock{Figure: "43 m", Text: "left to restore · due 14:53", Line: restore()},
		Props:   []ui.Prop{{Label: "Requester", Person: &marta}, {Label: "Service", Text: "Vault PDM", Href: "/list", Mute: "on VLT-GDN-01"}, {Label: "Since", Text: "10:15", Mute: "· 38 m paused for Marta"}},
		Summary: "The vault service on VLT-GDN-01 stopped accepting logins at 10:11, six minutes after backup agent 8.3 was installed by CHG-0207. Leeds and Porto are not affected. Reading the files directly works.",
		Latest: []ui.PeekLine{
			{When: "14:02", Who: "Teodor", Internal: true, Text: "Service account is locked out. Looks like the agent reuses it."},
			{When: "13:51", Who: "Marta", Text: "Still the same. We have a customer review at 15:30 and need two drawings."},
			{When: "10:53", Text: "4 changes by Teodor Ilić and rule “Site-wide raises impact”"}},
		Acts: []ui.Button{{Label: "Reply", Icon: "reply", Key: "R", Look: ui.Primary, Href: "/record#composer"}, {Label: "Note", Icon: "lock", Key: "N", Href: "/record-note#composer"}, {Label: "Hold", Key: "H", Look: ui.Quiet, Href: "/record"}},
	}
}
