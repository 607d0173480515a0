package incident

import (
	"context"
	"encoding/json"
	"strings"
	"unicode"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/category"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Open is what it takes to open an incident: a title. Everything else can follow.
type Open struct {
	Title          string                     `json:"title" doc:"What is wrong, in a few words."`
	Description    string                     `json:"description,omitempty" doc:"The requester's own words, shown as they are."`
	Requester      id.ID                      `json:"requester,omitempty" doc:"The person it happened to; the caller when empty."`
	RequesterEmail string                     `json:"requester_email,omitempty" doc:"Instead of requester: the person with this address, made when unknown."`
	RequesterName  string                     `json:"requester_name,omitempty" doc:"The name for a person who is made."`
	Impact         int                        `json:"impact,omitempty" doc:"1 high to 3 low."`
	Urgency        int                        `json:"urgency,omitempty" doc:"1 high to 3 low."`
	Priority       int                        `json:"priority,omitempty" doc:"1 to 4, only to override the matrix; needs priority_reason."`
	PriorityReason string                     `json:"priority_reason,omitempty"`
	Category       id.ID                      `json:"category,omitempty"`
	Team           id.ID                      `json:"team,omitempty"`
	Assignee       id.ID                      `json:"assignee,omitempty"`
	Location       id.ID                      `json:"location,omitempty"`
	Service        id.ID                      `json:"service,omitempty"`
	Affects        []string                   `json:"affects,omitempty" doc:"The numbers of the services, items and assets that it affects: each is linked."`
	Channel        string                     `json:"channel,omitempty" doc:"How it came in; by default how the caller came in."`
	Follows        string                     `json:"follows,omitempty" doc:"The number of a closed incident that comes back: the two are linked."`
	Custom         map[string]json.RawMessage `json:"custom,omitempty" doc:"Values of custom fields by key."`
}

func (in *Open) check() error {
	var c errs.Check
	in.Title = ticket.Title(&c, in.Title)
	if in.Description != "" {
		in.Description = ticket.Body(&c, "description", in.Description)
	}
	in.PriorityReason = ticket.Reason(&c, "priority_reason", in.PriorityReason)
	c.Must(in.Impact >= 0 && in.Impact <= 3, "impact", "Use 1 (high), 2 (medium) or 3 (low).")
	c.Must(in.Urgency >= 0 && in.Urgency <= 3, "urgency", "Use 1 (high), 2 (medium) or 3 (low).")
	c.Must(in.Requester == 0 || in.RequesterEmail == "", "requester_email", "Give either the requester or an address, not both.")
	c.Must(in.Channel == "" || known(ticket.Channels(), in.Channel), "channel", "%q is not a channel.", in.Channel)
	return c.Err()
}

// Open opens an incident. Kinds: Invalid, Forbidden for a requester outside the actor's scope.
func (s *Service) Open(ctx context.Context, in Open) (r Result, err error) {
	defer errs.Wrap(&err, "incident.Open")
	a, err := actor.Require(ctx, PermOpen)
	if err != nil {
		return r, err
	}
	if err := in.check(); err != nil {
		return r, err
	}
	custom, _, err := s.Custom.Fill(ctx, s.kind.Key, in.Custom, a.Kind == actor.Visitor)
	if err != nil {
		return r, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		i, err := s.draft(tx, a, in)
		if err != nil {
			return err
		}
		if custom != "{}" {
			i.Custom = record.Custom(custom)
		}
		if err := s.Desk.Create(tx, s.kind, &i.Head, in.Description, PermOpen, func() error { return insertBody(tx, &i) }); err != nil {
			return err
		}
		if err := s.affect(tx, &i, in.Affects, a.ID); err != nil {
			return err
		}
		r = i.result()
		return comesBack(tx, &i, in.Follows, a.ID)
	})
	return r, err
}

// draft fills an incident from the input, the requester, the category and the matrix.
func (s *Service) draft(tx *db.Tx, a actor.Actor, in Open) (i Incident, err error) {
	first := s.kind.Flow.First()
	i.Title, i.State, i.Phase, i.Channel = in.Title, first.Key, first.Phase, in.Channel
	i.Impact, i.Urgency, i.Category, i.Team, i.Assignee, i.Location, i.Service = in.Impact, in.Urgency, in.Category, in.Team, in.Assignee, in.Location, in.Service
	if i.Channel == "" {
		i.Channel = channel(a.Channel)
	}
	if err := s.refer(tx, &Incident{}, &i); err != nil {
		return i, err
	}
	if err := s.requester(tx, a, in, &i); err != nil {
		return i, err
	}
	if err := s.fits(tx, &i, i.Team, i.Assignee); err != nil {
		return i, err
	}
	if err := s.byCategory(tx, &i); err != nil {
		return i, err
	}
	if i.Impact == 0 {
		i.Impact = 3
	}
	if i.Urgency == 0 {
		i.Urgency = 2
	}
	m, err := s.Matrix(tx.Context(), tx)
	if err != nil {
		return i, err
	}
	i.prioritise(m)
	if in.Priority != 0 {
		if err := i.override(m, in.Priority, in.PriorityReason); err != nil {
			return i, err
		}
	}
	return i, nil
}

