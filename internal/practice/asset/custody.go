package asset

import (
	"cmp"
	"context"
	"database/sql"
	"net/url"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
)

// Custody is a link of the chain that says who had an asset when. Links are added and never changed, but for their acceptance.
type Custody struct {
	ID           id.ID      `json:"id"`
	Asset        id.ID      `json:"-"`
	At           clock.Time `json:"at"`
	By           id.ID      `json:"by"` // the person who wrote it down
	Action       string     `json:"action"`
	FromPerson   id.ID      `json:"from_person,omitempty"`
	FromTeam     id.ID      `json:"from_team,omitempty"`
	FromLocation id.ID      `json:"from_location,omitempty"`
	ToPerson     id.ID      `json:"to_person,omitempty"`
	ToTeam       id.ID      `json:"to_team,omitempty"`
	ToLocation   id.ID      `json:"to_location,omitempty"`
	ToAsset      id.ID      `json:"to_asset,omitempty"`
	DueBack      string     `json:"due_back,omitempty"`
	Condition    string     `json:"condition,omitempty"`
	Accessories  string     `json:"accessories,omitempty"`
	Note         string     `json:"note,omitempty"`
	Terms        string     `json:"terms,omitempty"` // the version that was shown
	Accepted     clock.Time `json:"accepted,omitempty"`
	Signature    string     `json:"signature,omitempty"`
}

func custodyColumns() db.Columns[Custody] {
	return db.Columns[Custody]{
		{Name: "id", Ptr: func(c *Custody) any { return &c.ID }},
		{Name: "asset_id", Ptr: func(c *Custody) any { return &c.Asset }},
		{Name: "at", Ptr: func(c *Custody) any { return &c.At }},
		{Name: "by_id", Ptr: func(c *Custody) any { return &c.By }},
		{Name: "action", Ptr: func(c *Custody) any { return &c.Action }},
		{Name: "from_person_id", Ptr: func(c *Custody) any { return &c.FromPerson }},
		{Name: "from_team_id", Ptr: func(c *Custody) any { return &c.FromTeam }},
		{Name: "from_location_id", Ptr: func(c *Custody) any { return &c.FromLocation }},
		{Name: "to_person_id", Ptr: func(c *Custody) any { return &c.ToPerson }},
		{Name: "to_team_id", Ptr: func(c *Custody) any { return &c.ToTeam }},
		{Name: "to_location_id", Ptr: func(c *Custody) any { return &c.ToLocation }},
		{Name: "to_asset_id", Ptr: func(c *Custody) any { return &c.ToAsset }},
		{Name: "due_back", Ptr: func(c *Custody) any { return &c.DueBack }},
		{Name: "condition", Ptr: func(c *Custody) any { return &c.Condition }},
		{Name: "accessories", Ptr: func(c *Custody) any { return &c.Accessories }},
		{Name: "note", Ptr: func(c *Custody) any { return &c.Note }},
		{Name: "terms", Ptr: func(c *Custody) any { return &c.Terms }},
		{Name: "accepted_at", Ptr: func(c *Custody) any { return &c.Accepted }},
		{Name: "signature", Ptr: func(c *Custody) any { return &c.Signature }},
	}
}

// Chain returns the custody of an asset that the actor may see, the oldest link first. Kinds: NotFound.
func (d *Desk) Chain(ctx context.Context, number string) ([]Custody, error) {
	a, err := d.assets.Get(ctx, d.assets.DB, number)
	if err != nil {
		return nil, err
	}
	cols := custodyColumns()
	rows, err := d.assets.DB.Query(ctx, "SELECT "+cols.List("")+" FROM custody WHERE asset_id = $1 ORDER BY id", a.ID)
	return db.Collect(rows, err, func(rows *sql.Rows, c *Custody) error { return rows.Scan(cols.Dest(c)...) })
}

// custodyPart shows the chain on the page and in the API.
func (d *Desk) custodyPart() desk.Part {
	read := func(ctx context.Context, v desk.View, _ url.Values) (desk.List[Custody], error) {
		list, err := d.Chain(ctx, v.Number)
		return desk.List[Custody]{Items: list}, err
	}
	return desk.PartOf("custody", "Custody", "Who had the asset when, oldest first", read, func(list desk.List[Custody]) desk.Table {
		t := desk.Table{Heads: []string{"When", "What", "From", "To", "Place", "Noted by", "Remarks"}, Empty: "Nobody has had it yet."}
		for _, c := range list.Items {
			from := holder(c.FromPerson, c.FromTeam, 0)
			t.Rows = append(t.Rows, []desk.Cell{{At: c.At}, {Text: deeds()[c.Action]}, from, holder(c.ToPerson, c.ToTeam, c.ToAsset), {Type: field.TypeLocation, Ref: c.ToLocation},
				{Type: field.TypePerson, Ref: c.By}, {Text: c.Remarks()}})
		}
		return t
	})
}

