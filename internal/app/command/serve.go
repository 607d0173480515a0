package command

import (
	"context"
	"errors"
	"net"
	"os"
	"runtime/debug"

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
	if err := app.CanListen(e.ctx, conf.Listen); err != nil { // before anything is made
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
	err = a.Serve(e.ctx, app.ServeOptions{Listen: conf.Listen, BaseURL: publicAddress(conf), TrustedProxies: conf.TrustedProxies, Certificate: conf.TLSCertificate, Key: conf.TLSKey,
		Ready: func(ctx context.Context, base string) error {
			collectLess()
			e.printf("Fettle is ready at %s\nIts data is in %s\n", base, conf.Data)
			if conf.BaseURL == "" && base != conf.Scheme()+"://"+conf.Listen {
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
	scheme := conf.Scheme() + "://"
	host, port, err := net.SplitHostPort(conf.Listen)
	if err != nil {
		return scheme + "localhost" // a socket: the proxy before it is not known
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() && port != "0" {
		return scheme + net.JoinHostPort("localhost", port)
	}
	return ""
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
			base = conf.Scheme() + "://" + conf.Listen
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
