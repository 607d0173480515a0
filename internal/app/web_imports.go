package app

import (
	"context"
	"io"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/web/imports"
	"github.com/fettle-itsm/fettle/internal/port/sheet"
)

// webImports gives the pages of imports the importer in the words they use.
type webImports struct{ *App }

// The bounds of what a page of an import shows.
const (
	importsListed = 100
	firstRows     = 10
	refusedRows   = 50
)

// Kinds implements imports.Imports.
func (w webImports) Kinds(ctx context.Context) ([]string, error) { return w.Tables.May(ctx) }

// List implements imports.Imports.
func (w webImports) List(ctx context.Context) ([]imports.Import, error) {
	list, err := w.Tables.Mine(ctx, importsListed)
	if err != nil {
		return nil, err
	}
	return w.told(ctx, list...)
}

// told are runs as the pages know them.
func (w webImports) told(ctx context.Context, list ...sheet.Run) (out []imports.Import, err error) {
	var folk []id.ID
	for _, r := range list {
		folk = append(folk, r.Person)
	}
	names, err := people.Names(ctx, w.DB, folk)
	if err != nil {
		return nil, err
	}
	names[0] = "the command line"
	for _, r := range list {
		out = append(out, imports.Import{ID: r.ID, Kind: r.Kind, File: r.File, State: string(r.State), Note: r.Note, By: names[r.Person], Started: r.Started, Ended: r.Ended, Rows: r.Rows, Done: r.Done,
			Made: r.Made, Changed: r.Changed, Same: r.Same, Refusals: r.Refused, Served: r.Served()})
	}
	return out, nil
}

// Prepare implements imports.Imports.
func (w webImports) Prepare(ctx context.Context, kind, name string, b attach.Blob) (id.ID, error) {
	r, err := w.Tables.Prepare(ctx, kind, name, b)
	return r.ID, err
}

// Open implements imports.Imports.
func (w webImports) Open(ctx context.Context, of id.ID) (s imports.Sheet, err error) {
	r, err := w.Tables.Open(ctx, of)
	if err != nil {
		return s, err
	}
	told, err := w.told(ctx, r)
	if err != nil {
		return s, err
	}
	s.Import = told[0]
	as := r.Asked()
	s.Asked = imports.Asked{Currency: as.Currency, Dates: as.Dates, Update: as.Update}
	for _, c := range as.Columns {
		s.Header, s.Columns = append(s.Header, c.Header), append(s.Columns, c.Field)
	}
	switch r.State {
	case sheet.Draft, sheet.Checked:
		fields, err := w.Tables.Fields(ctx, r.Kind)
		if err != nil {
			return s, err
		}
		for _, f := range fields {
			s.Fields = append(s.Fields, imports.Field{Key: f.Key, Label: f.Label, Required: f.Required})
		}
		first, err := w.Tables.First(ctx, r, firstRows)
		if err != nil {
			return s, err
		}
		s.First = lines(first)
	case sheet.Undone:
		kept, err := w.Tables.Kept(ctx, r, refusedRows)
		if err != nil {
			return s, err
		}
		s.Kept = lines(kept)
	}
	refused, err := w.Tables.Refused(ctx, r, refusedRows)
	s.Refused = lines(refused)
	return s, err
}

func lines(list []sheet.Line) []imports.Line {
	var out []imports.Line
	for _, l := range list {
		out = append(out, imports.Line{At: l.Line, Cells: l.Cells, Outcome: l.Outcome, Number: l.Number, Reason: l.Reason})
	}
	return out
}

// Check implements imports.Imports.
func (w webImports) Check(ctx context.Context, of id.ID, as imports.Asked) error {
	in := sheet.Asked{Currency: as.Currency, Dates: as.Dates, Update: as.Update}
	for _, f := range as.Columns {
		in.Columns = append(in.Columns, sheet.Column{Field: f})
	}
	return w.Tables.Check(ctx, of, in)
}

// Do implements imports.Imports.
func (w webImports) Do(ctx context.Context, of id.ID, act string) error {
	switch act {
	case imports.Start:
		return w.Tables.Start(ctx, of)
	case imports.Stop:
		return w.Tables.Stop(ctx, of)
	case imports.Undo:
		return w.Tables.TakeBack(ctx, of)
	case imports.Discard:
		return w.Tables.Discard(ctx, of)
	}
	return errs.Absent("act")
}

// WriteRefused implements imports.Imports.
func (w webImports) WriteRefused(ctx context.Context, of id.ID, to io.Writer) error {
	r, err := w.Tables.Open(ctx, of)
	if err != nil {
		return err
	}
	return w.Tables.WriteRefused(ctx, r, to)
}