// holder is whoever of three has an asset.
func holder(person, team, asset id.ID) desk.Cell {
	switch {
	case person != 0:
		return desk.Cell{Type: field.TypePerson, Ref: person}
	case team != 0:
		return desk.Cell{Type: field.TypeTeam, Ref: team}
	case asset != 0:
		return desk.Cell{Type: field.TypeRecord, Ref: asset}
	}
	return desk.Cell{}
}

// deeds are the links of the chain in words.
func deeds() map[string]string {
	return map[string]string{"issue": "Issued", "loan": "Lent", "transfer": "Handed over", "return": "Taken back", "repair": "Sent to repair", "repaired": "Back from repair",
		"receive": "Received", "ship": "Sent", "lose": "Missing", "find": "Found", "retire": "Retired", "dispose": "Disposed of", "attest": "Confirmed", "dispute": "Disputed",
		"accept": "Accepted", "refuse": "Not accepted"}
}

// Deed is what was done, in words: "Issued".
func (c *Custody) Deed() string { return deeds()[c.Action] }

// Remarks are what else a link says.
func (c *Custody) Remarks() string {
	var out []string
	for _, r := range []struct{ label, text string }{{"due back ", c.DueBack}, {"", c.Condition}, {"with ", c.Accessories}, {"", c.Note}, {"terms ", c.Terms}, {"", c.Signature}} {
		if r.text != "" {
			out = append(out, r.label+r.text)
		}
	}
	return strings.Join(out, "; ")
}

// Handover is to whom or where an asset goes.
type Handover struct {
	action.On
	Person      id.ID  `json:"person,omitempty" doc:"Who gets it; a person, a team, a place or another asset."`
	Team        id.ID  `json:"team,omitempty"`
	Location    id.ID  `json:"location,omitempty" doc:"Where it will be; alone, it is a place that gets it."`
	PartOf      string `json:"part_of,omitempty" doc:"The tag of the asset that it becomes a part of."`
	Condition   string `json:"condition,omitempty"`
	Accessories string `json:"accessories,omitempty" doc:"What is handed over with it."`
	Note        string `json:"note,omitempty"`
}

// Lend is a handover for a time.
type Lend struct {
	Handover
	DueBack string `json:"due_back" doc:"The date on which it is due back."`
}

// Issue gives an asset from the stock to a person, a team, a place or another asset. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) Issue(ctx context.Context, in Handover) (record.Result, error) {
	return d.hand(ctx, in, "issue", "")
}

// Transfer gives an asset from one holder to another.
func (d *Desk) Transfer(ctx context.Context, in Handover) (record.Result, error) {
	return d.hand(ctx, in, "transfer", "")
}

// Loan issues an asset for a time.
func (d *Desk) Loan(ctx context.Context, in Lend) (record.Result, error) {
	due := field.Def{Key: "due_back", Type: field.TypeDate}
	v, err := due.ParseText(in.DueBack, nil)
	if err != nil {
		return record.Result{}, err
	}
	date, _ := v.(string)
	if date != "" && date < clock.Of(d.assets.DB.Clock().Now()).Time().Format("2006-01-02") {
		return record.Result{}, errs.Bad("due_back", "This day is over; choose a later one.")
	}
	return d.hand(ctx, in.Handover, "loan", date)
}

func (d *Desk) hand(ctx context.Context, in Handover, verb, due string) (record.Result, error) {
	if err := in.check(); err != nil {
		return record.Result{}, err
	}
	return d.move(ctx, in.On, verb, map[string]string{"due_back": due}, func(tx *db.Tx, a *Asset) (Custody, error) {
		link := Custody{Condition: in.Condition, Accessories: in.Accessories, Note: in.Note, DueBack: due}
		var part id.ID
		if in.PartOf != "" {
			whole, err := d.assets.Room.RefByNumber(tx.Context(), tx, in.PartOf)
			if errs.Is(err, errs.NotFound) || err == nil && whole.Kind != a.Kind {
				err = errs.Bad("part_of", "There is no asset %s that you can see.", ticket.Short(in.PartOf))
			}
			if err == nil && whole.ID == a.ID {
				err = errs.Bad("part_of", "An asset cannot be a part of itself.")
			}
			if err != nil {
				return link, err
			}
			part = whole.ID
		}
		if in.Person != 0 {
			p, err := people.PersonByID(tx.Context(), tx, in.Person)
			if errs.Is(err, errs.NotFound) || err == nil && p.Status != people.Active {
				return link, errs.Bad("person", "There is no such person, or they have left.")
			}
			if err != nil {
				return link, err
			}
		}
		a.Holder, a.Team, a.PartOf, a.DueBack = in.Person, in.Team, part, due
		if in.Location != 0 {
			a.Location = in.Location
		}
		a.Substate = map[bool]string{true: "loan", false: "normal"}[due != ""]
		a.InService = cmp.Or(a.InService, today(tx))
		return link, nil
	})
}

// check wants one receiver.
func (in *Handover) check() error {
	var c errs.Check
	n := 0
	for _, given := range []bool{in.Person != 0, in.Team != 0, in.PartOf != ""} {
		if given {
			n++
		}
	}
	c.Must(n < 2, "person", "Name one receiver: a person, a team or an asset.")
	c.Must(n > 0 || in.Location != 0, "person", "Say who gets it, or the place.")
	for key, text := range map[string]*string{"condition": &in.Condition, "accessories": &in.Accessories, "note": &in.Note} {
		*text = ticket.Reason(&c, key, *text)
	}
	return c.Err()
}

