package discovery_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/port/discovery"
	"github.com/fettle-itsm/fettle/internal/port/inventory"
)

// listed reads a part of a record.
func listed[T any](t *testing.T, d *fettletest.Desk, who, path string) []T {
	t.Helper()
	var list struct{ Items []T }
	a := d.API(d.Token(who), http.MethodGet, path, nil)
	if err := json.Unmarshal(a.Body, &list); err != nil || a.Status != http.StatusOK {
		t.Fatalf("%s: %d %s", path, a.Status, a.Body)
	}
	return list.Items
}

func TestTheProgramsThatChangedAreToldOneByOne(t *testing.T) {
	t.Parallel()
	all := samples(t)
	d := fettletest.SQLite(t)
	secret := d.Key("admin", "inventory.collect")
	pair := map[int][]byte{}
	list := map[int][]inventory.Software{}
	for _, message := range all {
		if inv, err := inventory.Read(t.Context(), bytes.NewReader(message), inventory.Limits{}); err == nil && (len(inv.Software) == 3033 || len(inv.Software) == 3184) {
			pair[len(inv.Software)], list[len(inv.Software)] = message, inv.Software
		}
	}
	send(t, d, secret, pair[3033])
	number := text(t, d, "SELECT number FROM record WHERE kind = 'asset'")
	at := "/api/v1/assets/" + number + "/software-changes"
	if got := listed[discovery.ProgramChange](t, d, "admin", at); len(got) != 0 {
		t.Fatalf("the first report changes %d programs", len(got))
	}
	d.Time.Advance(time.Hour)
	send(t, d, secret, pair[3184])
	var got, want []string
	for _, c := range listed[discovery.ProgramChange](t, d, "admin", at) {
		got = append(got, strings.Join([]string{c.Change, c.Name, c.Arch, c.From, c.To}, "|"))
	}
	added, removed, changed := inventory.Compare(list[3033], list[3184])
	for _, s := range added {
		want = append(want, strings.Join([]string{"added", s.Name, s.Arch, "", s.Version}, "|"))
	}
	for _, s := range removed {
		want = append(want, strings.Join([]string{"removed", s.Name, s.Arch, s.Version, ""}, "|"))
	}
	for _, c := range changed {
		want = append(want, strings.Join([]string{"changed", c.After.Name, c.After.Arch, c.Before.Version, c.After.Version}, "|"))
	}
	slices.Sort(got)
	slices.Sort(want)
	if len(got) != 166+15+850 || !slices.Equal(got, want) {
		t.Errorf("%d changes are told, not the %d that there are", len(got), len(want))
	}
}

func TestAFindingShowsWhatAgreesAndIsMergedWithWhatItWasComparedWith(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		all, admin := d.Key("admin", "inventory.collect"), d.Token("admin")
		send(t, d, all, report("pc-1", "SN123456", uuid1, 8192, "Editor 1.0"))
		send(t, d, all, report("pc-1", "SN777777", "4c4c4544-0034-3010-8048-b6c04f503711", 4096))
		number := text(t, d, "SELECT number FROM record WHERE kind = 'finding'")
		facts := map[string]discovery.Compared{}
		for _, c := range listed[discovery.Compared](t, d, "admin", "/api/v1/findings/"+number+"/comparison") {
			facts[c.Fact] = c
		}
		for fact, want := range map[string][2]string{"Asset": {"", "LT-0001"}, "Name": {"pc-1", "pc-1"}, "Serial number": {"SN777777", "SN123456"}, "Memory": {"4096 MB", "8192 MB"},
			"Model": {"Halden Book 14", "Halden Book 14"}, "Software": {"", "1 program"}} {
			if got := facts[fact]; got.Report != want[0] || got.Asset != want[1] {
				t.Errorf("%s: %+v, want %v", fact, got, want)
			}
		}
		if a := d.API(admin, http.MethodPost, "/api/v1/findings/"+number+"/actions/merge", map[string]any{}); a.Status != http.StatusOK {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if got := text(t, d, "SELECT serial FROM asset"); got != "SN777777" || count(t, d, "SELECT count(*) FROM asset") != 1 {
			t.Errorf("the serial number is %q", got)
		}
	})
}

