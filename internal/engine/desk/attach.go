package desk

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// File is a content that was Put before, and what it is called. It is the input of the verb "attach".
type File struct {
	action.On
	Name    string      `json:"name" doc:"The name of the file."`
	Public  bool        `json:"public,omitempty" doc:"The requester may see it."`
	Content attach.Blob `json:"-"`
}

// Attaching is the verb that hangs a file on work of a practice. Whoever takes a file asks MayAttach before a byte of it is kept.
func (r *Room) Attaching(p Practice, files *attach.Files) action.Spec {
	return action.Of(p.Kind.Key+".attach", "Attach a file", p.View, func(ctx context.Context, in File) (attach.Attachment, error) {
		return r.Attach(ctx, p, in.Number, files, in.Content, in.Name, in.Public)
	})
}

// MayAttach answers what Attach would answer before it looks at the content: it is asked before a byte is kept. A form says only after
// the content that a file is public, so that the right to attach one suffices here as well. Kinds: NotFound, Forbidden, Conflict when the
// work is closed.
func (r *Room) MayAttach(ctx context.Context, p Practice, number string, public bool) error {
	_, err := mayAttach(ctx, r.DB, p, number, public)
	if errs.Is(err, errs.Forbidden) && !public {
		if _, other := mayAttach(ctx, r.DB, p, number, true); !errs.Is(other, errs.Forbidden) {
			return other
		}
	}
	return err
}

// mayAttach loads the work with the permission that an attachment needs: to reply for a public one, to write notes for an internal one.
func mayAttach(ctx context.Context, q db.Querier, p Practice, number string, public bool) (ticket.Head, error) {
	perm := p.Note
	if public && p.Work() {
		perm = actor.Permission(p.Kind.Key + ".reply")
	}
	h, err := p.table().Load(ctx, q, p.Kind.Key, number, perm)
	if err == nil && public && !h.Phase.Open() && p.Kind.Flow.Next(h.State) == nil {
		err = errs.New(errs.Conflict, "%s is closed and takes no more files.", h.Number)
	}
	return h, err
}

// Attach hangs a content that was Put before on a piece of work: publicly for those who may reply to it, internally for those who may
// write notes. Kinds: NotFound, Forbidden, Invalid when there is no room left, Conflict when the work is closed.
func (r *Room) Attach(ctx context.Context, p Practice, number string, files *attach.Files, b attach.Blob, name string, public bool) (out attach.Attachment, err error) {
	defer errs.Wrap(&err, "desk.Attach(%s)", number)
	level := attach.Internal
	if public {
		level = attach.Public
	}
	err = r.DB.Write(ctx, func(tx *db.Tx) error {
		h, err := mayAttach(tx.Context(), tx, p, number, public)
		if err != nil {
			return err
		}
		if out, err = files.Attach(tx, h.ID, 0, b, name, level); err != nil {
			return err
		}
		e := record.Attached{Attachment: out.ID, Name: out.Name, Hash: out.Hash, Public: public}
		e.Record = h.ID
		return tx.Emit(e)
	})
	return out, err
}
