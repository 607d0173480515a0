package match_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/port/inventory"
	"github.com/fettle-itsm/fettle/internal/port/inventory/match"
)

func machine(serial, uuid, name, domain string) inventory.Inventory {
	return inventory.Inventory{Machine: inventory.Machine{Serial: serial, UUID: uuid, Name: name, Domain: domain}}
}

func TestKeysAreInTheOrderOfTheirWorth(t *testing.T) {
	inv := machine("ab12345 ", "4C4C4544-0034-3010-8048-B6C04F503732", "PC1.Example.org", "")
	inv.Agent = inventory.Agent{ID: "0D1F7A4E-AAAA-4BBB-8CCC-123456789ABC", DeviceID: "PC1-2026-01-02-03-04-05"}
	inv.Interfaces = []inventory.Interface{{Name: "eth0", MAC: "b8:6b:23:e0:5c:81"}}
	want := []match.Key{
		{Kind: match.KeyAgent, Value: "0d1f7a4e-aaaa-4bbb-8ccc-123456789abc", Score: 70}, {Kind: match.KeyAgent, Value: "pc1-2026-01-02-03-04-05", Score: 70},
		{Kind: match.KeyUUID, Value: "4c4c4544-0034-3010-8048-b6c04f503732", Score: 65}, {Kind: match.KeySerial, Value: "AB12345", Score: 60},
		{Kind: match.KeyMAC, Value: "b8:6b:23:e0:5c:81", Score: 35}, {Kind: match.KeyHost, Value: "pc1.example.org", Score: 25},
		{Kind: match.KeyName, Value: "pc1", Score: 15},
	}
	if diff := cmp.Diff(want, match.Keys(inv)); diff != "" {
		t.Error(diff)
	}
}

func TestJunkIsNoKey(t *testing.T) {
	for _, serial := range []string{
		"", " ", "0", "None", "none", "Default string", "To be filled by O.E.M.", "To Be Filled By O.E.M", "System Serial Number", "N/A",
		"Not Specified", "00000000", "0000-0000", "xxxxxxxx", "123456789", "0123456789", "INVALID", "Chassis Serial Number", "OEM", "abc",
		"................", "FFFFFFFF", "Unknown", "Serial Number: default",
	} {
		if keys := match.Keys(machine(serial, "", "", "")); len(keys) > 0 {
			t.Errorf("serial %q became %v", serial, keys)
		}
	}
	for _, uuid := range []string{
		"", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
		"03000200-0400-0500-0006-000700080009", "12345678-1234-5678-90AB-CDDEEFAABBCC"[:8], "Not Present", "To be filled by O.E.M.",
		"11111111-1111-1111-1111-111111111111", "00020003-0004-0005-0006-000700080009",
	} {
		if keys := match.Keys(machine("", uuid, "", "")); len(keys) > 0 {
			t.Errorf("UUID %q became %v", uuid, keys)
		}
	}
	for _, name := range []string{"", "localhost", "localhost.localdomain", "(none)", "unknown"} {
		if keys := match.Keys(machine("", "", name, "WORKGROUP")); len(keys) > 0 {
			t.Errorf("name %q became %v", name, keys)
		}
	}
	for _, serial := range []string{"5CG1234XYZ", "VMware-56 4d 0f", "PF0ABCDE", "C02NG5A5FY11", "640HP72", "4711"} {
		if keys := match.Keys(machine(serial, "", "", "")); len(keys) != 1 {
			t.Errorf("serial %q is no key", serial)
		}
	}
}

