package ticket_test

import (
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

func TestAnOpeningOfBeforeReportsWereDigestedStillVerifies(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ticket.Witness(w.log)
		fresh := w.one("Told with a digest")
		var old id.ID
		w.write(func(tx *db.Tx) error {
			h := record.Head{Title: "Told without", Number: "THG-900", State: "new", Kind: "thing"}
			h.ID = tx.NewID()
			old = h.ID
			if _, err := tx.Exec(`INSERT INTO entry (id, record_id, kind, visibility, author_id, behalf_id, channel, at, body, source)
				VALUES ($1, $2, 'report', 0, 7, 0, 'web', 0, 'It was told before.', '')`, tx.NewID(), old); err != nil {
				return err
			}
			e := ticket.Opened{Title: h.Title, State: "new"}
			e.Record = old
			if err := tx.Emit(e); err != nil {
				return err
			}
			return record.Insert(tx, w.kind, &h)
		})
		faults := func() (out []string) {
			t.Helper()
			r, err := w.log.Verify(t.Context(), w.db, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range r.Faults {
				out = append(out, map[id.ID]string{fresh.ID: "fresh", old: "old"}[f.Subject]+": "+f.Text)
			}
			return out
		}
		if got := faults(); len(got) > 0 {
			t.Fatalf("at first %q", got)
		}
		w.write(func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE entry SET body = body || '!' WHERE kind = 'report'`)
			return err
		})
		if got := strings.Join(faults(), "; "); got != "fresh: the text of the report was changed behind the log" {
			t.Errorf("after a change of both: %q", got)
		}
	})
}
