package inventory

import (
	"slices"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// build fills inv from the root of the message: the root element of XML, or the object of JSON.
func build(inv *Inventory, root *node) error {
	if inv.Format == XML {
		root = root.kids[0]
		if root.name != "request" {
			return errs.New(errs.Invalid, "This is not an inventory: its root element is %q, not REQUEST.", root.name)
		}
	}
	envelope := section{&reader{report: &inv.Report, zone: time.UTC}, root, ""}
	inv.Action = actionOf(envelope.text("query", "action"))
	inv.Agent.DeviceID = envelope.text("deviceid")
	inv.Agent.Tag = envelope.text("tag")
	inv.Partial = envelope.flag("partial") == Yes
	content := root.first("content")
	switch {
	case inv.Action.asks():
		inv.Agent.Name, inv.Agent.Version = envelope.text("name"), envelope.text("version")
		inv.Tasks = envelope.texts("installed-tasks", "task")
	case content == nil || len(content.kids) == 0:
		return errs.New(errs.Invalid, "The inventory has no content.")
	default:
		content.read = true
		itemType := envelope.text("itemtype")
		fill(inv, section{envelope.reader, content, ""})
		inv.Kind = kindOf(inv, itemType)
	}
	if inv.Agent.DeviceID == "" {
		return errs.New(errs.Invalid, "The message names no device id.")
	}
	inv.Report.countUnread(root, content)
	return nil
}

// asks reports whether the message only asks what to do.
func (a Action) asks() bool {
	return a == ActionProlog || a == ActionContact || a == ActionRegister
}

func actionOf(text string) Action {
	switch action := Action(strings.ToLower(cut(text, 40))); action {
	case "":
		return ActionInventory
	case "snmp", "snmpquery":
		return ActionNetInventory
	default:
		return action
	}
}

func kindOf(inv *Inventory, itemType string) Kind {
	if len(inv.Devices) > 0 {
		return inv.Devices[0].Kind
	}
	if kind := deviceKind(itemType); kind != Unmanaged {
		return kind
	}
	return Computer
}

func deviceKind(text string) Kind {
	switch strings.ToLower(text) {
	case "computer":
		return Computer
	case "phone":
		return Phone
	case "networking", "networkequipment":
		return Networking
	case "printer":
		return Printer
	case "storage":
		return Storage
	case "power":
		return Power
	case "video":
		return Video
	case "kvm":
		return KVM
	}
	return Unmanaged
}

// fill reads all sections of the content. The operating system comes first, since it names the zone of the times.
func fill(inv *Inventory, c section) {
	c.zone = zoneOf(c, &inv.System)
	inv.Taken = c.one("accesslog").when(dayFirst, "logdate")
	agent(inv, c)
	if !fillDevices(inv, c) {
		fillMachine(inv, c)
		fillParts(inv, c)
		fillSystem(inv, c)
	}
	if failed := c.one("error"); !failed.empty() {
		inv.Report.odd("error", failed.text("message"), "is what the agent failed at")
	}
}

func zoneOf(c section, os *System) *time.Location {
	zone := c.one("operatingsystem").one("timezone")
	os.TimeZone = zone.text("name")
	offset := zone.text("offset")
	if offset == "" {
		return time.UTC
	}
	loc, ok := parseZone(offset)
	if !ok {
		c.report.odd(zone.at("offset"), offset, "is not a time zone offset; times are taken as UTC")
	}
	return loc
}

// agent reads who sent it: "FusionInventory-Agent_v2.6-3" or "Inventory Agent/1.3.0 (Linux; …)".
func agent(inv *Inventory, c section) {
	client := c.text("versionclient")
	inv.Agent.Name, inv.Agent.Version = client, ""
	for _, mark := range []string{"_v", "/"} {
		if name, version, ok := strings.Cut(client, mark); ok {
			inv.Agent.Name = name
			inv.Agent.Version, _, _ = strings.Cut(version, " ")
			break
		}
	}
	switch {
	case client == "":
		inv.Agent.Version = c.text("moduleversion")
	case client[0] >= '0' && client[0] <= '9': // a bare version
		inv.Agent.Name, inv.Agent.Version = "", client
	}
	for _, info := range c.each("accountinfo") {
		key, value := info.text("keyname"), info.text("keyvalue")
		if strings.EqualFold(key, "TAG") && inv.Agent.Tag == "" {
			inv.Agent.Tag = value
		}
	}
}

func fillMachine(inv *Inventory, c section) {
	hw, bios, os := c.one("hardware"), c.one("bios"), c.one("operatingsystem")
	inv.Machine = Machine{
		Name: hw.text("name"), Domain: hw.text("workgroup"),
		Manufacturer: bios.text("smanufacturer"), Model: bios.text("smodel"), Serial: bios.text("ssn"),
		UUID: strings.ToLower(hw.text("uuid")), Chassis: hw.text("chassis_type"), AssetTag: bios.text("assettag"),
		SKU: bios.text("skunumber"), Description: hw.text("description"), Hypervisor: hw.text("vmsystem"),
		MemoryMB: hw.amount(megabytes, "memory"), SwapMB: hw.amount(megabytes, "swap"), Gateway: hw.text("defaultgateway"),
		Board: Board{Manufacturer: bios.text("mmanufacturer"), Model: bios.text("mmodel"), Serial: bios.text("msn"),
			CaseSerial: bios.text("enclosureserial")},
		BIOS: BIOS{Manufacturer: bios.text("bmanufacturer"), Version: bios.text("bversion"), Serial: bios.text("biosserial"),
			Date: bios.when(monthFirst, "bdate"), SecureBoot: bios.text("secure_boot")},
	}
	m := &inv.Machine
	m.Manufacturer = either(m.Manufacturer, m.Board.Manufacturer)
	m.Model = either(m.Model, m.Board.Model)
	m.Domain = either(m.Domain, os.text("dns_domain"))
	inv.System = System{
		Name: either(os.text("name"), hw.text("osname")), FullName: os.text("full_name"),
		Version: either(os.text("version"), hw.text("osversion")), ServicePack: os.text("service_pack"),
		Kernel: os.text("kernel_name"), KernelVersion: os.text("kernel_version"),
		Arch: either(os.text("arch"), hw.text("archname")), FQDN: os.text("fqdn"), HostID: os.text("hostid"),
		ProductID: hw.text("winprodid"), TimeZone: inv.System.TimeZone,
		Installed: os.when(dayFirst, "install_date"), Booted: os.when(dayFirst, "boot_time", "boot_date"),
	}
	for _, u := range c.each("users", "user") {
		inv.Users = append(inv.Users, User{Login: u.text("login"), Domain: u.text("domain")})
	}
	if last := hw.text("lastloggeduser"); last != "wtmp" { // where nobody has signed in, agents read the last line of last(1): "wtmp begins …"
		inv.LastUser = lastUser(inv.Users, last)
	}
}

// lastUser takes DOMAIN\login apart and, where the agent gave a bare login, takes the domain from the list of users.
func lastUser(users []User, text string) User {
	if domain, login, ok := strings.Cut(text, `\`); ok {
		return User{Login: login, Domain: domain}
	}
	last := User{Login: text}
	if i := slices.IndexFunc(users, func(u User) bool { return strings.EqualFold(u.Login, text) }); i >= 0 {
		last = users[i]
	}
	return last
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
