// Package compose serves the composer of a record's page: the draft of what is written there.
//
// Why: whoever writes a long answer must find it again after a crash, and on any device, with script or without.
//
// It leaves keeping drafts to engine/draft, and sending to the room of the record's page.
package compose

import (
	"net/http"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/draft"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Mount adds where the script of a record's page saves a draft.
func Mount(s *kit.Site) {
	if s.Drafts == nil {
		return
	}
	s.Take("/drafts/{number}", face.SignedIn, kit.ByRow, save, "body", "mode", "minutes", "state")
}

// save keeps a draft for those who may read the record.
func save(v *kit.Visit) error {
	form, err := v.Form(nil)
	if err != nil {
		return err
	}
	w, err := v.Room.Find(v.Ctx(), v.R.PathValue("number"))
	if err != nil {
		return err
	}
	d := draft.Draft{Body: form.Get("body"), Note: form.Get("mode") == "note", Minutes: form.Get("minutes"), Next: form.Get("state")}
	if err := v.Drafts.Put(v.Ctx(), w.ID, d); err != nil {
		return err
	}
	v.W.WriteHeader(http.StatusNoContent)
	return nil
}

// Restore fills the composer with the acting person's draft. What they sent already is none: a save may have arrived behind the sending.
func Restore(v *kit.Visit, w desk.View, items []desk.Item, c *ui.Composer) error {
	if v.Macros != nil && v.Agent() {
		c.Macros = kit.SuggestMacros + "?record=" + w.Number
	}
	if v.Drafts == nil {
		return nil
	}
	c.Draft = "/drafts/" + w.Number
	if c.Error != "" { // what was refused is newer
		return nil
	}
	d, err := v.Drafts.Of(v.Ctx(), w.ID)
	if err != nil || d.Body == "" || d.Body == lastOf(v, items) {
		return err
	}
	c.Text, c.Minutes, c.Saved = d.Body, d.Minutes, "Draft saved "+v.Moment(d.At.Time())
	c.Note = c.NoteOnly || d.Note && !c.ReplyOnly
	for i := range c.States {
		c.States[i].Selected = c.States[i].Value == d.Next
	}
	return nil
}

// lastOf is the newest text of the acting person on a timeline.
func lastOf(v *kit.Visit, items []desk.Item) string {
	for i := len(items) - 1; i >= 0; i-- {
		if e := items[i].Entry; e != nil && e.Author == v.Actor.ID {
			return e.Body
		}
	}
	return ""
}

// Sent forgets the draft of what was sent. That it could not is only logged: the sending must not look as if it had failed.
func Sent(v *kit.Visit, w desk.View) {
	if v.Drafts == nil {
		return
	}
	if err := v.Drafts.Drop(v.Ctx(), w.ID); err != nil {
		v.Log.ErrorContext(v.Ctx(), "a draft outlives its sending", "record", w.Number, "error", err)
	}
}
