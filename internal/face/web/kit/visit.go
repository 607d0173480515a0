package kit

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

// Visit is one request being answered.
type Visit struct {
	*Site
	W      http.ResponseWriter
	R      *http.Request
	ID     string      // names the request in the log and on error pages
	Actor  actor.Actor // the zero actor when nobody is signed in
	Secret string      // of the session
	Look   Look
	Route  face.Route
	About  string // the kind of record that the page shows, "" for none: its list is marked in the rail
	ctx    context.Context
	draft  string
	kept   string
	zone   *time.Location // of the actor; nil until it is asked for
}

// Signed reports whether somebody is signed in.
func (v *Visit) Signed() bool { return v.Secret != "" && v.Actor.ID != 0 }

// Ctx carries the actor.
func (v *Visit) Ctx() context.Context { return v.ctx }

// As makes somebody else act from here on, such as the one behind a link.
func (v *Visit) As(a actor.Actor) {
	v.Actor, v.zone = a, nil
	v.ctx = actor.With(v.ctx, v.Actor)
}

// Zone is the time zone in which times are shown and read.
func (v *Visit) Zone() *time.Location {
	if v.zone == nil { // looking a zone up reads a file
		v.zone = desk.Zone(v.Actor)
	}
	return v.zone
}

// Client is where the request comes from.
func (v *Visit) Client() Client {
	return Client{Address: address(v), Agent: v.R.UserAgent()}
}

func address(v *Visit) string {
	if a := v.Proxies.Client(v.R); a.IsValid() {
		return a.String()
	}
	return ""
}

// Query returns a parameter of the address.
func (v *Visit) Query(name string) string { return v.R.URL.Query().Get(name) }

// Keep remembers what somebody typed, so that an error page gives it back.
func (v *Visit) Keep(draft string) { v.draft = draft }

// Agent reports whether the actor works on things rather than only asking for them: it decides which pages they start on.
func (v *Visit) Agent() bool {
	for _, p := range v.Room.Work() {
		if v.Actor.Can(p.Note) || v.Actor.Scope(p.View) == actor.All {
			return true
		}
	}
	return false
}

// policy is the content security policy of every page.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; " +
	"base-uri 'none'; form-action 'self'"

func secure(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Cache-Control", "no-store")
}

// serve answers one request.
func (s *Site) serve(w http.ResponseWriter, r *http.Request, rt face.Route, h Handler) {
	secure(w.Header())
	v := &Visit{Site: s, W: w, R: r, ID: face.RequestID(r.Context()), Look: readLook(r), Route: rt}
	v.ctx = r.Context()
	defer func() {
		if p := recover(); p != nil {
			v.Fail(fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	if err := v.identify(); err != nil {
		v.Fail(err)
		return
	}
	if rt.Permission != face.Anyone && !v.Signed() {
		v.askToSignIn()
		return
	}
	if err := h(v); err != nil {
		v.Fail(err)
	}
}

// identify finds out who sends the request. A session that ended is as good as none.
func (v *Visit) identify() error {
	c, err := v.R.Cookie(v.cookieName())
	if err != nil || c.Value == "" {
		return nil
	}
	a, err := v.Sessions.Authenticate(v.ctx, c.Value, v.R.Header.Get("X-Background") != "")
	if errs.Is(err, errs.Unauthenticated) {
		v.forget()
		return nil
	}
	if err != nil {
		return err
	}
	v.Secret = c.Value
	v.As(a)
	return nil
}

// askToSignIn sends to the sign-in page and back afterwards. A form that was sent cannot be repeated, so its text is shown instead.
func (v *Visit) askToSignIn() {
	if v.R.Method == http.MethodGet || v.R.Method == http.MethodHead {
		v.Redirect("/sign-in?next=" + url.QueryEscape(v.R.URL.RequestURI()))
		return
	}
	if f, err := v.Form(nil); err == nil {
		v.KeepLongest(f.Values)
	}
	v.Fail(errs.New(errs.Unauthenticated, "Your session has ended. Nothing was sent. Sign in in another tab, then go back and send it again."))
}

// KeepLongest keeps the longest text of a form, passwords aside: what somebody would be sorry to lose.
func (v *Visit) KeepLongest(values url.Values) {
	const worth = 12
	for key, list := range values {
		for _, s := range list {
			if len(s) > max(len(v.draft), worth) && !strings.Contains(key, "password") {
				v.Keep(s)
			}
		}
	}
}

// Redirect leads to an address of the desk after a form was sent, or to another page.
func (v *Visit) Redirect(to string) {
	http.Redirect(v.W, v.R, Local(to, "/"), http.StatusSeeOther)
}

// Local returns to if it is an address within the desk, and otherwise the fallback: what comes from a parameter must not lead away.
func Local(to, fallback string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || u.Opaque != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n") {
		return fallback
	}
	return to
}
