package asset

import (
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// Word is what somebody says of an asset without its going to anybody else: attest, dispute, accept or refuse.
type Word struct {
	Verb string
	Link Custody // what is said; who and when are the write's
}

// SayIn adds somebody's word to the chain of custody and to the log, inside a write under way. Whoever attests or accepts has seen the
// asset. Kinds: NotFound, Forbidden, Conflict for what is retired.
func (d *Desk) SayIn(tx *db.Tx, on action.On, w Word) (record.Result, error) {
	who, err := actor.Require(tx.Context(), PermView)
	if err != nil {
		return record.Result{}, err
	}
	return d.assets.ChangeIn(tx, on, PermView, func(tx *db.Tx, a *Asset) ([]field.Change, error) {
		if !a.Phase.Open() {
			return nil, errs.New(errs.Conflict, "%s is %s.", a.Number, strings.ToLower(d.assets.Kind.Flow.State(a.State).Label))
		}
		if w.Verb == "attest" || w.Verb == "accept" {
			a.Seen, a.SeenBy = tx.Now(), who.ID
		}
		var said []field.Change
		if w.Verb != "attest" {
			key := map[string]string{"accept": "acceptance", "refuse": "acceptance"}[w.Verb]
			if key == "" {
				key = "attestation"
			}
			said = []field.Change{{Key: key, To: strings.Join(append([]string{strings.ToLower(deeds()[w.Verb])}, w.Link.Remarks()), ": ")}}
		}
		return said, appendLink(tx, a, a, w.Verb, w.Link)
	})
}
