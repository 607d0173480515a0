package desk

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Attach hangs a content that was Put before on a piece of work: publicly for those who may reply to it, internally for those who may
// write notes. Kinds: NotFound, Forbidden, Invalid when there is no room left, Conflict when the work is closed.
func (r *Room) Attach(ctx context.Context, p Practice, number string, files *attach.Files, b attach.Blob, name string, public bool) (out attach.Attachment, err error) {
	defer errs.Wrap(&err, "desk.Attach(%s)", number)
	perm, level := p.Note, attach.Internal
	if public {
		perm, level = actor.Permission(p.Kind.Key+".reply"), attach.Public
	}
	if _, err := actor.Require(ctx, perm); err != nil {
		return out, err
	}
	err = r.DB.Write(ctx, func(tx *db.Tx) error {
		h, err := ticket.Load(tx.Context(), tx, p.Kind.Key, number, perm)
		if err != nil {
			return err
		}
		if public && !h.Phase.Open() && p.Kind.Flow.Next(h.State) == nil {
			return errs.New(errs.Conflict, "%s is closed and takes no more files.", h.Number)
		}
		if out, err = files.Attach(tx, h.ID, 0, b, name, level); err != nil {
			return err
		}
		e := ticket.Attached{Attachment: out.ID, Name: out.Name, Hash: out.Hash, Public: public}
		e.Record = h.ID
		return tx.Emit(e)
	})
	return out, err
}
