package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/app/demo"
	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// demoCmd shows the product on a throw-away company.
type demoCmd struct {
	Keep bool `help:"Keep the data folder when it ends; one named with --data is always kept."`
	Past int  `help:"Incidents of the older months; 2,600 when absent." placeholder:"N"`
}

// Help adds examples to --help.
func (demoCmd) Help() string {
	return "Examples:\n  fettle demo\n  fettle demo --listen 127.0.0.1:9000 --data /tmp/calder"
}

// Run makes the company in a temporary folder, serves it on loopback and prints how to walk in. The folder goes when it ends.
func (c demoCmd) Run(e *env) (err error) {
	conf, err := e.load()
	if err != nil {
		return err
	}
	listen, err := c.loopback(e.ctx, e.Listen)
	if err != nil {
		return err
	}
	data, err := c.folder(e.Data)
	if err != nil {
		return err
	}
	if c.Keep = c.Keep || e.Data != ""; !c.Keep {
		defer func() { err = errors.Join(err, os.RemoveAll(data)) }()
	}
	conf.Data, conf.Database = data, cmp.Or(e.Database, "sqlite:"+filepath.Join(data, "fettle.db"))
	free, err := conf.Hold(e.ctx)
	if err != nil {
		return err
	}
	defer free()
	if terminal(e.Err) {
		_, _ = fmt.Fprintln(e.Err, "Making a company and eighteen months of what went wrong there …")
	}
	a, err := demo.Make(e.ctx, demo.Options{Data: data, Database: e.Database, Log: logger(e.Err, conf.LogLevel), Past: c.Past})
	if err != nil {
		return err
	}
	list, err := demo.Personas(e.ctx, a)
	if err != nil {
		return errors.Join(err, a.Close())
	}
	err = a.Serve(e.ctx, app.ServeOptions{Listen: listen, BaseURL: e.BaseURL, Demo: list, Ready: func(_ context.Context, base string) error {
		c.print(e, base, data, list)
		return nil
	}})
	return errors.Join(err, a.Close())
}

// folder returns a new folder for the data, or the one that was named.
func (c demoCmd) folder(named string) (string, error) {
	if named == "" {
		return os.MkdirTemp("", "fettle-demo-")
	}
	if list, err := os.ReadDir(named); err == nil && len(list) > 0 {
		return "", errs.New(errs.Invalid, "The folder %s is not empty, and the demonstration makes its own data. Name a new one with --data, or none.", named)
	}
	return named, os.MkdirAll(named, 0o700)
}

// loopback returns where to listen. Anybody can walk in, so only this machine is answered. Kinds: Invalid.
func (c demoCmd) loopback(ctx context.Context, at string) (string, error) {
	if at == "" {
		return freeLoopback(ctx)
	}
	host, _, err := net.SplitHostPort(at)
	ip, ipErr := netip.ParseAddr(host)
	if err != nil || host != "localhost" && (ipErr != nil || !ip.IsLoopback()) {
		return "", errs.New(errs.Invalid, "Anybody can walk into the demonstration, so it listens on this machine only: use --listen 127.0.0.1:8080.")
	}
	return at, app.CanListen(ctx, at)
}

func (c demoCmd) print(e *env, base, data string, list []app.Persona) {
	e.printf("Fettle shows Calder Instruments, an invented company, at %s\n\n", base)
	e.printf("Walk in with one click, on this machine only, as often as you like:\n")
	for _, p := range list {
		e.printf("  %-14s %-19s %s/demo/%s\n", p.Role, p.Name, base, p.Key)
	}
	e.printf("  %-14s %-19s %s/portal\n\n", "Portal", "without an account", base)
	if c.Keep {
		e.printf("The data stays in %s\n", data)
	}
	e.printf("Press Ctrl-C to end it")
	if !c.Keep {
		e.printf("; everything is thrown away then")
	}
	e.printf(".\n")
}

// freeLoopback returns the usual address, or with the next port that nobody uses.
func freeLoopback(ctx context.Context) (string, error) {
	var last error
	for port := 8080; port < 8100; port++ {
		at := fmt.Sprintf("127.0.0.1:%d", port)
		if last = app.CanListen(ctx, at); last == nil {
			return at, nil
		}
	}
	return "", last
}
