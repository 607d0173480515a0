package record

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
)

// Witness is told of each record that a write makes or saves, in the write, so that what became of it need not be read back.
type Witness func(r Ref, version int64)

type witnessKey struct{}

// WithWitness returns a context whose writes tell w. A write that is run again tells again.
func WithWitness(ctx context.Context, w Witness) context.Context {
	return context.WithValue(ctx, witnessKey{}, w)
}

func tell(tx *db.Tx, h *Head) {
	if w, ok := tx.Context().Value(witnessKey{}).(Witness); ok {
		w(Ref{h.ID, h.Kind, h.Number, h.Title, h.State, h.Phase}, h.Version)
	}
}
