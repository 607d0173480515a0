package door_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/web/door"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
)

// firstRun stands in for a desk that nobody has set up yet.
type firstRun struct {
	kit.Accounts
	kit.Sessions
	got kit.SetupInput
}

func (f *firstRun) Check(_ context.Context, link string) error {
	if link != "good" {
		return errs.New(errs.NotFound, "This link is not valid any more.")
	}
	return nil
}

func (f *firstRun) Run(ctx context.Context, link string, in kit.SetupInput, _ kit.Client) (string, error) {
	if err := f.Check(ctx, link); err != nil {
		return "", err
	}
	if len(in.Password) < 12 {
		return "", errs.Bad("password", "Please use at least 12 characters.")
	}
	f.got = in
	return "secret", nil
}

func (f *firstRun) SignIn(_ context.Context, token string, _ kit.Client) (string, error) {
	if token != "kofi" {
		return "", errs.Absent("link")
	}
	return "walked-in", nil
}

func (f *firstRun) Personas(context.Context) ([]kit.Persona, error) {
	return []kit.Persona{{Name: "Kofi Mensah", Text: "service desk", Token: "kofi"}}, nil
}

// accounts keeps the two SignIns apart.
type accounts struct{ kit.Accounts }

func site(t *testing.T) (*kit.Site, *firstRun) {
	t.Helper()
	f := &firstRun{}
	s, err := kit.New(kit.Deps{Room: &desk.Room{}, Actions: &action.Registry{}, People: people.New(nil), Clock: clock.System{}, Accounts: accounts{}, Sessions: f, Setup: f, Demo: f})
	if err != nil {
		t.Fatal(err)
	}
	door.Register(s)
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	return s, f
}

func send(s http.Handler, method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestSetUpIsOneFormThatSignsIn(t *testing.T) {
	s, f := site(t)
	if w := send(s, "GET", "/setup?token=good", nil); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Africa/Abidjan") {
		t.Errorf("%d, or no zones to choose from", w.Code)
	}
	for _, method := range []string{"GET", "POST"} {
		if w := send(s, method, "/setup?token=old", url.Values{"token": {"old"}}); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "not valid any more") {
			t.Errorf("%s with an old link: %d", method, w.Code)
		}
	}
	in := url.Values{"token": {"good"}, "organisation": {"Calder & Sons"}, "name": {" Aoife "}, "email": {"aoife@calder.example"}, "password": {"short"}, "zone": {"Europe/Dublin"}}
	w := send(s, "POST", "/setup", in)
	body := w.Body.String()
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, "at least 12 characters") || !strings.Contains(body, "Calder &amp; Sons") || strings.Contains(body, `value="short"`) {
		t.Errorf("a weak password: %d", w.Code)
	}
	in.Set("password", "seven grey herons")
	w = send(s, "POST", "/setup", in)
	if w.Code != http.StatusSeeOther || f.got.Name != "Aoife" || f.got.Zone != "Europe/Dublin" {
		t.Errorf("%d, %+v", w.Code, f.got)
	}
	if c := w.Result().Cookies()[0]; c.Name != "fettle" || c.Value != "secret" || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" {
		t.Errorf("%+v", c)
	}
}

func TestADeskThatNobodySetUpSaysHowToGoOn(t *testing.T) {
	_, f := site(t)
	s, err := kit.New(kit.Deps{Room: &desk.Room{}, Actions: &action.Registry{}, People: people.New(nil), Clock: clock.System{}, Accounts: accounts{}, Sessions: f, Setup: f})
	if err != nil {
		t.Fatal(err)
	}
	door.Register(s)
	for _, at := range []string{"/sign-in", "/sign-in?next=%2Fincidents", "/setup", "/set-up"} {
		w := send(s, "GET", at, nil)
		if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, "This desk is not set up yet") || !strings.Contains(body, "fettle setup-link") {
			t.Errorf("%s: %d", at, w.Code)
		}
	}
	if w := send(s, "GET", "/set-up?token=good", nil); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Africa/Abidjan") {
		t.Errorf("the other spelling: %d", w.Code)
	}
}

func TestADemonstrationAsksBeforeItLetsIn(t *testing.T) {
	s, _ := site(t)
	if w := send(s, "GET", "/demo/kofi", nil); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Walk in as Kofi Mensah") || len(w.Result().Cookies()) > 0 {
		t.Errorf("%d", w.Code)
	}
	if w := send(s, "GET", "/sign-in", nil); !strings.Contains(w.Body.String(), `action="/demo/kofi"`) {
		t.Error("no persona on the sign-in page")
	}
	if w := send(s, "GET", "/demo/nobody", nil); w.Code != http.StatusSeeOther || w.Result().Header.Get("Location") != "/sign-in" {
		t.Errorf("an unknown person is not led to those who are known: %d", w.Code)
	}
	if w := send(s, "POST", "/demo/kofi", url.Values{}); w.Code != http.StatusSeeOther || w.Result().Cookies()[0].Value != "walked-in" {
		t.Errorf("%d", w.Code)
	}
	if w := send(s, "POST", "/demo/nobody", url.Values{}); w.Code != http.StatusNotFound {
		t.Errorf("%d", w.Code)
	}
}
