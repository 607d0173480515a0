package app

import (
	"context"
	"crypto/tls"
	"net/http"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/identity/session"
)

// front is what every request passes before a face sees it: it settles whether the browser speaks TLS, and which one of several session
// cookies counts, so that no two faces can judge differently.
type front struct {
	sessions *session.Sessions
	proxies  face.Proxies
	tls      bool // the public address is https, whatever the last step to us is
	next     http.Handler
}

// hsts tells browsers to come by TLS only. It says nothing of the names beside this one: they are not ours.
const hsts = "max-age=31536000"

// ServeHTTP passes the request on.
func (f front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	secure := f.tls || f.proxies.Secure(r)
	if secure {
		w.Header().Set("Strict-Transport-Security", hsts)
		if r.TLS == nil {
			r.TLS = &tls.ConnectionState{} // which the faces ask for the name and the look of the cookies
		}
	}
	f.next.ServeHTTP(w, f.oneSession(r, session.CookieName(secure)))
}

// maxSessions is how many session cookies of one request are looked at; a browser sends a few when it kept some of another path or of
// the time before TLS.
const maxSessions = 16

type sentSessions struct{}

// oneSession leaves one session cookie in a request that has several: the first one that lives. Signing out learns of all.
func (f front) oneSession(r *http.Request, name string) *http.Request {
	mine, all := secrets(r, name), secrets(r, session.CookieName(false), session.CookieName(true))
	out := r.Method == http.MethodPost && r.URL.Path == "/sign-out"
	if out {
		mine = all
	}
	if len(all) == 0 || len(mine) < 2 && !out {
		return r
	}
	living, err := f.living(r.Context(), mine)
	if err != nil {
		return r // the face says it better
	}
	if out {
		r = r.WithContext(context.WithValue(r.Context(), sentSessions{}, all))
	}
	keep(r, name, living)
	return r
}

// living returns the first secret that is worth something, else the first.
func (f front) living(ctx context.Context, list []string) (string, error) {
	for _, s := range list {
		_, err := f.sessions.Authenticate(ctx, s, true)
		if err == nil {
			return s, nil
		}
		if !errs.Is(err, errs.Unauthenticated) {
			return "", err
		}
	}
	return list[0], nil
}

// secrets returns the values of the cookies with these names, each once.
func secrets(r *http.Request, names ...string) []string {
	var out []string
	for _, name := range names {
		for _, c := range r.CookiesNamed(name) {
			if c.Value != "" && len(out) < maxSessions && !slices.Contains(out, c.Value) {
				out = append(out, c.Value)
			}
		}
	}
	return out
}

// keep leaves one cookie of a name in a request, with this value, and all of other names.
func keep(r *http.Request, name, value string) {
	rest := []string{name + "=" + value}
	for _, line := range r.Header.Values("Cookie") {
		for part := range strings.SplitSeq(line, ";") {
			part = strings.TrimSpace(part)
			if n, _, _ := strings.Cut(part, "="); part != "" && strings.TrimSpace(n) != name {
				rest = append(rest, part)
			}
		}
	}
	r.Header.Set("Cookie", strings.Join(rest, "; "))
}
