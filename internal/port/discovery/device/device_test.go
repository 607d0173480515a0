package device_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/port/discovery/device"
)

const message = `{"action": "inventory", "deviceid": "book-2026-01-01-00-00-00", "itemtype": "Computer", "content": {
	"versionclient": "GLPI-Agent_v1.11",
	"hardware": {"name": "book", "uuid": "4c4c4544-0034-3010-8048-b6c04f503732", "memory": 16384, "chassis_type": "Laptop"},
	"bios": {"smanufacturer": "Halden", "smodel": "Book 14", "ssn": "HB-1", "bversion": "1.7", "bmanufacturer": "Halden"},
	"operatingsystem": {"full_name": "Debian GNU/Linux 12", "name": "Debian", "version": "12"},
	"cpus": [{"name": "Arden A7", "core": 8, "thread": 16, "speed": 2400}],
	"memories": [{"capacity": 16384, "type": "DDR5", "numslots": 1, "description": "SODIMM"}],
	"storages": [{"name": "nvme0", "model": "Corvo NV 512", "disksize": 512000, "type": "ssd", "serial": "NV-9"}],
	"drives": [{"volumn": "/dev/sda1", "type": "/", "filesystem": "ext4", "total": 400000, "free": 100000}],
	"networks": [{"description": "wlan0", "mac": "02:ca:1d:00:00:01", "ipaddress": "192.0.2.11", "status": "up", "type": "wifi"}],
	"batteries": [{"name": "Main", "capacity": 50000, "real_capacity": 40000, "chemistry": "LION"}],
	"antivirus": [{"name": "Warden", "version": "4.2", "enabled": true}]
}}`

func TestWhatAnAgentSaysOfTheHardwareIsToldInWords(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.URL+"/api/v1/inventory", bytes.NewReader([]byte(message)))
		if err != nil {
			t.Fatal(err)
		}
		req.SetBasicAuth("agent", d.Key("admin", "inventory.collect"))
		if a := d.Send(req); a.Status != http.StatusOK {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		var asset int64
		if err := d.DB.QueryRow(t.Context(), "SELECT id FROM asset").Scan(&asset); err != nil {
			t.Fatal(err)
		}
		h, err := device.Read(t.Context(), d.DB, desk.View{Head: ticket.Head{Head: record.Head{ID: id.ID(asset)}}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range h.Pieces {
			got = append(got, strings.Join([]string{p.Sort, p.Name, p.Size, p.Notes}, "|"))
		}
		want := []string{"processor|Arden A7|8 cores|", "memory|SODIMM|16 GB|DDR5, slot 1", "drive|Corvo NV 512|500 GB|ssd, NV-9", "volume|/|391 GB|25 % free, ext4",
			"network|wlan0||02:ca:1d:00:00:01, 192.0.2.11, up", "battery|Main||LION, 80 % of new", "protection|Warden||4.2", "firmware|Halden, BIOS||1.7"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the pieces (-want +got)\n%s", diff)
		}
		if diff := cmp.Diff([]device.Condition{{Of: "Disk", Says: "25 % free of 391 GB"}, {Of: "Battery", Says: "80 % of new"}, {Of: "Protection", Says: "Warden, 4.2"}}, h.Health); diff != "" {
			t.Errorf("the health (-want +got)\n%s", diff)
		}
		if h.Agent == "" || h.MemoryMB != 16384 || h.OS == "" {
			t.Errorf("%+v", h)
		}
		none, err := device.Read(t.Context(), d.DB, desk.View{})
		if err != nil || none.Agent != "" || len(none.Pieces) != 0 {
			t.Errorf("of what nobody reported: %+v, %v", none, err)
		}
	})
}

const printer = `{"action": "netinventory", "deviceid": "look-2026-01-01-00-00-00", "itemtype": "Printer", "content": {"versionclient": "GLPI-Agent_v1.11",
	"network_device": {"type": "Printer", "name": "copier", "serial": "PR-77", "mac": "8c:60:4f:00:00:07", "ips": ["192.0.2.7"], "location": "First floor", "firmware": "3.1"},
	"cartridges": {"tonerblack": "66"}, "pagecounters": {"total": 1802}}}`

func TestWhatADeviceSaysOverTheNetworkIsToldToo(t *testing.T) {
	d := fettletest.SQLite(t)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.URL+"/api/v1/inventory", strings.NewReader(printer))
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth("agent", d.Key("admin", "inventory.collect"))
	if a := d.Send(req); a.Status != http.StatusOK {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	a := d.API(d.Token("admin"), http.MethodGet, "/api/v1/assets/PR-0001/hardware", nil)
	for _, want := range []string{`"notes":"8c:60:4f:00:00:07, 192.0.2.7"`, `"First floor"`, `"sort":"pages","name":"total","size":"1802"`, `"sort":"supply"`, `66 %`} {
		if !strings.Contains(string(a.Body), want) {
			t.Errorf("%s is missing: %s", want, a.Body)
		}
	}
}
