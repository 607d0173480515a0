package joint

import (
	"context"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

// CriticalName is the name of the rule as a subscriber and as whoever acts: "critical items".
const CriticalName = "critical items"

// high is the urgency that the rule gives, and the criticality that it asks for.
const (
	urgent   = 1
	critical = "high"
)

// Critical is the rule that an incident which affects a service, an item or an asset of high criticality is urgent. It is off at first.
type Critical struct {
	db   *db.DB
	room *desk.Room
	rule *setting.Value[Switch]
	// Urge raises the urgency of an incident and says why, see incident.Service.Urge. It is set before the first event.
	Urge func(tx *db.Tx, row id.ID, urgency int, reason string) error
}

// Switch says whether a rule is on.
type Switch struct {
	On bool `json:"on"`
}

// NewCritical returns the rule.
func NewCritical(d *db.DB, room *desk.Room) *Critical {
	return &Critical{db: d, room: room, rule: setting.New("joint.critical_items", Switch{}, nil)}
}

// Rule returns whether the rule is on, with the version of the setting.
func (c *Critical) Rule(ctx context.Context) (Switch, int64, error) { return c.rule.Read(ctx, c.db) }

// EditRule switches the rule of a version. Kinds: Forbidden, Conflict when somebody else changed it since.
func (c *Critical) EditRule(ctx context.Context, s Switch, version int64) error {
	return c.db.Write(ctx, func(tx *db.Tx) error { return c.rule.Replace(tx, s, version) })
}

// Subscribe asks for the events after which an incident may affect something else than before.
func (c *Critical) Subscribe(d *event.Dispatcher) {
	on := func(tx *db.Tx, _ event.Envelope) (bool, error) {
		rule, err := c.rule.Get(tx.Context(), tx, tx.Now())
		return rule.On, err
	}
	d.SubscribeWhen(CriticalName, on, c.Tell, record.LinkChanged{}.EventKind(), ticket.Opened{}.EventKind(), ticket.Changed{}.EventKind())
}

// Tell looks at one event. It may see an event twice: what is as urgent already stays.
func (c *Critical) Tell(ctx context.Context, e event.Envelope) (err error) {
	defer errs.Wrap(&err, "joint.Critical(%d)", e.Subject)
	rule, err := c.rule.Get(ctx, c.db, clock.Of(c.db.Clock().Now()))
	if err != nil || !rule.On {
		return err
	}
	ctx = actor.With(ctx, actor.OfSystem(CriticalName))
	work, err := c.room.RefByID(ctx, c.db, e.Subject)
	if errs.Is(err, errs.NotFound) || err == nil && work.Kind != incident.Kind().Key {
		return nil
	}
	if err != nil {
		return err
	}
	item, err := c.affected(ctx, work, e.Event)
	if err != nil || item == 0 {
		return err
	}
	ref, err := c.room.RefByID(ctx, c.db, item)
	if err != nil {
		return err
	}
	if is, err := c.critical(ctx, ref); err != nil || !is {
		return err
	}
	return c.db.Write(ctx, func(tx *db.Tx) error {
		return c.Urge(tx, work.ID, urgent, "its criticality is high: "+ref.Number+" "+ref.Title)
	})
}

// affected is what an event says that an incident affects, 0 for nothing new.
func (c *Critical) affected(ctx context.Context, work record.Ref, ev db.Event) (id.ID, error) {
	switch ev := ev.(type) {
	case record.LinkChanged:
		if ev.Relation == string(record.AffectedBy) && !ev.Reverse && !ev.Removed {
			return ev.Other, nil
		}
		return 0, nil
	case ticket.Changed:
		if !slices.ContainsFunc(ev.Changes, func(ch field.Change) bool { return ch.Key == ticket.ServiceKind }) {
			return 0, nil
		}
	case ticket.Opened:
	default:
		return 0, nil
	}
	p, err := c.room.Practice(work.Kind)
	if err != nil {
		return 0, err
	}
	v, err := c.room.Get(ctx, p, work.Number)
	return v.Service, err
}

// critical reports whether a record has the field and its value is high.
func (c *Critical) critical(ctx context.Context, ref record.Ref) (bool, error) {
	p, err := c.room.Practice(ref.Kind)
	if err != nil {
		return false, err
	}
	v, err := c.room.Get(ctx, p, ref.Number)
	return slices.ContainsFunc(v.Values, func(x field.Value) bool { return x.Def.Key == "criticality" && !x.Def.Custom && x.Text == critical }), err
}
