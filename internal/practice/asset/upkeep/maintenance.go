package upkeep

import (
	"cmp"
	"context"
	"database/sql"
	"net/url"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

// Desk holds the verb on what is done to assets.
type Desk struct {
	db     *db.DB
	room   *desk.Room
	assets *asset.Desk
}

// New returns the desk.
func New(room *desk.Room, assets *asset.Desk) *Desk { return &Desk{room.DB, room, assets} }

// Maintenance is something that was done to an asset to keep it working. A date is a text such as 2026-11-22, "" for none.
type Maintenance struct {
	ID       id.ID        `json:"id"`
	Asset    id.ID        `json:"-"`
	Type     string       `json:"type"`
	Supplier id.ID        `json:"supplier,omitzero"` // record
	Warranty bool         `json:"warranty"`          // it was covered
	Start    string       `json:"start"`
	End      string       `json:"end,omitempty"`
	Cost     money.Amount `json:"cost" nullable:"true"`
	Downtime int64        `json:"downtime"`        // minutes
	Ticket   id.ID        `json:"ticket,omitzero"` // record
	Note     string       `json:"note,omitempty"`
	At       clock.Time   `json:"at"` // when it was written down
	By       id.ID        `json:"by"` // person
}

// Works returns what may be done to an asset.
func Works() []field.Option {
	return []field.Option{{Value: "repair", Label: "Repair"}, {Value: "upgrade", Label: "Upgrade"}, {Value: "calibration", Label: "Calibration"}, {Value: "test", Label: "Test"},
		{Value: "support", Label: "Support"}, {Value: "inspection", Label: "Inspection"}}
}

func maintenanceColumns() db.Columns[Maintenance] {
	return db.Columns[Maintenance]{
		{Name: "id", Ptr: func(m *Maintenance) any { return &m.ID }},
		{Name: "asset_id", Ptr: func(m *Maintenance) any { return &m.Asset }},
		{Name: "type", Ptr: func(m *Maintenance) any { return &m.Type }},
		{Name: "supplier_id", Ptr: func(m *Maintenance) any { return &m.Supplier }},
		{Name: "warranty", Ptr: func(m *Maintenance) any { return &m.Warranty }},
		{Name: "start_on", Ptr: func(m *Maintenance) any { return &m.Start }},
		{Name: "end_on", Ptr: func(m *Maintenance) any { return &m.End }},
		{Name: "cost", Ptr: func(m *Maintenance) any { return &m.Cost.Minor }},
		{Name: "cost_currency", Ptr: func(m *Maintenance) any { return (*string)(&m.Cost.Currency) }},
		{Name: "downtime", Ptr: func(m *Maintenance) any { return &m.Downtime }},
		{Name: "ticket_id", Ptr: func(m *Maintenance) any { return &m.Ticket }},
		{Name: "note", Ptr: func(m *Maintenance) any { return &m.Note }},
		{Name: "at", Ptr: func(m *Maintenance) any { return &m.At }},
		{Name: "by_id", Ptr: func(m *Maintenance) any { return &m.By }},
	}
}

// Maintain is maintenance that was done, as a caller tells of it.
type Maintain struct {
	action.On
	Type     string `json:"type"`
	Supplier id.ID  `json:"supplier,omitempty" doc:"Who did it; nobody if it was done here."`
	Warranty bool   `json:"warranty,omitempty" doc:"It was covered by the warranty."`
	Start    string `json:"start,omitempty" doc:"A date, today if absent."`
	End      string `json:"end,omitempty"`
	Cost     string `json:"cost,omitempty" doc:"An amount with its currency, such as 120.00 EUR."`
	Downtime int64  `json:"downtime,omitempty" doc:"For how many minutes it could not be used."`
	Ticket   string `json:"ticket,omitempty" doc:"The number of the ticket that it belongs to."`
	Note     string `json:"note,omitempty"`
}

// Maintain writes down maintenance of an asset. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) Maintain(ctx context.Context, in Maintain) (out record.Result, err error) {
	a, err := actor.Require(ctx, asset.PermEdit)
	if err != nil {
		return out, err
	}
	today := calendar.DateOf(d.db.Clock().Now(), desk.Zone(a))
	m, err := in.read(today.String())
	if err != nil {
		return out, err
	}
	m.By = a.ID
	err = d.db.Write(ctx, func(tx *db.Tx) error {
		out, err = d.assets.ChangeIn(tx, in.Number, func(tx *db.Tx, a *asset.Asset) ([]field.Change, error) {
			if err := a.Check(in.Version); err != nil {
				return nil, err
			}
			m.ID, m.Asset, m.At = tx.NewID(), a.ID, tx.Now()
			if err := d.refers(tx, &m, in.Ticket); err != nil {
				return nil, err
			}
			_, err := tx.Exec(`INSERT INTO maintenance (id, asset_id, type, supplier_id, warranty, start_on, end_on, cost, cost_currency, downtime, ticket_id, note, at, by_id)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`, maintenanceColumns().Args(&m)...)
			return []field.Change{{Key: "maintenance", To: workLabel(m.Type)}}, err
		})
		return err
	})
	return out, err
}

