package match

import (
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/port/inventory"
)

// KeyKind is one way to recognise a device.
type KeyKind string

// The kinds of keys, the strongest first.
const (
	KeyAgent  KeyKind = "agent id"
	KeyEntry  KeyKind = "directory entry"
	KeyUUID   KeyKind = "hardware UUID"
	KeySerial KeyKind = "serial number"
	KeyMAC    KeyKind = "hardware address"
	KeyHost   KeyKind = "name and domain"
	KeyName   KeyKind = "name"
)

// Key is one fact that recognises a device, in a form that can be compared byte by byte. Score is what an agreement is worth.
type Key struct {
	Kind  KeyKind
	Value string
	Score int
}

// What an agreement of each kind is worth; Find needs SameAt in all to be sure. One of the first three is enough alone, a hardware
// address only with the full name, because docks and adapters wander from desk to desk.
const (
	SameAt = 60 // at this score a report and a device are the same

	scoreAgent    = 70
	scoreEntry    = 70
	scoreUnique   = 60 // full name, as said by a directory, in which it is unique
	scoreUUID     = 65
	scoreSerial   = 60
	scoreOwnMAC   = 50 // of a network device, whose address is not in an adapter
	scoreMAC      = 35
	scoreLocalMAC = 15 // chosen by software, perhaps anew for every network
	scoreHost     = 25
	scoreName     = 15
)

// Keys returns what recognises the machine of an inventory, the strongest first. Values that many machines share are not keys:
// serials and UUIDs that a maker forgot to fill in, addresses of virtual, VPN and container interfaces, and, when there is a better
// one, addresses that were chosen at random. For network devices see DeviceKeys; of their reports the agent id says nothing.
func Keys(inv inventory.Inventory) []Key {
	if len(inv.Devices) > 0 {
		return nil
	}
	var keys []Key
	add := func(kind KeyKind, value string, score int) {
		if value != "" {
			keys = append(keys, Key{kind, value, score})
		}
	}
	full := scoreHost
	if inv.Format == inventory.Directory {
		full = scoreUnique
		add(KeyEntry, strings.ToLower(inv.Agent.DeviceID), scoreEntry)
	} else {
		add(KeyAgent, strings.ToLower(inv.Agent.ID), scoreAgent)
		add(KeyAgent, strings.ToLower(inv.Agent.DeviceID), scoreAgent)
	}
	if !junkUUID(inv.Machine.UUID) {
		add(KeyUUID, strings.ToLower(inv.Machine.UUID), scoreUUID)
	}
	if !junkSerial(inv.Machine.Serial) {
		add(KeySerial, normalSerial(inv.Machine.Serial), scoreSerial)
	}
	keys = append(keys, macKeys(inv.Interfaces)...)
	name, domain := hostName(inv.Machine.Name, inv.Machine.Domain)
	if name != "" && domain != "" {
		add(KeyHost, name+"."+domain, full)
	}
	add(KeyName, name, scoreName)
	return keys
}

// DeviceKeys returns what recognises a device that was looked at from outside.
func DeviceKeys(d inventory.Device) []Key {
	var keys []Key
	if !junkSerial(d.Serial) {
		keys = append(keys, Key{KeySerial, normalSerial(d.Serial), scoreSerial})
	}
	if d.MAC != "" && !junkMAC(d.MAC) {
		keys = append(keys, Key{KeyMAC, d.MAC, scoreOwnMAC})
	}
	if name, domain := hostName(d.Name, ""); name != "" {
		if domain != "" {
			keys = append(keys, Key{KeyHost, name + "." + domain, scoreHost})
		}
		keys = append(keys, Key{KeyName, name, scoreName})
	}
	return keys
}

// macKeys returns the addresses of hardware, or those chosen by software when there is no other.
func macKeys(all []inventory.Interface) []Key {
	var own, local []Key
	seen := map[string]bool{}
	// Agents on macOS call every interface virtual: what they say of all, they say of none.
	flagged := slices.ContainsFunc(all, func(i inventory.Interface) bool { return !junkMAC(i.MAC) && i.Virtual != inventory.Yes })
	for _, i := range all {
		if seen[i.MAC] || junkMAC(i.MAC) || flagged && i.Virtual == inventory.Yes || virtualInterface(i) {
			continue
		}
		seen[i.MAC] = true
		if locallyAdministered(i.MAC) {
			local = append(local, Key{KeyMAC, i.MAC, scoreLocalMAC})
			continue
		}
		own = append(own, Key{KeyMAC, i.MAC, scoreMAC})
	}
	keys := own
	if len(own) == 0 {
		keys = local
	}
	sorted.By(keys, func(a, b Key) int { return strings.Compare(a.Value, b.Value) })
	return keys
}

// hostName takes a full name apart and drops names and domains that everybody has.
func hostName(name, domain string) (host, dom string) {
	name, domain = strings.ToLower(strings.TrimSpace(name)), strings.ToLower(strings.TrimSpace(domain))
	if h, d, ok := strings.Cut(name, "."); ok {
		name = h
		if domain == "" {
			domain = d
		}
	}
	switch domain {
	case "workgroup", "mshome", "local", "localdomain", "localhost", "lan", "home", "(none)":
		domain = ""
	}
	switch name {
	case "localhost", "(none)", "unknown", "none", "default", "android", "iphone", "ipad", "switch", "router", "printer":
		return "", ""
	}
	return name, domain
}
