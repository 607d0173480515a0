package count

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/asset/stocktake"
)

// The largest batch of scans, and the longest code and note.
const (
	mostScans = 500
	longest   = 500
)

// Sent is one scan as a device sends it.
type Sent struct {
	ID     string     `json:"id" doc:"Made by the device and never used twice; the same id is the same scan, however often it is sent."`
	Code   string     `json:"code" doc:"What was read: a tag, or the address on a label. Empty for a scan that takes another back."`
	Place  id.ID      `json:"place,omitempty" doc:"The location where the counter is; anywhere if absent."`
	At     clock.Time `json:"at,omitempty" doc:"When, by the device's clock; now if absent."`
	Seq    int64      `json:"seq,omitempty" doc:"The device's running number."`
	Undoes string     `json:"undoes,omitempty" doc:"The id of the scan that this one takes back."`
	Note   string     `json:"note,omitempty"`
}

// Send is a batch of scans.
type Send struct {
	action.On
	Device string `json:"device,omitempty" doc:"Names the device."`
	Scans  []Sent `json:"scans" doc:"At most 500."`
}

// Scan keeps a batch of scans. Those that are known already are passed over, so that a batch can be sent again. What arrives late, after the
// count has ended, still counts until it is signed off. The record keeps its version: scans have a log of their own. Kinds: NotFound,
// Forbidden, Invalid, Conflict when there is nothing to count.
func (d *Desk) Scan(ctx context.Context, in Send) (record.Result, error) {
	who, err := actor.Require(ctx, PermCount)
	if err != nil {
		return record.Result{}, err
	}
	if err := in.check(); err != nil {
		return record.Result{}, err
	}
	return d.takes.Change(ctx, action.On{Number: in.Number}, PermCount, func(tx *db.Tx, s *Stocktake) ([]field.Change, error) {
		if err := open(s); err != nil {
			return nil, err
		}
		if s.State == Draft {
			return nil, errs.New(errs.Conflict, "%s has not begun; begin to count first.", s.Number)
		}
		for _, x := range in.Scans {
			if err := d.keep(tx, who, s, in.Device, x); err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
}

func (in *Send) check() error {
	var c errs.Check
	c.Must(len(in.Scans) > 0, "scans", "There are no scans.")
	c.Must(len(in.Scans) <= mostScans, "scans", "Send at most %d scans at once.", mostScans)
	in.Device, in.Scans = text.Line(in.Device, 100), slices.Clone(in.Scans) // a caller may send the same list twice at once
	for i := range in.Scans {
		x := &in.Scans[i]
		x.Code, x.Note = strings.TrimSpace(x.Code), text.Line(x.Note, longest)
		c.Must(x.ID != "" && len(x.ID) <= 100 && x.ID == text.Line(x.ID, 0), "scans", "Each scan has an id of its own, of at most 100 letters and digits.")
		c.Must(x.Undoes != "" || stocktake.Clean(x.Code) != "", "scans", "A scan holds a code.")
		c.Must(len(x.Undoes) <= 100 && x.Undoes != x.ID, "scans", "A scan takes back another one.")
		c.Must(len(x.Code) <= longest && utf8.ValidString(x.Code) && !strings.ContainsRune(x.Code, 0), "scans", "A code has at most %d letters.", longest)
	}
	return c.Err()
}

// keep adds one scan, unless it is there, and what it found.
func (d *Desk) keep(tx *db.Tx, who actor.Actor, s *Stocktake, device string, x Sent) error {
	now := tx.Now()
	if x.At == 0 || x.At > now {
		x.At = now // the clock of a device that runs ahead says nothing
	}
	k := Scan{ID: x.ID, Code: x.Code, Place: x.Place, At: x.At, Received: now, By: who.ID, Name: who.Name, Device: device, Seq: x.Seq, Undoes: x.Undoes, Note: x.Note}
	var found id.ID
	if x.Undoes == "" {
		var err error
		if k.Tag, found, err = d.meant(tx, s, x.Code); err != nil {
			return err
		}
	}
	if err := d.somewhere(tx, s, x.Place); err != nil {
		return err
	}
	n, err := tx.Exec(`INSERT INTO stocktake_scan (id, stocktake_id, `+scanColumns().List("")+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (stocktake_id, scan) DO NOTHING`, append([]any{tx.NewID(), s.ID}, scanColumns().Args(&k)...)...)
	if err != nil || n == 0 || found == 0 {
		return err
	}
	return d.beyond(tx, s, found)
}

// read is the tag in a code, or the code as it is where it holds none.
func read(code string) string {
	if tag, ok := stocktake.Tag(code); ok {
		return tag
	}
	return stocktake.Clean(code)
}

// somewhere refuses a place that is not in the scope's organisations, and keeps one that was added since.
func (d *Desk) somewhere(tx *db.Tx, s *Stocktake, at id.ID) error {
	if at == 0 {
		return nil
	}
	var n int
	if err := tx.QueryRow(tx.Context(), `SELECT count(*) FROM stocktake_place WHERE stocktake_id = $1 AND location_id = $2`, s.ID, at).Scan(&n); err != nil || n > 0 {
		return err
	}
	added, err := tx.Exec(`INSERT INTO stocktake_place (stocktake_id, location_id, parent_id, name) SELECT CAST($1 AS BIGINT), l.id, l.parent_id, l.name
		FROM location l JOIN entity e ON e.id = l.entity_id JOIN entity top ON e.path LIKE top.path || '%' WHERE l.id = $2 AND top.id = $3`, s.ID, at, s.Entity)
	if err == nil && added == 0 {
		err = errs.Bad("scans", "There is no such place in this stocktake.")
	}
	return err
}

// meant returns the tag that a code stands for, and the asset if it may not be on the list. A code that is no tag may be the serial number of
// one asset. What whoever scans cannot see has, for all they can know, no asset.
func (d *Desk) meant(tx *db.Tx, s *Stocktake, code string) (string, id.ID, error) {
	tag := read(code)
	var n int
	if err := tx.QueryRow(tx.Context(), `SELECT count(*) FROM stocktake_line WHERE stocktake_id = $1 AND tag = $2`, s.ID, tag).Scan(&n); err != nil || n > 0 {
		return tag, 0, err
	}
	a, err := d.assets.Get(tx.Context(), tx, tag)
	if hidden(err) {
		list, err := d.assets.BySerial(tx.Context(), tx, stocktake.Clean(code))
		if err != nil || len(list) != 1 {
			return tag, 0, err
		}
		ref, err := d.takes.Room.RefByID(tx.Context(), tx, list[0])
		if hidden(err) {
			return tag, 0, nil
		}
		return ref.Number, ref.ID, err
	}
	return a.Number, a.ID, err
}

// hidden reports whether something is not there for whoever asks.
func hidden(err error) bool {
	k := errs.KindOf(err)
	return k == errs.NotFound || k == errs.Forbidden
}

// beyond keeps an asset as it is now, unless it is on the list.
func (d *Desk) beyond(tx *db.Tx, s *Stocktake, asset id.ID) error {
	_, err := tx.Exec(`INSERT INTO stocktake_line (stocktake_id, asset_id, tag, name, location_id, holder_id, holder, state, beyond)
		SELECT CAST($1 AS BIGINT), t.id, r.number, r.title, t.location_id, t.holder_id, coalesce(p.name, ''), r.state, TRUE
		FROM asset t JOIN record r ON r.id = t.id LEFT JOIN person p ON p.id = t.holder_id WHERE t.id = $2 ON CONFLICT (stocktake_id, asset_id) DO NOTHING`, s.ID, asset)
	return err
}
