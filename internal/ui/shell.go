package ui

import (
	"context"
	"io"
	"strconv"

	"github.com/a-h/templ"
)

// Page is the Shell around body parts, for callers that do not write templ.
func Page(d ShellData, body ...templ.Component) templ.Component {
	return around(Shell(d), body)
}

// Portal is the PortalShell around body parts.
func Portal(d PortalData, body ...templ.Component) templ.Component {
	return around(PortalShell(d), body)
}

// Bare is the BareShell around body parts.
func Bare(d BareData, body ...templ.Component) templ.Component {
	return around(BareShell(d), body)
}

// PlainPage is a Plain frame around body parts.
func PlainPage(p Plain, body ...templ.Component) templ.Component {
	return around(PlainFrame(p), body)
}

func around(frame templ.Component, body []templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return frame.Render(templ.WithChildren(ctx, templ.Join(body...)), w)
	})
}

func (d ShellData) rootAttr() templ.Attributes {
	a := rootAttr(d.Theme, d.Density, d.Rail)
	if d.Keys == "" {
		a["data-keys"] = "off"
	} else {
		a["data-keymap"] = d.Keys
	}
	return a
}

// rootAttr puts the chosen looks on the root element, so that the first paint
// is already right.
func rootAttr(theme, density, rail string) templ.Attributes {
	a := templ.Attributes{}
	if theme == "light" || theme == "dark" {
		a["data-theme"] = theme
	}
	if density == "compact" {
		a["data-density"] = density
	}
	if rail == "closed" {
		a["data-rail"] = rail
	}
	return a
}

func (b Bell) label() string {
	if b.Unread == 0 {
		return "Notifications"
	}
	return "Notifications, " + strconv.Itoa(b.Unread) + " unread"
}

func pressed(on bool) string { return strconv.FormatBool(on) }
