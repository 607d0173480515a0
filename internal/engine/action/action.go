package action

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
)

// On is embedded in the input of verbs that work on a record. Callers fill it from the address and from If-Match.
type On struct {
	Number  string `json:"-"`
	Version int64  `json:"version,omitempty" doc:"The version that the change is based on; a newer one answers a conflict."`
}

func (o *On) on() *On { return o }

// Spec is one verb.
type Spec struct {
	Name       string // "incident.resolve"
	Label      string // what a button says
	Permission actor.Permission
	Input      reflect.Type // a struct
	Output     reflect.Type
	OnRecord   bool     // false for a verb that makes a record
	Placed     bool     // a page of its own offers it, so that those for all verbs do not
	states     []string // of a record in which it is offered; nil: in all
	choices    map[string][]field.Option
	offers     map[string]Offer
	do         func(ctx context.Context, decode func(any) error, choices map[string][]field.Option, number string, version int64) (any, error)
}

// Kind returns the kind of record the verb belongs to.
func (s Spec) Kind() string { return actor.Permission(s.Name).Object() }

// Verb returns the name without the kind, as it stands in addresses.
func (s Spec) Verb() string { return strings.TrimPrefix(s.Name, s.Kind()+".") }

// Creates reports whether the verb makes a new record of its kind.
func (s Spec) Creates() bool { return !s.OnRecord && (s.Verb() == "open" || s.Verb() == "add") }

// With says what an input may be, if anything: pages offer the choices, OpenAPI lists them, and Do refuses everything else.
func (s Spec) With(key string, choices ...field.Option) Spec {
	all := map[string][]field.Option{key: choices}
	for k, list := range s.choices {
		all[k] = list
	}
	s.choices = all
	return s
}

// During says that the verb is offered only while a record is in one of the states; in others it answers why not.
func (s Spec) During(states ...string) Spec {
	s.states = states
	return s
}

// Offered reports whether the verb is offered on a record in a state.
func (s Spec) Offered(state string) bool {
	return len(s.states) == 0 || slices.Contains(s.states, state)
}

// Offer reads what an input may be on a record that the actor may see, for the form of the verb.
type Offer func(ctx context.Context, record id.ID) ([]field.Option, error)

// Offering says what an input may be on each record: pages offer it; the verb itself refuses everything else.
func (s Spec) Offering(key string, o Offer) Spec {
	all := map[string]Offer{key: o}
	for k, other := range s.offers {
		all[k] = other
	}
	s.offers = all
	return s
}

// Offer returns what reads the choices of an input, nil for one whose choices do not depend on the record.
func (s Spec) Offer(key string) Offer { return s.offers[key] }

// Elsewhere says that a page of its own offers the verb.
func (s Spec) Elsewhere() Spec {
	s.Placed = true
	return s
}

// Choices returns what an input may be, nil for one that is free.
func (s Spec) Choices(key string) []field.Option { return s.choices[key] }

// Of describes a verb by its function.
func Of[In, Out any](name, label string, perm actor.Permission, do func(context.Context, In) (Out, error)) Spec {
	return of(Spec{Name: name, Label: label, Permission: perm, Output: reflect.TypeFor[Out]()}, (*In)(nil),
		func() any { return new(In) }, func(ctx context.Context, in any) (any, error) { return do(ctx, *in.(*In)) })
}

// of completes s. It is apart from Of so that it is compiled once, not for every verb.
func of(s Spec, none any, empty func() any, do func(context.Context, any) (any, error)) Spec {
	_, s.OnRecord = none.(interface{ on() *On })
	s.Input = reflect.TypeOf(none).Elem()
	inputs := slices.Collect(fields(s.Input))
	s.do = func(ctx context.Context, decode func(any) error, choices map[string][]field.Option, number string, version int64) (any, error) {
		in := empty()
		if err := take(in, decode, inputs, choices, number, version); err != nil {
			return nil, err
		}
		return do(ctx, in)
	}
	return s
}

