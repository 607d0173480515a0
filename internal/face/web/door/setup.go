package door

import (
	"net/http"
	"net/url"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Register adds the pages of this room.
func Register(s *kit.Site) {
	show := func(pattern string, h kit.Handler) { s.Show(pattern, face.Anyone, kit.NoRows, h) }
	take := func(pattern string, h kit.Handler, writes ...string) {
		s.Take(pattern, face.Anyone, kit.NoRows, h, writes...)
	}
	if s.Setup != nil {
		show("/setup", showSetup)
		show("/set-up", showSetup) // as people write it
		take("/setup", runSetup, "token", "organisation", "name", "email", "password", "zone")
	}
	show("/sign-in", showSignIn)
	take("/sign-in", signIn, "address", "password", "next")
	take("/sign-out", signOut)
	for _, purpose := range []string{"invite", "reset"} {
		show("/"+purpose+"/{token}", showPassword)
		take("/"+purpose+"/{token}", setPassword, "password", "again")
	}
	if s.Demo != nil {
		show("/demo/{token}", showDemo)
		take("/demo/{token}", runDemo)
	}
}

func showSetup(v *kit.Visit) error {
	token := v.Query("token")
	if token == "" {
		if fresh, err := isFresh(v); err != nil {
			return err
		} else if fresh {
			return firstSteps(v)
		}
	}
	if err := v.Setup.Check(v.Ctx(), token); err != nil {
		return noSetup(v, err)
	}
	return setupPage(v, http.StatusOK, token, nil, nil)
}

// isFresh reports whether nobody has set the desk up yet.
func isFresh(v *kit.Visit) (bool, error) {
	if v.Setup == nil {
		return false, nil
	}
	err := v.Setup.Check(v.Ctx(), "")
	switch errs.KindOf(err) {
	case errs.NotFound: // no link is empty, so what remains to be told is that one is needed
		return true, nil
	case errs.None, errs.Conflict:
		return false, nil
	}
	return false, err
}

// firstSteps tells whoever comes to a desk that nobody has set up how to go on.
func firstSteps(v *kit.Visit) error {
	p := ui.Problem{Title: "This desk is not set up yet",
		Text: "The address to do it was printed when the server started; “fettle setup-link” prints a new one. It works once and for 30 minutes."}
	return v.HTML(http.StatusOK, ui.Bare(v.BareShell(p.Title), ui.ProblemPage(p)))
}

// noSetup says what to do instead of following a link that leads nowhere.
func noSetup(v *kit.Visit, err error) error {
	p := ui.Problem{Reference: v.ID, Title: "This set-up link is not valid any more",
		Text: "It works once and for 30 minutes. Start Fettle again, or run “fettle setup-link”, to print a new one.",
		Acts: []ui.Button{{Label: "Sign in", Href: "/sign-in"}}}
	switch errs.KindOf(err) {
	case errs.Conflict:
		p.Title, p.Text = "Fettle is set up already", "Sign in with the account of the administrator, or ask them for an invitation."
		p.Acts[0].Look = ui.Primary
	case errs.NotFound:
	default:
		return err
	}
	return v.HTML(face.Status(err), ui.Bare(v.BareShell(p.Title), ui.ProblemPage(p)))
}

func setupPage(v *kit.Visit, status int, token string, typed url.Values, fault error) error {
	f := ui.Form{ID: "setup", Action: "/setup", Hidden: []ui.Hidden{{Name: "token", Value: token}}, Submit: ui.Button{Label: "Set up and sign in"}, Fields: []ui.Field{
		{Name: "organisation", Label: "Organisation", Required: true, Autocomplete: "organization", Help: "Shown on the portal and on the sign-in page.", Autofocus: true},
		{Name: "name", Label: "Your name", Required: true, Autocomplete: "name", Help: "You become the first administrator."},
		{Name: "email", Label: "Your e-mail address", Kind: ui.FieldEmail, Required: true, Autocomplete: "username"},
		{Name: "password", Label: "Password", Kind: ui.FieldPassword, Required: true, Autocomplete: "new-password", Help: "At least 12 characters. A few unrelated words are easy to remember."},
		{Name: "zone", Label: "Time zone", Kind: ui.FieldText, Required: true, Options: kit.Zones(), Hint: "Europe/Berlin", Help: "Begin to type a city. Working hours and deadlines are counted in it.", Autocomplete: "off"},
	}}
	kit.RefillForm(&f, typed, fault)
	return v.HTML(status, ui.Bare(v.BareShell("Set up"), ui.SetUpPage(ui.SetUp{
		Lead: "Five answers, and the desk is open: roles, teams, categories, working hours and service levels for a small organisation are there at once and can be changed later.", Form: f})))
}

func runSetup(v *kit.Visit) error {
	form, err := v.Form(nil)
	if err != nil {
		return err
	}
	token := form.Get("token")
	in := kit.SetupInput{Organisation: form.Get("organisation"), Name: form.Get("name"), Email: form.Get("email"),
		Password: form.Values.Get("password"), Zone: form.Get("zone")}
	secret, err := v.Setup.Run(v.Ctx(), token, in, v.Client())
	switch errs.KindOf(err) {
	case errs.None:
	case errs.Invalid:
		return setupPage(v, http.StatusUnprocessableEntity, token, form.Values, err)
	case errs.NotFound, errs.Conflict:
		return noSetup(v, err)
	default:
		return err
	}
	v.Admit(secret)
	v.Say("ok", "Fettle is set up. The list shows what to do first.")
	v.Redirect("/" + start(v) + "?first=1")
	return nil
}

// start is the first list of the workplace.
func start(v *kit.Visit) string {
	for _, p := range v.Room.Work() {
		return p.Kind.Plural
	}
	return ""
}
