package door

import (
	"net/http"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

func showSignIn(v *kit.Visit) error {
	if v.Signed() {
		v.Redirect(kit.Local(v.Query("next"), "/"))
		return nil
	}
	if fresh, err := isFresh(v); err != nil {
		return err
	} else if fresh && v.Demo == nil {
		return firstSteps(v)
	}
	return signInPage(v, http.StatusOK, "", v.Query("next"), "")
}

func signInPage(v *kit.Visit, status int, address, next, fault string) error {
	s := ui.SignIn{Organisation: v.Organisation(v.Ctx()), Action: "/sign-in", Next: kit.Local(next, ""), Address: address, Error: fault,
		Help: "No password yet, or forgotten? Ask the service desk for a link."}
	if v.Guests != nil {
		s.Report = &ui.Link{Label: "Report something without an account", Href: "/portal/report"}
	}
	if v.Demo != nil {
		list, err := v.Demo.Personas(v.Ctx())
		if err != nil {
			return err
		}
		for _, p := range list {
			s.Personas = append(s.Personas, ui.Persona{Name: p.Name, Text: p.Text, Action: "/demo/" + p.Token})
		}
	}
	return v.HTML(status, ui.Bare(v.BareShell("Sign in"), ui.SignInPage(s)))
}

func signIn(v *kit.Visit) error {
	form, err := v.Form(nil)
	if err != nil {
		return err
	}
	address, next := form.Get("address"), form.Get("next")
	secret, err := v.Accounts.SignIn(v.Ctx(), address, form.Values.Get("password"), v.Client())
	switch kind := errs.KindOf(err); kind {
	case errs.None:
		v.Admit(secret)
		v.Redirect(kit.Local(next, "/"))
		return nil
	case errs.Unauthenticated, errs.TooMany, errs.Unavailable, errs.Invalid:
		if kind == errs.TooMany {
			v.W.Header().Set("Retry-After", strconv.Itoa(max(1, face.RetryAfter(err))))
		}
		return signInPage(v, face.Status(err), address, next, errs.Safe(err))
	default:
		return err
	}
}

func signOut(v *kit.Visit) error {
	if v.Secret != "" {
		if err := v.Sessions.End(v.Ctx(), v.Secret); err != nil {
			return err
		}
	}
	v.Dismiss()
	v.Redirect("/sign-in")
	return nil
}
