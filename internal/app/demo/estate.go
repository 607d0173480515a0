package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
	"github.com/fettle-itsm/fettle/internal/practice/service"
	"github.com/fettle-itsm/fettle/internal/practice/service/relation"
)

// offered is a service of Calder: its name, who answers for it, which team looks after it, how much depends on it, and who uses it.
type offered struct {
	name, owner, team, criticality, audience string
	users                                    int64
}

func offers() []offered {
	return []offered{
		{"Orders and invoicing", ravi, apps, "high", "Sales, logistics and finance", 38},
		{"Drawing vault", thuha, apps, "high", "Engineering and production", 41},
		{"Torque and test benches", thuha, apps, "high", "Production and quality", 26},
		{"E-mail and calendar", samir, desk, "high", "Everybody", 60},
		{"Remote access", halina, infra, "high", "Everybody away from a site", 34},
		{"Office network and Wi-Fi", halina, infra, "high", "All three sites", 60},
		{"Files and team drives", teodor, infra, "medium", "Everybody", 60},
		{"Printing and labels", nuno, desk, "medium", "Offices and loading bays", 47},
		{"Telephony", halina, infra, "medium", "Everybody", 58},
		{"Payroll", ravi, apps, "medium", "Finance and people", 6},
		{"Web shop and customer portal", ravi, apps, "medium", "Customers and sales", 14},
		{"Sign-in and passwords", ebba, safe, "high", "Everybody", 60},
	}
}

// managed are the names of the configuration items by class.
func managed() map[string][]string {
	return map[string][]string{
		"application":     {"ERP", "Vault server software", "Torque app", "Label designer", "Payroll calculation", "Shop front", "Print queue", "CAD licence server", "Backup", "Mail relay", "Firmware builds", "File shares"},
		"instance":        {"ERP application 1", "ERP application 2"},
		"database":        {"ERP database", "Vault database", "Shop database", "Torque results"},
		"cluster":         {"ERP database cluster", "Virtual hosts Leeds", "Virtual hosts Gdańsk"},
		"virtual_machine": {"dbn-lds-01", "dbn-lds-02", "dbn-gdn-01", "tor-gdn-01", "fil-lds-01", "prt-lds-01", "dir-lds-01", "dir-gdn-01", "mgt-lds-01"},
		"network":         {"Network Leeds", "Network Gdańsk", "Network Porto", "Line to Porto"},
		"site":            {"Server room Leeds", "Server room Gdańsk"},
		"certificate":     {"*.calder.example"},
		"domain":          {"calder.example"},
		"cloud_resource":  {"Mailboxes", "Telephone exchange"},
	}
}

// stands is a relation: what stands on what, in a redundancy group or not, and since and until how many days ago it holds.
type stands struct {
	from, kind, to string
	group          string
	need           int64
	since, until   int
}

