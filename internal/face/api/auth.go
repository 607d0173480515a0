package api

import (
	"net/http"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// Prove puts who sent a request into its context, for handlers beside the API; when it cannot, it answers and reports false.
func (a *API) Prove(w http.ResponseWriter, r *http.Request) (*http.Request, bool) {
	who, err := a.authenticate(r, true)
	if err != nil {
		a.fail(w, r, err)
		return r, false
	}
	return r.WithContext(actor.With(r.Context(), who)), true
}

// authenticate returns who sent a request: by a token, or by the session of a browser on our own pages. A request with a token is judged by
// the token alone.
func (a *API) authenticate(r *http.Request, background bool) (actor.Actor, error) {
	if header := r.Header.Get("Authorization"); header != "" {
		secret, ok := bearer(header)
		if !ok {
			return actor.Actor{}, errs.New(errs.Unauthenticated, "Send the token as “Authorization: Bearer ftl_…”.")
		}
		return a.Tokens.Authenticate(r.Context(), secret)
	}
	secret := a.session(r)
	if secret == "" {
		return actor.Actor{}, errs.New(errs.Unauthenticated, "Send a token as “Authorization: Bearer ftl_…”, or sign in.")
	}
	if err := a.origin.Check(r); err != nil {
		return actor.Actor{}, errs.Because(errs.Forbidden, err, "The request comes from another site.")
	}
	return a.Sessions.Authenticate(r.Context(), secret, background)
}

// refuse counts a token that does not hold against the address that sent it, and answers what its sender is told. Only those who fail are
// slowed down: good tokens from the same address pass, however many bad ones come beside them.
func (a *API) refuse(r *http.Request, err error) error {
	if r.Header.Get("Authorization") == "" || !errs.Is(err, errs.Unauthenticated) {
		return err
	}
	if e := a.failed.Count(http.Header{}, a.Proxies.Source(r)); e != nil {
		return errs.Because(errs.TooMany, e, "Too many tokens from this address did not hold. Wait as long as Retry-After says, and check the token.")
	}
	return err
}

// bearer returns the token in an Authorization header.
func bearer(header string) (secret string, ok bool) {
	scheme, secret, _ := strings.Cut(header, " ")
	return strings.TrimSpace(secret), strings.EqualFold(scheme, "Bearer")
}

// session returns the secret of a browser's session, "" without one.
func (a *API) session(r *http.Request) string {
	c, err := r.Cookie(a.Cookie(a.Proxies.Secure(r)))
	if err != nil {
		return ""
	}
	return c.Value
}

// credential returns what a request was authenticated by: requests are counted by it, not by person, so that one integration that runs
// wild does not stop the others of the same account.
func (a *API) credential(r *http.Request) string {
	if secret, ok := bearer(r.Header.Get("Authorization")); ok {
		return secret
	}
	return a.session(r)
}
