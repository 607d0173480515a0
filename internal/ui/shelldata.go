package ui

// ShellData is everything around an agent's page.
type ShellData struct {
	Title   string // of the page, without the product's name
	Lang    string // language tag, "en" when empty
	Dir     string // "rtl" or empty
	Theme   string // "light", "dark" or empty for the system's
	Density string // "compact" or empty
	Rail    string // "closed" or empty
	Keys    string // a command and its key on each line; empty when the person switched single keys off

	Home    string // where the mark leads
	Nav     []NavGroup
	NavFoot []Link
	Tabs    []Link // bar at the foot of a phone, five at most

	Crumbs    []Link
	CrumbNote string // "2 of 41"
	Search    Search
	Create    []Link // one: a button; more: a menu
	CreateKey string
	// LiveURL is the event stream; empty draws no live dot. An event named
	// "ticket.opened" raises the "n new" pill of a list.
	LiveURL  string
	Bell     *Bell
	User     User
	Prefs    string // POST target for theme, density and rail
	CSRF     string
	Flash    []Flash
	HelpHref string
	Script   bool // false leaves the script out, for pages that need none
}

// NavGroup is a titled part of the rail.
type NavGroup struct {
	Title string
	Items []Link
}

// Search is the search box of the bar; it gets to Action with parameter q.
type Search struct{ Action, Query, Hint string }

// Bell is the way to the notifications.
type Bell struct {
	Href   string
	Key    string
	Unread int // the script asks below Href when it is not known yet
}

// User is the person signed in, with the entries of the avatar's menu. SignOut
// is the address that ends the session by POST.
type User struct {
	Name, Note string
	Menu       []Link
	SignOut    string
}

// PortalData is everything around a requester's page. Without a User the bar
// offers SignIn.
type PortalData struct {
	Title, Lang, Dir, Theme string

	Organisation, Tagline string
	Home                  string
	Nav                   []Link
	User                  *User
	SignIn                string
	Prefs, CSRF           string
	Outage                *Outage
	Foot                  string // opening hours, telephone, address
	Flash                 []Flash
	Script                bool
}

// Outage is a known disturbance, told above everything else.
type Outage struct {
	Lead, Text string
	Clock      *Clock
	Act        *Button
}

// BareData is the frame of pages before or beside a session: sign-in, set-up,
// errors.
type BareData struct {
	Title, Lang, Dir, Theme, Organisation string
	Home                                  string
	Script                                bool
}

// Flash is a short message about the act just done. Tone is "", "ok", "warn" or
// "danger"; Undo, when set, is offered beside it.
type Flash struct {
	Text, Tone string
	Undo       *Button
}

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}
