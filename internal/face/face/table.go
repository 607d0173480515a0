package face

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/desk/export"
)

// SendTable answers with the whole list of a kind that is asked for by q, sort and columns, separated by commas, as a table to take along,
// page by page as it is read. An error that is returned came before the first byte and can still be answered; what goes wrong later breaks
// the connection, so that nobody takes the half of a list for the whole, and is told to broke. Kinds: those of export.Write.
func SendTable(ctx context.Context, w http.ResponseWriter, room *desk.Room, p desk.Practice, f export.Format, asked url.Values, broke func(error)) error {
	q := export.Question{Kind: p.Kind.Key, Q: asked.Get("q"), Sort: asked.Get("sort")}
	if s := asked.Get("columns"); s != "" {
		q.Columns = strings.Split(s, ",")
	}
	return send(w, p.Kind.Slug(), f, broke, func(out io.Writer) error {
		_, err := export.Write(ctx, room, out, f, q)
		return err
	})
}

// SendSheet is SendTable for a list of what is no record. Kinds: those of export.Sheet.
func SendSheet(ctx context.Context, w http.ResponseWriter, s desk.Sheet, f export.Format, asked url.Values, broke func(error)) error {
	return send(w, s.Name, f, broke, func(out io.Writer) error { return export.Sheet(ctx, out, f, s, asked) })
}

// SendCSV answers with CSV that write writes, as it is written. An error is handled as SendTable does. Kinds: those of write.
func SendCSV(w http.ResponseWriter, name string, broke func(error), write func(io.Writer) error) error {
	return send(w, name, export.CSV, broke, write)
}

func send(w http.ResponseWriter, name string, f export.Format, broke func(error), write func(io.Writer) error) error {
	out := &table{w: w, format: f, name: name + "." + string(f)}
	err := write(out)
	if err == nil || !out.begun {
		return err
	}
	broke(err)
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil { // an answer that cannot be cut just ends
		_ = conn.Close()
	}
	return nil
}

// table is an answer that begins with the first byte of a table.
type table struct {
	w      http.ResponseWriter
	format export.Format
	name   string
	begun  bool
}

// Write implements io.Writer.
func (t *table) Write(b []byte) (int, error) {
	if !t.begun {
		t.begun = true
		t.w.Header().Set("Content-Type", t.format.Media())
		t.w.Header().Set("Content-Disposition", `attachment; filename="`+t.name+`"`)
		t.w.WriteHeader(http.StatusOK)
	}
	return t.w.Write(b)
}
