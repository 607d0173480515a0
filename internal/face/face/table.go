package face

import (
	"context"
	"net/http"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/desk/export"
)

// SendTable answers with a whole list as a table to take along, page by page as it is read. An error that is returned came before the first
// byte and can still be answered; what goes wrong later breaks the connection, so that nobody takes the half of a list for the whole, and is
// told to broke. Kinds: those of export.Write.
func SendTable(ctx context.Context, w http.ResponseWriter, room *desk.Room, f export.Format, name string, q export.Question, broke func(error)) error {
	out := &table{w: w, format: f, name: name}
	_, err := export.Write(ctx, room, out, f, q)
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
