package db

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // registers the driver

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Options say which database to open and with what.
type Options struct {
	// URL is "sqlite:/path/to/file" or a PostgreSQL URL.
	URL string
	// Clock gives the time of each write; the system's when nil.
	Clock clock.Clock
	// Node is the node number of ids, 0 to id.MaxNode.
	Node int
	// ReadOnly skips the writer; Write then fails.
	ReadOnly bool
	// MaxConns bounds the connections to PostgreSQL (default 16) or the readers of SQLite (default 4 or the processors).
	MaxConns int
}

// Querier reads: both *DB and *Tx are one.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (*sql.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) *Row
	Engine() Engine
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	engine Engine
	clock  clock.Clock
	ids    *id.Source
	rw     rewriter
	read   *sql.DB
	stmts  stmtCache
	writer *writer // SQLite only
	draws  *draws  // PostgreSQL only
	sink   Sink

	node   atomic.Int64 // 1 + the claimed node number, 0 for none
	holder string       // who claimed it

	fatalOnce sync.Once
	fatal     chan error
	closed    chan struct{}
	closeOnce sync.Once
}

// Open opens the database. It does not migrate it; see Migrate. Kinds: Unavailable when it cannot be reached.
func Open(ctx context.Context, o Options) (d *DB, err error) {
	defer errs.Wrap(&err, "db.Open")
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	d = &DB{clock: o.Clock, ids: id.NewSource(o.Clock, o.Node), fatal: make(chan error, 1), closed: make(chan struct{})}
	if path, ok := strings.CutPrefix(o.URL, "sqlite:"); ok {
		return d, d.openSQLite(ctx, path, o)
	}
	return d, d.openPostgres(ctx, o)
}

func (d *DB) openSQLite(ctx context.Context, path string, o Options) error {
	d.engine = SQLite
	pragmas := url.Values{"_pragma": {"busy_timeout(10000)", "foreign_keys(1)", "journal_mode(WAL)", "synchronous(FULL)",
		"temp_store(MEMORY)", "mmap_size(0)", "journal_size_limit(67108864)"}}
	reader := url.Values{"_pragma": append(pragmas["_pragma"][:2:2], "cache_size(-16000)", "query_only(1)", "temp_store(MEMORY)")}
	if !o.ReadOnly {
		// A checkpoint each 8,000 pages writes the pages that every write changes, the ends of indexes, once for many writes.
		pragmas["_pragma"] = append(pragmas["_pragma"], "cache_size(-32000)", "wal_autocheckpoint(8000)")
		w, err := sql.Open("sqlite", "file:"+escape(path)+"?"+pragmas.Encode())
		if err != nil {
			return err
		}
		w.SetMaxOpenConns(1)
		if d.writer, err = newWriter(ctx, d, w); err != nil {
			return errs.Because(errs.Unavailable, err, "The database file cannot be opened.")
		}
	}
	r, err := sql.Open("sqlite", "file:"+escape(path)+"?"+reader.Encode())
	if err != nil {
		return err
	}
	n := o.MaxConns
	if n == 0 {
		n = max(4, runtime.GOMAXPROCS(0))
	}
	r.SetMaxOpenConns(n)
	r.SetMaxIdleConns(n)
	d.read = r
	return errs.Because(errs.Unavailable, r.PingContext(ctx), "The database file cannot be opened.")
}

func escape(path string) string { return (&url.URL{Path: path}).EscapedPath() }

func (d *DB) openPostgres(ctx context.Context, o Options) error {
	d.engine = Postgres
	conf, err := pgx.ParseConfig(o.URL)
	if err != nil {
		return errs.Because(errs.Invalid, err, "The database URL is not understood; use sqlite:/path or postgres://user:password@host/name.")
	}
	conf.RuntimeParams["timezone"] = "UTC"
	conf.RuntimeParams["application_name"] = "fettle"
	d.read = stdlib.OpenDB(*conf, stdlib.OptionAfterConnect(func(ctx context.Context, c *pgx.Conn) error {
		// The default is that of a spinning disk, with which small lists are read by scanning whole tables.
		_, err := c.Exec(ctx, "SET random_page_cost = 1.1")
		return err
	}))
	d.draws = newDraws(conf)
	n := o.MaxConns
	if n == 0 {
		n = 16
	}
	d.read.SetMaxOpenConns(n)
	d.read.SetMaxIdleConns(n)
	return errs.Because(errs.Unavailable, d.read.PingContext(ctx), "The PostgreSQL server cannot be reached.")
}

// Close waits for the writes under way and closes the database.
func (d *DB) Close() error {
	var err error
	d.closeOnce.Do(func() {
		d.releaseNode()
		close(d.closed)
		if d.writer != nil {
			err = d.writer.stop()
		}
		d.stmts.close()
		if d.draws != nil {
			_ = d.draws.pool.Close()
		}
		if d.read != nil {
			if e := d.read.Close(); err == nil {
				err = e
			}
		}
	})
	return err
}

// Engine tells which database it is.
func (d *DB) Engine() Engine { return d.engine }

// Clock returns the clock that writes use.
func (d *DB) Clock() clock.Clock { return d.clock }

// NewID returns a new id.
func (d *DB) NewID() id.ID { return d.ids.Next() }

// SetSink plugs in what receives the events of writes. It is called once, before the first write.
func (d *DB) SetSink(s Sink) { d.sink = s }

// Fatal delivers one error when the storage no longer keeps what was committed. The process must then stop: after a failed fsync
// nobody knows what is on the disk.
func (d *DB) Fatal() <-chan error { return d.fatal }

func (d *DB) die(err error) {
	d.fatalOnce.Do(func() { d.fatal <- fmt.Errorf("the storage failed, stopping: %w", err) })
}

// PrepareCheck prepares a statement and throws it away: the test of every SQL constant.
func (d *DB) PrepareCheck(ctx context.Context, text string) error {
	out, err := d.rw.get(d.engine, text)
	if err != nil {
		return err
	}
	st, err := d.read.PrepareContext(ctx, out)
	if err != nil {
		return err
	}
	return st.Close()
}
