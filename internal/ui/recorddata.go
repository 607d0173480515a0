package ui

import (
	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

// RecordData is the page of one record.
type RecordData struct {
	Head     RecordHead
	Banners  []Banner
	Clocks   []ClockView
	Tabs     []Link
	Path     []Step // stages; empty for records without a path
	Brief    *Brief
	Filter   []Link // all, conversation, changes
	Note     string // "9 entries, newest last"
	Entries  []Entry
	Earlier  string // href of older entries
	Composer *Composer
	Panel    Panel
	Lead     templ.Component // between the brief and the timeline
	Body     templ.Component // in place of the timeline, on the other tabs
	Wide     bool            // the middle shows drawings and tables beside each other
	Quick    string          // where its short form is; empty where there is none
}

// RecordHead names a record and offers its acts.
type RecordHead struct {
	Kind          Kind
	Number, Title string
	State         State
	Priority      Priority
	Assignee      Person
	Nobodys       bool // nobody works on it, so that no assignee is shown
	Tags          []Tag
	Facts         []string // what tells it from others of its sort
	Presence      bool     // the script tells who else is here
	Acts          []Button
	Main          *Button // the primary act
	More          *Menu   // outcomes beside the primary act
	Overflow      *Menu   // rare acts
}

// ClockView is a clock in the strip, with its ledger when it has one.
type ClockView struct {
	Clock  Clock
	Ledger *Ledger
	Open   bool
}

// Ledger answers "why this deadline": the drawing, each stretch of time, and
// one sentence on what the requester sees.
type Ledger struct {
	Title, Context string
	Line           draw.Dayline
	Rows           []LedgerRow
	Sees           string
	More           Link // the full account
}

// LedgerRow is one stretch; Rest marks a pause.
type LedgerRow struct {
	When, Why, By, Length string
	Rest                  bool
}

// Brief is the block on top of a conversation that tells it in thirty seconds.
// Suggested marks words made by assistance rather than by a person.
type Brief struct {
	Title, Note string
	Suggested   bool
	Body        templ.Component
	Facts       []Fact
}

// Fact is one cell of the brief.
type Fact struct {
	Label  string
	Icon   string
	Person Person
	Value  Link
	Note   string
}

// EntryKind is what a timeline entry is.
type EntryKind string

// The kinds of timeline entries.
const (
	Message    EntryKind = "msg"
	Note       EntryKind = "note"
	Events     EntryKind = "fold"
	System     EntryKind = "sys"
	Suggestion EntryKind = "aim"
	Approval   EntryKind = "appr"
)

// Entry is one entry of a timeline. Events fold to one line, Summary, and open
// to Lines.
type Entry struct {
	ID      string // anchor
	Kind    EntryKind
	By      Person
	Meta    string // "by mail", "to Marta + 2"
	At      Time
	Span    string // times of folded events, "10:16 to 10:53"
	Body    templ.Component
	Quoted  templ.Component
	Files   []Attachment
	Spent   string // "15 m"
	Acts    []Button
	Summary string
	Lines   []EventLine
	New     bool
}

// EventLine is one change inside folded events.
type EventLine struct {
	When, Text, By string
}

// Attachment is a file one can fetch.
type Attachment struct{ Name, Size, Href string }

// Composer writes a reply or an internal note. It posts body, mode ("reply" or
// "note"), minutes, state and files.
type Composer struct {
	Action, CSRF string
	Hidden       []Hidden
	Note         bool   // starts in note mode
	ReplyOnly    bool   // requesters and others who may not write notes
	NoteOnly     bool   // nobody to reply to
	Recipients   string // "Marta + 2"
	Audience     string // "Only your team will see this"
	Text         string
	Error        string
	Saved        string // "Draft saved 14:09"
	Macros       string // where the script asks for texts; empty offers none
	Draft        string // where the script saves what is not sent yet
	States       []Option
	Time         bool
	Minutes      string // that were typed, when Time
	Attach       bool
	Label        string // over the box of a requester: "Your answer"
	Hint         string // under that: what sending brings about
	ReplyLabel   string
	NoteLabel    string
}

// Step is one stage of a path: State is "done", "now" or empty.
type Step struct{ Label, Note, State string }

// Prop is one line of properties. Value wins over the plain Text.
type Prop struct {
	Label  string
	Text   string
	Href   string
	Person *Person
	Prio   *Priority
	Value  templ.Component
	From   string // who or what set it, "by rule 12"
	Mute   string // words after the value
}

// Panel is the properties beside a record.
type Panel struct {
	Top      templ.Component // above the sections
	Sections []Section
}

// Section is one part of a panel. Empty fields wait behind Hidden.
type Section struct {
	Title  string
	Closed bool
	Props  []Prop
	Hidden []Prop
	Edit   *Form
	Links  []MiniLink
	Body   templ.Component
}

// MiniLink is one related record.
type MiniLink struct{ Number, Title, Href, Note string }

// Block is a titled part of a preview or page.
type Block struct {
	Title string
	Links []Link
	Body  templ.Component
}

// described names what is said about the text.
func (c Composer) described() templ.Attributes {
	switch {
	case c.Error != "":
		return templ.Attributes{"aria-describedby": "composer-err"}
	case c.Hint != "":
		return templ.Attributes{"aria-describedby": "composer-hint"}
	}
	return nil
}
