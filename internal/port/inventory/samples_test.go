package inventory_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/port/inventory"
	"github.com/fettle-itsm/fettle/internal/port/inventory/match"
)

const samplesFile = "../../../../shared/data/inventory/inventory-format.tar.gz"

// samples returns the published sample messages by base name: JSON examples and legacy XML files.
func samples(t *testing.T) map[string][]byte {
	t.Helper()
	f, err := os.Open(samplesFile)
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the sample inventories are not there: put them beside the checkout as ../shared/data/inventory")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if dir := path.Dir(h.Name); strings.HasSuffix(dir, "examples") || strings.HasSuffix(dir, "tests/data") {
			if all[path.Base(h.Name)], err = io.ReadAll(r); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestEverySampleLoads(t *testing.T) {
	examples, legacy := 0, 0
	for name, text := range samples(t) {
		t.Run(name, func(t *testing.T) {
			inv, err := inventory.Read(t.Context(), bytes.NewReader(text), inventory.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if inv.Agent.DeviceID == "" || inv.Report.Expanded != int64(len(text)) {
				t.Errorf("device id %q, %d of %d bytes read", inv.Agent.DeviceID, inv.Report.Expanded, len(text))
			}
			if inv.Action == inventory.ActionInventory && inv.Machine.Name == "" || inv.Action != inventory.ActionInventory && len(inv.Devices) == 0 {
				t.Error("there is nothing in it")
			}
			if inv.Report.OddTotal > 20 {
				t.Errorf("%d odd values, such as %v", inv.Report.OddTotal, inv.Report.Odd[0])
			}
			if inv.Format == inventory.JSON {
				checkCounts(t, inv, text)
			}
		})
		if strings.HasSuffix(name, ".json") {
			examples++
		} else {
			legacy++
		}
	}
	if examples != 20 || legacy != 20 {
		t.Errorf("loaded %d examples and %d legacy files, want 20 and 20", examples, legacy)
	}
}

// checkCounts counts the entries of each list in the file itself: kept entries and unread ones must make up the whole.
func checkCounts(t *testing.T, inv inventory.Inventory, text []byte) {
	t.Helper()
	var raw struct {
		Content map[string]json.RawMessage `json:"content"`
	}
	if err := json.Unmarshal(text, &raw); err != nil {
		t.Fatal(err)
	}
	ports, components := 0, 0
	if len(inv.Devices) > 0 {
		ports, components = len(inv.Devices[0].Ports), len(inv.Devices[0].Components)
	}
	kept := map[string]int{
		"softwares": len(inv.Software), "cpus": len(inv.CPUs), "memories": len(inv.Memory), "storages": len(inv.Disks), "drives": len(inv.Volumes),
		"monitors": len(inv.Monitors), "batteries": len(inv.Batteries), "virtualmachines": len(inv.Machines), "users": len(inv.Users),
		"simcards": len(inv.SIMs), "firewalls": len(inv.Firewalls), "databases_services": len(inv.Databases), "remote_mgmt": len(inv.Remote),
		"network_ports": ports, "network_components": components,
	}
	unread := map[string]int{}
	for _, u := range inv.Report.Unread {
		unread[u.Path] = u.Count
	}
	for section, value := range raw.Content {
		var list []json.RawMessage
		if json.Unmarshal(value, &list) != nil {
			continue
		}
		want, ok := kept[section]
		if n := unread[section]; n > 0 {
			want, ok = n, true
		}
		if ok && want != len(list) {
			t.Errorf("%s: %d of %d are accounted for", section, want, len(list))
		}
	}
}

// TestTheLargePairDiffersAsItsFilesDo counts with sets of name, version and architecture that are taken straight from the JSON.
func TestTheLargePairDiffersAsItsFilesDo(t *testing.T) {
	all := samples(t)
	type item struct{ Name, Version, Arch string }
	load := func(name string) (map[item]bool, []inventory.Software) {
		var raw struct{ Content struct{ Softwares []item } }
		if err := json.Unmarshal(all[name], &raw); err != nil {
			t.Fatal(err)
		}
		set := map[item]bool{}
		for _, i := range raw.Content.Softwares {
			set[i] = true
		}
		if len(set) != len(raw.Content.Softwares) {
			t.Fatalf("%s lists software twice; sets cannot count it", name)
		}
		return set, read(t, string(all[name])).Software
	}
	setA, before := load("computer_3.json")
	setB, after := load("computer_3_updated.json")
	if len(before) != 3033 || len(after) != 3184 {
		t.Fatalf("%d and %d programs, want 3,033 and 3,184", len(before), len(after))
	}
	gone, came := map[item]bool{}, map[item]bool{}
	for i := range setA {
		if !setB[i] {
			gone[i] = true
		}
	}
	for i := range setB {
		if !setA[i] {
			came[i] = true
		}
	}
	added, removed, changed := inventory.Compare(before, after)
	gotGone, gotCame := map[item]bool{}, map[item]bool{}
	for _, s := range removed {
		gotGone[item{s.Name, s.Version, s.Arch}] = true
	}
	for _, s := range added {
		gotCame[item{s.Name, s.Version, s.Arch}] = true
	}
	for _, c := range changed {
		gotGone[item{c.Before.Name, c.Before.Version, c.Before.Arch}] = true
		gotCame[item{c.After.Name, c.After.Version, c.After.Arch}] = true
		if c.Before.Name != c.After.Name || c.Before.Arch != c.After.Arch || c.Before.Version == c.After.Version {
			t.Errorf("%v is not a change of version", c)
		}
	}
	if diff := cmp.Diff(gone, gotGone); diff != "" {
		t.Error("gone", diff)
	}
	if diff := cmp.Diff(came, gotCame); diff != "" {
		t.Error("came", diff)
	}
	if len(gone) != 865 || len(came) != 1016 || len(removed)+len(changed) != 865 || len(added)+len(changed) != 1016 {
		t.Errorf("gone %d, came %d; added %d, removed %d, changed %d", len(gone), len(came), len(added), len(removed), len(changed))
	}
	t.Logf("added %d, removed %d, changed %d", len(added), len(removed), len(changed))
}

func TestFactsOfTheSamples(t *testing.T) {
	all := samples(t)
	first, second := read(t, string(all["computer_3.json"])), read(t, string(all["computer_3_updated.json"]))
	decision := match.Find(match.Keys(second), []match.Candidate{{ID: "1", Keys: match.Keys(first)}})
	if decision.Verdict != match.Same {
		t.Errorf("the second run of a machine is %+v", decision)
	}
	other := read(t, string(all["computer_1.json"]))
	if got := match.Find(match.Keys(other), []match.Candidate{{ID: "1", Keys: match.Keys(first)}}); got.Verdict != match.New {
		t.Errorf("another machine is %+v", got)
	}
	stack := read(t, string(all["networkequipment_2.json"]))
	if d := stack.Devices[0]; len(d.Ports) != 475 || d.Serial != "FOC1243W0ED" || len(d.Addresses) != 29 || stack.Kind != inventory.Networking {
		t.Errorf("the switch has %d ports, serial %s, %d addresses", len(d.Ports), d.Serial, len(d.Addresses))
	}
	mac := read(t, string(all["4.xml"]))
	if b := mac.Batteries[0]; b.DesignMWh != 43746 || b.MilliVolt != 8614 || !b.Made.Equal(time.Date(2015, 11, 10, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("battery %+v", b)
	}
	if mac.Monitors == nil || len(mac.LastUser.Login) == 0 {
		t.Error("no monitor or user")
	}
	office := read(t, string(all["2.xml"]))
	if office.Agent.Tag != "3923" || len(office.Antivirus) != 2 || office.Antivirus[1].UpToDate != inventory.Yes || office.Monitors[0].Made != 2006 {
		t.Errorf("tag %s, %+v, %+v", office.Agent.Tag, office.Antivirus, office.Monitors)
	}
	printer := read(t, string(all["printer_1.json"]))
	if diff := cmp.Diff([]inventory.Counter{{Name: "rectoverso", Value: 831}, {Name: "total", Value: 1802}}, printer.Devices[0].Pages); diff != "" {
		t.Error(diff)
	}
	databases := read(t, string(all["computer_2_partial_dbs.json"]))
	if !databases.Partial || len(databases.Databases) != 2 || databases.Databases[0].Databases[1].Name != "dotclear" {
		t.Errorf("databases %+v", databases.Databases)
	}
}
