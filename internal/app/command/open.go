package command

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/app/config"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// open builds the product, on a new data folder where there is none.
func (e *env) open(conf *config.Config) (*app.App, error) {
	if err := conf.Prepare(); err != nil {
		return nil, err
	}
	return app.Build(e.ctx, app.Options{Data: conf.Data, Database: conf.Database, Clock: clock.System{}, Log: logger(e.Err, conf.LogLevel)})
}

// withApp loads, builds, runs fn as the product itself, and closes.
func (e *env) withApp(fn func(ctx context.Context, a *app.App) error) error {
	conf, err := e.load()
	if err != nil {
		return err
	}
	return e.run(conf, fn)
}

// withDesk does the same on a desk that exists: a command that only asks must not leave an empty desk behind. Kinds: NotFound.
func (e *env) withDesk(fn func(ctx context.Context, a *app.App) error) error {
	conf, err := e.load()
	if err != nil {
		return err
	}
	if absent(conf) {
		return errs.New(errs.NotFound, "There is no desk in %s. Name its folder with --data, or start one with \"fettle serve\".", conf.Data)
	}
	return e.run(conf, fn)
}

// withAnyDesk does the same, on an empty desk that is thrown away where there is none.
func (e *env) withAnyDesk(fn func(ctx context.Context, a *app.App) error) (err error) {
	conf, err := e.load()
	if err != nil {
		return err
	}
	if absent(conf) {
		if conf.Data, err = os.MkdirTemp("", "fettle-"); err != nil {
			return err
		}
		conf.Database = "sqlite:" + conf.Data + "/fettle.db"
		defer func() { err = errors.Join(err, os.RemoveAll(conf.Data)) }()
	}
	return e.run(conf, fn)
}

func (e *env) run(conf *config.Config, fn func(ctx context.Context, a *app.App) error) error {
	a, err := e.open(conf)
	if err != nil {
		return err
	}
	ctx := actor.With(e.ctx, actor.OfSystem("command"))
	return errors.Join(fn(ctx, a), a.Close())
}

// absent reports whether the database is a file that is not there.
func absent(conf *config.Config) bool {
	path, file := strings.CutPrefix(conf.Database, "sqlite:")
	if !file {
		return false
	}
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}