// requester settles who asks and to which entity the incident belongs.
func (s *Service) requester(tx *db.Tx, a actor.Actor, in Open, i *Incident) error {
	i.Requester, i.Entity = in.Requester, a.Entity
	if in.RequesterEmail != "" {
		p, _, err := s.People.Resolve(tx, people.Contact{Name: in.RequesterName, Email: in.RequesterEmail})
		if err != nil {
			return ofRequester(err)
		}
		i.Requester = p
	}
	if i.Requester == 0 {
		i.Requester = a.ID
	}
	if i.Requester == a.ID {
		return nil
	}
	entity, location, err := people.PlaceOf(tx.Context(), tx, i.Requester)
	if errs.Is(err, errs.NotFound) && a.ID != 0 && a.Scope(PermOpen) != actor.All {
		return errs.New(errs.Forbidden, "You may do this for yourself or your own area only.") // the same as for a person who exists
	}
	if errs.Is(err, errs.NotFound) {
		return errs.Bad("requester", "There is no such person.")
	}
	if err != nil {
		return err
	}
	i.Entity = entity
	if i.Location == 0 {
		i.Location = location
	}
	return nil
}

// ofRequester names the inputs of a refused contact as the caller knows them.
func ofRequester(err error) error {
	fields := errs.Fields(err)
	if len(fields) == 0 {
		return err
	}
	var c errs.Check
	for _, f := range fields {
		c.Add("requester_"+f.Key, "%s", f.Text)
	}
	return c.Err()
}

// byCategory takes the team and the hints of the category where nothing else was said.
func (s *Service) byCategory(tx *db.Tx, i *Incident) error {
	if i.Category == 0 {
		return nil
	}
	c, err := category.ByID(tx.Context(), tx, i.Category)
	if errs.Is(err, errs.NotFound) {
		return errs.Bad("category", "There is no such category.")
	}
	if err != nil {
		return err
	}
	if i.Team == 0 && i.Assignee == 0 {
		i.Team = c.Team
	}
	if i.Impact == 0 {
		i.Impact = c.Impact
	}
	if i.Urgency == 0 {
		i.Urgency = c.Urgency
	}
	return nil
}

// channel maps how an actor came to how a contact is counted.
func channel(came string) string {
	switch came {
	case "portal", "api", "monitoring":
		return came
	case "mail":
		return "email"
	default:
		return "internal"
	}
}

// comesBack ties a new incident to a closed one, of which it is the return.
func comesBack(tx *db.Tx, i *Incident, number string, by id.ID) error {
	if number == "" {
		return nil
	}
	old, err := load(tx.Context(), tx, number, PermView)
	if errs.Is(err, errs.NotFound) {
		return errs.Bad("follows", "There is no incident %s that you can see.", ticket.Short(number))
	}
	if err != nil {
		return err
	}
	if old.Phase != flow.Closed {
		return errs.Bad("follows", "%s is not closed; say it there.", old.Number)
	}
	return record.Connect(tx, i.Ref(), old.Ref(), record.RelatesTo, false, by)
}

// affect ties a new incident to what it affects. A number may hold several with commas or spaces between, as they are typed.
func (s *Service) affect(tx *db.Tx, i *Incident, numbers []string, by id.ID) error {
	list := strings.FieldsFunc(strings.Join(numbers, ","), func(r rune) bool { return r == ',' || r == ';' || unicode.IsSpace(r) })
	for _, number := range list {
		other, err := s.Others.RefByNumber(tx.Context(), tx, number)
		if errs.Is(err, errs.NotFound) {
			return errs.Bad("affects", "There is no record %s that you can see.", ticket.Short(number))
		}
		if err != nil {
			return err
		}
		if err := record.Connect(tx, i.Ref(), other, record.AffectedBy, false, by); err != nil {
			return err
		}
	}
	return nil
}
