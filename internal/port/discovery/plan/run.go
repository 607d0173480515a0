package plan

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/port/directory"
	"github.com/fettle-itsm/fettle/internal/port/inventory"
	"github.com/fettle-itsm/fettle/internal/port/snmp"
)

// Due has a plan run.
type Due struct {
	Plan  id.ID  `json:"plan"`
	Of    string `json:"of"` // its kind
	Asked bool   `json:"asked,omitempty"`
}

// Kind implements job.Args.
func (Due) Kind() string { return "discovery.run" }

// Handle has the queue run plans.
func (d *Desk) Handle(q *job.Queue) {
	job.Handle(q, func(ctx context.Context, due Due, _ job.Info) error {
		switch due.Of {
		case d.sweeps.Kind.Key:
			return perform(ctx, d.sweeps, due, d.sweep)
		case d.directories.Kind.Key:
			return perform(ctx, d.directories, due, d.read)
		}
		return nil
	})
}

func hours(n int64) time.Duration { return time.Duration(n) * time.Hour }

// perform runs a plan and notes what came of it. What goes wrong is told on its page and tried again when it is due the next time; only a run
// that was cut short is repeated.
func perform[T any](ctx context.Context, p *planned[T], due Due, fn func(ctx context.Context, v *T) (Report, error)) error {
	list, err := p.Records().ByID(ctx, p.DB, []id.ID{due.Plan})
	if err != nil || len(list) == 0 {
		return err
	}
	v, h := &list[0], p.Head(&list[0])
	if h.State != "on" && !due.Asked {
		return nil
	}
	who := actor.OfSystem("discovery")
	who.Entity = h.Entity
	ctx = actor.With(ctx, who)
	r, err := fn(ctx, v)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	outcome := r.String()
	if err != nil {
		outcome = "It failed: " + errs.Safe(err)
	}
	_, err = p.Change(ctx, action.On{Number: h.Number}, p.Edit, func(tx *db.Tx, v *T) ([]field.Change, error) {
		t := p.timing(v)
		t.RanAt, t.Outcome = tx.Now(), outcome
		return nil, p.arrange(tx, v, false)
	})
	return err
}

func (d *Desk) sweep(ctx context.Context, s *Sweep) (Report, error) {
	with, err := d.secretOf(ctx, s.ID, d.sweeps.key(s.ID))
	if err != nil {
		return Report{}, err
	}
	access := snmp.Access{Version: s.Protocol, Community: with.Community, User: s.Account, Auth: s.Auth, AuthKey: with.AuthKey, Privacy: s.Privacy, PrivKey: with.PrivKey}
	return d.Sweep(ctx, s.Ranges, []snmp.Access{access}, snmp.Options{Port: uint16(s.Port)}, Keep) //nolint:gosec // checked to be a port
}

func (d *Desk) read(ctx context.Context, v *Directory) (Report, error) {
	with, err := d.secretOf(ctx, v.ID, d.directories.key(v.ID))
	if err != nil {
		return Report{}, err
	}
	return d.Read(ctx, v.source(with.Password), Keep, nil)
}

// Mode says whether what is found is applied.
type Mode bool

// The modes.
const (
	Keep Mode = true
	Look Mode = false // only tell
)

// Device is one device that was found and what became of it.
type Device struct {
	Address string `json:"address,omitempty"`
	Name    string `json:"name"`
	Kind    string `json:"kind,omitempty"`
	Maker   string `json:"maker,omitempty"`
	Model   string `json:"model,omitempty"`
	Serial  string `json:"serial,omitempty"`
	Verdict string `json:"verdict,omitempty"` // created, updated or review
	Number  string `json:"number,omitempty"`  // of the asset or the finding
	Error   string `json:"error,omitempty"`
}