// read checks what stands by itself.
func (in *Maintain) read(today string) (Maintenance, error) {
	var c errs.Check
	m := Maintenance{Type: in.Type, Supplier: in.Supplier, Warranty: in.Warranty, Start: cmp.Or(dateOf(&c, "start", in.Start), today), End: dateOf(&c, "end", in.End), Downtime: in.Downtime,
		Note: ticket.Reason(&c, "note", in.Note)}
	c.Must(in.Type != "", "type", "Say what was done.")
	c.Must(m.End == "" || m.End >= m.Start, "end", "It ended before it began; correct one of the dates.")
	c.Must(in.Downtime >= 0 && in.Downtime <= 5_256_000, "downtime", "Give the minutes, at most those of ten years.")
	if in.Cost != "" {
		var err error
		if m.Cost, err = money.Parse(in.Cost); err != nil {
			c.Add("cost", "%s", errs.Safe(err))
		}
		c.Must(m.Cost.Sign() >= 0, "cost", "A cost is not less than nothing.")
	}
	return m, c.Err()
}

// refers checks what the maintenance names.
func (d *Desk) refers(tx *db.Tx, m *Maintenance, number string) error {
	if m.Supplier != 0 {
		ref, err := d.room.RefByID(tx.Context(), tx, m.Supplier)
		if errs.Is(err, errs.NotFound) || err == nil && ref.Kind != "supplier" {
			err = errs.Bad("supplier", "There is no such supplier.")
		}
		if err != nil {
			return err
		}
	}
	if number == "" {
		return nil
	}
	ref, err := d.room.RefByNumber(tx.Context(), tx, number)
	if errs.Is(err, errs.NotFound) {
		err = errs.Bad("ticket", "There is no %s that you can see.", ticket.Short(number))
	}
	m.Ticket = ref.ID
	return err
}

func workLabel(work string) string {
	for _, o := range Works() {
		if o.Value == work {
			return o.Label
		}
	}
	return work
}

// Done returns what was done to an asset, the oldest first, without regard to who asks.
func Done(ctx context.Context, q db.Querier, asset id.ID) ([]Maintenance, error) {
	cols := maintenanceColumns()
	rows, err := q.Query(ctx, "SELECT "+cols.List("")+" FROM maintenance WHERE asset_id = $1 ORDER BY start_on, id", asset)
	return db.Collect(rows, err, func(rows *sql.Rows, m *Maintenance) error { return rows.Scan(cols.Dest(m)...) })
}

// AssetActions are the verbs on assets that this room adds.
func (d *Desk) AssetActions() []action.Spec {
	return []action.Spec{action.Of("asset.maintain", "Note maintenance", asset.PermEdit, d.Maintain).With("type", Works()...)}
}

// AssetPart shows what was done to an asset. A ticket, a supplier and a cost that the actor may not see are left out.
func (d *Desk) AssetPart() desk.Part {
	read := func(ctx context.Context, v desk.View, _ url.Values) (desk.List[Maintenance], error) {
		out := desk.List[Maintenance]{Items: []Maintenance{}}
		list, err := Done(ctx, d.db, v.ID)
		if err != nil {
			return out, err
		}
		a, err := actor.From(ctx)
		if err != nil {
			return out, err
		}
		for _, m := range list {
			if !a.Can(asset.PermCostView) {
				m.Cost = money.Amount{}
			}
			for _, ref := range []*id.ID{&m.Supplier, &m.Ticket} {
				if *ref == 0 {
					continue
				}
				err := d.room.Sees(ctx, *ref)
				if errs.Is(err, errs.NotFound) {
					*ref, err = 0, nil
				}
				if err != nil {
					return out, err
				}
			}
			out.Items = append(out.Items, m)
		}
		return out, nil
	}
	return desk.PartOf("maintenance", "Maintenance", "What was done to it, oldest first", read, func(l desk.List[Maintenance]) desk.Table {
		t := desk.Table{Heads: []string{"From", "To", "What", "Supplier", "Warranty", "Cost", "Downtime", "Ticket", "Remarks"}, Empty: "Nothing was done to it yet."}
		for _, m := range l.Items {
			cost := ""
			if !m.Cost.None() {
				cost = m.Cost.Grouped()
			}
			t.Rows = append(t.Rows, []desk.Cell{{Text: m.Start}, {Text: m.End}, {Text: workLabel(m.Type)}, {Type: field.TypeRecord, Ref: m.Supplier}, {Text: map[bool]string{true: "Yes"}[m.Warranty]},
				{Text: cost}, {Text: minutes(m.Downtime)}, {Type: field.TypeRecord, Ref: m.Ticket}, {Text: m.Note}})
		}
		return t
	})
}

func minutes(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10) + " min"
}

// dateOf reads a date, "" for none.
func dateOf(c *errs.Check, key, s string) string {
	v, err := field.Def{Key: key, Type: field.TypeDate}.ParseText(s, nil)
	c.Join("", err)
	out, _ := v.(string)
	return out
}
