package app

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/docs"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/face/api"
	"github.com/fettle-itsm/fettle/internal/face/api/contract"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/probe"
	"github.com/fettle-itsm/fettle/internal/face/web"
	"github.com/fettle-itsm/fettle/internal/face/web/ahead"
	"github.com/fettle-itsm/fettle/internal/face/web/batch"
	"github.com/fettle-itsm/fettle/internal/face/web/compose"
	"github.com/fettle-itsm/fettle/internal/face/web/costs"
	"github.com/fettle-itsm/fettle/internal/face/web/discovery"
	"github.com/fettle-itsm/fettle/internal/face/web/handover"
	"github.com/fettle-itsm/fettle/internal/face/web/help"
	"github.com/fettle-itsm/fettle/internal/face/web/imports"
	"github.com/fettle-itsm/fettle/internal/face/web/inbox"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/licences"
	"github.com/fettle-itsm/fettle/internal/face/web/macros"
	"github.com/fettle-itsm/fettle/internal/face/web/overview"
	"github.com/fettle-itsm/fettle/internal/face/web/palette"
	"github.com/fettle-itsm/fettle/internal/face/web/presence"
	"github.com/fettle-itsm/fettle/internal/face/web/quick"
	"github.com/fettle-itsm/fettle/internal/face/web/settings"
	"github.com/fettle-itsm/fettle/internal/face/web/stocktake"
	"github.com/fettle-itsm/fettle/internal/face/web/views"
	"github.com/fettle-itsm/fettle/internal/identity/rate"
	"github.com/fettle-itsm/fettle/internal/identity/session"
)

// Faces are the ways to look at the product, built for one server.
type Faces struct {
	Web  *web.Web
	API  *api.API
	Tail *face.Tail
	mux  face.Mux // probes and metrics
	http.Handler
}

