package me

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Register adds the pages of this room.
func Register(s *kit.Site) {
	mine := func(pattern string, h kit.Handler, writes ...string) {
		s.Take(pattern, face.SignedIn, kit.OwnRows, h, writes...)
	}
	s.Show("/me", face.SignedIn, kit.OwnRows, func(v *kit.Visit) error { return page(v, http.StatusOK, sent{}) })
	s.Take("/preferences", face.Anyone, kit.OwnRows, preferences, "theme", "density", "rail")
	mine("/me/profile", profile, "language", "zone")
	mine("/me/keys", keys, keyInputs()...)
	mine("/me/password", password, "old", "fresh", "again")
	mine("/me/sessions/{key}/end", endSession)
	if s.Tokens != nil {
		mine("/me/tokens", createToken, "name", "scopes", "days")
		mine("/me/tokens/{id}/revoke", revokeToken)
	}
	s.Show("/search", face.SignedIn, kit.ByQuery, search)
}

// sent is a form of the page that came back, or a secret to show once.
type sent struct {
	form   string
	typed  url.Values
	err    error
	secret string
}

// page shows all of it on one page, each part with its own form.
func page(v *kit.Visit, status int, s sent) error {
	p, err := people.PersonByID(v.Ctx(), v.Room.DB, v.Actor.ID)
	if err != nil {
		return err
	}
	parts := []templ.Component{looks(v)}
	forms := []ui.Form{profileForm(p), passwordForm()}
	if v.Agent() {
		forms = append(forms, keysForm(v.Look))
	}
	sessions, err := sessionTable(v)
	if err != nil {
		return err
	}
	for i := range forms {
		if forms[i].ID == s.form {
			kit.RefillForm(&forms[i], s.typed, s.err)
		}
		parts = append(parts, ui.FormBox(forms[i]))
	}
	parts = append(parts, sessions)
	if v.Tokens != nil && v.Actor.Can("token.edit") {
		more, err := tokens(v, s)
		if err != nil {
			return err
		}
		parts = append(parts, more...)
	}
	plain := ui.Plain{Title: "Your settings", Lead: kit.Join(" · ", p.Name, p.Email)}
	if v.Agent() {
		return v.Page(status, v.Shell("Your settings"), ui.PlainPage(plain, parts...))
	}
	return v.HTML(status, ui.Portal(v.PortalShell("Your settings"), ui.PlainPage(plain, parts...)))
}

func profileForm(p people.Person) ui.Form {
	return ui.Form{ID: "profile", Action: "/me/profile", Title: "Language and time", Submit: ui.Button{Label: "Save"}, Fields: []ui.Field{
		{Name: "language", Label: "Language", Kind: ui.FieldSelect, Value: p.Language, Hint: "As your organisation", Options: []ui.Option{{Value: "en", Label: "English"}}},
		{Name: "zone", Label: "Time zone", Kind: ui.FieldText, Value: p.Zone, Options: kit.Zones(), Hint: "As your organisation", Help: "Times are shown in it, and times you write are read in it."}}}
}

func passwordForm() ui.Form {
	return ui.Form{ID: "password", Action: "/me/password", Title: "Password", Lead: "A new password ends your sessions in other browsers.", Submit: ui.Button{Label: "Change the password"}, Fields: []ui.Field{
		{Name: "old", Label: "Present password", Kind: ui.FieldPassword, Required: true, Autocomplete: "current-password"},
		{Name: "fresh", Label: "New password", Kind: ui.FieldPassword, Required: true, Autocomplete: "new-password", Help: "At least 12 characters."},
		{Name: "again", Label: "The same again", Kind: ui.FieldPassword, Required: true, Autocomplete: "new-password"}}}
}

// preferences changes how the pages look. Only what is sent changes; it is kept in the browser, and for people also with them.
func preferences(v *kit.Visit) error {
	form, err := v.Form(nil)
	if err != nil {
		return err
	}
	l := v.Look
	for name, into := range map[string]*string{"theme": &l.Theme, "density": &l.Density, "rail": &l.Rail} {
		if form.Values.Has(name) {
			*into = form.Get(name)
		}
	}
	v.SetLook(l)
	if v.Signed() {
		if err := remember(v, func(*people.Person) {}); err != nil {
			return err
		}
	}
	back := "/"
	if u, err := url.Parse(v.R.Referer()); err == nil && u.Host == v.R.Host {
		back = u.RequestURI()
	}
	v.Redirect(back)
	return nil
}

