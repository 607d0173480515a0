package discovery

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/port/inventory"
	"github.com/fettle-itsm/fettle/internal/port/inventory/match"
)

// Require returns who reports. Kinds: Unauthenticated, Forbidden.
func (d *Desk) Require(ctx context.Context) (actor.Actor, error) {
	a, err := actor.Require(ctx, PermCollect)
	if err != nil {
		a, err = actor.Require(ctx, PermReport)
	}
	return a, err
}

// Receive reads a message of an agent and applies what it reports in one write. A question of the agent changes nothing and has no
// outcome. The inventory is returned for the answer, with an error too. Kinds: Forbidden, Invalid, Unavailable when too many wait.
func (d *Desk) Receive(ctx context.Context, key Key, message []byte) (inv inventory.Inventory, out []Outcome, err error) {
	defer errs.Wrap(&err, "discovery.Receive")
	a, err := d.Require(ctx)
	if err != nil {
		return inv, nil, err
	}
	if inv, err = d.read(ctx, key, message); err != nil {
		return inv, nil, err
	}
	switch inv.Action {
	case inventory.ActionProlog, inventory.ActionContact, inventory.ActionRegister:
		return inv, nil, nil
	}
	list := subjects(&inv)
	if a.Can(PermCollect) {
		key.Token = 0 // it reports for many
	} else if len(list) > 1 || len(inv.Devices) > 0 {
		return inv, nil, errs.New(errs.Forbidden, "This key reports one computer. For other devices use one that may collect.")
	}
	out, err = d.takeAll(system(ctx, a), list, key, message)
	return inv, out, err
}

// own stands before an inventory that came as no message of an agent, where one is kept for a finding.
const own = '='

// Apply applies an inventory that the product itself has read, over SNMP or from a directory, as Receive does that of an agent. Kinds: Forbidden.
func (d *Desk) Apply(ctx context.Context, inv *inventory.Inventory) (out []Outcome, err error) {
	defer errs.Wrap(&err, "discovery.Apply")
	a, err := actor.Require(ctx, PermCollect)
	if err != nil {
		return nil, err
	}
	kept, err := json.Marshal(inv)
	if err != nil {
		return nil, err
	}
	return d.takeAll(system(ctx, a), subjects(inv), Key{}, append([]byte{own}, kept...))
}

// takeAll applies the devices of a report in one write.
func (d *Desk) takeAll(ctx context.Context, list []subject, key Key, message []byte) (out []Outcome, err error) {
	var names []string
	for _, s := range list {
		for _, k := range s.keys {
			names = append(names, "device "+string(k.Kind)+" "+k.Value)
		}
	}
	err = d.db.Write(ctx, func(tx *db.Tx) error {
		out = out[:0]
		if err := tx.Alone(names...); err != nil { // two reports of a new device would make two assets
			return err
		}
		for i := range list {
			one, err := d.take(tx, &list[i], key, i, message)
			if err != nil {
				return err
			}
			out = append(out, one)
		}
		return nil
	})
	return out, err
}

// reread reads a message that was kept for a finding.
func (d *Desk) reread(ctx context.Context, key Key, message []byte) (inv inventory.Inventory, err error) {
	if len(message) > 0 && message[0] == own {
		err = json.Unmarshal(message[1:], &inv)
		return inv, err
	}
	return d.read(ctx, key, message)
}

// read reads a message, no more than a few at the same time.
func (d *Desk) read(ctx context.Context, key Key, message []byte) (inventory.Inventory, error) {
	select {
	case d.line <- struct{}{}:
		defer func() { <-d.line }()
	default:
		return inventory.Inventory{}, errs.New(errs.Unavailable, "Too many reports arrive at once. Try again in a minute.")
	}
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return inventory.Inventory{}, ctx.Err()
	}
	inv, err := inventory.Read(ctx, bytes.NewReader(message), inventory.Limits{})
	if err == nil && inv.Agent.ID == "" && len(inv.Devices) == 0 {
		inv.Agent.ID = key.AgentID
	}
	return inv, err
}

// take applies one device of a report.
func (d *Desk) take(tx *db.Tx, s *subject, key Key, position int, message []byte) (Outcome, error) {
	own, err := bound(tx, key.Token)
	if err != nil {
		return Outcome{}, err
	}
	decision, err := d.find(tx, s)
	if err != nil {
		return Outcome{}, err
	}
	if own != 0 && decision.Candidate != own.String() {
		return Outcome{}, strange()
	}
	switch decision.Verdict {
	case match.New:
		ref, err := d.add(tx, s)
		if err == nil {
			err = bind(tx, key.Token, ref.ID)
		}
		return Outcome{"created", ref}, err
	case match.Same:
		row, err := id.Parse(decision.Candidate)
		if err != nil {
			return Outcome{}, err
		}
		if err := bind(tx, key.Token, row); err != nil {
			return Outcome{}, err
		}
		a, err := d.assets.ByID(tx.Context(), tx, row)
		if err != nil {
			return Outcome{}, err
		}
		ref, err := d.update(tx, a.Number, s)
		return Outcome{"updated", ref}, err
	}
	ref, err := d.ask(tx, s, decision, key, position, message)
	return Outcome{"review", ref}, err
}
