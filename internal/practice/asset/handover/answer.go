package handover

import (
	"context"
	"database/sql"
	"net/url"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

// The answers to a campaign.
const (
	Confirmed = "confirmed"
	Disputed  = "disputed"
)

// Reply is one thing of a campaign, in whose name it was when the list was frozen, and what they said.
type Reply struct {
	Asset    id.ID      `json:"asset"`
	Person   id.ID      `json:"person"`
	Name     string     `json:"name" doc:"Of the person, when the list was frozen."`
	Tag      string     `json:"tag"`
	Title    string     `json:"title" doc:"Of the asset, when the list was frozen."`
	Answer   string     `json:"answer,omitempty" doc:"confirmed or disputed; absent while there is none."`
	Reason   string     `json:"reason,omitempty"`
	Answered clock.Time `json:"answered,omitempty"`
	How      string     `json:"how,omitempty"`
	Photo    id.ID      `json:"photo,omitempty" doc:"An attachment of the asset."`
}

func lines(ctx context.Context, q db.Querier, campaign id.ID, more string, args ...any) ([]Reply, error) {
	rows, err := q.Query(ctx, `SELECT asset_id, person_id, person, tag, name, answer, reason, answered_at, how, photo_id FROM attestation_line WHERE attestation_id = $1`+more+
		` ORDER BY person, person_id, tag`, append([]any{campaign}, args...)...)
	return db.Collect(rows, err, func(rows *sql.Rows, l *Reply) error {
		return rows.Scan(&l.Asset, &l.Person, &l.Name, &l.Tag, &l.Title, &l.Answer, &l.Reason, &l.Answered, &l.How, &l.Photo)
	})
}

// Lines returns the list of a campaign that the actor may see, by person, as far as they may see the things. Kinds: NotFound, Forbidden.
func (d *Desk) Lines(ctx context.Context, number string) ([]Reply, error) {
	c, err := d.campaigns.Get(ctx, d.campaigns.DB, number)
	if err != nil {
		return nil, err
	}
	who, err := actor.From(ctx)
	if err != nil {
		return nil, err
	}
	var args db.Args
	args.Add(c.ID)
	may := who.Predicate(asset.PermView, &args, actor.Columns{ID: "t.id", Entity: "t.entity_id", Team: "t.team_id", Owners: []string{"t.holder_id"}})
	return lines(ctx, d.campaigns.DB, c.ID, ` AND asset_id IN (SELECT t.id FROM asset t WHERE `+may+`)`, args.Values()[1:]...)
}

func (d *Desk) linesPart() desk.Part {
	read := func(ctx context.Context, v desk.View, _ url.Values) (desk.List[Reply], error) {
		list, err := d.Lines(ctx, v.Number)
		return desk.List[Reply]{Items: list}, err
	}
	return desk.PartOf("answers", "Answers", "What everybody said of what is in their name", read, nil)
}

// Asked is a campaign as those who are asked see it.
type Asked struct {
	ID                       id.ID
	Number, Title, Note, Due string
	Over                     bool
	Lines                    []Reply
}

// Mine returns the campaigns that ask the actor something: those that run, or the one that is given. Kinds: NotFound when that one does
// not ask them.
func (d *Desk) Mine(ctx context.Context, campaign id.ID) ([]Asked, error) {
	who, err := actor.From(ctx)
	if err != nil || who.ID == 0 {
		return nil, err
	}
	rows, err := d.campaigns.DB.Query(ctx, `SELECT DISTINCT a.id, r.number, r.title, a.note, a.due, CASE WHEN r.state = 'running' THEN 0 ELSE 1 END FROM attestation_line l JOIN attestation a ON a.id = l.attestation_id
		JOIN record r ON r.id = a.id WHERE l.person_id = $1 AND (r.state = 'running' OR a.id = $2) AND ($2 = 0 OR a.id = $2) ORDER BY a.id`, who.ID, campaign)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, a *Asked) error {
		var over int
		err := rows.Scan(&a.ID, &a.Number, &a.Title, &a.Note, &a.Due, &over)
		a.Over = over == 1
		return err
	})
	for i := range list {
		if err == nil {
			list[i].Lines, err = lines(ctx, d.campaigns.DB, list[i].ID, ` AND person_id = $2`, who.ID)
		}
	}
	if err == nil && campaign != 0 && len(list) == 0 {
		err = errs.Absent("campaign")
	}
	return list, err
}

// Photo is a picture that was Put before.
type Photo struct {
	Name string
	attach.Blob
}

// Said is what a holder says of one thing of a campaign.
type Said struct {
	Campaign id.ID
	Asset    id.ID
	Answer   string // Confirmed or Disputed
	Reason   string
	How      string // "link" or "signed in"
	Photo    *Photo
}

// Say notes what the actor says of one thing that a campaign asks them about: in the list and in the thing's chain of custody. They may say
// something else until the campaign ends. Kinds: NotFound, Invalid, Conflict when it is over or the thing is in somebody else's name now.
func (d *Desk) Say(ctx context.Context, in Said) error {
	who, err := actor.Require(ctx, asset.PermView)
	if err != nil {
		return err
	}
	var c errs.Check
	in.Reason = ticket.Reason(&c, "reason", in.Reason)
	c.Must(in.Answer == Confirmed || in.Answer == Disputed, "answer", "Say whether you have it.")
	c.Must(in.Answer != Disputed || in.Reason != "", "reason", "Say what is not right.")
	if err := c.Err(); err != nil {
		return err
	}
	return d.campaigns.DB.Write(ctx, func(tx *db.Tx) error { return d.say(tx, who, in) })
}

func (d *Desk) say(tx *db.Tx, who actor.Actor, in Said) error {
	list, err := d.campaigns.Records().ByID(tx.Context(), tx, []id.ID{in.Campaign})
	if err != nil {
		return err
	}
	mine, err := lines(tx.Context(), tx, in.Campaign, ` AND person_id = $2 AND asset_id = $3`, who.ID, in.Asset)
	if err != nil {
		return err
	}
	if len(list) == 0 || len(mine) == 0 {
		return errs.Absent("campaign")
	}
	if list[0].State != Running {
		return errs.New(errs.Conflict, "%s is over; nothing can be answered any more.", list[0].Number)
	}
	verb := map[string]string{Confirmed: "attest", Disputed: "dispute"}[in.Answer]
	link := asset.Custody{Note: in.Reason, Signature: list[0].Number + ", by " + map[bool]string{true: "link", false: "being signed in"}[in.How == "link"]}
	_, err = d.assets.SayIn(tx, action.On{Number: mine[0].Tag}, asset.Word{Verb: verb, Link: link})
	if errs.Is(err, errs.NotFound) {
		return errs.New(errs.Conflict, "%s is not in your name any more; there is nothing to answer.", mine[0].Tag)
	}
	if err != nil {
		return err
	}
	photo := mine[0].Photo
	if in.Photo != nil && d.files != nil {
		a, err := d.files.Attach(tx, in.Asset, 0, in.Photo.Blob, in.Photo.Name, attach.Internal)
		if err != nil {
			return err
		}
		e := record.Attached{Attachment: a.ID, Name: a.Name, Hash: a.Hash}
		e.Record, photo = in.Asset, a.ID
		if err := tx.Emit(e); err != nil {
			return err
		}
	}
	_, err = tx.Exec(`UPDATE attestation_line SET answer = $3, reason = $4, answered_at = $5, how = $6, photo_id = $7 WHERE attestation_id = $1 AND asset_id = $2`,
		in.Campaign, in.Asset, in.Answer, in.Reason, tx.Now(), in.How, photo)
	return err
}
