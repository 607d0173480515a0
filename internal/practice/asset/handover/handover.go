package handover

import (
	"context"
	"database/sql"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

// Patience is how long somebody has to say whether they took a thing over, in days. The link that leads there lasts as long.
const Patience = 14

// What became of the question.
const (
	Open      = "open"
	Accepted  = "accepted"
	Refused   = "refused"
	Withdrawn = "withdrawn" // the thing went on before anybody answered
)

// Handover is the question whether somebody took a thing over, and its answer.
type Handover struct {
	ID                  id.ID // of the link of custody
	Asset, Person       id.ID
	Terms               id.ID // record
	Status              string
	Asked               clock.Time
	Due                 string // date
	Answered            clock.Time
	How                 string // "link" or "signed in"
	Reason              string
	Tag, Name           string // of the asset, as it is now
	Version, Text       string // of the terms
	Condition, With     string // as they were noted
	DueBack, PersonName string
}

const asked = `SELECT h.id, h.asset_id, h.person_id, h.terms_id, h.status, h.asked_at, h.due, h.answered_at, h.how, h.reason, r.number, r.title, v.number, t.body, c.condition, c.accessories, c.due_back, p.name
	FROM handover h JOIN record r ON r.id = h.asset_id JOIN record v ON v.id = h.terms_id JOIN terms t ON t.id = h.terms_id JOIN custody c ON c.id = h.id JOIN person p ON p.id = h.person_id WHERE `

func collect(rows *sql.Rows, err error) ([]Handover, error) {
	return db.Collect(rows, err, func(rows *sql.Rows, h *Handover) error {
		return rows.Scan(&h.ID, &h.Asset, &h.Person, &h.Terms, &h.Status, &h.Asked, &h.Due, &h.Answered, &h.How, &h.Reason, &h.Tag, &h.Name, &h.Version, &h.Text, &h.Condition, &h.With, &h.DueBack, &h.PersonName)
	})
}

// One returns a question to whom it was put. Kinds: NotFound, for anybody else too.
func (d *Desk) One(ctx context.Context, handover id.ID) (Handover, error) {
	who, err := actor.From(ctx)
	if err != nil {
		return Handover{}, err
	}
	list, err := collect(d.terms.DB.Query(ctx, asked+`h.id = $1 AND h.person_id = $2`, handover, who.ID))
	if err == nil && (len(list) == 0 || who.ID == 0) {
		err = errs.Absent("handover")
	}
	if err != nil {
		return Handover{}, err
	}
	return list[0], nil
}

// Waiting returns what waits for the actor's answer, the oldest first.
func (d *Desk) Waiting(ctx context.Context) ([]Handover, error) {
	who, err := actor.From(ctx)
	if err != nil || who.ID == 0 {
		return nil, err
	}
	return collect(d.terms.DB.Query(ctx, asked+`h.person_id = $1 AND h.status = 'open' ORDER BY h.id`, who.ID))
}

// Latest returns the newest question about an asset, for those who work with it; false for none. Kinds: NotFound, Forbidden.
func (d *Desk) Latest(ctx context.Context, w id.ID) (Handover, bool, error) {
	if _, err := actor.Require(ctx, asset.PermEdit); err != nil {
		return Handover{}, false, err
	}
	list, err := collect(d.terms.DB.Query(ctx, asked+`h.asset_id = $1 ORDER BY h.id DESC LIMIT 1`, w))
	if err != nil || len(list) == 0 {
		return Handover{}, false, err
	}
	return list[0], true, nil
}

// handed asks whoever gets an asset to accept it, where terms are in force. What was asked before about it is withdrawn.
func (d *Desk) handed(tx *db.Tx, before, a *asset.Asset, verb string, link *asset.Custody) error {
	given := verb == "issue" || verb == "loan" || verb == "transfer"
	if !given && before.Holder == a.Holder {
		return nil
	}
	if _, err := tx.Exec(`UPDATE handover SET status = 'withdrawn', answered_at = $2 WHERE asset_id = $1 AND status = 'open'`, a.ID, tx.Now()); err != nil {
		return err
	}
	if !given || a.Holder == 0 {
		return nil
	}
	t, ok, err := d.inForce(tx, a)
	if err != nil || !ok {
		return err
	}
	link.Terms = t.Number
	now, err := there(tx, a.Entity)
	if err != nil {
		return err
	}
	due := calendar.DateOf(now, now.Location()) + Patience
	err = tx.Put(`INSERT INTO handover (id, asset_id, person_id, terms_id, status, asked_at, due, answered_at, how, reason) VALUES ($1, $2, $3, $4, 'open', $5, $6, 0, '', '')`,
		link.ID, a.ID, a.Holder, t.ID, tx.Now(), due.String())
	if err != nil {
		return err
	}
	return job.Enqueue(tx, Unanswered{link.ID}, job.Opts{}) // the holder sees the asset only after this write
}

// there is the present moment by the clocks of an organisation, whose days are those by which people are to answer.
func there(tx *db.Tx, entity id.ID) (time.Time, error) {
	zone, err := asset.Zone(tx.Context(), tx, entity)
	if err != nil {
		return time.Time{}, err
	}
	return tx.Now().Time().In(zone), nil
}

// Unanswered is the job that reminds whoever did not say yet whether they took a thing over.
type Unanswered struct {
	Handover id.ID `json:"handover"`
}

// Kind names the job.
func (Unanswered) Kind() string { return "handover.unanswered" }

// Handle registers the reminders with the queue.
func (d *Desk) Handle(q *job.Queue) {
	job.HandleTx(q, func(tx *db.Tx, u Unanswered, _ job.Info) error {
		return tx.As(actor.With(tx.Context(), actor.OfSystem("handover")), func(tx *db.Tx) error { return d.remind(tx, u) })
	})
	job.HandleTx(q, func(tx *db.Tx, s Silent, _ job.Info) error {
		return tx.As(actor.With(tx.Context(), actor.OfSystem("attestation")), func(tx *db.Tx) error { return d.nag(tx, s) })
	})
}

// remind tells the holder at once, after three days, after a week and on the last day.
func (d *Desk) remind(tx *db.Tx, u Unanswered) error {
	list, err := collect(tx.Query(tx.Context(), asked+`h.id = $1 AND h.status = 'open'`, u.Handover))
	if err != nil || len(list) == 0 {
		return err
	}
	h := list[0]
	due, err := calendar.ParseDate(h.Due)
	if err != nil {
		return err
	}
	var entity id.ID
	if err := tx.QueryRow(tx.Context(), `SELECT entity_id FROM asset WHERE id = $1`, h.Asset).Scan(&entity); err != nil {
		return err
	}
	now, err := there(tx, entity)
	if err != nil {
		return err
	}
	left := int(due - calendar.DateOf(now, now.Location()))
	if left < 0 {
		return nil
	}
	err = record.Remind(tx, h.Asset, record.Reminded{What: "last day to accept it under " + h.Version, Date: h.Due, Days: left, To: []id.ID{h.Person}})
	if err != nil {
		return err
	}
	for _, day := range []int{11, 7, 0} {
		if day < left {
			return job.Enqueue(tx, u, job.Opts{At: clock.Of(now.AddDate(0, 0, left-day))})
		}
	}
	return nil
}

// Answer is what somebody says of what they were handed.
type Answer struct {
	Accept bool
	Reason string // why not
	How    string // "link" or "signed in"
}

// AnswerIn notes whether the actor took a thing over, in the chain of custody with the version of the terms, inside a write under way.
// Kinds: NotFound, Invalid without a reason for a refusal, Conflict when it was answered already or went on.
func (d *Desk) AnswerIn(tx *db.Tx, handover id.ID, in Answer) error {
	who, err := actor.Require(tx.Context(), asset.PermView)
	if err != nil {
		return err
	}
	var c errs.Check
	in.Reason = ticket.Reason(&c, "reason", in.Reason)
	c.Must(in.Accept || in.Reason != "", "reason", "Say what is not right.")
	if err := c.Err(); err != nil {
		return err
	}
	list, err := collect(tx.Query(tx.Context(), asked+`h.id = $1 AND h.person_id = $2`, handover, who.ID))
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return errs.Absent("handover")
	}
	h := list[0]
	if h.Status != Open {
		return errs.New(errs.Conflict, "This was %s already.", h.Status)
	}
	status, verb := Accepted, "accept"
	link := asset.Custody{Terms: h.Version, Signature: h.PersonName + ", by " + map[bool]string{true: "link", false: "being signed in"}[in.How == "link"]}
	if in.Accept {
		link.Accepted, in.Reason = tx.Now(), ""
	} else {
		status, verb, link.Note = Refused, "refuse", in.Reason
	}
	if _, err := d.assets.SayIn(tx, action.On{Number: h.Tag}, asset.Word{Verb: verb, Link: link}); err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE handover SET status = $2, answered_at = $3, how = $4, reason = $5 WHERE id = $1`, h.ID, status, tx.Now(), in.How, in.Reason)
	return err
}

// Write runs a write for a room that has more to do in it, such as using a link up.
func (d *Desk) Write(ctx context.Context, fn func(tx *db.Tx) error) error {
	return d.terms.DB.Write(ctx, fn)
}
