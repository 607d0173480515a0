package command

import (
	"context"
	"errors"

	"github.com/fettle-itsm/fettle/internal/app"
)

// serveCmd runs the help desk until it is told to stop.
type serveCmd struct{}

// Run starts the server and prints where it is, with the set-up link when nobody has set it up yet.
func (serveCmd) Run(e *env) error {
	conf, err := e.load()
	if err != nil {
		return err
	}
	a, err := e.open(conf)
	if err != nil {
		return err
	}
	err = a.Serve(e.ctx, app.ServeOptions{Listen: conf.Listen, BaseURL: conf.BaseURL, TrustedProxies: conf.TrustedProxies,
		Ready: func(ctx context.Context, base string) error {
			e.printf("Fettle is ready at %s\n", base)
			link, err := a.SetupLink(ctx, base)
			if err == nil && link != "" {
				e.printf("\nSet it up here, once, within 30 minutes:\n  %s\n", link)
			}
			return err
		}})
	return errors.Join(err, a.Close())
}
