package plan

import (
	"context"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/port/snmp"
)

// Most is how many addresses a sweep may ask.
const Most = 8192

// Sweep asks every address of its ranges over SNMP.
type Sweep struct {
	record.Head
	Timing
	Ranges   string
	Protocol string // 1, 2c or 3
	Account  string // of version 3
	Auth     string
	Privacy  string
	Port     int64
}

func protocols() []field.Option {
	return []field.Option{{Value: "2c", Label: "Version 2c"}, {Value: "3", Label: "Version 3"}, {Value: "1", Label: "Version 1"}}
}

func auths() []field.Option {
	return []field.Option{{Value: "SHA256", Label: "SHA-256"}, {Value: "SHA512", Label: "SHA-512"}, {Value: "SHA", Label: "SHA-1"}}
}

func privacies() []field.Option { return []field.Option{{Value: "AES", Label: "AES-128"}} }

func sweeps(d register.Deps) *planned[Sweep] {
	head := func(s *Sweep) *record.Head { return &s.Head }
	timing := func(s *Sweep) *Timing { return &s.Timing }
	p := &planned[Sweep]{timing: timing, needs: func(s *Sweep) bool { return s.Protocol != "3" || s.Auth != "" }}
	p.Register = &register.Register[Sweep]{Deps: d, Table: "sweep", Head: head, View: PermSweepView, Add: PermSweepEdit, Edit: PermSweepEdit,
		Kind:  record.Kind{Key: "sweep", Prefix: "SWE", Singular: "network sweep", Plural: "network sweeps", Icon: "search", Titled: true, Minor: true, Flow: life()},
		Scope: actor.Columns{ID: "t.id", Entity: "t.entity_id"},
		Words: func(s *Sweep) string { return s.Ranges },
		Fields: slices.Concat(field.Set[Sweep]{
			field.Long("ranges", "Addresses", "ranges", func(s *Sweep) *string { return &s.Ranges }).Required().Max(2000).
				Help("Such as 192.0.2.0/24 or 192.0.2.10-192.0.2.20. When they change, the secret has to be set again."),
		}, fields(timing), field.Set[Sweep]{
			field.Choice("protocol", "SNMP", "protocol", func(s *Sweep) *string { return &s.Protocol }, protocols()...).Required(),
			field.Text("account", "User of version 3", "account", func(s *Sweep) *string { return &s.Account }).Max(200).Code(),
			field.Choice("auth", "Authentication", "auth", func(s *Sweep) *string { return &s.Auth }, auths()...),
			field.Choice("privacy", "Encryption", "privacy", func(s *Sweep) *string { return &s.Privacy }, privacies()...),
			field.Number("port", "Port", "port", func(s *Sweep) *int64 { return &s.Port }).Help("161 if empty."),
		}),
		Check: func(tx *db.Tx, old, s *Sweep) error {
			var c errs.Check
			if _, err := snmp.Addresses(s.Ranges, Most); err != nil {
				return err
			}
			c.Must(s.Port >= 0 && s.Port < 1<<16, "port", "Give a port from 1 to 65535.")
			c.Must(s.Protocol == "3" || s.Account+s.Auth+s.Privacy == "", "account", "Users, authentication and encryption are of version 3 only.")
			c.Must(s.Protocol != "3" || s.Account != "", "account", "Version 3 needs the name of a user.")
			c.Must(s.Privacy == "" || s.Auth != "", "auth", "Encryption needs authentication.")
			return p.check(tx, old, s, &c, func(old *Sweep) bool {
				return old.Ranges != s.Ranges || old.Protocol != s.Protocol || old.Port != s.Port
			})
		}}
	return p
}

// SweepFields are the fields of a sweep as a caller gives them; what is absent stays as it is.
type SweepFields struct {
	Title    *string `json:"title,omitempty"`
	Ranges   *string `json:"ranges,omitempty" doc:"Addresses, networks such as 192.0.2.0/24 and ranges such as 192.0.2.10-192.0.2.20, separated by commas. When they change, the secret has to be set again."`
	Protocol *string `json:"protocol,omitempty" doc:"The version of SNMP."`
	Account  *string `json:"account,omitempty" doc:"The user of version 3."`
	Auth     *string `json:"auth,omitempty" doc:"How the user of version 3 proves who they are."`
	Privacy  *string `json:"privacy,omitempty" doc:"How version 3 encrypts."`
	Port     *int64  `json:"port,omitempty" doc:"161 if absent."`
	Every    *int64  `json:"every,omitempty" doc:"Hours from one run to the next; 0 for only when asked."`
	Entity   *id.ID  `json:"entity,omitempty"`
}

// AddSweep is a new sweep.
type AddSweep struct {
	SweepFields
	Custom register.Custom `json:"custom,omitempty"`
}

// EditSweep changes a sweep.
type EditSweep struct {
	action.On
	SweepFields
	Custom register.Custom `json:"custom,omitempty"`
}

// AddSweep adds a sweep. Kinds: Invalid.
func (d *Desk) AddSweep(ctx context.Context, in AddSweep) (record.Result, error) {
	return d.sweeps.Create(ctx, in.SweepFields, in.Custom, nil)
}

// EditSweep changes a sweep. Kinds: NotFound, Invalid, Conflict for a stale version.
func (d *Desk) EditSweep(ctx context.Context, in EditSweep) (record.Result, error) {
	return d.sweeps.Amend(ctx, in.On, in.SweepFields, in.Custom)
}
