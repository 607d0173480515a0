package app_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/identity/account"
)

// post sends a form as a browser without a session does.
func post(d *fettletest.Desk, path string, form url.Values) fettletest.Answer {
	d.T.Helper()
	req, err := http.NewRequestWithContext(d.T.Context(), http.MethodPost, d.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		d.T.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return d.Send(req)
}

// signedIn returns how a person got in, in order.
func signedIn(t *testing.T, a *app.App, person id.ID) (by []string) {
	t.Helper()
	list, err := a.Events.History(t.Context(), a.DB, person)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if v, ok := e.Event.(account.SignedIn); ok && e.Actor == person {
			by = append(by, v.By)
		}
	}
	return by
}

func TestWhoeverGetsInByAnInvitationIsToldOfInTheLog(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		secret, err := d.Accounts.Invite(d.As("admin"), d.ID("requester"))
		if err != nil {
			t.Fatal(err)
		}
		const fresh = "seven violet ladders hum"
		if a := post(d, "/invite/"+secret, url.Values{"password": {fresh}, "again": {fresh}}); a.Status != http.StatusSeeOther || a.Header.Get("Set-Cookie") == "" {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if by := strings.Join(signedIn(t, d.App, d.ID("requester")), " "); by != "link" {
			t.Errorf("the log tells of %q", by)
		}
	})
}

func TestWhoeverSetsTheDeskUpIsToldOfInTheLog(t *testing.T) {
	dir := t.TempDir()
	a, err := app.Build(t.Context(), app.Options{Data: dir, Database: "sqlite:" + filepath.Join(dir, "fettle.db"), Quick: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	f, err := a.Faces(app.ServeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	secret, err := a.Setup.NewLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"token": {secret}, "organisation": {"Calder"}, "name": {"Ada"}, "email": {"ada@calder.example"}, "password": {"seven violet ladders hum"}, "zone": {"Europe/Berlin"}}
	r := httptest.NewRequest(http.MethodPost, "/setup", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	f.ServeHTTP(w, r)
	if w.Code != http.StatusSeeOther || w.Header().Get("Set-Cookie") == "" {
		t.Fatal(w.Code, w.Body)
	}
	var admin id.ID
	if err := a.DB.QueryRow(t.Context(), `SELECT min(id) FROM person`).Scan(&admin); err != nil {
		t.Fatal(err)
	}
	if by := strings.Join(signedIn(t, a, admin), " "); by != "setup" {
		t.Errorf("the log tells of %q", by)
	}
}
