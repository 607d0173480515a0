package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/port/directory"
	"github.com/fettle-itsm/fettle/internal/port/discovery/plan"
	"github.com/fettle-itsm/fettle/internal/port/snmp"
)

// discoverCmd groups the commands that look for devices.
type discoverCmd struct {
	SNMP snmpCmd `cmd:"" name:"snmp" help:"Ask every address of a range over SNMP."`
	LDAP ldapCmd `cmd:"" name:"ldap" help:"Read the computers of an LDAP directory."`
}

// snmpCmd sweeps address ranges.
type snmpCmd struct {
	Range     []string      `required:"" sep:"none" help:"Addresses, networks such as 192.0.2.0/24, ranges such as 192.0.2.10-192.0.2.20; may be given again." placeholder:"RANGE"`
	Protocol  string        `enum:"1,2c,3" default:"2c" help:"Version of SNMP: 1, 2c or 3."`
	Community string        `default:"public" env:"SNMP_COMMUNITY" help:"Community of versions 1 and 2c."`
	User      string        `help:"User of version 3."`
	Auth      string        `help:"Authentication of version 3: SHA, SHA256 or SHA512."`
	AuthKey   string        `env:"SNMP_AUTH_KEY" help:"Password of the authentication; better given in the environment."`
	Privacy   string        `help:"Encryption of version 3: AES."`
	PrivKey   string        `env:"SNMP_PRIV_KEY" help:"Password of the encryption; better given in the environment."`
	Port      uint16        `default:"161" help:"UDP port."`
	Timeout   time.Duration `default:"2s" help:"How long to wait for one answer."`
	DryRun    bool          `help:"Only tell what is there; change nothing."`
	JSON      bool          `help:"Print JSON."`
}

// Help adds examples to --help.
func (snmpCmd) Help() string {
	return "Examples:\n  fettle discover snmp --range 192.0.2.0/24 --dry-run\n  SNMP_COMMUNITY=house fettle discover snmp --range 192.0.2.1-192.0.2.40 --json"
}

// Run sweeps and prints what was found, also after a stop.
func (c snmpCmd) Run(e *env) error {
	return e.discover(c.DryRun, c.JSON, func(ctx context.Context, a *app.App) (plan.Report, error) {
		ranges := strings.Join(c.Range, ",")
		list, err := snmp.Addresses(ranges, plan.Most)
		if err != nil {
			return plan.Report{}, err
		}
		bar := newProgress(e.Err, "asking", int64(len(list)))
		defer bar.done()
		access := snmp.Access{Version: c.Protocol, Community: c.Community, User: c.User, Auth: c.Auth, AuthKey: c.AuthKey, Privacy: c.Privacy, PrivKey: c.PrivKey}
		if c.Protocol == "3" {
			access.Community = ""
		}
		return a.Plans.Sweep(ctx, ranges, []snmp.Access{access}, snmp.Options{Port: c.Port, Timeout: c.Timeout, Asked: func(n int) { bar.set(int64(n)) }}, plan.Mode(!c.DryRun))
	})
}

// ldapCmd reads directories.
type ldapCmd struct {
	URL      string `name:"url" required:"" help:"Address, such as ldaps://directory.example.org." placeholder:"URL"`
	StartTLS bool   `name:"start-tls" help:"Encrypt a connection to an ldap:// address before anything is said."`
	Bind     string `help:"Name to sign in with; nobody when absent." placeholder:"DN"`
	Password string `env:"LDAP_PASSWORD" help:"Its password; better given in the environment."`
	Base     string `required:"" help:"Entry to search below." placeholder:"DN"`
	Filter   string `default:"(objectClass=computer)" help:"Which entries are computers."`
	CA       string `name:"ca" help:"File with the certificate of the authority that signed that of the directory (PEM), where this machine does not trust it." placeholder:"FILE" type:"existingfile"`
	DryRun   bool   `help:"Only tell what is there; change nothing."`
	JSON     bool   `help:"Print JSON."`
}

// Help adds examples to --help.
func (ldapCmd) Help() string {
	return "Example:\n  LDAP_PASSWORD=… fettle discover ldap --url ldaps://dc1.example.org --bind cn=reader,dc=example,dc=org --base dc=example,dc=org\n  fettle discover ldap --url ldaps://dc1.example.org --ca office-ca.pem --base dc=example,dc=org --dry-run"
}

// Run reads the directory and prints what was found, also after a stop.
func (c ldapCmd) Run(e *env) error {
	return e.discover(c.DryRun, c.JSON, func(ctx context.Context, a *app.App) (plan.Report, error) {
		bar := newProgress(e.Err, "reading", -1)
		defer bar.done()
		source := directory.Source{URL: c.URL, StartTLS: c.StartTLS, Bind: c.Bind, Password: c.Password, Base: c.Base, Filter: c.Filter}
		if c.CA != "" {
			var err error
			if source.CA, err = os.ReadFile(c.CA); err != nil {
				return plan.Report{}, err
			}
		}
		return a.Plans.Read(ctx, source, plan.Mode(!c.DryRun), func(n int) { bar.set(int64(n)) })
	})
}

// discover runs a search as the product, in the organisation itself, and prints its report.
func (e *env) discover(dry, asJSON bool, fn func(ctx context.Context, a *app.App) (plan.Report, error)) error {
	return e.withDesk(func(ctx context.Context, a *app.App) error {
		root, err := place.Root(ctx, a.DB)
		if err != nil {
			return errs.Because(errs.Conflict, err, "This desk is not set up yet: whose would the devices be?")
		}
		who := actor.OfSystem("discovery")
		who.Entity = root
		r, err := fn(actor.With(ctx, who), a)
		if r.Devices == nil {
			return err
		}
		if asJSON {
			return errors.Join(err, e.printJSON(r))
		}
		w := tabwriter.NewWriter(e.Out, 0, 0, 2, ' ', 0)
		for i, d := range r.Devices {
			if i == 0 {
				_, _ = fmt.Fprintln(w, "ADDRESS\tNAME\tWHAT\tSERIAL\tOUTCOME")
			}
			what := strings.TrimSpace(cmp.Or(strings.TrimSpace(d.Maker+" "+d.Model), d.Kind))
			_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", d.Address, d.Name, what, d.Serial, cmp.Or(d.Error, strings.TrimSpace(d.Verdict+" "+d.Number)))
		}
		if err := errors.Join(err, w.Flush()); err != nil {
			return err
		}
		if dry {
			e.printf("Asked %d, found %d. Nothing was changed.%s\n", r.Asked, r.Found, r.Locked())
			return nil
		}
		e.printf("%s\n", r)
		return nil
	})
}
