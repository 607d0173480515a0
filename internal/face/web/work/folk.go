package work

import (
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// requesterForm is what the form for the requester alone calls itself.
const requesterForm = "requester"

// people is who has to do with the record, with the ways to change that.
func (s *sheet) people() (ui.Section, error) {
	w := s.w
	out := ui.Section{Title: "People"}
	add := func(label string, i id.ID) {
		p := s.person(i)
		out.Props = append(out.Props, ui.Prop{Label: label, Person: &p})
	}
	out.Props = append(out.Props, s.claimed(w.Requester))
	team := ui.Prop{Label: "Team"}
	if w.Team != 0 {
		team.Text = s.names.Of(field.TypeTeam, w.Team)
	}
	out.Props = append(out.Props, team)
	if w.Assignee != 0 {
		add("Assignee", w.Assignee)
	} else {
		out.Props = append(out.Props, ui.Prop{Label: "Assignee", Text: "Nobody yet"})
	}
	folk := folkData{Followers: s.followers()}
	if s.v.Actor.Can(people.PermPeopleView) {
		folk.Mention = kit.SuggestPeople
	}
	if s.w.Internal && s.w.May["edit"] { // another person than oneself takes the right to edit
		folk.Follow = s.followForm()
	}
	if s.w.Can("edit") {
		if spec, ok := w.Practice.Action("edit"); ok {
			f, err := requesterOf(s.v, w, spec, s.names, Newest(s.items).String())
			if err != nil {
				return out, err
			}
			f.Cancel, f.Submit.Small = nil, true
			folk.Requester = &f
		}
	}
	out.Body = folkBox(folk)
	var err error
	out.Edit, err = s.edit("assign", "Assign to somebody else")
	return out, err
}

// folkData is what stands below the people of a record.
type folkData struct {
	Followers []follower
	Follow    *ui.Form
	Requester *ui.Form
	Mention   string // the address that completes names in the composer
}

// follower is one person who follows the record; Remove ends that.
type follower struct {
	Person ui.Person
	Remove *ui.Button
}

func (s *sheet) followers() []follower {
	var out []follower
	for _, i := range s.follow {
		f := follower{Person: s.person(i)}
		if s.w.May["edit"] && i != s.v.Actor.ID { // oneself stops in the menu of the record
			f.Remove = &ui.Button{Label: "Stop telling " + f.Person.Name, Icon: "x", IconOnly: true, Small: true, Look: ui.Quiet, Action: path(s.w, "unwatch"),
				Fields: []ui.Hidden{{Name: "person", Value: i.String()}}}
		}
		out = append(out, f)
	}
	return out
}

// followForm makes somebody else follow the record.
func (s *sheet) followForm() *ui.Form {
	if _, ok := s.w.Practice.Action("watch"); !ok {
		return nil
	}
	f := ui.Form{ID: "watch", Action: path(s.w, "watch"), Fields: []ui.Field{kit.PersonField("person", "")}}
	followWords(&f)
	f.Submit.Small = true
	return &f
}

// followWords says what the form for a follower asks.
func followWords(f *ui.Form) {
	f.Submit = ui.Button{Label: "Add follower"}
	for i := range f.Fields {
		if f.Fields[i].Name == "person" {
			f.Fields[i].Label, f.Fields[i].Required = "Who should be told?", true
		}
	}
}

// requesterOf is the form that makes somebody else the requester.
func requesterOf(v *kit.Visit, w desk.View, spec action.Spec, names desk.Labels, seen string) (ui.Form, error) {
	f, err := ActForm(v, w, spec, names, seen, "requester")
	if err != nil {
		return f, err
	}
	for i := range f.Fields {
		f.Fields[i].Label, f.Fields[i].Required = "Who has the problem?", true
	}
	f.ID, f.Submit = requesterForm, ui.Button{Label: "Set the requester"}
	f.Hidden = append(f.Hidden, ui.Hidden{Name: "form", Value: requesterForm})
	return f, nil
}
