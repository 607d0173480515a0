package kit

import (
	"context"
	"log/slog"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/draft"
	"github.com/fettle-itsm/fettle/internal/engine/macro"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/engine/view"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

// Deps are the rooms that pages use. Those that may be nil leave their pages out.
type Deps struct {
	Room     *desk.Room
	Actions  *action.Registry
	People   *people.Service
	Clock    clock.Clock
	Log      *slog.Logger
	Accounts Accounts
	Sessions Sessions
	Tokens   Tokens // nil: no page for tokens
	Setup    Setup
	Guests   Guests         // nil: no reports without an account
	Files    *attach.Files  // nil: no attachments
	Clocks   Clocks         // nil: no clocks are drawn
	Views    *view.Service  // nil: nobody keeps views of their own
	Macros   *macro.Service // nil: a composer offers no texts
	Drafts   *draft.Service // nil: an unsent text is kept by the browser only
	Demo     Demo           // nil unless this is a demonstration
	Links    []NavLink      // ways to pages that other rooms mount
	Proxies  face.Proxies
	// Priorities returns the priority for each impact (row) and urgency (column) of a kind of work; nil shows no table of them.
	Priorities func(ctx context.Context, kind string) ([][]int, error)
	// Organisation names the desk's owner on pages before and beside a session.
	Organisation func(context.Context) string
	// Contact is the foot of the portal: opening hours, telephone, address.
	Contact string
}

// Client is where a request comes from.
type Client struct{ Address, Agent string }

// Accounts lets people in.
type Accounts interface {
	// SignIn checks a password and returns the secret of a new session. Kinds: Unauthenticated, TooMany, Unavailable.
	SignIn(ctx context.Context, email, password string, c Client) (secret string, err error)
	// SetByLink sets a password with an invitation ("invite") or reset link and signs in. Kinds: NotFound, Invalid, TooMany.
	SetByLink(ctx context.Context, purpose, link, password string, c Client) (secret string, err error)
	// ChangePassword sets the acting person's password and ends their other sessions. Kinds: Invalid, TooMany.
	ChangePassword(ctx context.Context, old, fresh, secret string) error
}

// Sessions knows who is signed in at a browser.
type Sessions interface {
	// Authenticate returns the actor of a session; background requests do not keep it alive. Kinds: Unauthenticated.
	Authenticate(ctx context.Context, secret string, background bool) (actor.Actor, error)
	End(ctx context.Context, secret string) error
	// List returns the living sessions of the acting person; secret marks the current one.
	List(ctx context.Context, secret string) ([]Session, error)
	// EndOne ends one of them by its key. Kinds: NotFound.
	EndOne(ctx context.Context, key string) error
}

// Session is one browser in which a person is signed in.
type Session struct {
	Key, Address, Agent string
	Created, Seen       clock.Time
	Current             bool
}

// Tokens are the acting person's keys to the API.
type Tokens interface {
	// Create returns the secret, which cannot be had again. Kinds: Invalid, Forbidden.
	Create(ctx context.Context, name string, scopes []string, life time.Duration) (secret string, err error)
	List(ctx context.Context) ([]Token, error)
	Revoke(ctx context.Context, token id.ID) error
}

// Token is what is known of a token.
type Token struct {
	ID                     id.ID
	Name                   string
	Scopes                 []string
	Created, Expires, Used clock.Time
}

// Setup makes the first administrator.
type Setup interface {
	// Check tells whether a link is good. Kinds: NotFound, Conflict when the desk is set up.
	Check(ctx context.Context, link string) error
	// Run carries set-up out and signs the administrator in. Kinds: NotFound, Invalid, Conflict.
	Run(ctx context.Context, link string, in SetupInput, c Client) (secret string, err error)
}

// SetupInput is what set-up asks for.
type SetupInput struct{ Organisation, Name, Email, Password, Zone string }

// Guests act without an account.
type Guests interface {
	// Reporter returns the actor who may report something and nothing else, within a limit of tries. Kinds: TooMany.
	Reporter(ctx context.Context, c Client) (actor.Actor, error)
	// FollowLink returns the secret of a link with which the requester of a record follows it without an account.
	FollowLink(ctx context.Context, number string) (secret string, err error)
	// Follower returns the actor behind such a link and the number of the one record it reaches. Kinds: NotFound.
	Follower(ctx context.Context, link string) (a actor.Actor, number string, err error)
}

// Demo lets anybody walk in as an invented person.
type Demo interface {
	Personas(ctx context.Context) ([]Persona, error)
	// SignIn begins a session with the token of a persona or of a link that was printed. Kinds: NotFound, TooMany.
	SignIn(ctx context.Context, token string, c Client) (secret string, err error)
}

// Persona is an invented person and what can be tried as them.
type Persona struct{ Name, Text, Token string }

// NavLink is an entry of the rail, shown to whoever holds Permission.
type NavLink struct {
	Group, Label, Href, Icon string
	Permission               actor.Permission
}

// Clocks tells how the service clocks of work stand.
type Clocks interface {
	// Lines returns the clock that matters most for each piece of work, by its id.
	Lines(ctx context.Context, heads []ticket.Head) (map[id.ID]Clock, error)
	// Line returns the same for one piece of work, with the unit of its promise; false when it has none.
	Line(ctx context.Context, head ticket.Head) (Clock, bool, error)
	// All returns every clock of one piece of work with its story.
	All(ctx context.Context, head ticket.Head) ([]Clock, error)
}

// Clock is one service clock, in the actor-independent terms of the engine.
type Clock struct {
	Name      string // "First response"
	Agreement string // "Standard service level"
	Calendar  string // "Business hours"
	State     string // running, paused, met or breached
	Cause     string // of the pause, as it was marked: "awaiting_caller"
	Used      float64
	Rests     []Rest
	Nights    []float64
	Started   time.Time
	Due       time.Time     // zero while paused
	Stopped   time.Time     // zero while not stopped
	Elapsed   time.Duration // counted working time
	Left      time.Duration // counted, negative after the promise
	Promise   time.Duration
	Days      int // the promise in days, 0 when it is in minutes
	Never     bool
	Zone      string
	Story     []Stretch // only from All
}

// Rest is a pause that ended, at a share of the promise.
type Rest struct {
	At     float64
	Length time.Duration
}

// Stretch is a part of a clock's story, see timing.Line.
type Stretch struct {
	Kind     string // counted, closed, pause, stopped
	From, To time.Time
	Counted  time.Duration
	Cause    string
	By       string // who began a pause or a stop
	Closed   string // why the calendar was closed, in words
	Ahead    bool
}
