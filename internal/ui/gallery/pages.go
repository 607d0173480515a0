package main

import (
	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/ui"
)

func forms() templ.Component {
	f := ui.Form{ID: "new", Action: "/forms", Columns: 2, Error: "Three answers need a look.", Kept: "Your text is kept on this page.",
		Fields: []ui.Field{
			{Name: "title", Label: "What is wrong?", Required: true, Wide: true, MaxLen: 200, Value: "Scanner in bay 2 saves pages upside down"},
			{Name: "text", Label: "Tell us more", Kind: ui.FieldLong, Help: "Since when, for whom, and what you have tried."},
			{Name: "requester", Label: "For whom", Kind: ui.FieldPerson, Required: true, Error: "Nobody is called “Mata”. Did you mean Marta Kowalczyk?", Value: "Mata", Options: []ui.Option{{Value: "Marta Kowalczyk"}, {Value: "Kofi Mensah"}}},
			{Name: "team", Label: "Team", Kind: ui.FieldTeam, Options: []ui.Option{{Value: "Service Desk"}}},
			{Name: "category", Label: "Category", Kind: ui.FieldSelect, Options: []ui.Option{{Group: "Hardware", Value: "1", Label: "Printer or scanner"}, {Group: "Hardware", Value: "2", Label: "Laptop"}, {Group: "Software", Value: "3", Label: "Mail"}}},
			{Name: "impact", Label: "Impact", Kind: ui.FieldRadio, Required: true, Value: "2", Options: []ui.Option{{Value: "1", Label: "High", Note: "a site or more"}, {Value: "2", Label: "Medium", Note: "a team"}, {Value: "3", Label: "Low", Note: "one person"}}},
			{Name: "end", Label: "Planned end", Kind: ui.FieldDateTime, Value: "2026-11-26T19:00", Error: "This is before the start, 20:00. Did you mean 21:00?"},
			{Name: "spent", Label: "Time spent", Kind: ui.FieldNumber, Unit: "minutes", Min: "0", Step: "1", Error: "A whole number of minutes."},
			{Name: "due", Label: "Needed by", Kind: ui.FieldDate}, {Name: "mail", Label: "Address", Kind: ui.FieldEmail, Autocomplete: "email"},
			{Name: "sites", Label: "Sites", Kind: ui.FieldMulti, Values: []string{"leeds"}, Options: []ui.Option{{Value: "leeds", Label: "Leeds"}, {Value: "porto", Label: "Porto"}}},
			{Name: "notify", Label: "Tell the requester by mail", Kind: ui.FieldCheckbox, Checked: true},
			{Name: "files", Label: "Files", Kind: ui.FieldFile, Multiple: true, Wide: true, Help: "Up to 25 MB each."},
		},
		Groups: []ui.FieldGroup{
			{Title: "Custom fields", Fields: []ui.Field{{Name: "bay", Label: "Bay", Value: "4"}, {Name: "serial", Label: "Serial number", ReadOnly: true, Value: "SN-1290", Help: "Read only: comes from the asset."}}},
			{Title: "Rarely needed", Fold: true, Fields: []ui.Field{{Name: "ref", Label: "Supplier’s reference"}}}},
		Submit: ui.Button{Label: "Create incident"}, Others: []ui.Button{{Label: "Create and take it"}}, Cancel: &ui.Link{Href: "/queue"}}
	return ui.PlainPage(ui.Plain{Title: "New incident", Lead: "Marked questions need an answer; the rest helps."}, ui.FormBox(f))
}

func settings() templ.Component {
	day := func(key, label string, open ...ui.Interval) ui.Day { return ui.Day{Key: key, Label: label, Open: open} }
	am, pm := ui.Interval{From: "09:00", To: "12:00"}, ui.Interval{From: "13:00", To: "17:30"}
	week := ui.WeekEditor{Label: "Monday to Thursday 09:00 to 12:00 and 13:00 to 17:30, Friday 09:00 to 12:00",
		Days: []ui.Day{day("mon", "Monday", am, pm), day("tue", "Tuesday", am, pm), day("wed", "Wednesday", am, pm), day("thu", "Thursday", am, pm),
			{Key: "fri", Label: "Friday", Open: []ui.Interval{{From: "09:00", To: "08:00"}}, Error: "Friday ends before it begins."}, day("sat", "Saturday"), day("sun", "Sunday")}}
	matrix := ui.Matrix{Caption: "Priority by impact and urgency", RowHead: "Impact", ColHead: "Urgency", Rows: axes("High", "Medium", "Low"), Cols: axes("High", "Medium", "Low"), Name: "p", Action: "/settings",
		Values:  [][]string{{"1", "2", "3"}, {"2", "3", "4"}, {"3", "4", "4"}},
		Options: []ui.Option{{Value: "1", Label: "P1"}, {Value: "2", Label: "P2"}, {Value: "3", Label: "P3"}, {Value: "4", Label: "P4"}}}
	tree := []ui.TreeNode{{Label: "Hardware", Href: "/list", Count: "3", Open: true, Children: []ui.TreeNode{{Label: "Printer", Href: "/list", Note: "needs a site"}, {Label: "Laptop", Href: "/list", Children: []ui.TreeNode{{Label: "Battery", Href: "/list"}}}}}, {Label: "Software", Href: "/list", Muted: true, Note: "retired"}}
	frame := ui.Plain{Title: "Service levels", Lead: "What we promise, and when the clock runs.", Banners: []ui.Banner{{Tone: "warn", Lead: "14 open clocks will be counted anew.", Text: "Their deadlines move when you save."}},
		Nav: []ui.Link{{Label: "Agreements", Href: "/settings"}, {Label: "Calendars", Href: "/settings", Current: true}, {Label: "Priorities", Href: "/settings"}, {Label: "Categories", Href: "/settings"}}}
	return ui.PlainPage(frame,
		ui.BlockBox(ui.Block{Title: "Business hours, Leeds", Body: weekForm(week)}),
		ui.BlockBox(ui.Block{Title: "Priorities", Body: ui.MatrixTable(matrix)}),
		ui.BlockBox(ui.Block{Title: "Categories", Body: ui.Tree("Categories", tree)}))
}

