package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/fettle-itsm/fettle/internal/base/db"
)

// A preparer is an engine that can say whether it accepts a statement.
type preparer interface {
	PrepareCheck(ctx context.Context, sql string) error
}

// engine is one database at the newest schema.
type engine struct {
	name string
	db   preparer
}

// check prepares each statement on each engine and returns a line for each refusal.
// A text that stands in several places is prepared once and reported at each.
func check(ctx context.Context, engines []engine, statements []statement) []string {
	var refusals []string
	for _, e := range engines {
		answers := map[string]error{}
		for _, s := range statements {
			if s.engine != "" && s.engine != e.name {
				continue
			}
			err, asked := answers[s.text]
			if !asked {
				err = e.db.PrepareCheck(ctx, s.text)
				answers[s.text] = err
			}
			if err != nil {
				refusals = append(refusals, fmt.Sprintf("%s:%d: %s: %v", s.at.Filename, s.at.Line, e.name, err))
			}
		}
	}
	return refusals
}

// openSQLite returns a migrated database in dir.
func openSQLite(ctx context.Context, dir string) (*db.DB, error) {
	return openMigrated(ctx, "sqlite:"+filepath.Join(dir, "sqlcheck.db"))
}

// openPostgres returns a migrated database of its own on the server, and what removes it.
func openPostgres(ctx context.Context, server string) (*db.DB, func() error, error) {
	at, err := url.Parse(server)
	if err != nil {
		return nil, nil, fmt.Errorf("the URL of the PostgreSQL server: %w", err)
	}
	admin, err := db.Open(ctx, db.Options{URL: server, MaxConns: 1})
	if err != nil {
		return nil, nil, err
	}
	name := fmt.Sprintf("sqlcheck_%d", os.Getpid())
	if err := admin.Administer(ctx, "CREATE DATABASE "+name); err != nil {
		_ = admin.Close()
		return nil, nil, err
	}
	drop := func() error {
		err := admin.Administer(context.WithoutCancel(ctx), "DROP DATABASE "+name+" WITH (FORCE)")
		_ = admin.Close()
		return err
	}
	at.Path = "/" + name
	d, err := openMigrated(ctx, at.String())
	if err != nil {
		_ = drop()
		return nil, nil, err
	}
	return d, drop, nil
}

func openMigrated(ctx context.Context, at string) (*db.DB, error) {
	d, err := db.Open(ctx, db.Options{URL: at, MaxConns: 1})
	if err != nil {
		return nil, err
	}
	if err := d.Migrate(ctx); err != nil {
		_ = d.Close()
		return nil, err
	}
	return d, nil
}