// Report is what a run found.
type Report struct {
	Asked    int      `json:"asked"`              // addresses, or entries
	Silent   int      `json:"silent,omitempty"`   // addresses that did not answer
	Refused  int      `json:"refused,omitempty"`  // addresses that answered and let nobody in
	Why      string   `json:"why,omitempty"`      // the first of them did not
	Disabled int      `json:"disabled,omitempty"` // entries that the directory has disabled
	Nameless int      `json:"nameless,omitempty"`
	Found    int      `json:"found"`
	Created  int      `json:"created"`
	Updated  int      `json:"updated"`
	Review   int      `json:"review"`
	Failed   int      `json:"failed"` // could not be read whole or not be applied
	Devices  []Device `json:"devices"`
}

// String tells a report in one sentence.
func (r Report) String() string {
	s := fmt.Sprintf("Asked %d, found %d: %d new, %d known, %d to decide.", r.Asked, r.Found, r.Created, r.Updated, r.Review)
	if r.Failed > 0 {
		s += fmt.Sprintf(" %d failed.", r.Failed)
	}
	return s + r.Locked()
}

// Locked tells of addresses that answered and let nobody in, "" when there were none.
func (r Report) Locked() string {
	if r.Refused == 0 {
		return ""
	}
	return fmt.Sprintf(" Let in nowhere: %d. The first says: %s", r.Refused, r.Why)
}

// Sweep asks every address of ranges and applies what it finds. What cannot be applied is told in the report; the sweep goes on. Kinds:
// Forbidden, Invalid for ranges or an access that cannot be.
func (d *Desk) Sweep(ctx context.Context, ranges string, access []snmp.Access, o snmp.Options, m Mode) (r Report, err error) {
	defer errs.Wrap(&err, "plan.Sweep")
	addrs, err := snmp.Addresses(ranges, Most)
	if err != nil {
		return r, err
	}
	r.Devices = []Device{}
	sum, err := snmp.Sweep(ctx, addrs, access, o, func(ctx context.Context, addr netip.Addr, inv inventory.Inventory) error {
		v := inv.Devices[0]
		return d.keep(ctx, &r, Device{Address: addr.String(), Name: v.Name, Kind: string(v.Kind), Maker: v.Manufacturer, Model: v.Model, Serial: v.Serial, Error: v.Error}, &inv, m)
	})
	r.Asked, r.Found, r.Silent, r.Refused, r.Why = sum.Asked, sum.Found, sum.Silent, sum.Refused, sum.Why
	return r, err
}

// Read reads the computers of a directory and applies them, as Sweep does; told, which may be nil, is told how many were found. Kinds:
// Forbidden, also when the directory does not let in, Invalid, Unavailable.
func (d *Desk) Read(ctx context.Context, s directory.Source, m Mode, told func(n int)) (r Report, err error) {
	defer errs.Wrap(&err, "plan.Read")
	r.Devices = []Device{}
	sum, err := directory.Computers(ctx, s, func(ctx context.Context, inv inventory.Inventory) error {
		if told != nil {
			told(len(r.Devices) + 1)
		}
		name := strings.TrimSuffix(inv.Machine.Name+"."+inv.Machine.Domain, ".")
		return d.keep(ctx, &r, Device{Name: name, Kind: string(inv.Kind), Serial: inv.Machine.Serial}, &inv, m)
	})
	r.Asked, r.Found, r.Disabled, r.Nameless = sum.Read, sum.Found, sum.Disabled, sum.Nameless
	return r, err
}

// keep applies one device and counts it.
func (d *Desk) keep(ctx context.Context, r *Report, one Device, inv *inventory.Inventory, m Mode) error {
	defer func() { r.Devices = append(r.Devices, one) }()
	if one.Error != "" {
		r.Failed++
		return nil
	}
	if m == Look {
		return nil
	}
	out, err := d.intake.Apply(ctx, inv)
	if err != nil {
		if ctx.Err() != nil || errs.Is(err, errs.Forbidden) {
			return err
		}
		r.Failed++
		one.Error = errs.Safe(err)
		return nil
	}
	for _, o := range out {
		one.Verdict, one.Number = o.Verdict, o.Ref.Number
		switch o.Verdict {
		case "created":
			r.Created++
		case "updated":
			r.Updated++
		case "review":
			r.Review++
		}
	}
	return nil
}
