package command

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/app/config"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/identity/token"
)

// build builds the product on a data folder and a database that are there.
func (e *env) build(conf *config.Config) (*app.App, error) {
	a, err := app.Build(e.ctx, app.Options{Data: conf.Data, Database: conf.Database, Clock: clock.System{}, Log: logger(e.Err, conf.LogLevel), Key: conf.SecretKey})
	if err == nil {
		a.Tokens.Limits = token.Limits(conf.API)
	}
	return a, err
}

// withApp loads, makes a data folder where there is none, builds, runs fn as the product itself, and closes.
func (e *env) withApp(fn func(ctx context.Context, a *app.App) error) error {
	conf, err := e.load()
	if err != nil {
		return err
	}
	if err := conf.Prepare(); err != nil {
		return err
	}
	return e.run(conf, fn)
}

// withDesk does the same on a desk that exists: a command that only asks must not leave an empty desk behind. Kinds: NotFound.
func (e *env) withDesk(fn func(ctx context.Context, a *app.App) error) error {
	return e.beside(fn, func(conf *config.Config) error {
		if strings.HasPrefix(conf.Database, "sqlite:") {
			return errs.New(errs.NotFound, "There is no desk in %s. Name its folder with --data, or start one with \"fettle serve\".", conf.Data)
		}
		return errs.New(errs.NotFound, "There is no desk in this database. Name another with --database, or start one with \"fettle serve\".")
	})
}

// withAnyDesk does the same, on an empty desk that is thrown away where there is none.
func (e *env) withAnyDesk(fn func(ctx context.Context, a *app.App) error) error {
	return e.beside(fn, func(conf *config.Config) error {
		conf.Database = "" // in the folder that is thrown away
		return nil
	})
}

// beside runs fn on a desk and makes neither a folder, a key nor a database for it. Where there is no desk, absent decides.
func (e *env) beside(fn func(ctx context.Context, a *app.App) error, absent func(conf *config.Config) error) (err error) {
	conf, err := e.load()
	if err != nil {
		return err
	}
	there, err := exists(e.ctx, conf)
	if err == nil && !there {
		err = absent(conf)
	} else if err == nil {
		err = conf.OpenKey()
	}
	if err != nil {
		return err
	}
	if _, err := os.Stat(conf.Data); conf.Database == "" || errors.Is(err, fs.ErrNotExist) {
		if conf.Data, err = os.MkdirTemp("", "fettle-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(conf.Data)) }()
	}
	conf.Database = cmp.Or(conf.Database, "sqlite:"+filepath.Join(conf.Data, "fettle.db"))
	return e.run(conf, fn)
}

func (e *env) run(conf *config.Config, fn func(ctx context.Context, a *app.App) error) error {
	a, err := e.build(conf)
	if err != nil {
		return err
	}
	ctx := actor.With(e.ctx, actor.OfSystem("command"))
	return errors.Join(fn(ctx, a), a.Close())
}

// exists reports whether there is a desk, set up or not, in the database. Kinds: Unavailable.
func exists(ctx context.Context, conf *config.Config) (bool, error) {
	if path, file := strings.CutPrefix(conf.Database, "sqlite:"); file {
		st, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) || err == nil && st.Size() == 0 {
			return false, nil
		}
		return true, nil // what else is wrong with it shows when it is opened
	}
	d, err := db.Open(ctx, db.Options{URL: conf.Database, MaxConns: 1})
	if err != nil {
		return false, err
	}
	defer func() { _ = d.Close() }()
	return d.Migrated(ctx)
}