// estate are the relations of Calder. Three weeks ago the database of the ERP got its third machine, and since then two of three must work.
func estate() []stands {
	const cluster, directory, gateways, hosts, racks, printers = "Database nodes", "Directories", "Gateways", "ERP applications", "Racks", "Label printers"
	one := func(from, kind string, to ...string) []stands {
		var out []stands
		for _, t := range to {
			out = append(out, stands{from: from, kind: kind, to: t, since: 700})
		}
		return out
	}
	many := func(from, kind, group string, need int64, to ...string) []stands {
		out := one(from, kind, to...)
		for i := range out {
			out[i].group, out[i].need = group, need
		}
		return out
	}
	var all []stands
	for _, part := range [][]stands{
		one("Orders and invoicing", "depends_on", "ERP", "Sign-in and passwords"), one("Payroll", "depends_on", "Payroll calculation", "ERP"),
		one("Drawing vault", "depends_on", "Vault server software", "CAD licence server", "Sign-in and passwords"),
		one("Torque and test benches", "depends_on", "Torque app", "Drawing vault"), one("Torque and test benches", "uses", "Firmware builds"),
		one("E-mail and calendar", "depends_on", "Mailboxes", "Mail relay", "calder.example", "Sign-in and passwords"),
		one("Files and team drives", "depends_on", "File shares", "Sign-in and passwords"), one("Printing and labels", "depends_on", "Print queue", "Label designer"),
		many("Printing and labels", "depends_on", printers, 1, "PRT-014", "LBL-PRT-01"),
		one("Telephony", "depends_on", "Telephone exchange", "Office network and Wi-Fi"), one("Web shop and customer portal", "depends_on", "Shop front", "*.calder.example", "calder.example"),
		one("Web shop and customer portal", "uses", "ERP"), one("Label designer", "uses", "ERP"), one("Remote access", "depends_on", "Sign-in and passwords", "*.calder.example"),
		one("Office network and Wi-Fi", "depends_on", "Network Leeds", "Network Gdańsk", "Network Porto"),
		many("Remote access", "depends_on", gateways, 1, "VPN gateway Leeds", "VPN gateway Gdańsk"), many("Sign-in and passwords", "depends_on", directory, 1, "dir-lds-01", "dir-gdn-01"),
		many("ERP", "runs_on", hosts, 1, "ERP application 1", "ERP application 2"), one("ERP", "depends_on", "ERP database"), one("ERP database", "runs_on", "ERP database cluster"),
		one("ERP application 1", "runs_on", "Virtual hosts Leeds"), one("ERP application 2", "runs_on", "Virtual hosts Gdańsk"),
		many("ERP database cluster", "runs_on", cluster, 2, "dbn-lds-01", "dbn-lds-02", "dbn-gdn-01"),
		one("dbn-lds-01", "hosted_on", "Virtual hosts Leeds"), one("dbn-lds-02", "hosted_on", "Virtual hosts Leeds"), one("dbn-gdn-01", "hosted_on", "Virtual hosts Gdańsk"),
		one("Vault server software", "runs_on", "VLT-GDN-01"), one("Vault server software", "depends_on", "Vault database"), one("Vault database", "runs_on", "VLT-GDN-01"),
		one("CAD licence server", "runs_on", "mgt-lds-01"), one("Torque app", "runs_on", "tor-gdn-01"), one("Torque app", "depends_on", "Torque results"),
		one("Torque results", "runs_on", "tor-gdn-01"), one("tor-gdn-01", "hosted_on", "Virtual hosts Gdańsk"), one("Firmware builds", "runs_on", "BLD-PRT-01"),
		one("Payroll calculation", "runs_on", "mgt-lds-01"), one("Shop front", "depends_on", "Shop database"), one("Shop database", "runs_on", "mgt-lds-01"),
		one("Print queue", "runs_on", "prt-lds-01"), one("Label designer", "runs_on", "prt-lds-01"), one("Mail relay", "runs_on", "MAIL-LDS-01"),
		one("File shares", "runs_on", "fil-lds-01", "FILE-PRT-01"), one("fil-lds-01", "hosted_on", "Virtual hosts Leeds"), one("prt-lds-01", "hosted_on", "Virtual hosts Leeds"),
		one("dir-lds-01", "hosted_on", "Virtual hosts Leeds"), one("mgt-lds-01", "hosted_on", "Virtual hosts Leeds"), one("dir-gdn-01", "hosted_on", "Virtual hosts Gdańsk"),
		many("Virtual hosts Leeds", "runs_on", racks, 1, "ERP-LDS-01", "ERP-LDS-02"), one("Virtual hosts Gdańsk", "runs_on", "FILE-GDN-01"),
		one("Virtual hosts Leeds", "depends_on", "Network Leeds"), one("Virtual hosts Gdańsk", "depends_on", "Network Gdańsk"),
		one("ERP-LDS-01", "hosted_on", "Server room Leeds"), one("ERP-LDS-02", "hosted_on", "Server room Leeds"), one("MAIL-LDS-01", "hosted_on", "Server room Leeds"),
		one("Core switch Leeds", "hosted_on", "Server room Leeds"), one("VLT-GDN-01", "hosted_on", "Server room Gdańsk"), one("FILE-GDN-01", "hosted_on", "Server room Gdańsk"),
		one("Core switch Gdańsk", "hosted_on", "Server room Gdańsk"), one("VLT-GDN-01", "connects_to", "Core switch Gdańsk"),
		one("Network Leeds", "depends_on", "Core switch Leeds"), one("Network Gdańsk", "depends_on", "Core switch Gdańsk"), one("Network Porto", "depends_on", "Core switch Porto", "Line to Porto"),
		one("Network Leeds", "uses", "Access switch Leeds", "Wi-Fi Leeds"), one("Network Gdańsk", "uses", "Access switch Gdańsk", "Wi-Fi Gdańsk"),
		one("Network Porto", "uses", "Access switch Porto", "Wi-Fi Porto"), one("Line to Porto", "runs_on", "VPN gateway Porto"),
		one("VPN gateway Leeds", "connects_to", "Core switch Leeds"), one("VPN gateway Gdańsk", "connects_to", "Core switch Gdańsk"),
		one("Backup", "backs_up", "ERP database", "Vault database", "fil-lds-01"), one("Backup", "runs_on", "mgt-lds-01"),
	} {
		all = append(all, part...)
	}
	for i, r := range all {
		if r.to == "dbn-gdn-01" && r.group == cluster {
			all[i].since = 21
		}
	}
	return append(all, stands{from: "Telephony", kind: "depends_on", to: "Line to Porto", since: 700, until: 40})
}