func TestAComparisonTellsWhatAgreesInPart(t *testing.T) {
	t.Parallel()
	d := fettletest.SQLite(t)
	all := d.Key("admin", "inventory.collect")
	machine := func(serial, uuid, second string) []byte {
		m := bytes.Replace(report("pc-1", serial, uuid, 8192), []byte("Book 14"), []byte("Halden Book 14"), 1)
		return bytes.Replace(m, []byte(`"users"`), []byte(`"networks":[{"description":"a","type":"ethernet","mac":"8c:60:4f:00:00:01"},{"description":"b","type":"ethernet","mac":"`+second+`"}],"users"`), 1)
	}
	send(t, d, all, machine("SN123456", uuid1, "8c:60:4f:00:00:02"))
	send(t, d, all, machine("SN777777", "4c4c4544-0034-3010-8048-b6c04f503711", "8c:60:4f:00:00:03"))
	number := text(t, d, "SELECT number FROM record WHERE kind = 'finding'")
	for _, c := range listed[discovery.Compared](t, d, "admin", "/api/v1/findings/"+number+"/comparison") {
		want, ok := map[string]string{"Name": "same", "Model": "same", "Serial number": "differs", "Hardware UUID": "differs", "Hardware address": "in part", "Asset": ""}[c.Fact]
		if ok && c.Agrees != want || strings.Contains(c.Report, "Halden Halden") {
			t.Errorf("%+v, want %q", c, want)
		}
	}
}

func TestWhatWasLikeNothingIsNotMergedWithoutATag(t *testing.T) {
	t.Parallel()
	d := fettletest.SQLite(t)
	message := []byte(`{"action":"netdiscovery","deviceid":"sweep-2026-01-01-00-00-00","itemtype":"Unmanaged","content":{"versionclient":"4.2","network_device":{"type":"Unmanaged","description":"A box"}}}`)
	if status, body := send(t, d, d.Key("admin", "inventory.collect"), message); status != http.StatusOK {
		t.Fatalf("%d %s", status, body)
	}
	number := text(t, d, "SELECT number FROM record WHERE kind = 'finding'")
	if a := d.API(d.Token("admin"), http.MethodPost, "/api/v1/findings/"+number+"/actions/merge", map[string]any{}); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if got := text(t, d, "SELECT agent FROM finding"); got != "Agent 4.2" {
		t.Errorf("it is reported by %q", got)
	}
}

func TestTheClassOfAMachineFollowsWhatItIs(t *testing.T) {
	t.Parallel()
	type m = map[string]any
	d := fettletest.SQLite(t)
	secret := d.Key("admin", "inventory.collect")
	battery := []m{{"name": "Main", "chemistry": "LION"}}
	for i, c := range []struct {
		tag     string
		content m
	}{
		{"PH-0001", m{"operatingsystem": m{"name": "Android", "full_name": "Tiramisu Android 13"}, "batteries": battery}},
		{"LT-0001", m{"batteries": battery}},
		{"PC-0001", m{"bios": m{"smanufacturer": "Apple Inc.", "smodel": "iMac15,1", "ssn": "C02X"}, "batteries": battery}},
	} {
		c.content["versionclient"] = "GLPI-Agent_v1.11"
		c.content["hardware"] = m{"name": c.tag, "uuid": "4c4c4544-0034-3010-8048-b6c04f5037" + string(rune('a'+i)) + "0"}
		message, err := json.Marshal(m{"action": "inventory", "deviceid": c.tag + "-2026-01-01-00-00-00", "itemtype": "Computer", "content": c.content})
		if err != nil {
			t.Fatal(err)
		}
		if status, body := send(t, d, secret, message); status != http.StatusOK {
			t.Fatalf("%d %s", status, body)
		}
		if n := count(t, d, "SELECT count(*) FROM record WHERE number = $1 AND title = $1", c.tag); n != 1 {
			t.Errorf("%v is not the %s", c.content, c.tag)
		}
	}
}

func TestControlCharactersOfAnAgentReachNoExport(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		message := bytes.Replace(report("pc-1", "SN123456", uuid1, 8192, "Editor 1.0"), []byte("Editor"), []byte(`Edi\u0000tor\u001f`), 1)
		if status, body := send(t, d, d.Key("admin", "inventory.collect"), message); status != http.StatusOK {
			t.Fatalf("%d %s", status, body)
		}
		for _, path := range []string{"/api/v1/software-products", "/api/v1/software-products.csv", "/api/v1/assets/LT-0001/software", "/api/v1/assets.csv"} {
			a := d.API(d.Token("admin"), http.MethodGet, path, nil)
			if s := string(a.Body); a.Status != http.StatusOK || strings.ContainsAny(s, "\x00\x07\x1f") || strings.Contains(s, `\u00`) {
				t.Errorf("%s: %d %q", path, a.Status, s)
			}
		}
	})
}
