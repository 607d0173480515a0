package command

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/app/demo"
)

// demoCmd shows the product on a throw-away company.
type demoCmd struct {
	Keep bool `help:"Keep the data folder when it ends."`
	Past int  `help:"Incidents of the older months; 1,100 when absent." placeholder:"N"`
}

// Run makes the company in a temporary folder, serves it on loopback and prints how to walk in. The folder goes when it ends.
func (c demoCmd) Run(e *env) (err error) {
	conf, err := e.load()
	if err != nil {
		return err
	}
	data, err := os.MkdirTemp("", "fettle-demo-")
	if err != nil {
		return err
	}
	if !c.Keep {
		defer func() { err = errors.Join(err, os.RemoveAll(data)) }()
	}
	a, err := demo.Make(e.ctx, demo.Options{Data: data, Log: logger(e.Err, conf.LogLevel), Past: c.Past})
	if err != nil {
		return err
	}
	listen := e.Listen
	if listen == "" {
		if listen, err = freeLoopback(e.ctx); err != nil {
			return errors.Join(err, a.Close())
		}
	}
	err = a.Serve(e.ctx, app.ServeOptions{Listen: listen, BaseURL: conf.BaseURL, TrustedProxies: conf.TrustedProxies, Demo: true,
		Ready: func(ctx context.Context, base string) error {
			list, err := demo.Personas(ctx, a)
			if err == nil {
				c.print(e, base, data, list)
			}
			return err
		}})
	return errors.Join(err, a.Close())
}

func (c demoCmd) print(e *env, base, data string, list []demo.Persona) {
	e.printf("Fettle shows Calder Instruments at %s\n\nWalk in with one click, each link once:\n", base)
	for _, p := range list {
		e.printf("  %-14s %-19s %s/demo/%s\n", p.Role, p.Name, base, p.Secret)
	}
	e.printf("  %-14s %-19s %s/portal\n\n", "Portal", "without an account", base)
	if c.Keep {
		e.printf("The data stays in %s.\n", data)
		return
	}
	e.printf("Everything is thrown away when you press Ctrl-C.\n")
}

// freeLoopback returns the usual address, or with the next port that nobody uses.
func freeLoopback(ctx context.Context) (string, error) {
	var last error
	for port := 8080; port < 8100; port++ {
		at := fmt.Sprintf("127.0.0.1:%d", port)
		ln, err := new(net.ListenConfig).Listen(ctx, "tcp", at)
		if err == nil {
			return at, ln.Close()
		}
		last = err
	}
	return "", last
}
