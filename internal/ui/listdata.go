package ui

import (
	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

// QueueData is the workplace: saved views, filter, horizon, list and preview.
type QueueData struct {
	Title, Summary string
	Beside         []Link // lists that belong to this one
	Acts           []Button
	Take           *Menu // the ways to take the list along
	Views          []Link
	NewView        string // href; empty hides the plus
	Filter         *FilterBar
	Horizon        *draw.Horizon
	List           List
	Table          templ.Component // in place of List, for what has other columns
	Bulk           *Bulk
	Quick          string // where a row's short form is, before /NUMBER/quick; empty where there is none
	Peek           *Peek
}

// FilterBar shows the filter as chips and as editable text. The text form gets
// to Action with parameter q; Keep are the other parameters to carry along.
type FilterBar struct {
	Chips     []Chip
	Action    string
	Text      string
	TextHint  string
	TextError string
	Keep      []Hidden
	Add       []Link // fields one can filter by
	Clear     string // href without filter; empty when nothing is set
	Adding    *FilterChoice
	Sort      []Link // the current one is named in the bar
	Groups    []Link // by what the list can be grouped, likewise; the first is nothing
	Board     *Button
	Columns   *Columns
	NewHref   string // address that the "n new" pill opens
	NewWord   string // what the pill counts beyond this list: "on the desk"; empty when the list shows all that arrives
}

// Columns is the choice of what a list shows: a form that gets to Action with
// parameter cols for each.
type Columns struct {
	Action, Note string
	Hidden       []Hidden
	Options      []Option
}

// FilterChoice is a condition being added: the values at hand as links, and
// how any other is written as text.
type FilterChoice struct {
	Label  string // "Priority is"
	Values []Link
	Hint   string
}

// Chip is one condition: field, operator, value, remove. Each part with an Href
// is a control.
type Chip struct {
	Field, Op, Value Link
	Remove           string
}

// List is a table of records. Extra are the heads of up to three further
// columns; each row then has as many Extra cells.
type List struct {
	Caption string
	Boxes   bool // rows can be ticked
	Extra   []string
	Groups  []Group
	Empty   *Empty
	Pager   Pager
}

// Group is a run of rows under a head; a list without groups has one with an
// empty title.
type Group struct {
	Title, Count string
	Rows         []Row
	All          *Link // where there are more of them than Rows
}

// Row is one record in a list. Age is shown where no clock runs.
type Row struct {
	ID               string // value of the checkbox
	Number, Href     string
	Kind             Kind
	Title            string
	Requester, Place string
	State            State
	Priority         Priority
	Clock            *Clock
	Age              string
	Assignee         Person
	Extra            []string
	Unread, Current  bool
	Selected         bool
}

// Pager leads through a keyset: there is no page number, only on and back.
type Pager struct{ First, Prev, Next, Text string }

// Bulk is the bar for the selected rows: the form BulkForm, which posts Hidden
// and the ticked rows. It shows itself while a row is ticked, also without
// script.
type Bulk struct {
	Action string
	Hidden []Hidden
	All    string // what the box for all rows of the filter says, "All 41"; empty for none
	Acts   []Button
}

// BulkForm is the id of the bar, and RowBox the name of the boxes of rows.
const (
	BulkForm = "ticked"
	RowBox   = "tags"
)

// Peek is the preview beside a list.
type Peek struct {
	Kind                Kind
	Number, Title, Href string
	Prev, Next, Close   string
	State               State
	Priority            Priority
	Assignee            Person
	Clock               *BigClock
	Props               []Prop
	Summary             string
	SummaryTitle        string
	Latest              []PeekLine
	Blocks              []Block
	Acts                []Button
}

// BigClock is one clock with a large figure and its record-size drawing.
type BigClock struct {
	Figure, Text string
	Line         draw.Dayline
}

// PeekLine is one line of what happened last.
type PeekLine struct {
	When, Who, Text string
	Internal        bool
}
