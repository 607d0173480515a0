package doctor

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/app/config"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// patience is how long a database may take to answer.
const patience = 10 * time.Second

// database examines the database and what stands in it. It reads only.
func database(ctx context.Context, conf *config.Config, now clock.Clock) []Finding {
	const check = "database"
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if path, ok := strings.CutPrefix(conf.Database, "sqlite:"); ok {
		if _, err := os.Stat(path); err != nil {
			return []Finding{{check, Well, path + " is not there yet; the first start makes it.", ""}}
		}
	}
	d, err := db.Open(ctx, db.Options{URL: conf.Database, Clock: now, ReadOnly: true, MaxConns: 1})
	if err != nil {
		return []Finding{{check, Fault, cause(err), "Start the database, or correct --database: host, port, name, user and password. SQLite needs the rights to read the file."}}
	}
	defer func() { _ = d.Close() }()
	there, err := d.Migrated(ctx)
	if err != nil {
		return []Finding{{check, Fault, cause(err), "Start the database, or correct --database: host, port, name, user and password."}}
	}
	if !there {
		return []Finding{{check, Well, "It is empty; the first start fills it.", ""}}
	}
	out := []Finding{{check, Well, "It answers.", ""}, schema(ctx, d)}
	if out[1].State != Well {
		return out
	}
	return append(out, instants(ctx, d, now), zones(ctx, d), jobs(ctx, d))
}

// schema compares the schema with that of the program.
func schema(ctx context.Context, d *db.DB) Finding {
	const check = "schema"
	have, err := d.SchemaVersion(ctx)
	newest, nerr := db.Newest(d.Engine())
	switch {
	case err != nil || nerr != nil:
		return Finding{check, Fault, "Its number cannot be read.", "Bring the database back from a backup."}
	case have < newest:
		return Finding{check, Warning, fmt.Sprintf("The database has schema %d, this program needs %d.", have, newest), "Make a backup, then run \"fettle migrate\", or start the server, which does the same."}
	case have > newest:
		return Finding{check, Fault, fmt.Sprintf("The database has schema %d, made by a newer Fettle; this program knows %d.", have, newest), "Use the newer program."}
	}
	return Finding{check, Well, fmt.Sprintf("Schema %d is that of this program.", have), ""}
}

// apart is how far two clocks may differ.
const apart = 2 * time.Minute

// instants compares the clock with the newest event, which cannot be ahead of it, and on PostgreSQL with the server's.
func instants(ctx context.Context, d *db.DB, now clock.Clock) Finding {
	const check, cure = "clock against the data", "Set the clocks of all machines right, with time synchronisation, before the server starts."
	var last sql.NullInt64
	if err := d.QueryRow(ctx, `SELECT max(id) FROM event`).Scan(&last); err != nil {
		return Finding{check, Fault, cause(err), "Bring the database back from a backup."}
	}
	if ahead := id.ID(last.Int64).Time().Sub(now.Now()); last.Valid && ahead > apart {
		return Finding{check, Fault, "The newest event is " + ahead.Round(time.Second).String() + " ahead of the clock of this machine: the clock goes wrong now, or went wrong then.", cure}
	}
	server, err := d.ServerTime(ctx)
	if err != nil {
		return Finding{check, Fault, cause(err), cure}
	}
	if off := now.Now().Sub(server).Abs(); off > apart {
		return Finding{check, Fault, "The clocks of this machine and of the database server are " + off.Round(time.Second).String() + " apart.", cure}
	}
	return Finding{check, Well, "They agree.", ""}
}

// zones loads every time zone that is used.
func zones(ctx context.Context, d *db.DB) Finding {
	const check = "time zones"
	text := func(rows *sql.Rows, s *string) error { return rows.Scan(s) }
	rows, err := d.Query(ctx, `SELECT zone FROM entity WHERE zone <> '' UNION SELECT zone FROM person WHERE zone <> ''`)
	names, err := db.Collect(rows, err, text)
	if err != nil {
		return Finding{check, Fault, cause(err), "Bring the database back from a backup."}
	}
	rows, err = d.Query(ctx, `SELECT hours FROM calendar WHERE NOT archived`)
	calendars, err := db.Collect(rows, err, text)
	for _, c := range calendars {
		var hours struct{ Zone string }
		if json.Unmarshal([]byte(c), &hours) == nil && hours.Zone != "" && !slices.Contains(names, hours.Zone) {
			names = append(names, hours.Zone)
		}
	}
	if err != nil {
		return Finding{check, Fault, cause(err), "Bring the database back from a backup."}
	}
	var missing []string
	for _, n := range names {
		if _, err := time.LoadLocation(n); err != nil {
			missing = append(missing, n)
		}
	}
	if len(missing) > 0 {
		return Finding{check, Fault, "Not known here: " + strings.Join(missing, ", ") + ". Deadlines that need them stand still.", "Choose another zone in the settings, or install the system's time zones (Debian: tzdata) and use the newest Fettle, which brings them too."}
	}
	return Finding{check, Well, fmt.Sprintf("All %d that are used are known.", len(names)), ""}
}

// jobs looks for work that was given up.
func jobs(ctx context.Context, d *db.DB) Finding {
	const check = "jobs"
	var dead int
	if err := d.QueryRow(ctx, `SELECT count(*) FROM job WHERE state = 2`).Scan(&dead); err != nil {
		return Finding{check, Fault, cause(err), "Bring the database back from a backup."}
	}
	if dead > 0 {
		return Finding{check, Warning, fmt.Sprintf("%d were given up after many tries.", dead), "Settings, Health lists them with what went wrong; with the cause gone, have them tried again there."}
	}
	return Finding{check, Well, "None was given up.", ""}
}
