package app

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/identity/link"
	"github.com/fettle-itsm/fettle/internal/identity/rate"
	"github.com/fettle-itsm/fettle/internal/identity/session"
	"github.com/fettle-itsm/fettle/internal/identity/setup"
	"github.com/fettle-itsm/fettle/internal/identity/token"
)

// The types of this file give the pages the identity rooms in the words the pages use.

func client(c kit.Client) session.Client { return session.Client{Address: c.Address, Agent: c.Agent} }

type webAccounts struct{ *App }

func (w webAccounts) SignIn(ctx context.Context, email, password string, c kit.Client) (string, error) {
	secret, _, err := w.Accounts.SignIn(ctx, email, password, client(c))
	return secret, err
}

func (w webAccounts) SetByLink(ctx context.Context, purpose, secret, password string, c kit.Client) (string, error) {
	person, err := w.Accounts.SetByLink(ctx, link.Purpose(purpose), secret, password, client(c))
	if err != nil {
		return "", err
	}
	return w.Accounts.Begin(ctx, person, client(c), "link")
}

func (w webAccounts) ChangePassword(ctx context.Context, old, fresh, secret string) error {
	return w.Accounts.ChangePassword(ctx, old, fresh, secret)
}

type webSessions struct{ *App }

func (w webSessions) Authenticate(ctx context.Context, secret string, background bool) (actor.Actor, error) {
	return w.Sessions.Authenticate(ctx, secret, background)
}

// End ends the session, and all others whose cookies the request brought.
func (w webSessions) End(ctx context.Context, secret string) error {
	sent, _ := ctx.Value(sentSessions{}).([]string)
	return w.Sessions.End(ctx, append([]string{secret}, sent...)...)
}

func (w webSessions) EndOne(ctx context.Context, key string) error {
	return w.Sessions.EndOne(ctx, key)
}

func (w webSessions) List(ctx context.Context, secret string) ([]kit.Session, error) {
	list, err := w.Sessions.List(ctx, w.DB, secret)
	out := make([]kit.Session, len(list))
	for i, s := range list {
		out[i] = kit.Session{Key: s.Key, Address: s.Address, Agent: s.Agent, Created: s.Created, Seen: s.Seen, Current: s.Current}
	}
	return out, err
}

type webTokens struct{ *App }

func (w webTokens) Create(ctx context.Context, name string, scopes []string, life time.Duration) (string, error) {
	t := token.Token{Name: name}
	for _, s := range scopes {
		t.Scopes = append(t.Scopes, people.Pattern(s))
	}
	if life > 0 {
		t.Expires = clock.Of(w.Clock.Now().Add(life))
	}
	secret, _, err := w.Tokens.Create(ctx, t)
	return secret, err
}

func (w webTokens) List(ctx context.Context) ([]kit.Token, error) {
	list, err := w.Tokens.List(ctx, w.DB, 0)
	out := make([]kit.Token, len(list))
	for i, t := range list {
		out[i] = kit.Token{ID: t.ID, Name: t.Name, Created: t.Created, Expires: t.Expires, Used: t.Used}
		for _, s := range t.Scopes {
			out[i].Scopes = append(out[i].Scopes, string(s))
		}
	}
	return out, err
}

func (w webTokens) Revoke(ctx context.Context, t id.ID) error { return w.Tokens.Revoke(ctx, t) }

type webSetup struct{ *App }

func (w webSetup) Check(ctx context.Context, secret string) error { return w.Setup.Check(ctx, secret) }

func (w webSetup) Run(ctx context.Context, secret string, in kit.SetupInput, c kit.Client) (string, error) {
	admin, err := w.Setup.Run(ctx, secret, setup.Input(in))
	if err != nil {
		return "", err
	}
	return w.Accounts.Begin(ctx, admin, client(c), "setup")
}

// webGuests lets people act without an account: report something, and follow what they reported.
type webGuests struct {
	*App
	limits *rate.Limits
}