// Faces builds the pages and the API. Tail.Run must be running for live views.
func (a *App) Faces(o ServeOptions) (f *Faces, err error) {
	defer errs.Wrap(&err, "app.Faces")
	proxies := face.Proxies(o.TrustedProxies)
	f = &Faces{Tail: face.NewTail(a.Room, a.Log)}
	f.API, err = api.New(api.Deps{Desk: a.Room, Keys: a.Keys, Tail: f.Tail, Files: a.Files, Tokens: a.Tokens, Sessions: a.Sessions,
		Cookie: session.CookieName, Proxies: proxies, Log: a.Log, Version: Version().Version,
		Quota: perMinute(a.Tokens.Limits.Requests), Failed: perMinute(a.Tokens.Limits.Failures), Streams: a.Tokens.Limits.Streams, Also: []contract.Op{described()},
		Explain: func(ctx context.Context, record id.ID) (sla.Answer, error) { return a.SLA.Explain(ctx, a.DB, record) }})
	if err != nil {
		return nil, err
	}
	deps := kit.Deps{Room: a.Room, Actions: a.Actions, People: a.People, Clock: a.Clock, Log: a.Log, Accounts: webAccounts{a}, Sessions: webSessions{a},
		Tokens: webTokens{a}, Setup: webSetup{a}, Guests: webGuests{a, rate.New(a.DB)}, Files: a.Files, Clocks: webClocks{a}, Proxies: proxies, Organisation: a.organisation,
		Views: a.Views, Macros: a.Macros, Drafts: a.Drafts, Priorities: a.priorities}
	if len(o.Demo) > 0 {
		deps.Demo = webDemo{a, o.Demo}
	}
	deps.Links = append([]kit.NavLink{overview.Link(), costs.Link(), costs.ValuesLink(), imports.Link(), stocktake.Link(), licences.Link(), ahead.Link()}, append(handover.Links(), settings.Links()...)...)
	if f.Web, err = web.New(deps); err != nil {
		return nil, err
	}
	palette.Mount(f.Web.Site)
	inbox.Mount(f.Web.Site, a.Notify)
	views.Mount(f.Web.Site)
	macros.Mount(f.Web.Site)
	help.Mount(f.Web.Site, help.Book{Names: docs.Names(), Read: docs.Read})
	presence.Mount(f.Web.Site, a.Presence)
	compose.Mount(f.Web.Site)
	overview.Mount(f.Web.Site, a.Insight)
	settings.Mount(f.Web.Site, settings.Deps{Calendars: a.Calendars, SLA: a.SLA, Try: webTry{a}, Matrix: webMatrix{a}, Critical: webCritical{a}, Audit: webAudit{a}, Invite: webInvite{a},
		Holders: webHolders{a}, Reckon: a.reckoning(), Health: a.Health})
	costs.Mount(f.Web.Site, webCosts{a.Costs})
	costs.MountValues(f.Web.Site, webValues{a})
	ahead.Mount(f.Web.Site, a.endingSoon)
	a.maps(f.Web.Site)
	a.assetPages(f.Web.Site, o.BaseURL)
	discovery.Mount(f.Web.Site)
	imports.Mount(f.Web.Site, webImports{a})
	if err := stocktake.Mount(f.Web.Site, webStocktakes{a.Stocktakes}); err != nil {
		return nil, err
	}
	if err := handover.Mount(f.Web.Site, o.BaseURL, webHandovers{a}, a.printer()); err != nil {
		return nil, err
	}
	if err := licences.Mount(f.Web.Site, o.BaseURL, webLicences{a}); err != nil {
		return nil, err
	}
	quick.Mount(f.Web.Site)
	batch.Mount(f.Web.Site, a.Batches) // after those that have acts of their own on ticked rows
	if err := f.Web.Site.Err(); err != nil {
		return nil, err
	}
	probe.Probes{Health: a.Health}.Mount(&f.mux)
	metrics := probe.NewMetrics(a.Clock, a.Health, Version().Version, f.API.Prove)
	metrics.Mount(&f.mux)
	newIntake(a, proxies).mount(&f.mux)
	if err := f.mux.Err(); err != nil {
		return nil, err
	}
	f.Handler = front{a.Sessions, proxies, strings.HasPrefix(o.BaseURL, "https://"), metrics.Measure(http.HandlerFunc(f.dispatch))}
	return f, nil
}

// perMinute returns a quota, the zero value for 0.
func perMinute(n int) face.Quota {
	if n == 0 {
		return face.Quota{}
	}
	return face.Quota{Requests: n, Window: time.Minute}
}

// dispatch sends a request to the face its path belongs to.
func (f *Faces) dispatch(w http.ResponseWriter, r *http.Request) {
	if _, pattern := f.mux.Handler(r); pattern != "" {
		f.mux.ServeHTTP(w, r)
		return
	}
	if strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.URL.Path, "/docs/api") {
		f.API.ServeHTTP(w, r)
		return
	}
	f.Web.ServeHTTP(w, r)
}

// Routes returns every route of every face.
func (f *Faces) Routes() []face.Route {
	return append(append(f.mux.Routes(), f.API.Routes()...), f.Web.Routes()...)
}

// Routes returns every route of the product.
func (a *App) Routes() ([]face.Route, error) {
	f, err := a.Faces(ServeOptions{})
	if err != nil {
		return nil, err
	}
	return f.Routes(), nil
}

// organisation names the desk's owner, "" before set-up.
func (a *App) organisation(ctx context.Context) string {
	root, err := place.Root(ctx, a.DB)
	if err != nil {
		return ""
	}
	names, err := place.EntityNames(ctx, a.DB, []id.ID{root})
	if err != nil {
		return ""
	}
	return names[root]
}

// SetupLink returns the address with which the first administrator is made, "" when there is one.
func (a *App) SetupLink(ctx context.Context, base string) (string, error) {
	needed, err := a.Setup.Needed(ctx)
	if err != nil || !needed {
		return "", err
	}
	secret, err := a.Setup.NewLink(ctx)
	return base + "/setup?token=" + secret, err
}
