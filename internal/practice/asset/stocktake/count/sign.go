package count

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/asset/stocktake"
)

// Sign ends a stocktake.
type Sign struct {
	action.On
	LeaveUndecided bool `json:"leave_undecided,omitempty" doc:"Rows without a decision stay as they are."`
}

// Sign signs a stocktake off: the report is made and kept as a file, its digest and that of the result stand in the record and its log, and
// nothing about it changes any more. Kinds: NotFound, Forbidden, Conflict while rows wait for a decision, and when something was scanned
// or decided at the same moment.
func (d *Desk) Sign(ctx context.Context, in Sign) (record.Result, error) {
	who, err := actor.Require(ctx, PermSign)
	if err != nil {
		return record.Result{}, err
	}
	s, err := d.takes.Records().Load(ctx, d.takes.DB, d.takes.Kind.Key, in.Number, PermSign)
	if err != nil {
		return record.Result{}, err
	}
	if _, err := d.takes.Kind.Flow.Step(s.State, "sign", nil); err != nil {
		return record.Result{}, err
	}
	now := clock.Of(d.takes.DB.Clock().Now())
	report, err := d.report(ctx, d.takes.DB, &s, who, now)
	if err != nil {
		return record.Result{}, err
	}
	if n := stocktake.Tally(report.Rows, report.Decided).Open; n > 0 && !in.LeaveUndecided {
		return record.Result{}, errs.New(errs.Conflict, "%d rows wait for a decision; decide, or say that they stay as they are.", n)
	}
	var pdf bytes.Buffer
	if err := report.WritePDF(&pdf); err != nil {
		return record.Result{}, err
	}
	blob, err := d.files.Put(ctx, &pdf) // before the write: a file is no row
	if err != nil {
		return record.Result{}, err
	}
	return d.takes.Change(ctx, in.On, PermSign, func(tx *db.Tx, s *Stocktake) ([]field.Change, error) {
		same, err := d.report(tx.Context(), tx, s, who, now)
		if err != nil {
			return nil, err
		}
		if same.Digest() != report.Digest() {
			return nil, errs.New(errs.Conflict, "Something was scanned or decided at this moment; look at %s again.", s.Number)
		}
		if err := d.hang(tx, s, blob); err != nil {
			return nil, err
		}
		return nil, d.takes.Step(tx, s, "sign", nil, func(_ *db.Tx, s *Stocktake) error {
			s.Signed, s.SignedBy, s.Digest, s.Report = now, who.ID, same.Digest(), blob.Hash
			return nil
		})
	})
}

// hang attaches the report.
func (d *Desk) hang(tx *db.Tx, s *Stocktake, blob attach.Blob) error {
	a, err := d.files.Attach(tx, s.ID, 0, blob, s.Number+".pdf", attach.Internal)
	if err != nil {
		return err
	}
	e := record.Attached{Attachment: a.ID, Name: a.Name, Hash: a.Hash}
	e.Record = s.ID
	return tx.Emit(e)
}

// WriteReport writes the report as it is now, and the file that was signed once it is. Whoever does not see every asset gets the rows that they
// see. Kinds: NotFound, Conflict before the count has begun.
func (d *Desk) WriteReport(ctx context.Context, number string, w io.Writer) error {
	s, err := d.takes.Get(ctx, d.takes.DB, number)
	if err != nil {
		return err
	}
	if s.Frozen == 0 {
		return errs.New(errs.Conflict, "%s has not begun; there is nothing to report yet.", s.Number)
	}
	who, err := actor.From(ctx)
	if err != nil {
		return err
	}
	by := actor.Actor{ID: s.SignedBy, Zone: who.Zone}
	if by.ID != 0 {
		if err := d.takes.DB.QueryRow(ctx, `SELECT name FROM person WHERE id = $1`, by.ID).Scan(&by.Name); err != nil {
			return err
		}
	}
	r, err := d.report(ctx, d.takes.DB, &s, by, s.Signed)
	if err != nil {
		return err
	}
	all := len(r.Rows)
	if r.Rows, err = d.visible(ctx, s.ID, r.Rows); err != nil {
		return err
	}
	if s.Report == "" || len(r.Rows) < all {
		return r.WritePDF(w)
	}
	f, err := d.files.Open(ctx, s.Report)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, f)
	return errors.Join(err, f.Close())
}

// report is the report with who signs and when; 0 is not yet.
func (d *Desk) report(ctx context.Context, q db.Querier, s *Stocktake, who actor.Actor, signed clock.Time) (stocktake.Report, error) {
	c, all, err := load(ctx, q, s.ID, "")
	if err != nil {
		return stocktake.Report{}, err
	}
	r := stocktake.Report{Number: s.Number, Title: s.Title, Frozen: s.Frozen.Time(), By: stocktake.Ref{ID: who.ID, Name: who.Name}, Zone: desk.Zone(who), Rows: stocktake.Classify(c)}
	if signed != 0 {
		r.Signed = signed.Time().Truncate(time.Microsecond)
	}
	if r.Decided, err = decisions(ctx, q, s.ID); err != nil {
		return r, err
	}
	r.Scope, err = d.scope(ctx, q, s, all)
	return r, err
}

// scope says in words what is counted.
func (d *Desk) scope(ctx context.Context, q db.Querier, s *Stocktake, all []Spot) (string, error) {
	names, err := place.EntityNames(ctx, q, []id.ID{s.Entity})
	if err != nil {
		return "", err
	}
	out := []string{names[s.Entity]}
	for _, p := range paths(all, 0) {
		if p.ID == s.Location {
			out = append(out, p.Name)
		}
	}
	if s.Class != 0 {
		refs, err := record.Refs(ctx, q, []id.ID{s.Class})
		if err != nil {
			return "", err
		}
		for _, r := range refs {
			out = append(out, r.Title)
		}
	}
	if s.Team != 0 {
		t, err := d.teamName(ctx, q, s.Team)
		if err != nil {
			return "", err
		}
		out = append(out, "held by "+t)
	}
	return strings.Join(out, ", "), nil
}

func (d *Desk) teamName(ctx context.Context, q db.Querier, team id.ID) (name string, err error) {
	err = q.QueryRow(ctx, `SELECT name FROM team WHERE id = $1`, team).Scan(&name)
	return name, err
}
