package portal

import (
	"net/http"
	"net/mail"
	"net/url"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work"
	"github.com/fettle-itsm/fettle/internal/ui"
)

func showReport(v *kit.Visit) error {
	if !v.Signed() && v.Guests == nil {
		v.Redirect("/sign-in?next=/portal/report")
		return nil
	}
	old, err := before(v, v.Query("again"))
	if err != nil {
		return err
	}
	return reportPage(v, http.StatusOK, old, nil, nil)
}

// trap is a field that people do not see and machines fill in.
const trap = "website"

// reportPage is the form: what is wrong, a photo, and whom to answer. How it is filed is the desk's business.
func reportPage(v *kit.Visit, status int, old *earlier, typed url.Values, fault error) error {
	p, _, err := opener(v)
	if err != nil {
		return err
	}
	fields := []ui.Field{{Name: "text", Label: "What is wrong?", Kind: ui.FieldLong, Required: true, Rows: 6, Value: v.Query("q"), Autofocus: true,
		Help: "In your own words: what happens, since when, and whom it stops."}}
	if old != nil && v.Query("q") == "" {
		fields[0].Value = old.w.Title + "\n"
	}
	if !v.Signed() && old == nil {
		fields = append(fields, ui.Field{Name: "name", Label: "Your name", Required: true, Autocomplete: "name"},
			ui.Field{Name: "email", Label: "Your e-mail address", Kind: ui.FieldEmail, Required: true, Autocomplete: "email", Help: "We answer there."})
	}
	own, err := v.Room.Custom.Defs(v.Ctx(), p.Kind.Key)
	if err != nil {
		return err
	}
	more, err := portalFields(v, own)
	if err != nil {
		return err
	}
	fields = append(fields, more...)
	if v.Files != nil {
		fields = append(fields, ui.Field{Name: "files", Label: "A photo or file", Kind: ui.FieldFile, Multiple: true, Help: "Up to " + attach.Bytes(v.Files.Limits().File) + " each. A photo of the message on the screen often says most."})
	}
	d := reportData{Fields: fields, Files: v.Files != nil, Affects: v.Query("affects")}
	if typed != nil {
		d.Affects = typed.Get("affects")
	}
	if d.About = affected(v, d.Affects); d.About == "" {
		d.Affects = ""
	}
	if old != nil {
		d.Again, d.Old = old.name, old.w.Number+", which is closed"
	}
	d.Error = kit.Refill(d.Fields, typed, fault)
	if fault != nil && len(errs.Fields(fault)) > 0 {
		d.Error = kit.Join(" ", "Something needs a look before this can be sent.", d.Error)
	}
	lead := "No account needed. We answer to your address, and you get a link to follow it."
	if v.Signed() || old != nil {
		lead = "We answer to your address, and you can follow it here."
	}
	return page(v, status, "Report something", ui.PlainPage(ui.Plain{Title: "What can we put right?", Lead: lead}, reportForm(d)))
}

// reportData is the form for a report.
type reportData struct {
	Fields []ui.Field
	Files  bool
	Error  string
	Again  string // names the closed request that is reported again
	Old    string // the same in words
	// Affects is the number of what the report is about, About the same in words.
	Affects, About string
}

func portalFields(v *kit.Visit, defs []field.Def) ([]ui.Field, error) {
	var shown []field.Value
	for _, d := range defs {
		if d.Portal {
			shown = append(shown, field.Value{Def: &d})
		}
	}
	return work.Custom(v, shown)
}

// maxTitle is where the first words of a report are cut for its title.
const maxTitle = 110

// titleOf makes a title of the first sentence of a report.
func titleOf(said string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(said), "\n")
	for _, end := range []string{". ", "! ", "? "} {
		if before, _, ok := strings.Cut(line, end); ok && len([]rune(before)) > 15 {
			line = before
		}
	}
	return text.Truncate(strings.TrimRight(text.Line(line, 0), "."), maxTitle)
}

// reporter decides whether somebody may report at all, and makes a guest act as one. What fell into the trap is nobody.
func reporter(v *kit.Visit, signed bool, typed url.Values) error {
	if typed.Get(trap) != "" {
		return errs.New(errs.Forbidden, "This is for people.")
	}
	if signed {
		_, spec, err := opener(v)
		if err == nil {
			err = action.May(v.Ctx(), spec.Permission)
		}
		return err
	}
	if v.Guests == nil {
		return errs.New(errs.Unauthenticated, "Please sign in first.")
	}
	a, err := v.Guests.Reporter(v.Ctx(), v.Client())
	if err == nil {
		v.As(a)
	}
	return err
}

