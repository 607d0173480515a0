package discovery

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"

	"github.com/fettle-itsm/fettle/internal/port/inventory"
)

// maxDetail bounds what is kept of one device beside its software, in bytes; longer lists are left out.
const maxDetail = 64 << 10

// hardware is what is kept of a computer for the page about it.
func hardware(inv *inventory.Inventory) any {
	return struct {
		System     inventory.System
		Domain     string
		Chassis    string
		Hypervisor string
		BIOS       inventory.BIOS
		CPUs       []inventory.CPU
		Memory     []inventory.MemoryModule
		Disks      []inventory.Disk
		Volumes    []inventory.Volume
		Interfaces []inventory.Interface
		Monitors   []inventory.Monitor
		Batteries  []inventory.Battery
		Antivirus  []inventory.Antivirus
		Firewalls  []inventory.Firewall
		Users      []inventory.User
	}{inv.System, inv.Machine.Domain, inv.Machine.Chassis, inv.Machine.Hypervisor, inv.Machine.BIOS, inv.CPUs, inv.Memory, inv.Disks, inv.Volumes, inv.Interfaces,
		inv.Monitors, inv.Batteries, inv.Antivirus, inv.Firewalls, inv.Users}
}

// compact writes a value as JSON with the names of the API and without anything empty.
func compact(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	var tree any
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	if err := dec.Decode(&tree); err != nil {
		return "", err
	}
	pruned, _ := prune(tree).(map[string]any)
	for {
		if b, err = json.Marshal(pruned); err != nil || len(b) <= maxDetail {
			return string(b), err
		}
		longest, size := "", -1
		for k, v := range pruned {
			part, _ := json.Marshal(v) //nolint:errchkjson // it was marshalled a moment ago
			if len(part) > size {
				longest, size = k, len(part)
			}
		}
		delete(pruned, longest)
	}
}

// prune returns v without what is empty; nil when nothing is left.
func prune(v any) any {
	switch v := v.(type) {
	case string:
		if v != "" && v != "0001-01-01T00:00:00Z" {
			return v
		}
	case json.Number:
		if v != "0" {
			return v
		}
	case bool:
		if v {
			return v
		}
	case []any:
		out := v[:0]
		for _, x := range v {
			if x = prune(x); x != nil {
				out = append(out, x)
			}
		}
		if len(out) > 0 {
			return out
		}
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			if x = prune(x); x != nil {
				out[snake(k)] = x
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// snake writes FullName as full_name and SizeMB as size_mb.
func snake(s string) string {
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]) && string(runes[i:]) != "Us") {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