func TestWhichHardwareAddressesAreKeys(t *testing.T) {
	nic := func(name, mac string) inventory.Interface { return inventory.Interface{Name: name, MAC: mac} }
	virtual := func(name, mac string) inventory.Interface {
		return inventory.Interface{Name: name, MAC: mac, Virtual: inventory.Yes}
	}
	tests := []struct {
		name string
		all  []inventory.Interface
		want string
	}{
		{"those of hardware, in order", []inventory.Interface{nic("eth1", "b8:6b:23:e0:5c:82"), nic("eth0", "b8:6b:23:e0:5c:81")}, "b8:6b:23:e0:5c:81 b8:6b:23:e0:5c:82"},
		{"each once", []inventory.Interface{nic("eth0", "b8:6b:23:e0:5c:81"), nic("eth0:1", "b8:6b:23:e0:5c:81")}, "b8:6b:23:e0:5c:81"},
		{"not of containers, guests and VPNs", []inventory.Interface{nic("docker0", "02:42:ac:11:00:02"), nic("veth12", "b8:6b:23:e0:5c:8a"),
			nic("virbr0", "b8:6b:23:e0:5c:8b"), nic("TAP-Windows Adapter V9", "b8:6b:23:e0:5c:8c"), nic("eth9", "00:ff:12:34:56:78"),
			nic("VMware Virtual Ethernet Adapter", "00:50:56:c0:00:08"), nic("tun0", "b8:6b:23:e0:5c:8d"), nic("eth0", "b8:6b:23:e0:5c:81")}, "b8:6b:23:e0:5c:81"},
		{"not those said to be virtual", []inventory.Interface{nic("eth0", "b8:6b:23:e0:5c:81"), virtual("x", "b8:6b:23:e0:5c:82")}, "b8:6b:23:e0:5c:81"},
		{"unless all are said to be, as on macOS", []inventory.Interface{virtual("en0", "0c:4d:e9:cd:a4:c8"), virtual("awdl0", "9e:30:b0:0f:bf:4a")}, "0c:4d:e9:cd:a4:c8"},
		{"not random ones beside a better", []inventory.Interface{nic("wlan0", "ae:ed:e7:56:9b:a0"), nic("eth0", "b8:6b:23:e0:5c:81")}, "b8:6b:23:e0:5c:81"},
		{"a random one when there is no better", []inventory.Interface{nic("eth0", "52:54:00:74:5e:f1")}, "52:54:00:74:5e:f1"},
		{"no group, empty or full address", []inventory.Interface{nic("a", "01:00:5e:00:00:01"), nic("b", ""), nic("c", "ff:ff:ff:ff:ff:ff")}, ""},
		{"no address of another length", []inventory.Interface{nic("ib0", "00:19:e3:ff:fe:71:00:01")}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, k := range match.Keys(inventory.Inventory{Interfaces: tt.all}) {
				got = append(got, k.Value)
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %v, want %s", got, tt.want)
			}
		})
	}
}

func TestFind(t *testing.T) {
	key := func(kind match.KeyKind, value string) match.Key { return match.Key{Kind: kind, Value: value} }
	known := func(id string, keys ...match.Key) match.Candidate { return match.Candidate{ID: id, Keys: keys} }
	const uuid, serial, mac = "4c4c4544-0034-3010-8048-b6c04f503732", "AB12345", "b8:6b:23:e0:5c:81"
	full := machine(serial, uuid, "pc1", "example.org")
	full.Agent.DeviceID = "pc1-2026-01-02-03-04-05"
	full.Interfaces = []inventory.Interface{{Name: "eth0", MAC: mac}}
	agent := key(match.KeyAgent, "pc1-2026-01-02-03-04-05")
	other := key(match.KeySerial, "ZZ99999")
	tests := []struct {
		name       string
		candidates []match.Candidate
		want       match.Verdict
		id         string
		score      int
	}{
		{"nothing known", nil, match.New, "", 0},
		{"no key in common", []match.Candidate{known("1", key(match.KeyAgent, "x"), key(match.KeyName, "pc2"))}, match.New, "", 0},
		{"the agent id is enough", []match.Candidate{known("1", agent)}, match.Same, "1", 70},
		{"so is the hardware UUID", []match.Candidate{known("1", key(match.KeyUUID, uuid))}, match.Same, "1", 65},
		{"also in the other byte order", []match.Candidate{known("1", key(match.KeyUUID, "44454c4c-3400-1030-8048-b6c04f503732"))}, match.Same, "1", 65},
		{"so is the serial, of an asset typed in by hand", []match.Candidate{known("1", key(match.KeySerial, serial))}, match.Same, "1", 60},
		{"everything agrees after a new installation of the agent", []match.Candidate{known("1", key(match.KeyAgent, "old"), key(match.KeyUUID, uuid),
			key(match.KeySerial, serial))}, match.Same, "1", 125},
		{"an address alone is a question", []match.Candidate{known("1", key(match.KeyMAC, mac))}, match.Review, "1", 35},
		{"a name alone is a question", []match.Candidate{known("1", key(match.KeyName, "pc1"))}, match.Review, "1", 15},
		{"an address with name and domain is enough", []match.Candidate{known("1", key(match.KeyMAC, mac), key(match.KeyHost, "pc1.example.org"),
			key(match.KeyName, "pc1"))}, match.Same, "1", 60},
		{"a cloned disk brings the agent id to other hardware", []match.Candidate{known("1", agent, other)}, match.Review, "1", 30},
		{"however much else was cloned", []match.Candidate{known("1", agent, other, key(match.KeyUUID, "11112222-0034-3010-8048-b6c04f503732"),
			key(match.KeyHost, "pc1.example.org"))}, match.Review, "1", 15},
		{"a new board in the same case", []match.Candidate{known("1", agent, key(match.KeySerial, serial), key(match.KeyUUID,
			"11112222-0034-3010-8048-b6c04f503732"))}, match.Same, "1", 90},
		{"two that fit are a question", []match.Candidate{known("1", agent), known("2", key(match.KeySerial, serial))}, match.Review, "1", 70},
		{"one that fits and one that shares a name", []match.Candidate{known("2", key(match.KeyName, "pc1")), known("1", agent)}, match.Same, "1", 70},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := match.Find(match.Keys(full), tt.candidates)
			if got.Verdict != tt.want || got.Candidate != tt.id || got.Score != tt.score || len(got.Why) == 0 {
				t.Errorf("got %+v, want %s %s %d", got, tt.want, tt.id, tt.score)
			}
		})
	}
}