// report opens what was reported. The limit of tries comes before any file is kept.
func report(v *kit.Visit) error {
	signed, asked := v.Signed(), false
	may := func(typed url.Values) error {
		asked = true
		return reporter(v, signed, typed)
	}
	form, err := v.Form(may)
	if err == nil && !asked && !signed {
		err = may(form.Values)
	}
	typed := form.Values
	if typed.Get(trap) != "" { // a machine; it need not know
		return page(v, http.StatusOK, "Thank you", ui.PlainPage(ui.Plain{Title: "Thank you", Lead: "We have your report."}))
	}
	old, e := before(v, typed.Get("again"))
	if e != nil {
		return e
	}
	again := func(err error) error { return reportPage(v, face.Status(err), old, typed, renamed(err)) }
	if kind := errs.KindOf(err); kind == errs.TooMany || kind == errs.Invalid || kind == errs.Unavailable || kind == errs.Forbidden {
		return again(err)
	}
	if err != nil {
		return err
	}
	known := signed && (old == nil || !old.guest) // by their account
	if err := check(typed, known || old != nil); err != nil {
		return again(err)
	}
	if form.FileError != nil {
		return again(form.FileError)
	}
	p, number, err := open(v, typed, old, known)
	switch errs.KindOf(err) {
	case errs.None:
	case errs.Invalid, errs.Forbidden, errs.Unavailable:
		return again(err)
	default:
		v.Keep(typed.Get("text"))
		return err
	}
	return thank(v, p, number, form.Files, known)
}

func check(typed url.Values, known bool) error {
	var c errs.Check
	c.Must(strings.TrimSpace(typed.Get("text")) != "", "text", "Please say in a few words what is wrong.")
	if !known {
		c.Must(strings.TrimSpace(typed.Get("name")) != "", "name", "Please give your name.")
		c.Must(address(typed.Get("email")), "email", "Please give an e-mail address, such as name@example.org, so that we can answer.")
	}
	return c.Err()
}

// address reports whether somebody can be answered there, as far as the text alone tells.
func address(s string) bool {
	a, err := mail.ParseAddress(strings.TrimSpace(s))
	return err == nil && a.Address == strings.TrimSpace(s) && !strings.HasSuffix(a.Address, "@")
}

// renamed moves the faults of the verb to the fields of this form.
func renamed(err error) error {
	fields := errs.Fields(err)
	if len(fields) == 0 {
		return err
	}
	var c errs.Check
	for _, f := range fields {
		switch f.Key {
		case "title", "description":
			f.Key = "text"
		case "requester_email":
			f.Key = "email"
		case "requester_name":
			f.Key = "name"
		case "file":
			f.Key = "files"
		}
		c.Add(f.Key, "%s", f.Text)
	}
	return c.Err()
}

// open does the verb and returns the number of what it made.
func open(v *kit.Visit, typed url.Values, old *earlier, signed bool) (desk.Practice, string, error) {
	p, spec, err := opener(v)
	if err != nil {
		return p, "", err
	}
	switch {
	case signed:
		a := v.Actor
		a.Channel = "portal"
		v.As(a)
	case old != nil: // whoever has the link of a request speaks for its requester
		v.Secret = ""
		v.As(old.actor)
	}
	values := url.Values{"title": {titleOf(typed.Get("text"))}, "description": {typed.Get("text")}}
	if old != nil {
		values.Set("follows", old.w.Number)
	}
	if signed && affected(v, typed.Get("affects")) != "" {
		values.Set("affects", typed.Get("affects"))
	}
	if !signed && old == nil {
		values.Set("requester_email", strings.TrimSpace(typed.Get("email")))
		values.Set("requester_name", strings.TrimSpace(typed.Get("name")))
	}
	for key, list := range typed {
		if strings.HasPrefix(key, "custom.") {
			values[key] = list
		}
	}
	number, err := work.Run(v, p, spec, "", values)
	return p, number, err
}

// thank leads to the page on which the request is followed. Its files are attached as the requester, through the link.
func thank(v *kit.Visit, p desk.Practice, number string, files []kit.Upload, signed bool) error {
	to := "/portal/" + number
	if !signed {
		secret, err := v.Guests.FollowLink(v.Ctx(), number)
		if err != nil {
			return err
		}
		to = "/portal/r/" + secret
		a, _, err := v.Guests.Follower(v.Ctx(), secret)
		if err == nil {
			v.As(a)
		}
	}
	for _, f := range files {
		if _, err := v.Room.Attach(v.Ctx(), p, number, v.Files, f.Blob, f.Name, true); err != nil {
			v.Say("warn", "We have your report, but not every file: "+errs.Safe(err))
		}
	}
	v.Redirect(to + "?new=1")
	return nil
}