// take fills in, a pointer to the input of a verb.
func take(in any, decode func(any) error, inputs []structField, choices map[string][]field.Option, number string, version int64) error {
	if err := decode(in); err != nil {
		return err
	}
	if err := chosen(reflect.ValueOf(in).Elem(), inputs, choices); err != nil {
		return err
	}
	if o, ok := in.(interface{ on() *On }); ok {
		o.on().Number = number
		if version != 0 {
			o.on().Version = version
		}
	}
	return nil
}

// SignedIn is the permission of verbs on what is the actor's own: whoever is signed in has it.
const SignedIn actor.Permission = "signed in"

// May answers what a verb that needs a permission would answer to the actor before it looks at anything else: nil when it would go on. It
// is for forms, which are drawn before they are sent. Kinds: Unauthenticated for a visitor, Forbidden.
func May(ctx context.Context, p actor.Permission) error {
	if p != SignedIn {
		_, err := actor.Require(ctx, p)
		return err
	}
	a, err := actor.From(ctx)
	if err == nil && (a.Kind != actor.Person || a.ID == 0) {
		err = errs.New(errs.Unauthenticated, "Please sign in first.")
	}
	return err
}

// MayOn is May for a row that was read already and is shown anyway. Kinds: Unauthenticated, Forbidden.
func MayOn(ctx context.Context, p actor.Permission, r actor.Row) error {
	a, err := actor.Require(ctx, p)
	if err == nil && !a.Reaches(p, r) {
		err = errs.New(errs.Forbidden, "Your role does not allow this here.")
	}
	return err
}

// Do runs the verb on a record ("" for a verb that makes one). decode fills the input; see JSON and Form. version, if not 0, overrides
// the input's. Whoever lacks the verb's permission learns nothing about their input. Kinds: those of the verb, Unauthenticated, Forbidden,
// Invalid for a value that is not among the choices.
func (s Spec) Do(ctx context.Context, decode func(any) error, number string, version int64) (any, error) {
	if err := May(ctx, s.Permission); err != nil {
		return nil, err
	}
	return s.do(ctx, decode, s.choices, number, version)
}

// Encode reads the input of the verb and returns it as JSON, for doing it later. Kinds: Unauthenticated, Forbidden, Invalid.
func (s Spec) Encode(ctx context.Context, decode func(any) error) ([]byte, error) {
	if err := May(ctx, s.Permission); err != nil {
		return nil, err
	}
	in := reflect.New(s.Input).Interface()
	if err := take(in, decode, slices.Collect(fields(s.Input)), s.choices, "", 0); err != nil {
		return nil, err
	}
	return json.Marshal(in)
}

// Registry holds the verbs. It is filled while the program starts and only read afterwards.
type Registry struct{ specs map[string]Spec }

// Add puts verbs into the registry. A name used twice is a mistake in the program. Kinds: Internal.
func (r *Registry) Add(specs ...Spec) error {
	if r.specs == nil {
		r.specs = map[string]Spec{}
	}
	for _, s := range specs {
		if _, ok := r.specs[s.Name]; ok {
			return errs.New(errs.Internal, "two verbs are called %s", s.Name)
		}
		if s.Permission == "" {
			return errs.New(errs.Internal, "the verb %s names no permission", s.Name)
		}
		for key := range s.offers {
			if !slices.Contains(Keys(s.Input), key) {
				return errs.New(errs.Internal, "the verb %s offers %s, which is no input", s.Name, key)
			}
		}
		for key := range s.choices {
			if !slices.Contains(Keys(s.Input), key) {
				return errs.New(errs.Internal, "the verb %s has choices for %s, which is no input", s.Name, key)
			}
		}
		r.specs[s.Name] = s
	}
	return nil
}

// Get returns a verb. Kinds: NotFound.
func (r *Registry) Get(name string) (Spec, error) {
	s, ok := r.specs[name]
	if !ok {
		return s, errs.Absent("action")
	}
	return s, nil
}

// All returns every verb by name.
func (r *Registry) All() []Spec {
	out := make([]Spec, 0, len(r.specs))
	for _, s := range r.specs {
		out = append(out, s)
	}
	sorted.By(out, func(a, b Spec) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Of returns the verbs of a kind of record by name.
func (r *Registry) Of(kind string) []Spec {
	return slices.DeleteFunc(r.All(), func(s Spec) bool { return s.Kind() != kind })
}
