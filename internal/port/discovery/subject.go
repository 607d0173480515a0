package discovery

import (
	"cmp"
	"strings"

	"github.com/fettle-itsm/fettle/internal/port/inventory"
	"github.com/fettle-itsm/fettle/internal/port/inventory/match"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/software"
)

// subject is one device of a report.
type subject struct {
	asset.Found
	kind     string
	agent    string
	keys     []match.Key
	facts    facts
	detail   any
	users    []inventory.User
	programs []software.Install
	says     bool // the report says what is installed
	outside  bool // said by somebody else than the device, who knows little of it: a directory
}

// fromDirectory is what stands for the agent where a directory is all that told of a device.
const fromDirectory = "Directory"

// facts are what is worth a line in the history when it changes.
type facts struct {
	kind, agent             string // as they are stored
	os, version             string
	cores, memoryMB, diskMB int64
	login                   string
}

// subjects takes a report apart into its devices.
func subjects(inv *inventory.Inventory) []subject {
	if len(inv.Devices) == 0 {
		return []subject{computer(inv)}
	}
	var out []subject
	for i := range inv.Devices {
		if inv.Devices[i].Error != "" {
			continue // it did not answer: there is nothing to tell of it
		}
		out = append(out, networked(inv, &inv.Devices[i]))
	}
	return out
}

func computer(inv *inventory.Inventory) subject {
	m := inv.Machine
	s := subject{kind: string(inv.Kind), agent: agentName(inv.Agent), keys: match.Keys(*inv), detail: hardware(inv), says: !inv.Partial || len(inv.Software) > 0,
		outside: inv.Format == inventory.Directory}
	s.Prefix, s.Class = class(inv)
	s.Maker, s.Model = short(cmp.Or(m.Manufacturer, m.Board.Manufacturer), 200), short(cmp.Or(m.Model, m.Board.Model), 200)
	s.Title, s.Serial = short(m.Name, 200), serial(s.keys, m.Serial)
	s.facts = facts{os: cmp.Or(inv.System.FullName, inv.System.Name), version: cmp.Or(inv.System.Version, inv.System.KernelVersion), memoryMB: m.MemoryMB, login: inv.LastUser.Login}
	for _, c := range inv.CPUs {
		s.facts.cores += max(c.Cores, 1)
	}
	for _, d := range inv.Disks {
		s.facts.diskMB += d.SizeMB
	}
	if s.users = inv.Users; inv.LastUser.Login != "" {
		s.users = []inventory.User{inv.LastUser}
	}
	for _, p := range inv.Software {
		s.programs = append(s.programs, software.Install{Name: p.Name, Version: p.Version, Publisher: p.Publisher, Arch: p.Arch, Source: p.Source, Login: p.User})
	}
	return s
}

func networked(inv *inventory.Inventory, d *inventory.Device) subject {
	s := subject{kind: string(d.Kind), agent: agentName(inv.Agent), keys: match.DeviceKeys(*d)}
	s.Prefix, s.Class = "ND", "Network devices"
	switch d.Kind {
	case inventory.Printer:
		s.Prefix, s.Class = "PR", "Printers"
	case inventory.Phone:
		s.Prefix, s.Class = "PH", "Phones"
	}
	s.Maker, s.Model = short(d.Manufacturer, 200), short(d.Model, 200)
	s.Title, s.Serial = short(cmp.Or(d.Name, d.DNSName, d.Description, d.Model, d.MAC), 200), serial(s.keys, d.Serial)
	s.facts = facts{version: d.Firmware, memoryMB: d.MemoryMB}
	s.detail = struct {
		Addresses  []string
		MAC        string
		Location   string
		Firmwares  []inventory.Firmware
		Components []inventory.Component
		Volumes    []inventory.Volume
		Supplies   []inventory.Supply
		Pages      []inventory.Counter
		Ports      int
	}{d.Addresses, d.MAC, d.Location, d.Firmwares, d.Components, d.Volumes, d.Supplies, d.Pages, len(d.Ports)}
	return s
}

// class tells the class of a computer by its case.
func class(inv *inventory.Inventory) (prefix, name string) {
	shape := strings.ToLower(inv.Machine.Chassis)
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(shape, w) {
				return true
			}
		}
		return false
	}
	switch h := strings.ToLower(inv.Machine.Hypervisor); {
	case inv.Kind == inventory.Phone, strings.EqualFold(inv.System.Name, "Android") && !has("tablet"):
		return "PH", "Phones"
	case h != "" && h != "physical":
		return "VM", "Virtual machines"
	case has("tablet"):
		return "TB", "Tablets"
	case has("laptop", "notebook", "portable", "convertible", "detachable", "hand held"):
		return "LT", "Laptops"
	case has("server", "rack", "blade", "multi-system") || strings.Contains(strings.ToLower(inv.System.FullName), "server"):
		return "SV", "Servers"
	case shape == "" && len(inv.Batteries) > 0 && !strings.HasPrefix(strings.ToLower(inv.Machine.Model), "imac"):
		return "LT", "Laptops"
	}
	return "PC", "Desktop computers"
}

// serial returns a serial number that belongs to one device only, "" for what makers leave in its place.
func serial(keys []match.Key, text string) string {
	for _, k := range keys {
		if k.Kind == match.KeySerial {
			return short(strings.TrimSpace(text), 100)
		}
	}
	return ""
}

// agentName is what reported, "Agent" where it says its version only.
func agentName(a inventory.Agent) string {
	if a.Name == "" && a.Version != "" {
		a.Name = "Agent"
	}
	return short(strings.TrimSpace(a.Name+" "+a.Version), 200)
}

// short cuts a text to n runes, on one line.
func short(s string, n int) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	return string(r[:min(n, len(r))])
}