func (w webGuests) Reporter(ctx context.Context, c kit.Client) (actor.Actor, error) {
	err := w.limits.Allow(ctx, rate.Bucket{Key: rate.Key("report-net", rate.Net(c.Address)), Burst: 20, Every: 30 * time.Second})
	if err != nil {
		return actor.Actor{}, err
	}
	root, err := place.Root(ctx, w.DB)
	if err != nil {
		return actor.Actor{}, errs.Because(errs.Unavailable, err, "This desk is not set up yet.")
	}
	set, err := place.Settings(ctx, w.DB, root)
	if err != nil {
		return actor.Actor{}, err
	}
	a := actor.Actor{Kind: actor.Visitor, Name: "visitor", Channel: "portal", Entity: root, Zone: set.Zone, Grants: actor.Grants{}}
	for _, p := range w.Room.Work() {
		a.Grants[actor.Permission(p.Kind.Key+".open")] = actor.All
	}
	return a, nil
}

func (w webGuests) FollowLink(ctx context.Context, number string) (secret string, err error) {
	err = w.DB.Write(ctx, func(tx *db.Tx) error {
		var row, requester id.ID
		if err := tx.QueryRow(ctx, `SELECT r.id, t.requester_id FROM record r JOIN ticket t ON t.id = r.id WHERE r.number = $1`, number).Scan(&row, &requester); err != nil {
			return err
		}
		secret, err = link.Create(tx, link.Follow, row, requester)
		return err
	})
	return secret, err
}

// Follower answers who holds a link. Having it proves no address: it is shown on the page to whoever reported and claimed the address, and
// may be passed on, while a link that proves (an invitation) is shown to nobody but the mailbox and acts on a POST that uses it up. Once
// follow links are mailed as well, the same secret in a mail would prove no more: a proof would take a link and a purpose of its own.
func (w webGuests) Follower(ctx context.Context, secret string) (actor.Actor, string, error) {
	l, err := link.Peek(ctx, w.DB, clock.Of(w.Clock.Now()), link.Follow, secret)
	if err != nil {
		return actor.Actor{}, "", err
	}
	heads, err := ticket.ByID(ctx, w.DB, []id.ID{l.Subject})
	if err != nil || len(heads) == 0 {
		return actor.Actor{}, "", errs.Because(errs.NotFound, err, "This link is not valid any more.")
	}
	a, err := w.People.Actor(ctx, w.DB, l.Person, "portal")
	if err != nil {
		return a, "", err
	}
	own := actor.Grants{}
	for _, verb := range []string{"view", "reply", "reopen", "cancel", "open"} { // a forwarded link must not carry an agent's rights
		own[actor.Permission(heads[0].Kind+"."+verb)] = actor.Own
	}
	a.Kind, a.Grants, a.Only = actor.Person, own, l.Subject
	return a, heads[0].Number, nil
}

// Persona is an invented person as whom anybody may walk in, in a demonstration.
type Persona struct {
	Key    string // stands in the address: "agent"
	Person id.ID
	Name   string
	Role   string
	Text   string // what can be seen as them
}

// webDemo lets anybody on this machine walk in as an invented person, as often as they like.
type webDemo struct {
	*App
	personas []Persona
}

func (w webDemo) Personas(context.Context) ([]kit.Persona, error) {
	out := make([]kit.Persona, len(w.personas))
	for i, p := range w.personas {
		out[i] = kit.Persona{Name: p.Name, Text: p.Role + " · " + p.Text, Token: p.Key}
	}
	return out, nil
}

func (w webDemo) SignIn(ctx context.Context, token string, c kit.Client) (string, error) {
	at := slices.IndexFunc(w.personas, func(p Persona) bool { return p.Key == token })
	from, err := netip.ParseAddr(c.Address)
	if at < 0 || err != nil || !from.IsLoopback() {
		return "", errs.New(errs.NotFound, "Nobody can walk in here. The sign-in page of a demonstration lists who can, on the machine it runs on.")
	}
	return w.Accounts.SignInAs(ctx, w.personas[at].Person, client(c))
}
