package main

import (
	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/ui"
	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

func portalFrame(l looks, signedIn bool) ui.PortalData {
	d := ui.PortalData{Title: "IT help", Theme: l.theme, Dir: l.dir, Organisation: "Calder Instruments", Script: true, Home: "/portal",
		Nav:  []ui.Link{{Label: "Home", Href: "/portal", Current: true}, {Label: "My requests", Href: "/request"}, {Label: "Status", Href: "/portal"}},
		Foot: "Desk open Monday to Friday 08:00 to 18:00 · +44 113 496 0142 · help@calder.example", SignIn: "/sign-in", Prefs: "/preferences"}
	if signedIn {
		d.User = &ui.User{Name: "Beatriz Fonseca", Note: "Porto", SignOut: "/sign-out"}
		d.Outage = &ui.Outage{Lead: "The drawing vault in Gdańsk is down.", Text: "Reading works through V:\\direct. Next news at 14:30.",
			Clock: clock(draw.AtRisk, .82, "43 m left to restore", []float64{.18}, nil), Act: &ui.Button{Label: "Me too", Small: true, Action: "/x"}}
	}
	return d
}

func portalHome() ui.PortalHome {
	return ui.PortalHome{Greeting: "Good afternoon, Beatriz.", Question: "What can we put right?",
		Ask: ui.Ask{Action: "/portal", Query: "vpn keeps disconnecting at home", Submit: "Go on"},
		Answers: []ui.Answer{{Title: "VPN drops every few minutes after today’s update", Text: "Quit the VPN from the tray icon, choose Repair, then sign in once with your code. It takes two minutes and keeps your settings.",
			Note: "Helped 11 of 13 people today. Checked 13:20 by Dilnoza", Acts: []ui.Button{{Label: "This solved it", Icon: "tick", Look: ui.Primary, Small: true, Action: "/x"}, {Label: "Show the steps", Look: ui.Quiet, Small: true, Href: "/portal"}}}},
		Human:    &ui.Human{Lead: "Ask a person instead.", Text: "Five people are on the desk. A reply usually takes 9 minutes.", Act: ui.Button{Label: "Send “vpn keeps disconnecting…” to the desk", Href: "/report"}},
		Requests: []ui.PortalCard{pausedCard(), runningCard()}, AllHref: "/request", AllLabel: "All 14",
		Waiting: []ui.Todo{{State: ui.State{Glyph: ui.GlyphWaiting, Word: "Approve"}, Title: "Read access to “Tenders 2027”", Text: "Rashid Al-Amin, 6 people. If you do nothing by Thu 12:00 it goes to Inês.", Href: "/request"}},
		Asides:  []ui.Block{{Title: "My devices", Links: []ui.Link{{Label: "ThinkPad T14, LAP-0174", Icon: "asset", Count: "since Mar 2024"}, {Label: "Pixel 8a, PHN-0093", Icon: "phone", Count: "since Jan 2025"}}}},
		Cards: []ui.CatalogueCard{{Icon: "asset", Title: "Laptop or screen", Takes: "usually 3 days", Who: "Jon approves above £600", Href: "/report"}, {Icon: "key", Title: "Access to an app", Takes: "usually 4 hours", Who: "the owner of the app approves", Href: "/report"},
			{Icon: "folder", Title: "Shared folder", Takes: "usually 1 hour", Who: "automatic for your team", Href: "/report"}, {Icon: "users", Title: "Someone new is starting", Takes: "tell us 5 days before", Who: "one form for everything", Href: "/report"},
			{Icon: "swap", Title: "Something is broken", Takes: "usually today", Who: "swap at the desk, Leeds 2nd floor", Href: "/report"}, {Icon: "warn", Title: "Lost or stolen", Takes: "call first, any time", Who: "we lock it within 15 minutes", Href: "/report"}},
		CardsHref: "/portal", CardsMore: "All 26"}
}

func pausedCard() ui.PortalCard {
	return ui.PortalCard{Title: "Two monitors and a dock for the metrology bench", Href: "/request", Meta: "REQ-0877 · £742 · Aoife Brennan has it",
		Line:  &draw.Dayline{State: draw.Paused, Used: .34, Nights: []float64{.66}, Start: "Mon 09:40", Due: "Fri 27 Nov", Label: "Paused, waiting for Jon"},
		Steps: []ui.Step{{Label: "Received", Note: "Mon 09:40", State: "done"}, {Label: "Approval by Jon", Note: "asked today 11:15", State: "now"}, {Label: "Prepared in Porto", Note: "about 1 day"}, {Label: "At your bench", Note: "by Fri 27 Nov"}},
		Say:   "The clock is resting until Jon answers. If he has not by Wednesday noon, Kofi decides for him.", SayAct: &ui.Link{Label: "Remind Jon", Href: "/request"}}
}

func runningCard() ui.PortalCard {
	return ui.PortalCard{Title: "Scanner in bay 2 saves pages upside down", Href: "/request", Meta: "INC-1033 · Samir Haddad has it",
		Line:  &draw.Dayline{State: draw.Running, Used: .58, Rests: []draw.Rest{{At: .22, Label: "2 h 07 m"}}, Nights: []float64{.84}, Start: "Mon 14:05", Due: "Wed 12:00", Label: "Running, 8 working hours left"},
		Steps: []ui.Step{{Label: "Received", Note: "Mon 14:05", State: "done"}, {Label: "You sent a photo", Note: "Tue 09:12", State: "done"}, {Label: "Being fixed", Note: "since Tue 09:30", State: "now"}, {Label: "Done", Note: "by Wed 12:00"}},
		Say:   "It rested 2 h 07 m while we waited for your photo. Thank you for sending it."}
}

func portalRequest() ui.PortalRequest {
	return ui.PortalRequest{Card: runningCard(), Number: "INC-1033", State: going,
		Banners: []ui.Banner{{Tone: "ok", Lead: "Sent.", Text: "We have your photo."}},
		Entries: []ui.Entry{
			{Kind: ui.Message, By: ui.Person{Name: "Beatriz Fonseca"}, At: at(14, 5), Body: ui.Text("Every page from the scanner in bay 2 is upside down.")},
			{Kind: ui.System, Summary: "Waiting for you from Mon 16:30 to Tue 09:12", At: at(9, 12)},
			{Kind: ui.Message, By: ui.Person{Name: "Samir Haddad"}, Meta: "service desk", At: at(9, 30), Body: ui.Text("Thank you for the photo. The driver turns pages; a new one is on its way.")}},
		Composer: &ui.Composer{Action: "/x", ReplyOnly: true, Attach: true, ReplyLabel: "Send"},
		Acts:     []ui.Button{{Label: "It works again, close it", Action: "/x"}, {Label: "Cancel the request", Look: ui.Danger, Action: "/x", Confirm: "Cancel this request?"}},
		Facts:    []ui.Prop{{Label: "Place", Text: "Leeds, bay 2"}, {Label: "Device", Text: "SCN-004"}, {Label: "Affected", Text: "one team"}}}
}

func portalReport() templ.Component {
	return ui.PlainPage(ui.Plain{Title: "What is wrong?", Lead: "No account needed. We answer to your address."}, ui.FormBox(ui.Form{Action: "/report", Submit: ui.Button{Label: "Send to the desk"}, Fields: []ui.Field{
		{Name: "text", Label: "In your own words", Kind: ui.FieldLong, Required: true, Help: "What happened, and since when?"}, {Name: "name", Label: "Your name", Required: true, Autocomplete: "name"},
		{Name: "address", Label: "Your address", Kind: ui.FieldEmail, Required: true, Autocomplete: "email"}, {Name: "files", Label: "A photo or file", Kind: ui.FieldFile, Multiple: true}}}))
}
