package command

import (
	"context"
	"errors"
	"net"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/app/config"
	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// serveCmd runs the help desk until it is told to stop.
type serveCmd struct{}

// Help adds examples to --help.
func (serveCmd) Help() string {
	return "Examples:\n  fettle serve\n  fettle serve --listen 127.0.0.1:9000 --data /srv/fettle\n  fettle serve --database postgres://fettle:password@host/fettle --base-url https://help.example.org"
}

// Run starts the server and prints where it is, with the set-up link when nobody has set it up yet.
func (serveCmd) Run(e *env) error {
	conf, err := e.load()
	if err != nil {
		return err
	}
	if err := canListen(e.ctx, conf.Listen); err != nil { // before anything is made
		return err
	}
	if err := conf.Prepare(); err != nil {
		return err
	}
	free, err := conf.Hold(e.ctx)
	if err != nil {
		return err
	}
	defer free()
	a, err := e.build(conf)
	if err != nil {
		return err
	}
	err = a.Serve(e.ctx, app.ServeOptions{Listen: conf.Listen, BaseURL: publicAddress(conf), TrustedProxies: conf.TrustedProxies,
		Ready: func(ctx context.Context, base string) error {
			collectLess()
			e.printf("Fettle is ready at %s\nIts data is in %s\n", base, conf.Data)
			if conf.BaseURL == "" && base != "http://"+conf.Listen {
				e.printf("Links in messages begin with that address too; --base-url sets another one.\n")
			}
			return printSetupLink(ctx, e, a, base)
		}})
	return errors.Join(err, a.Close())
}

// collectLess lets garbage grow to three times what lives, once the server has started: what lives is small, so a few more megabytes under
// load save a few percent of the time, and an idle server stays as small as it is. Whoever sets GOGC decides otherwise.
func collectLess() {
	const percent = 300
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}

func printSetupLink(ctx context.Context, e *env, a *app.App, base string) error {
	link, err := a.SetupLink(ctx, base)
	if err == nil && link != "" {
		e.printf("\nSet it up here, once, within 30 minutes:\n  %s\n\n", link)
		again := "fettle setup-link"
		for _, f := range [][2]string{{"config", e.Config}, {"data", e.Data}, {"listen", e.Listen}, {"base-url", e.BaseURL}} {
			if f[1] != "" {
				again += " --" + f[0] + " " + f[1]
			}
		}
		if e.Database != "" {
			again += " --database …" // it may hold a password
		}
		e.printf("Press Ctrl-C to stop. \"%s\" prints a new link.\n", again)
	}
	return err
}

// publicAddress returns the configured address, or one that can be opened where the listening address cannot; "" where it can.
func publicAddress(conf *config.Config) string {
	if conf.BaseURL != "" {
		return conf.BaseURL
	}
	host, port, err := net.SplitHostPort(conf.Listen)
	if err != nil {
		return "http://localhost" // a socket: the proxy before it is not known
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() && port != "0" {
		return "http://" + net.JoinHostPort("localhost", port)
	}
	return ""
}

// canListen refuses an address on which nobody can listen now, with the cure. Kinds: Unavailable.
func canListen(ctx context.Context, at string) error {
	if strings.HasPrefix(at, "unix:") {
		return nil
	}
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", at)
	switch {
	case err == nil:
		return ln.Close()
	case errors.Is(err, syscall.EADDRINUSE):
		return errs.New(errs.Unavailable, "Another program listens on %s already, perhaps another Fettle. Choose another address, such as --listen %s.", at, next(at))
	case errors.Is(err, os.ErrPermission):
		return errs.New(errs.Unavailable, "This account may not listen on %s. Choose a port above 1023, such as --listen 127.0.0.1:8080.", at)
	}
	return errs.Because(errs.Unavailable, err, "Fettle cannot listen on %s. Choose an address of this machine with --listen.", at)
}

// next returns the address with another port.
func next(at string) string {
	host, port, err := net.SplitHostPort(at)
	n, nerr := strconv.Atoi(port)
	if err != nil || nerr != nil || n >= 65535 {
		return "127.0.0.1:8081"
	}
	return net.JoinHostPort(host, strconv.Itoa(n+1))
}

// setupLinkCmd prints a new set-up link.
type setupLinkCmd struct{}

// Help adds examples to --help.
func (setupLinkCmd) Help() string { return "Example:\n  fettle setup-link --data /srv/fettle" }

// Run prints the link and ends earlier ones. It fails when the desk is set up.
func (setupLinkCmd) Run(e *env) error {
	conf, err := e.load()
	if err != nil {
		return err
	}
	return e.withDesk(func(ctx context.Context, a *app.App) error {
		base := publicAddress(conf)
		if base == "" {
			base = "http://" + conf.Listen
		}
		link, err := a.SetupLink(ctx, base)
		if err == nil && link == "" {
			err = errs.New(errs.Conflict, "The desk is set up already. Sign in at %s/sign-in.", base)
		}
		if err == nil {
			e.printf("%s\n", link)
		}
		return err
	})
}