// remember stores the look with the person, after change changed language and zone.
func remember(v *kit.Visit, change func(*people.Person)) error {
	p, err := people.PersonByID(v.Ctx(), v.Room.DB, v.Actor.ID)
	if err != nil {
		return err
	}
	change(&p)
	b, err := json.Marshal(v.Look)
	if err != nil {
		return err
	}
	return v.People.SetPreferences(v.Ctx(), p.Language, p.Zone, string(b))
}

func profile(v *kit.Visit) error {
	form, err := v.Form(nil)
	if err != nil {
		return err
	}
	err = remember(v, func(p *people.Person) { p.Language, p.Zone = form.Get("language"), form.Get("zone") })
	return answered(v, "profile", form.Values, err, "Saved.")
}

func password(v *kit.Visit) error {
	form, err := v.Form(nil)
	if err != nil {
		return err
	}
	fresh := form.Values.Get("fresh")
	if fresh != form.Values.Get("again") {
		return page(v, http.StatusUnprocessableEntity, sent{form: "password", typed: form.Values, err: errs.Bad("again", "The two are not the same.")})
	}
	err = v.Accounts.ChangePassword(v.Ctx(), form.Values.Get("old"), fresh, v.Secret)
	return answered(v, "password", form.Values, renamed(err, "password", "fresh"), "Your password is changed. Other browsers are signed out.")
}

func renamed(err error, from, to string) error {
	fields := errs.Fields(err)
	if len(fields) == 0 {
		return err
	}
	var c errs.Check
	for _, f := range fields {
		if f.Key == from {
			f.Key = to
		}
		c.Add(f.Key, "%s", f.Text)
	}
	return c.Err()
}

// answered leads back to the page, or shows it again with what was wrong.
func answered(v *kit.Visit, form string, typed url.Values, err error, said string) error {
	switch errs.KindOf(err) {
	case errs.None:
		v.Say("ok", said)
		v.Redirect("/me")
		return nil
	case errs.Invalid, errs.TooMany, errs.Conflict, errs.Forbidden, errs.Unavailable:
		return page(v, face.Status(err), sent{form: form, typed: typed, err: err})
	}
	return err
}

func looks(v *kit.Visit) templ.Component {
	choice := func(name, value, label, now string) ui.Button {
		b := ui.Button{Label: label, Small: true, Action: "/preferences", Fields: []ui.Hidden{{Name: name, Value: value}}}
		if value == now {
			b.Icon = "tick"
		}
		return b
	}
	l := v.Look
	return appearance([]choices{
		{"Theme", []ui.Button{choice("theme", "", "System", l.Theme), choice("theme", "light", "Light", l.Theme), choice("theme", "dark", "Dark", l.Theme)}},
		{"Rows", []ui.Button{choice("density", "", "Comfortable", l.Density), choice("density", "compact", "Compact", l.Density)}},
	})
}

// choices is one line of buttons.
type choices struct {
	Label   string
	Buttons []ui.Button
}

func sessionTable(v *kit.Visit) (templ.Component, error) {
	list, err := v.Sessions.List(v.Ctx(), v.Secret)
	if err != nil {
		return nil, err
	}
	t := ui.Table{Caption: "Sessions", Head: []ui.Column{{Label: "Browser"}, {Label: "Address"}, {Label: "Since"}, {Label: "Last used"}}}
	for _, s := range list {
		row := ui.TableRow{Cells: []ui.Cell{{Text: browser(s.Agent), Strong: s.Current}, {Text: s.Address}, {Text: v.Moment(s.Created.Time())}, {Text: v.Moment(s.Seen.Time())}}}
		if s.Current {
			row.Cells[0].Note = "this one"
		} else {
			row.Acts = []ui.Button{{Label: "Sign out", Small: true, Action: "/me/sessions/" + url.PathEscape(s.Key) + "/end"}}
		}
		t.Rows = append(t.Rows, row)
	}
	return part("sessions", "Where you are signed in", "", ui.DataTable(t)), nil
}

