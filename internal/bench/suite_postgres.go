package bench

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/base/db"
)

// postgres measures the product on a database made for this run and dropped after it.
func (c Config) postgres(ctx context.Context, r *Report, tickets int) (err error) {
	u, err := url.Parse(c.Postgres)
	if err != nil {
		return errors.New("the URL of the PostgreSQL server is not understood")
	}
	admin, err := db.Open(ctx, db.Options{URL: c.Postgres, MaxConns: 1})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, admin.Close()) }()
	name := "bench_" + strconv.FormatInt(c.Plan.Clock.Now().UnixNano(), 36)
	if err := admin.Administer(ctx, "CREATE DATABASE "+name); err != nil {
		return fmt.Errorf("create a database for the bench: %w", err)
	}
	defer func() {
		err = errors.Join(err, admin.Administer(context.WithoutCancel(ctx), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"))
	}()
	u.Path = "/" + name
	data := filepath.Join(c.Dir, name)
	defer func() { _ = os.RemoveAll(data) }()
	return c.section(ctx, r, Product{Binary: c.Binary, Data: data, Database: u.String(), Clock: c.Plan.Clock}, tickets, true)
}
