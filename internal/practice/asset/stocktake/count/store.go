package count

import (
	"context"
	"database/sql"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/stocktake"
)

// Spot is a place as it was called when the list was frozen.
type Spot struct {
	ID     id.ID  `json:"id"`
	Parent id.ID  `json:"parent"`
	Name   string `json:"name"`
}

// Scan is one code that somebody saw, as it is kept.
type Scan struct {
	ID       string     `json:"id" doc:"Made by the device; the same id is the same scan, however often it is sent."`
	Code     string     `json:"code"`
	Tag      string     `json:"tag" doc:"What was read out of the code."`
	Place    id.ID      `json:"place"`
	At       clock.Time `json:"at" doc:"By the device's clock."`
	Received clock.Time `json:"received"`
	By       id.ID      `json:"by"`
	Name     string     `json:"name" doc:"Of the person, at that time."`
	Device   string     `json:"device,omitempty"`
	Seq      int64      `json:"seq"`
	Undoes   string     `json:"undoes,omitempty" doc:"The scan that this one takes back."`
	Note     string     `json:"note,omitempty"`
}

func scanColumns() db.Columns[Scan] {
	return db.Columns[Scan]{
		{Name: "scan", Ptr: func(s *Scan) any { return &s.ID }},
		{Name: "code", Ptr: func(s *Scan) any { return &s.Code }},
		{Name: "tag", Ptr: func(s *Scan) any { return &s.Tag }},
		{Name: "location_id", Ptr: func(s *Scan) any { return &s.Place }},
		{Name: "at", Ptr: func(s *Scan) any { return &s.At }},
		{Name: "received_at", Ptr: func(s *Scan) any { return &s.Received }},
		{Name: "by_id", Ptr: func(s *Scan) any { return &s.By }},
		{Name: "by_name", Ptr: func(s *Scan) any { return &s.Name }},
		{Name: "device", Ptr: func(s *Scan) any { return &s.Device }},
		{Name: "seq", Ptr: func(s *Scan) any { return &s.Seq }},
		{Name: "undoes", Ptr: func(s *Scan) any { return &s.Undoes }},
		{Name: "note", Ptr: func(s *Scan) any { return &s.Note }},
	}
}

// line is an asset on the list.
type line struct {
	stocktake.Expected
	beyond bool
}

// lines returns the list, and what was scanned beyond it; of one tag if it is given. Places have their id only.
func lines(ctx context.Context, q db.Querier, take id.ID, tag string) ([]line, error) {
	var args db.Args
	where := "stocktake_id = " + args.Add(take)
	if tag != "" {
		where += " AND tag = " + args.Add(tag)
	}
	rows, err := q.Query(ctx, `SELECT asset_id, tag, name, location_id, holder_id, holder, state, beyond FROM stocktake_line WHERE `+where+` ORDER BY tag, asset_id`, args.Values()...)
	return db.Collect(rows, err, func(rows *sql.Rows, l *line) error {
		err := rows.Scan(&l.Asset, &l.Tag, &l.Name, &l.Place.ID, &l.Holder.ID, &l.Holder.Name, &l.State, &l.beyond)
		l.Lost = l.State == asset.Missing
		return err
	})
}

// scans returns everything that was scanned, as it arrived; of one tag, with what takes that back, if it is given.
func scans(ctx context.Context, q db.Querier, take id.ID, tag string) ([]Scan, error) {
	cols := scanColumns()
	var args db.Args
	where := "stocktake_id = " + args.Add(take)
	if tag != "" {
		own := args.Add(tag)
		where += " AND (tag = " + own + " OR undoes <> '' AND undoes IN (SELECT o.scan FROM stocktake_scan o WHERE o.stocktake_id = " + args.Add(take) + " AND o.tag = " + own + "))"
	}
	rows, err := q.Query(ctx, "SELECT "+cols.List("")+" FROM stocktake_scan WHERE "+where+" ORDER BY id", args.Values()...)
	return db.Collect(rows, err, func(rows *sql.Rows, s *Scan) error { return rows.Scan(cols.Dest(s)...) })
}

// spots returns the places by name.
func spots(ctx context.Context, q db.Querier, take id.ID) ([]Spot, error) {
	rows, err := q.Query(ctx, `SELECT location_id, parent_id, name FROM stocktake_place WHERE stocktake_id = $1 ORDER BY name, location_id`, take)
	return db.Collect(rows, err, func(rows *sql.Rows, s *Spot) error { return rows.Scan(&s.ID, &s.Parent, &s.Name) })
}

// decisions returns what was decided, by row.
func decisions(ctx context.Context, q db.Querier, take id.ID) (map[string]stocktake.Decision, error) {
	type row struct {
		key string
		stocktake.Decision
	}
	rows, err := q.Query(ctx, `SELECT row_key, correction, by_id, by_name, at, note FROM stocktake_decision WHERE stocktake_id = $1`, take)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, r *row) error {
		var at clock.Time
		err := rows.Scan(&r.key, &r.Correction, &r.By.ID, &r.By.Name, &at, &r.Note)
		r.At = at.Time()
		return err
	})
	out := map[string]stocktake.Decision{}
	for _, r := range list {
		out[r.key] = r.Decision
	}
	return out, err
}

// serials returns the serial numbers of the assets of a list by their tags.
func serials(ctx context.Context, q db.Querier, take id.ID) (map[string]string, error) {
	rows, err := q.Query(ctx, `SELECT l.tag, t.serial FROM stocktake_line l JOIN asset t ON t.id = l.asset_id WHERE l.stocktake_id = $1 AND t.serial <> ''`, take)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, p *[2]string) error { return rows.Scan(&p[0], &p[1]) })
	out := map[string]string{}
	for _, p := range list {
		out[p[0]] = p[1]
	}
	return out, err
}

// seenOf counts how many of the frozen list of some stocktakes were seen.
func seenOf(ctx context.Context, q db.Querier, takes []id.ID) (map[id.ID]int, error) {
	if len(takes) == 0 {
		return nil, nil
	}
	type row struct {
		take id.ID
		n    int
	}
	var args db.Args
	rows, err := q.Query(ctx, `SELECT l.stocktake_id, count(*) FROM stocktake_line l WHERE l.beyond = FALSE AND EXISTS (SELECT 1 FROM stocktake_scan s
		WHERE s.stocktake_id = l.stocktake_id AND s.tag = l.tag AND s.undoes = '' AND NOT EXISTS (SELECT 1 FROM stocktake_scan u
		WHERE u.stocktake_id = s.stocktake_id AND u.undoes <> '' AND u.undoes = s.scan)) AND l.stocktake_id IN `+db.List(&args, takes)+` GROUP BY l.stocktake_id`, args.Values()...)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, r *row) error { return rows.Scan(&r.take, &r.n) })
	out := map[id.ID]int{}
	for _, r := range list {
		out[r.take] = r.n
	}
	return out, err
}
