package door

import (
	"net/http"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// purpose is what a link to set a password is for: the first part of its address.
func purpose(v *kit.Visit) string {
	if strings.HasPrefix(v.R.URL.Path, "/invite/") {
		return "invite"
	}
	return "reset"
}

// showPassword asks for a password when the link is good. No password is empty, so trying one only asks about the link and leaves it good.
func showPassword(v *kit.Visit) error {
	_, err := v.Accounts.SetByLink(v.Ctx(), purpose(v), v.R.PathValue("token"), "", v.Client())
	if errs.Is(err, errs.Invalid) {
		return passwordPage(v, http.StatusOK, nil)
	}
	return spent(v, err)
}

// spent says how to go on with a link that was used, is too old or never was; the three look the same.
func spent(v *kit.Visit, err error) error {
	if !errs.Is(err, errs.NotFound) {
		return err
	}
	p := ui.Problem{Reference: v.ID, Title: "This link is not valid any more",
		Text: "It works once and for a limited time. If you have set your password with it, sign in. Otherwise ask the service desk for a new one.",
		Acts: []ui.Button{{Label: "Sign in", Href: "/sign-in", Look: ui.Primary}}}
	return v.HTML(face.Status(err), ui.Bare(v.BareShell(p.Title), ui.ProblemPage(p)))
}

func passwordPage(v *kit.Visit, status int, fault error) error {
	f := ui.Form{ID: "password", Action: v.R.URL.Path, Submit: ui.Button{Label: "Set the password and sign in"}, Fields: []ui.Field{
		{Name: "password", Label: "New password", Kind: ui.FieldPassword, Required: true, Autocomplete: "new-password", Autofocus: true,
			Help: "At least 12 characters. A few unrelated words are easy to remember."},
		{Name: "again", Label: "The same again", Kind: ui.FieldPassword, Required: true, Autocomplete: "new-password"},
	}}
	f.Error = kit.Refill(f.Fields, nil, fault)
	s := ui.SetUp{Title: "Set your password", Lead: "It opens your account at once. The link you came by works once.", Form: f}
	return v.HTML(status, ui.Bare(v.BareShell(s.Title), ui.SetUpPage(s)))
}

func setPassword(v *kit.Visit) error {
	form, err := v.Form(nil)
	if err != nil {
		return err
	}
	fresh := form.Values.Get("password")
	if fresh != form.Values.Get("again") {
		return passwordPage(v, http.StatusUnprocessableEntity, errs.Bad("again", "The two are not the same."))
	}
	secret, err := v.Accounts.SetByLink(v.Ctx(), purpose(v), v.R.PathValue("token"), fresh, v.Client())
	if errs.Is(err, errs.Invalid) {
		return passwordPage(v, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return spent(v, err)
	}
	v.Admit(secret)
	v.Redirect("/")
	return nil
}

func showDemo(v *kit.Visit) error {
	list, err := v.Demo.Personas(v.Ctx())
	if err != nil {
		return err
	}
	at := slices.IndexFunc(list, func(p kit.Persona) bool { return p.Token == v.R.PathValue("token") })
	if at < 0 {
		v.Redirect("/sign-in") // which lists who can walk in
		return nil
	}
	p := ui.Problem{Title: "A desk to try", Text: "You walk in as " + list[at].Name + " (" + list[at].Text + "). This is a throw-away company with invented people: nothing you do here matters to anybody.",
		Acts: []ui.Button{{Label: "Walk in as " + list[at].Name, Action: v.R.URL.Path, Look: ui.Primary}, {Label: "As somebody else", Href: "/sign-in"}}}
	return v.HTML(http.StatusOK, ui.Bare(v.BareShell("Walk in"), ui.ProblemPage(p)))
}

func runDemo(v *kit.Visit) error {
	secret, err := v.Demo.SignIn(v.Ctx(), v.R.PathValue("token"), v.Client())
	if err != nil {
		return err
	}
	v.Admit(secret)
	v.Redirect("/")
	return nil
}
