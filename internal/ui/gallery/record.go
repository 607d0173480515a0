package main

import (
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/ui"
	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

func at(hour, minute int) ui.Time {
	t := time.Date(2026, 11, 24, hour, minute, 0, 0, time.UTC)
	return ui.Time{At: t, Text: t.Format("15:04"), Full: t.Format("Monday 2 January 2006, 15:04 MST")}
}

func record(note bool) ui.RecordData {
	teodor, marta, aoife := ui.Person{Name: "Teodor Ilić"}, ui.Person{Name: "Marta Kowalczyk"}, ui.Person{Name: "Aoife Brennan", Me: true}
	main := ui.Button{Label: "Solve", Look: ui.Primary, Href: "/forms"}
	return ui.RecordData{
		Head: ui.RecordHead{Kind: incident, Number: "INC-1042", Title: "Nobody in Gdańsk can open the drawing vault", State: going, Priority: prio(1), Assignee: teodor,
			Tags: []ui.Tag{{Word: "Major incident proposed", Tone: "danger"}}, Presence: true,
			Acts: []ui.Button{{Label: "Hold", Key: "W", Href: "/forms"}}, Main: &main,
			More:     &ui.Menu{Label: "Other outcomes", Icon: "down", IconOnly: true, Look: ui.Primary, End: true, Items: []ui.Button{{Label: "Cancel as duplicate", Look: ui.Quiet, Action: "/x"}}},
			Overflow: &ui.Menu{Label: "More acts", Icon: "more", IconOnly: true, Look: ui.Quiet, End: true, Items: []ui.Button{{Label: "Merge into another", Look: ui.Quiet, Icon: "merge", Href: "/forms"}, {Label: "Split off a part", Look: ui.Quiet, Icon: "swap", Href: "/forms"}}}},
		Clocks: clocks(note), Tabs: []ui.Link{{Label: "Conversation", Href: "/record", Current: true}, {Label: "Tasks", Href: "/record?t", Count: "1 of 3"}, {Label: "Related", Href: "/record?r", Count: "5"}, {Label: "History", Href: "/record?h"}},
		Brief: &ui.Brief{Title: "In short", Note: "from 9 entries, 14:05", Suggested: true,
			Body:  ui.Text("Vault PDM in Gdańsk has refused logins since 10:11. The service account is locked; backup agent 8.3, installed at 10:05 by CHG-0207, signs in with the same account. Leeds and Porto work. Direct file access is a tested way round."),
			Facts: []ui.Fact{{Label: "Requester", Person: marta, Note: "Design lead, Gdańsk · 15:10 there · 2 open"}, {Label: "Runs on", Icon: "server", Value: ui.Link{Label: "VLT-GDN-01", Href: "/list"}, Note: "1 change and 2 alerts today"}, {Label: "Solved before", Value: ui.Link{Label: "INC-0713 Vault login loop", Href: "/record"}, Note: "Unlocked the account, 25 m"}}},
		Filter: []ui.Link{{Label: "All", Href: "/record", Current: true}, {Label: "Conversation", Href: "/record?c"}, {Label: "Changes", Href: "/record?e"}}, Note: "9 entries, newest last",
		Entries: []ui.Entry{
			{ID: "e1", Kind: ui.Message, By: marta, Meta: "by mail", At: at(10, 15), Body: ui.Text("Since about ten nobody here can open the vault. It says “the identity service did not answer” and then closes.\n\nTwenty-four of us are stopped. Wi-Fi and mail are fine."), Files: []ui.Attachment{{Name: "vault-error.png", Size: "84 kB", Href: "/x"}}},
			{Kind: ui.Events, Summary: "4 changes by Teodor Ilić and rule “Site-wide raises impact”", Span: "10:16 to 10:53", Lines: []ui.EventLine{{When: "10:16", Text: "Team: Infrastructure", By: "Teodor Ilić"}, {When: "10:53", Text: "Impact: Medium to High", By: "rule 12"}}},
			{Kind: ui.Message, By: aoife, Meta: "to Marta + 2", At: at(11, 7), Spent: "15 m", Body: ui.Text("Thank you, Marta. While we look: please open the folder V:\\direct and tell me if one drawing loads. You can read and copy, but not check in.")},
			{Kind: ui.Message, By: marta, Meta: "by mail", At: at(11, 45), Body: ui.Text("Yes, reading works. Enough for the review at 15:30, but we cannot check anything in."), Quoted: ui.Text("Thank you, Marta. While we look: please open the folder V:\\direct")},
			{Kind: ui.Note, By: teodor, At: at(14, 2), New: true, Body: ui.HTML(`<p>svc-vault is locked out: 140 failed logins a minute from the backup agent. <a href="/record">CHG-0207</a> put the old password into the agent. I want a separate account for the agent rather than an unlock that lasts ten minutes.</p>`)},
			{Kind: ui.Suggestion, Meta: "likely, 3 sources", At: at(14, 3), Body: ui.Text("Link to CHG-0207 as caused by, and publish “open V:\\direct” as the workaround to 23 affected people."), Acts: []ui.Button{{Label: "Accept both", Small: true, Action: "/x"}, {Label: "Dismiss", Look: ui.Quiet, Small: true, Action: "/x"}}},
			{Kind: ui.System, Summary: "Warned at 75 % of Restore", At: at(14, 5)},
			{Kind: ui.Approval, Meta: "Emergency change CHG-0214, own account for the backup agent", At: at(14, 8), Body: ui.StateWord(waiting)},
		},
		Composer: &ui.Composer{Action: "/reply", Note: note, Recipients: "Marta Kowalczyk + 2", Text: "As soon as CHG-0214 is approved I will tell Marta to retry, and keep the old account locked until the agent is quiet for 15 minutes.",
			Saved: "Draft saved 14:09", Time: true, Attach: true, States: []ui.Option{{Value: "", Label: "stay in progress"}, {Value: "wait", Label: "wait for Marta"}, {Value: "solve", Label: "solve"}}},
		Panel: panel(teodor, marta),
	}
}

func clocks(open bool) []ui.ClockView {
	line := restore()
	line.Promise = "4 h promised"
	return []ui.ClockView{
		{Clock: named("First response", clock(draw.Met, .4, "met in 6 m of 15", nil, nil))},
		{Clock: named("Next update", clock(draw.Running, .3, "21 m left", nil, nil))},
		{Clock: named("Restore", clock(draw.AtRisk, .82, "43 m left", []float64{.18}, nil)), Open: open, Ledger: &ui.Ledger{
			Title: "Restore within 4 working hours", Context: "P1 · Business hours, Gdańsk", Line: line,
			Rows: []ui.LedgerRow{{When: "10:15 to 11:07", Why: "Running", By: "Started by Marta’s mail", Length: "52 m"},
				{When: "11:07 to 11:45", Why: "Paused, waiting for Marta to try the direct path", By: "Aoife Brennan", Length: "38 m", Rest: true},
				{When: "11:45 to now", Why: "Running. Restarted by Marta’s reply", By: "Rule 4", Length: "2 h 25 m"}},
			Sees: "Marta sees this as “waiting for you from 11:07 to 11:45”. Paused time is never counted as speed.", More: ui.Link{Label: "Every interval", Href: "/record?sla"}}},
		{Clock: named("Infrastructure OLA", clock(draw.Paused, .5, "paused · change", nil, nil)), Ledger: &ui.Ledger{Title: "OLA, 8 hours", Line: line}},
	}
}

func named(name string, c *ui.Clock) ui.Clock {
	c.Name = name
	return *c
}

func panel(teodor, marta ui.Person) ui.Panel {
	p1 := prio(1)
	return ui.Panel{Sections: []ui.Section{
		{Title: "People", Props: []ui.Prop{{Label: "Requester", Person: &marta}, {Label: "Affected", Text: "23 people in Gdańsk"}, {Label: "Team", Text: "Infrastructure"}, {Label: "Assignee", Person: &teodor}},
			Edit: &ui.Form{ID: "people", Title: "Reassign", Action: "/x", Fields: []ui.Field{
				{Name: "team", Label: "Team", Kind: ui.FieldSelect, Value: "infra", Required: true, Options: []ui.Option{{Value: "desk", Label: "Service Desk"}, {Value: "infra", Label: "Infrastructure"}}},
				{Name: "assignee", Label: "Assignee", Kind: ui.FieldPerson, Value: "Teodor Ilić", Suggest: "/suggest/people", Options: []ui.Option{{Value: "Teodor Ilić"}, {Value: "Samir Haddad"}}}}}},
		{Title: "Classification", Props: []ui.Prop{{Label: "Service", Text: "Vault PDM", Href: "/list"}, {Label: "Item", Text: "VLT-GDN-01", Href: "/list"}, {Label: "Category", Text: "Software / business app"}, {Label: "Impact", Text: "High", From: "by rule 12"}, {Label: "Urgency", Text: "High"}, {Label: "Priority", Prio: &p1}},
			Hidden: []ui.Prop{{Label: "Cause"}, {Label: "Site"}}},
		{Title: "Timing", Props: []ui.Prop{{Label: "Began", Text: "Today 10:11"}, {Label: "Reported", Text: "10:15 by mail"}, {Label: "Target", Text: "Restore in 4 h"}}},
		{Title: "Related", Links: []ui.MiniLink{{Number: "CHG-0207", Title: "Backup agent 8.3 on file servers", Href: "/record", Note: "caused by?"}, {Number: "CHG-0214", Title: "Own account for the backup agent", Href: "/record", Note: "fixes"}, {Number: "INC-1043", Title: "Check-in button is grey", Href: "/record", Note: "child"}}},
	}}
}

// long is a title as nobody should write it, and somebody does.
const long = "RE: FW: Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft <script>alert(1)</script> \"quoted\" & more"

// hostile is a record in which every text is too long, in another direction, or
// markup.
func hostile() ui.RecordData {
	d := record(false)
	word := strings.Repeat("unbreakable", 14)
	d.Head.Title = long
	d.Head.Tags = append(d.Head.Tags, ui.Tag{Word: word[:60]})
	d.Head.Assignee.Name = "Muhammad ibn Abd al-Rahman al-Khwarizmi-Featherstonehaugh"
	d.Banners = []ui.Banner{{Tone: "danger", Lead: "Teodor changed this while you wrote.", Text: word}, {Tone: "warn", Text: "مرحبا بالعالم"}, {Tone: "ok", Text: "Saved."}}
	d.Clocks[0].Clock.Words = "paused · waiting for Muhammad ibn Abd al-Rahman al-Khwarizmi"
	d.Clocks[1].Clock.Line.Used = 40
	d.Clocks[1].Clock.Line.State = draw.Breached
	d.Entries[0].Body = ui.Text(word + "\n\n" + long + "\n\nהמדפסת בקומה השנייה אינה עובדת")
	d.Entries[0].By.Name = word[:50]
	d.Entries[0].Files = []ui.Attachment{{Name: word + ".pdf", Size: "1.2 GB", Href: "/x"}}
	d.Entries[2].Meta = word
	d.Panel.Sections[1].Props[2].Text = word
	d.Composer.Error = "The text is longer than 64,000 characters."
	d.Composer.Recipients = word
	return d
}