// move takes an asset along a verb and adds the link of its custody that comes with it.
func (d *Desk) move(ctx context.Context, on action.On, verb string, inputs map[string]string, then func(tx *db.Tx, a *Asset) (Custody, error)) (record.Result, error) {
	return d.assets.Move(ctx, on, verb, inputs, func(tx *db.Tx, a *Asset) error {
		before := *a
		link, err := then(tx, a)
		if err != nil {
			return err
		}
		if err := d.assets.Refer(tx, &before, a); err != nil {
			return err
		}
		if d.Handed != nil {
			link.ID = tx.NewID()
			if err := d.Handed(tx, &before, a, verb, &link); err != nil {
				return err
			}
		}
		return appendLink(tx, &before, a, verb, link)
	})
}

// appendLink adds a link to the chain of custody.
func appendLink(tx *db.Tx, before, a *Asset, verb string, link Custody) error {
	who, err := actor.From(tx.Context())
	if err != nil {
		return err
	}
	if link.ID == 0 {
		link.ID = tx.NewID()
	}
	link.Asset, link.At, link.By, link.Action = a.ID, tx.Now(), who.ID, verb
	link.FromPerson, link.FromTeam, link.FromLocation = before.Holder, before.Team, before.Location
	link.ToPerson, link.ToTeam, link.ToLocation, link.ToAsset = a.Holder, a.Team, a.Location, a.PartOf
	return tx.Put(`INSERT INTO custody (id, asset_id, at, by_id, action, from_person_id, from_team_id, from_location_id, to_person_id, to_team_id, to_location_id, to_asset_id,
		due_back, condition, accessories, note, terms, accepted_at, signature) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		custodyColumns().Args(&link)...)
}

// today is the date of the write in the zone of whoever writes.
func today(tx *db.Tx) string {
	a, err := actor.From(tx.Context())
	if err != nil {
		return tx.Now().Time().Format("2006-01-02")
	}
	return tx.Now().Time().In(desk.Zone(a)).Format("2006-01-02")
}

// Back is an asset that comes back.
type Back struct {
	action.On
	Location  id.ID  `json:"location,omitempty" doc:"Where it is put."`
	Substate  string `json:"substate,omitempty" doc:"available if absent."`
	Condition string `json:"condition,omitempty"`
	Note      string `json:"note,omitempty"`
}

// Return takes an asset back into the stock.
func (d *Desk) Return(ctx context.Context, in Back) (record.Result, error) {
	return d.back(ctx, in, "return")
}

// Repaired takes an asset back from repair.
func (d *Desk) Repaired(ctx context.Context, in Back) (record.Result, error) {
	return d.back(ctx, in, "repaired")
}

// Find takes back an asset that was missing.
func (d *Desk) Find(ctx context.Context, in Back) (record.Result, error) {
	return d.back(ctx, in, "find")
}

// Receive takes a new asset, or one on its way, into the stock.
func (d *Desk) Receive(ctx context.Context, in Back) (record.Result, error) {
	return d.back(ctx, in, "receive")
}

func (d *Desk) back(ctx context.Context, in Back, verb string) (record.Result, error) {
	var c errs.Check
	in.Condition, in.Note = ticket.Reason(&c, "condition", in.Condition), ticket.Reason(&c, "note", in.Note)
	c.Must(in.Substate == "" || slices.ContainsFunc(Substates(InStock), func(o field.Option) bool { return o.Value == in.Substate }), "substate", "This is not possible in stock.")
	if err := c.Err(); err != nil {
		return record.Result{}, err
	}
	return d.move(ctx, in.On, verb, nil, func(_ *db.Tx, a *Asset) (Custody, error) {
		a.Holder, a.Team, a.PartOf, a.DueBack = 0, 0, 0, ""
		a.Substate = cmp.Or(in.Substate, "available")
		if in.Location != 0 {
			a.Location = in.Location
		}
		return Custody{Condition: in.Condition, Note: in.Note}, nil
	})
}

// Attest is the word of somebody that they have an asset.
type Attest struct {
	action.On
	Note string `json:"note,omitempty"`
}

// Attest notes that the actor has an asset, or has seen it. Kinds: NotFound, Forbidden, Conflict.
func (d *Desk) Attest(ctx context.Context, in Attest) (record.Result, error) {
	if _, err := actor.Require(ctx, PermView); err != nil {
		return record.Result{}, err
	}
	var c errs.Check
	if in.Note = ticket.Reason(&c, "note", in.Note); c.Err() != nil {
		return record.Result{}, c.Err()
	}
	var out record.Result
	err := d.assets.DB.Write(ctx, func(tx *db.Tx) (err error) {
		out, err = d.SayIn(tx, in.On, Word{Verb: "attest", Link: Custody{Note: in.Note}})
		return err
	})
	return out, err
}
