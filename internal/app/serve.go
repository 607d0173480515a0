package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// ServeOptions say where to listen.
type ServeOptions struct {
	Listen         string // "host:port" or "unix:/path"
	BaseURL        string // public address; from the listening address when ""
	TrustedProxies []netip.Prefix
	Certificate    string // PEM files of a certificate and its key; both "" without TLS
	Key            string
	Demo           []Persona // whom the sign-in page offers to walk in as; a demonstration only
	// Ready is called once requests are answered, with the public address.
	Ready func(ctx context.Context, base string) error
}

// grace is how long requests under way may take when the process stops.
const grace = 8 * time.Second

// Serve answers requests and works off jobs until ctx ends or the storage fails.
func (a *App) Serve(ctx context.Context, o ServeOptions) (err error) {
	defer errs.Wrap(&err, "app.Serve")
	ln, err := listen(ctx, o.Listen)
	if err != nil {
		return err
	}
	secure, err := certified(a.Clock, o.Certificate, o.Key)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	if o.BaseURL == "" {
		o.BaseURL = "http://" + ln.Addr().String()
		if secure != nil {
			o.BaseURL = "https://" + ln.Addr().String()
		}
	}
	faces, err := a.Faces(o)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	srv := &http.Server{Handler: faces, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) }}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		err := serve(srv, ln, secure)
		if errors.Is(err, http.ErrServerClosed) {
			return nil
		}
		return err
	})
	g.Go(func() error { return faces.Tail.Run(ctx) })
	g.Go(func() error { return a.Queue.Run(actor.With(ctx, actor.OfSystem("jobs"))) })
	g.Go(func() error { return a.Periodic(actor.With(ctx, actor.OfSystem("housekeeping"))) })
	g.Go(func() error { return a.guard(ctx, srv) })
	if o.Ready != nil {
		g.Go(func() error { return o.Ready(ctx, o.BaseURL) })
	}
	return g.Wait()
}

// guard stops the server when ctx ends, and at once when the storage fails: after that nobody may be told that anything was saved.
func (a *App) guard(ctx context.Context, srv *http.Server) error {
	select {
	case err := <-a.DB.Fatal():
		a.Log.ErrorContext(ctx, "storage failed", "error", err)
		_ = srv.Close()
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := srv.Shutdown(stop); err != nil { // streams stay open until they are cut
		return srv.Close()
	}
	return nil
}
