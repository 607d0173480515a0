package ui

import "github.com/a-h/templ"

// Button is an act or a way to one. With Href it is a link; with Action it is a
// form of its own that posts Fields; otherwise it submits the form around it,
// or the form whose id is Form.
type Button struct {
	Label, Icon string
	Key         string // printed in the button and listened to, "C"
	Href        string
	Action      string
	Fields      []Hidden
	Form        string
	Name, Value string
	Get         string // sends the form around it there, as an address, and not where the form says
	Loose       bool   // sends its form even while something required is missing
	Look        Look
	Small       bool
	IconOnly    bool // Label becomes the accessible name
	Disabled    bool // Why must then say the reason nearby
	Why         string
	Confirm     string // asked by the script before the act, when it cannot be undone
}

// Look is the weight of a button.
type Look string

// The looks; at most one Primary per region of a page.
const (
	Secondary Look = ""
	Primary   Look = "primary"
	Quiet     Look = "quiet"
	Danger    Look = "danger"
)

// Hidden is a hidden field of a form.
type Hidden struct{ Name, Value string }

// CSRFField is the name of the hidden field that carries the CSRF token.
const CSRFField = "csrf"

// Menu is a button that opens a list of further acts, without script.
type Menu struct {
	Label, Icon string
	IconOnly    bool
	Look        Look
	Small       bool
	End         bool // opens towards the start, for menus at the end edge
	Items       []Button
	Note        string
}

func (b Button) class() string {
	c := "btn"
	if b.Look != "" {
		c += " " + string(b.Look)
	}
	if b.IconOnly {
		c += " icon"
	}
	if b.Small {
		c += " s"
	}
	return c
}

func (m Menu) button() Button {
	return Button{Label: m.Label, Icon: m.Icon, IconOnly: m.IconOnly, Look: m.Look, Small: m.Small}
}

// printed are the attributes of a control that a key presses.
func printed(key string) templ.Attributes {
	a := templ.Attributes{}
	if key != "" {
		a["aria-keyshortcuts"] = keyShortcut(key)
		a["data-key"] = key
	}
	return a
}

// keyAttr are the attributes that name and key a button.
func (b Button) keyAttr() templ.Attributes {
	a := b.nameAttr()
	for k, v := range printed(b.Key) {
		a[k] = v
	}
	if b.Confirm != "" {
		a["data-confirm"] = b.Confirm
	}
	return a
}

func (b Button) nameAttr() templ.Attributes {
	a := templ.Attributes{}
	if b.IconOnly {
		a["aria-label"] = b.Label
		a["title"] = b.Label
	}
	return a
}

// formAttr are the attributes of a button that submits another form.
func (b Button) formAttr() templ.Attributes {
	a := templ.Attributes{}
	if b.Form != "" {
		a["form"] = b.Form
	}
	if b.Loose {
		a["formnovalidate"] = true
	}
	if b.Get != "" {
		a["formmethod"], a["formaction"] = "get", b.Get
	}
	if b.Name != "" {
		a["name"] = b.Name
		a["value"] = b.Value
	}
	return a
}

// keyShortcut turns a printed key into the form of aria-keyshortcuts.
func keyShortcut(key string) string {
	switch key {
	case "↵":
		return "Enter"
	case "⌃↵":
		return "Control+Enter"
	case "⇧G":
		return "Shift+G"
	default:
		return key
	}
}

func (b Banner) icon() string {
	if b.Icon != "" {
		return b.Icon
	}
	switch b.Tone {
	case "danger":
		return "oct"
	case "warn":
		return "warn"
	case "ok":
		return "ok"
	default:
		return "i"
	}
}