// browser names a browser and its system as far as anybody wants to know.
func browser(agent string) string {
	name, system := "A program", ""
	for _, b := range []string{"Firefox", "Edg", "Chrome", "Safari"} {
		if strings.Contains(agent, b) {
			name = map[string]string{"Edg": "Edge"}[b]
			if name == "" {
				name = b
			}
			break
		}
	}
	for _, s := range [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS", "macOS"}, {"Linux", "Linux"}} {
		if strings.Contains(agent, s[0]) {
			system = " on " + s[1]
			break
		}
	}
	return name + system
}

func endSession(v *kit.Visit) error {
	if err := v.Sessions.EndOne(v.Ctx(), v.R.PathValue("key")); err != nil {
		return err
	}
	v.Say("ok", "That browser is signed out.")
	v.Redirect("/me#sessions")
	return nil
}

func tokens(v *kit.Visit, s sent) ([]templ.Component, error) {
	list, err := v.Tokens.List(v.Ctx())
	if err != nil {
		return nil, err
	}
	t := ui.Table{Caption: "Keys", Head: []ui.Column{{Label: "For"}, {Label: "May"}, {Label: "Last used"}, {Label: "Ends"}}}
	for _, k := range list {
		used := "never"
		if k.Used != 0 {
			used = v.Moment(k.Used.Time())
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.Cell{{Text: k.Name, Strong: true}, {Text: strings.Join(k.Scopes, ", ")}, {Text: used}, {Text: v.Moment(k.Expires.Time())}},
			Acts: []ui.Button{{Label: "Revoke", Small: true, Action: "/me/tokens/" + k.ID.String() + "/revoke"}}, Muted: k.Expires.Time().Before(v.Now())})
	}
	f := ui.Form{ID: "token", Action: "/me/tokens", Title: "New key", Submit: ui.Button{Label: "Make a key"}, Fields: []ui.Field{
		{Name: "name", Label: "What is it for?", Required: true, Hint: "Backup script"},
		{Name: "scopes", Label: "What may it do?", Required: true, Value: "incident.view", Help: "Permissions divided by spaces, such as incident.view or incident.*; * stands for everything you may do. It never does more than you."},
		{Name: "days", Label: "For how long?", Kind: ui.FieldNumber, Value: "90", Unit: "days", Min: "1", Max: "366", Required: true}}}
	if s.form == "token" {
		kit.RefillForm(&f, s.typed, s.err)
	}
	out := []templ.Component{part("tokens", "Keys to the API", "Programs use them in your name. You have none.", templ.NopComponent)}
	if len(list) > 0 {
		out[0] = part("tokens", "Keys to the API", "Programs use them in your name.", ui.DataTable(t))
	}
	if s.secret != "" {
		out = append(out, once(s.secret))
	}
	return append(out, ui.FormBox(f)), nil
}

func createToken(v *kit.Visit) error {
	form, err := v.Form(nil)
	if err != nil {
		return err
	}
	days, err := time.ParseDuration(form.Get("days") + "h")
	if err != nil || days <= 0 {
		err = errs.Bad("days", "Give a number of days from 1 to 366.")
		return page(v, http.StatusUnprocessableEntity, sent{form: "token", typed: form.Values, err: err})
	}
	secret, err := v.Tokens.Create(v.Ctx(), form.Get("name"), strings.Fields(form.Get("scopes")), 24*days)
	if err != nil {
		return answered(v, "token", form.Values, renamed(err, "expires_at", "days"), "")
	}
	return page(v, http.StatusOK, sent{secret: secret})
}

func revokeToken(v *kit.Visit) error {
	i, err := id.Parse(v.R.PathValue("id"))
	if err != nil {
		return errs.Absent("key")
	}
	if err := v.Tokens.Revoke(v.Ctx(), i); err != nil {
		return err
	}
	v.Say("ok", "The key is revoked.")
	v.Redirect("/me#tokens")
	return nil
}
