package actor

import (
	"context"
	"fmt"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Kind is the sort of an actor.
type Kind string

// The kinds of actor.
const (
	Person    Kind = "person"
	Visitor   Kind = "visitor" // a person who has not signed in, such as a reporter on the portal
	Rule      Kind = "rule"
	Assistant Kind = "assistant"
	System    Kind = "system"
)

// Permission is an object and a verb, such as "incident.resolve".
type Permission string

// Object returns the part before the dot.
func (p Permission) Object() string {
	o, _, _ := strings.Cut(string(p), ".")
	return o
}

// View returns the permission to see the same object.
func (p Permission) View() Permission { return Permission(p.Object() + ".view") }

// Scope is how far a permission reaches. A larger scope contains the smaller ones.
type Scope int

// The scopes, in growing order.
const (
	None       Scope = iota
	Own              // requested by, assigned to or followed by the actor
	Group            // Own, and what belongs to one of the actor's teams
	Entity           // Group, and what belongs to the actor's entity
	EntityTree       // Entity, and the entities below it
	All              // everything
)

var scopeNames = [...]string{"none", "own", "group", "entity", "entity_tree", "all"}

// String returns the stored name of the scope.
func (s Scope) String() string {
	if s < 0 || int(s) >= len(scopeNames) {
		return "none"
	}
	return scopeNames[s]
}

// ParseScope reads a stored name. Kinds: Invalid.
func ParseScope(name string) (Scope, error) {
	for i, n := range scopeNames {
		if n == name {
			return Scope(i), nil
		}
	}
	return None, errs.Bad("scope", "%q is not a scope; use one of %s.", name, strings.Join(scopeNames[1:], ", "))
}

// Grants are the permissions of an actor with their scopes.
type Grants map[Permission]Scope

// Allow raises the scope of a permission; it never lowers it.
func (g Grants) Allow(p Permission, s Scope) {
	if g[p] < s {
		g[p] = s
	}
}

// Actor is who acts. It is not changed after it was put into a context.
type Actor struct {
	Kind     Kind
	ID       id.ID   // the person, 0 for the system
	Name     string  // as it is shown
	Channel  string  // how they came: web, portal, api, import, job, …
	Behalf   id.ID   // the person on whose behalf they act, 0 for none
	Entity   id.ID   // home entity
	Tree     []id.ID // home entity and all below it
	Teams    []id.ID
	Grants   Grants
	Unbound  bool  // the product itself: every permission at every scope
	Only     id.ID // if set, no other row than this one, such as behind a link sent to follow one request
	Language string
	Zone     string // IANA name; "" is the entity's
}

// OfSystem returns the actor for work that the product does by itself, such as closing what stayed resolved. name says which part.
func OfSystem(name string) Actor {
	return Actor{Kind: System, Name: name, Channel: "job", Unbound: true}
}

// Scope returns how far the actor's permission p reaches.
func (a Actor) Scope(p Permission) Scope {
	if a.Unbound {
		return All
	}
	return a.Grants[p]
}

// Can reports whether the actor holds p at any scope: to decide what to offer, never to decide what to do.
func (a Actor) Can(p Permission) bool { return a.Scope(p) > None }

type key struct{}

// With returns a context in which a acts.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, key{}, a) }

// From returns who acts. A context without an actor is a mistake in the program, never "the system". Kinds: Internal.
func From(ctx context.Context) (Actor, error) {
	a, ok := ctx.Value(key{}).(Actor)
	if !ok {
		return Actor{}, errs.New(errs.Internal, "no actor in the context")
	}
	return a, nil
}

// Require is the first line of each verb: it returns the actor if they hold p at any scope. How far it reaches is decided by the
// row's Predicate. Kinds: Unauthenticated for a visitor, Forbidden for anybody else.
func Require(ctx context.Context, p Permission) (Actor, error) {
	a, err := From(ctx)
	if err != nil {
		return a, err
	}
	if a.Can(p) {
		return a, nil
	}
	if a.Kind == Visitor {
		return a, errs.New(errs.Unauthenticated, "Please sign in first.")
	}
	return a, errs.Because(errs.Forbidden, fmt.Errorf("%s %d lacks %s", a.Kind, a.ID, p), "Your role does not allow this.")
}