func TestTheReasonsNameBothSides(t *testing.T) {
	inv := machine("AB12345", "", "pc1", "")
	inv.Agent.DeviceID = "pc1-2026"
	got := match.Find(match.Keys(inv), []match.Candidate{{ID: "1", Keys: []match.Key{
		{Kind: match.KeyAgent, Value: "pc1-2026"}, {Kind: match.KeySerial, Value: "ZZ99999"}}}})
	want := []string{"The agreement scores 30 of the 60 needed.", "Same agent id pc1-2026.", "Another serial number: AB12345, known is ZZ99999."}
	if diff := cmp.Diff(want, got.Why); diff != "" {
		t.Error(diff)
	}
}

func TestKeysOfADevice(t *testing.T) {
	got := match.DeviceKeys(inventory.Device{Name: "sw1.example.org", Serial: "SSI1912014B", MAC: "8c:60:4f:8d:ae:fc"})
	want := []match.Key{{Kind: match.KeySerial, Value: "SSI1912014B", Score: 60}, {Kind: match.KeyMAC, Value: "8c:60:4f:8d:ae:fc", Score: 50},
		{Kind: match.KeyHost, Value: "sw1.example.org", Score: 25}, {Kind: match.KeyName, Value: "sw1", Score: 15}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestADockThatTwoMachinesUsedIsNoAgreement(t *testing.T) {
	t.Parallel()
	key := func(kind match.KeyKind, value string, score int) match.Key {
		return match.Key{Kind: kind, Value: value, Score: score}
	}
	machine := func(agent, name string, macs ...string) []match.Key {
		keys := []match.Key{key(match.KeyAgent, agent, 70), key(match.KeyName, name, 15)}
		for _, m := range macs {
			keys = append(keys, key(match.KeyMAC, m, 35))
		}
		return keys
	}
	known := match.Candidate{ID: "1", Keys: machine("a", "nb-1", "own-1", "dock")}
	for _, c := range []struct {
		name   string
		report []match.Key
		want   match.Verdict
	}{
		{"another machine on the same dock is new", machine("b", "nb-2", "own-2", "dock"), match.New},
		{"the same machine on another dock is known", machine("a", "nb-1", "own-1", "dock-2"), match.Same},
		{"the same addresses under other names are a question", machine("b", "nb-2", "own-1", "dock"), match.Review},
		{"the same name on the same dock is a question", machine("b", "nb-1", "own-2", "dock"), match.Review},
		{"a machine with nothing but the dock is a question", machine("b", "nb-2", "dock"), match.Review},
	} {
		if got := match.Find(c.report, []match.Candidate{known}); got.Verdict != c.want {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}
