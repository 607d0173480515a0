package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
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
	if o.BaseURL == "" {
		o.BaseURL = "http://" + ln.Addr().String()
	}
	faces, err := a.Faces(o)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	srv := &http.Server{Handler: faces, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) }}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		if err := srv.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
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

func listen(ctx context.Context, at string) (net.Listener, error) {
	network := "tcp"
	if path, ok := strings.CutPrefix(at, "unix:"); ok {
		network, at = "unix", path
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, errs.Because(errs.Unavailable, err, "The socket %s is in the way and cannot be removed.", path)
		}
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, network, at)
	return ln, errs.Because(errs.Unavailable, err, "Fettle cannot listen on %s: another program may use it. Choose another address with --listen.", at)
}
