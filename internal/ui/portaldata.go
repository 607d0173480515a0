package ui

import (
	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

// PortalHome is the requester's first page: one box, the way to a person, own
// requests, and what can be asked for.
type PortalHome struct {
	Greeting  string // "Good afternoon, Beatriz."
	Question  string // "What can we put right?"
	Ask       Ask
	Answers   []Answer
	Human     *Human
	Requests  []PortalCard
	AllHref   string
	AllLabel  string
	Empty     *Empty
	Waiting   []Todo
	Asides    []Block
	Cards     []CatalogueCard
	CardsHref string
	CardsMore string
}

// Ask is the one box. It gets to Action with parameter q.
type Ask struct{ Action, Query, Label, Hint, Submit string }

// Answer is something that may help before a request is sent.
type Answer struct {
	Title, Text, Note string
	Acts              []Button
}

// Human is the way to a person, always one tap away.
type Human struct {
	Lead, Text string
	Act        Button
}

// PortalCard is one request of a requester: who has it, where it stands, its
// dayline and one sentence about the clock.
type PortalCard struct {
	Title, Href, Meta string
	Line              *draw.Dayline
	Steps             []Step
	Say               string
	SayAct            *Link
}

// Todo is something that waits for the requester.
type Todo struct {
	State             State
	Title, Text, Href string
}

// CatalogueCard is one thing to ask for.
type CatalogueCard struct{ Icon, Title, Takes, Who, Href string }

// PortalRequest is the page of one request.
type PortalRequest struct {
	Card     PortalCard
	Number   string
	State    State
	Banners  []Banner
	Entries  []Entry
	Composer *Composer
	Facts    []Prop
	First    []Button // what is done most, above the words
	Acts     []Button // cancel, reopen
	Body     templ.Component
}

// SignIn is the sign-in page. Passkey and Single are offered first when set.
type SignIn struct {
	Organisation       string
	Action, CSRF, Next string
	Address            string
	Error              string
	Passkey            string // address of the passkey ceremony; needs script
	Single             *Link  // single sign-on
	Help               string
	Reset              *Link
	Report             *Link // report without an account
	Personas           []Persona
}

// Persona is a one-click sign-in of the demonstration.
type Persona struct {
	Name, Text, Action string
	Fields             []Hidden
}

// SetUp is the page of the first run.
type SetUp struct {
	Title string // "Set up Fettle" when empty
	Steps []Step
	Form  Form
	Lead  string
}