func weekForm(w ui.WeekEditor) templ.Component {
	return ui.Join(ui.HTML(""), ui.WeekFields(w))
}

func tables() templ.Component {
	t := ui.Table{Caption: "People", Head: []ui.Column{{Label: "Name", Href: "/tables", Sorted: "asc"}, {Label: "Team", Href: "/tables?t"}, {Label: "Place"}, {Label: "Open", Num: true}},
		Rows: []ui.TableRow{
			{Cells: []ui.Cell{{Text: "Aoife Brennan", Href: "/list", Note: "you"}, {Text: "Service Desk"}, {Text: "Leeds"}, {Text: "7", Href: "/list"}}, Acts: []ui.Button{{Label: "Change", Small: true, Look: ui.Quiet, Href: "/forms"}}},
			{Cells: []ui.Cell{{Text: "Teodor Ilić", Href: "/list"}, {Text: "Infrastructure"}, {Text: "Gdańsk"}, {Text: "12", Href: "/list"}}},
			{Muted: true, Cells: []ui.Cell{{Text: "سارة الأحمد", Href: "/list"}, {Text: "left 3 March"}, {Text: "Porto"}, {Text: "0"}}}},
		Pager: ui.Pager{Next: "/tables?after=1", Text: "1 to 3 of 1,000+"}}
	frame := ui.Plain{Title: "People", Tabs: []ui.Link{{Label: "People", Href: "/tables", Current: true, Count: "3"}, {Label: "Teams", Href: "/tables?t"}}, Acts: []ui.Button{{Label: "Add a person", Icon: "plus", Look: ui.Primary, Href: "/forms"}}}
	return ui.PlainPage(frame, ui.DataTable(t), ui.BlockBox(ui.Block{Title: "Attachments", Body: ui.Attachments([]ui.Attachment{{Name: "list.csv", Size: "4 kB", Href: "/x"}})}))
}

func problem() ui.Problem {
	return ui.Problem{Title: "That did not save", Text: "Something on our side failed while adding the note.", Kept: "Your text is kept below.",
		Draft: "svc-vault is locked out.", Reference: "01JD-8K2M-77QF",
		Acts: []ui.Button{{Label: "Try again", Look: ui.Primary, Action: "/x"}, {Label: "Back to INC-1042", Href: "/record"}}}
}

func signIn() ui.SignIn {
	return ui.SignIn{Organisation: "Calder Instruments", Action: "/sign-in", Address: "aoife.brennan@calder.example", Error: "That did not match. Two tries left, then a 5 minute rest.",
		Single: &ui.Link{Label: "Calder single sign-on", Href: "/x"}, Passkey: "/passkey", Help: "Cannot get in? Call +44 113 496 0142.", Report: &ui.Link{Label: "Report something without signing in", Href: "/report"}}
}

func demoSignIn() ui.SignIn {
	return ui.SignIn{Organisation: "Calder Instruments", Action: "/sign-in", Personas: []ui.Persona{
		{Name: "Aoife Brennan", Text: "Service desk agent", Action: "/demo"}, {Name: "Teodor Ilić", Text: "Infrastructure, resolves", Action: "/demo"},
		{Name: "Oluwaseun Adeyemi", Text: "Owns service levels", Action: "/demo"}, {Name: "Beatriz Fonseca", Text: "Asks for help", Action: "/demo"}}}
}

func setUp() ui.SetUp {
	return ui.SetUp{Lead: "Three answers, then the desk is ready. All of this can be changed later.",
		Steps: []ui.Step{{Label: "Link opened", State: "done"}, {Label: "About you", State: "now", Note: "two minutes"}, {Label: "Ready"}},
		Form: ui.Form{Action: "/set-up", Submit: ui.Button{Label: "Create the desk"}, Fields: []ui.Field{
			{Name: "organisation", Label: "Organisation", Required: true, Autocomplete: "organization"}, {Name: "name", Label: "Your name", Required: true, Autocomplete: "name"},
			{Name: "address", Label: "Your work address", Kind: ui.FieldEmail, Required: true, Autocomplete: "email"}, {Name: "password", Label: "Password", Kind: ui.FieldPassword, Required: true, Autocomplete: "new-password", Help: "12 characters or more. A sentence is fine."},
			{Name: "zone", Label: "Time zone", Kind: ui.FieldSelect, Required: true, Value: "Europe/London", Options: []ui.Option{{Value: "Europe/London", Label: "London"}, {Value: "Europe/Warsaw", Label: "Warsaw"}}}}}}
}
