package work

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
)

// Register adds the pages of this room: for each practice a form for new work, a page per verb, and one address for every record.
func Register(s *kit.Site) {
	for _, p := range s.Room.Work() {
		base := "/" + p.Kind.Slug()
		for _, spec := range p.Actions {
			switch {
			case !spec.OnRecord:
				s.Show(base+"/new", string(spec.Permission), kit.NoRows, func(v *kit.Visit) error { return showNew(v, p, spec) })
				s.Do(base+"/new", spec, func(v *kit.Visit) error { return create(v, p, spec) })
			default:
				if Asks(spec) {
					s.Show(base+"/{number}/"+spec.Verb(), string(spec.Permission), kit.ByRow, func(v *kit.Visit) error { return ShowAct(v, p, spec) })
				}
				s.Do(base+"/{number}/"+spec.Verb(), spec, func(v *kit.Visit) error { return Act(v, p, spec) })
			}
		}
		s.Take(base+"/{number}/compose", string(p.View), kit.ByVerb, func(v *kit.Visit) error { return compose(v, p) }, "body", "mode", "minutes", "state", "macro", "files")
	}
	for _, p := range s.Room.Work() {
		s.Show("/"+p.Kind.Slug()+"/{number}", face.SignedIn, kit.NoRows, ToPage)
	}
	s.Show("/{number}", face.SignedIn, kit.ByRow, show)
	s.Show("/files/{number}/{attachment}/{name}", face.SignedIn, kit.ByRow, download)
	s.Show(kit.SuggestPeople, string(people.PermPeopleView), kit.ByQuery, suggest)
}

// ToPage leads from where the forms of a record are sent to its page, whether there is such a record or not.
func ToPage(v *kit.Visit) error {
	number := v.R.PathValue("number")
	if !strings.ContainsAny(number, "0123456789") {
		return errs.Absent("page")
	}
	to := url.URL{Path: "/" + number, RawQuery: v.R.URL.RawQuery}
	http.Redirect(v.W, v.R, kit.Local(to.String(), "/"), http.StatusPermanentRedirect)
	return nil
}

// Asks reports whether a verb needs answers before it can be done.
func Asks(spec action.Spec) bool {
	for _, k := range action.Keys(spec.Input) {
		if k != "version" && k != "person" {
			return true
		}
	}
	return false
}

// Result is what every verb answers with, as far as a page needs it.
type Result struct {
	ID      id.ID  `json:"id"`
	Number  string `json:"number"`
	State   string `json:"state"`
	Version int64  `json:"version"`
	// Warnings are what was done and may not be what was meant.
	Warnings []string `json:"warnings"`
}

// Say tells what came of it.
func (r Result) Say(v *kit.Visit, tone, text string) {
	if len(r.Warnings) > 0 {
		tone, text = "warn", text+" "+strings.Join(r.Warnings, " ")
	}
	v.Say(tone, text)
}

// Do runs a verb on a record and returns where the record stands then.
func Do(v *kit.Visit, spec action.Spec, number string, decode func(any) error, version int64) (Result, error) {
	out, err := spec.Do(v.Ctx(), decode, number, version)
	if err != nil {
		return Result{}, err
	}
	b, err := json.Marshal(out)
	if err != nil {
		return Result{}, err
	}
	var r Result
	return r, json.Unmarshal(b, &r)
}

// path is where the form of a verb on a record is sent to.
func path(w desk.View, verb string) string {
	return "/" + w.Practice.Kind.Slug() + "/" + w.Number + "/" + verb
}

// first is the first word of a name, for sentences about people who know each other.
func first(name string) string {
	word, _, _ := strings.Cut(name, " ")
	return word
}
