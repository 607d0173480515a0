package kit

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Fail answers with the page for an error: what happened, what was kept, what to do next. Only what is safe is shown.
func (v *Visit) Fail(err error) {
	if errors.Is(err, context.Canceled) && v.R.Context().Err() != nil {
		return // nobody is there to read it
	}
	kind := errs.KindOf(err)
	if kind == errs.Internal || kind == errs.Unavailable {
		v.Log.Error("a page failed", "request", v.ID, "method", v.R.Method, "path", v.R.URL.Path, "error", err)
	} else {
		v.Log.Debug("a page was refused", "request", v.ID, "method", v.R.Method, "path", v.R.URL.Path, "error", err)
	}
	if kind == errs.TooMany {
		v.W.Header().Set("Retry-After", strconv.Itoa(max(1, face.RetryAfter(err))))
	}
	p := v.problem(kind, err)
	if e := v.HTML(face.Status(err), v.around(p.Title, p)); e != nil {
		v.Log.Error("an error page failed", "request", v.ID, "error", e)
		http.Error(v.W, p.Title+"\n"+p.Text+"\nReference "+v.ID, face.Status(err))
	}
}

// around puts a problem into the frame that the visitor knows.
func (v *Visit) around(title string, p ui.Problem) templ.Component {
	switch {
	case v.Signed() && v.Agent():
		return ui.Page(v.Shell(title), trouble(p))
	case v.Signed():
		return ui.Portal(v.PortalShell(title), trouble(p))
	default:
		return ui.Bare(v.BareShell(title), ui.ProblemPage(p))
	}
}

func (v *Visit) problem(kind errs.Kind, err error) ui.Problem {
	home := ui.Button{Label: "Go to the start", Href: "/", Look: ui.Primary}
	p := ui.Problem{Text: errs.Safe(err), Reference: v.ID, Draft: v.draft, Kept: v.kept, Acts: []ui.Button{home}}
	for _, f := range errs.Fields(err) {
		p.Text += " " + f.Text
	}
	if p.Draft != "" && p.Kept == "" {
		p.Kept = "Your text is kept here; copy it before you go on."
	}
	switch kind {
	case errs.NotFound:
		p.Title = "There is nothing here"
	case errs.Forbidden:
		p.Title = "This is not allowed"
	case errs.Unauthenticated:
		p.Title = "Please sign in"
		p.Acts = []ui.Button{{Label: "Sign in", Href: "/sign-in", Look: ui.Primary}}
	case errs.Conflict:
		p.Title = "Something changed meanwhile"
	case errs.Invalid, errs.Precondition:
		p.Title = "This does not fit"
	case errs.TooMany:
		p.Title = "That was too often"
	case errs.Unavailable:
		p.Title = "Not possible just now"
	default:
		p.Title = "Something went wrong on our side"
		p.Text = "It is written down with the reference below. Nothing of what you sent was half done: either it is there or it is not."
	}
	return p
}