// serviceOf is the service that a story is about, "" for none.
func serviceOf(st *story) string {
	if strings.HasPrefix(st.key, "vault") {
		return "Drawing vault"
	}
	for category, name := range map[string]string{
		vpn: "Remote access", "Network / Wi-Fi": "Office network and Wi-Fi", "Hardware / Printer and scanner": "Printing and labels", "Mail and collaboration / Delivery": "E-mail and calendar",
		"Mail and collaboration / Calendar": "E-mail and calendar", "Telephony": "Telephony", "Account and access / Password": "Sign-in and passwords",
		"Account and access / Second factor": "Sign-in and passwords", "Backup and data / Restore": "Files and team drives",
	} {
		if st.category == category {
			return name
		}
	}
	return ""
}

// build makes the services and the configuration items.
func (s *show) build(ctx context.Context) error {
	ctx, err := s.as(ctx, administrator, "web")
	if err != nil {
		return err
	}
	for _, o := range offers() {
		owner, team := s.company.people[o.owner], s.company.teams[o.team]
		r, err := s.Services.AddService(ctx, service.AddService{ServiceFields: service.ServiceFields{Title: &o.name, Owner: &owner, Team: &team, Criticality: &o.criticality,
			Audience: &o.audience, Users: &o.users, Entity: &s.company.root}})
		if err != nil {
			return fmt.Errorf("%s: %w", o.name, err)
		}
		s.company.made[o.name] = r.Ref
		s.company.services[o.name] = r.ID
	}
	items := managed()
	for _, class := range service.Classes() {
		for _, name := range items[class.Value] {
			r, err := s.item(ctx, class.Value, name)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			s.company.made[name] = r.Ref
		}
	}
	return nil
}

// join says what stands on what, down to the devices.
func (s *show) join(ctx context.Context, now time.Time) error {
	ctx, err := s.as(ctx, administrator, "web")
	if err != nil {
		return err
	}
	for _, x := range estate() {
		if err := s.relate(ctx, now, x); err != nil {
			return fmt.Errorf("%s %s %s: %w", x.from, x.kind, x.to, err)
		}
	}
	return nil
}

func (s *show) item(ctx context.Context, class, name string) (record.Result, error) {
	team, criticality, environment := s.company.teams[infra], "medium", "production"
	switch class {
	case "application", "instance", "database":
		team = s.company.teams[apps]
	case "cluster", "site", "network":
		criticality = "high"
	}
	return s.Services.AddItem(ctx, service.AddItem{ItemFields: service.ItemFields{Title: &name, Class: &class, Environment: &environment, Criticality: &criticality,
		OwnerTeam: &team, Team: &team, Entity: &s.company.root}})
}

// ref returns a service or a configuration item by its name, or an asset by its name or tag.
func (s *show) ref(ctx context.Context, name string) (record.Ref, error) {
	if made, ok := s.company.made[name]; ok {
		return made, nil
	}
	return s.Room.RefByNumber(ctx, s.DB, s.company.tagOf(name))
}

func (s *show) relate(ctx context.Context, now time.Time, x stands) error {
	from, err := s.ref(ctx, x.from)
	if err != nil {
		return err
	}
	to, err := s.ref(ctx, x.to)
	if err != nil {
		return err
	}
	p, err := s.Room.Practice(from.Kind)
	if err != nil {
		return err
	}
	day := func(ago int) string {
		if ago == 0 {
			return ""
		}
		return now.AddDate(0, 0, -ago).Format("2006-01-02")
	}
	_, err = s.Relations.RelateFrom(ctx, p, relation.Relate{On: action.On{Number: from.Number}, Kind: x.kind, To: to.Number, Group: x.group, Need: x.need, Date: day(x.since), Until: day(x.until)},
		relation.Import)
	return err
}

// concern says which service an incident is about, once somebody looks into it.
func (s *show) concern(ctx context.Context, st *story, on action.On) error {
	about := s.company.services[serviceOf(st)]
	if about == 0 {
		return nil
	}
	_, err := s.Incidents.Edit(ctx, incident.Edit{On: action.On{Number: on.Number}, Service: &about})
	return err
}
