package plan_test

import (
	"encoding/json"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/port/directory"
	"github.com/fettle-itsm/fettle/internal/port/directory/slapdtest"
	"github.com/fettle-itsm/fettle/internal/port/discovery/plan"
	"github.com/fettle-itsm/fettle/internal/port/snmp"
	"github.com/fettle-itsm/fettle/internal/port/snmp/snmptest"
)

const recorded = "../../../../../shared/data/inventory/snmp-samples.tar.gz"

// network serves the recorded devices at 127.0.0.2 and on, all at one port, and returns the ranges and the port.
func network(t *testing.T, community string) (string, uint16) {
	t.Helper()
	at, port := netip.MustParseAddr("127.0.0.2"), uint16(0)
	first := at
	for name, text := range snmptest.Recorded(t, recorded) {
		if strings.HasPrefix(name, "apc-8641") {
			continue // it says nothing that recognises it
		}
		port = snmptest.Serve(t, netip.AddrPortFrom(at, port), snmptest.Parse(t, text), community, 0)
		at = at.Next()
	}
	return first.String() + "-" + at.String(), port // the last address is silent
}

func number(t *testing.T, a fettletest.Answer, want int) string {
	t.Helper()
	var v struct{ Number string }
	if err := json.Unmarshal(a.Body, &v); err != nil || a.Status != want {
		t.Fatalf("%d, want %d: %s", a.Status, want, a.Body)
	}
	return v.Number
}

func count(t *testing.T, d *fettletest.Desk, query string, args ...any) int {
	t.Helper()
	n := 0
	if err := d.DB.QueryRow(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func drain(t *testing.T, d *fettletest.Desk) {
	t.Helper()
	if _, err := d.Queue.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestASweepRunsWhenItIsDueAndFindsEachDeviceOnce(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		ranges, port := network(t, "house")
		admin := d.Token("admin")
		post := func(path string, in map[string]any, want int) string {
			t.Helper()
			return number(t, d.API(admin, http.MethodPost, path, in), want)
		}
		at := "/api/v1/network-sweeps/" + post("/api/v1/network-sweeps", map[string]any{"title": "Server room", "ranges": ranges, "protocol": "2c", "port": port, "every": 24}, http.StatusCreated)
		drain(t, d)
		if n := count(t, d, "SELECT count(*) FROM asset"); n != 0 {
			t.Fatalf("without a community %d devices are found", n)
		}
		if a := d.API(admin, http.MethodGet, at, nil); !strings.Contains(string(a.Body), `"outcome":"It waits for its secret."`) {
			t.Errorf("nobody is told why it does not run: %s", a.Body)
		}
		post(at+"/actions/set_secret", map[string]any{"community": "wrong"}, http.StatusOK)
		drain(t, d)
		if n := count(t, d, "SELECT count(*) FROM asset"); n != 0 {
			t.Fatalf("with a wrong community %d devices are found", n)
		}
		post(at+"/actions/set_secret", map[string]any{"community": "house"}, http.StatusOK)
		drain(t, d)
		var got struct {
			Outcome string
			LastRun string `json:"last_run"`
		}
		look := func() {
			t.Helper()
			a := d.API(admin, http.MethodGet, at, nil)
			if err := json.Unmarshal(a.Body, &got); err != nil || strings.Contains(string(a.Body), "house") {
				t.Fatalf("%v %s", err, a.Body)
			}
		}
		if look(); got.Outcome != "Asked 4, found 3: 3 new, 0 known, 0 to decide." || got.LastRun == "" {
			t.Errorf("the first run says %+v", got)
		}
		before := got.LastRun
		d.Time.Advance(23 * time.Hour)
		drain(t, d)
		if look(); got.LastRun != before {
			t.Errorf("it ran before its time: %+v", got)
		}
		d.Time.Advance(2 * time.Hour)
		drain(t, d)
		if look(); got.Outcome != "Asked 4, found 3: 0 new, 3 known, 0 to decide." || got.LastRun == before {
			t.Errorf("the second run says %+v", got)
		}
		if n := count(t, d, "SELECT count(*) FROM asset"); n != 3 {
			t.Errorf("%d assets", n)
		}
		post(at+"/actions/pause", map[string]any{}, http.StatusOK)
		before = got.LastRun
		d.Time.Advance(48 * time.Hour)
		drain(t, d)
		if look(); got.LastRun != before {
			t.Error("it runs while it is switched off")
		}
		post(at+"/actions/run", map[string]any{}, http.StatusOK)
		drain(t, d)
		if look(); got.LastRun == before {
			t.Error("it does not run when asked")
		}
	})
}

func TestASecretIsSealedAndForgottenWhenItWouldGoElsewhere(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		admin := d.Token("admin")
		at := "/api/v1/network-sweeps/" + number(t, d.API(admin, http.MethodPost, "/api/v1/network-sweeps", map[string]any{"title": "Office", "ranges": "127.0.0.1", "protocol": "2c"}), http.StatusCreated)
		for in, want := range map[string]int{`{"community":"zqsecret"}`: http.StatusOK, `{"community":""}`: http.StatusUnprocessableEntity, `{"auth_password":"zqsecret"}`: http.StatusUnprocessableEntity} {
			if a := d.API(admin, http.MethodPost, at+"/actions/set_secret", json.RawMessage(in)); a.Status != want || strings.Contains(string(a.Body), "zqsecret") {
				t.Errorf("%s: %d %s", in, a.Status, a.Body)
			}
		}
		if n := count(t, d, "SELECT count(*) FROM event WHERE data LIKE '%zqsecret%'"); n != 0 {
			t.Errorf("%d events tell the secret", n)
		}
		var sealed []byte
		if err := d.DB.QueryRow(t.Context(), "SELECT sealed FROM sealed_secret").Scan(&sealed); err != nil || strings.Contains(string(sealed), "zqsecret") {
			t.Errorf("%q %v", sealed, err)
		}
		if a := d.API(admin, http.MethodPatch, at, map[string]any{"every": 12}, "If-Match", "*"); a.Status != http.StatusOK || count(t, d, "SELECT count(*) FROM sealed_secret") != 1 {
			t.Errorf("another interval forgets the secret: %d %s", a.Status, a.Body)
		}
		if a := d.API(admin, http.MethodPatch, at, map[string]any{"ranges": "127.0.0.9"}, "If-Match", "*"); a.Status != http.StatusOK || count(t, d, "SELECT count(*) FROM sealed_secret") != 0 {
			t.Errorf("the secret goes to other addresses: %d %s", a.Status, a.Body)
		}
		if a := d.API(admin, http.MethodPost, at+"/actions/run", map[string]any{}); a.Status != http.StatusConflict {
			t.Errorf("without a secret it runs: %d %s", a.Status, a.Body)
		}
	})
}

func TestWhatASweepCannotSettleIsDecidedByAPerson(t *testing.T) {
	t.Parallel()
	d := fettletest.SQLite(t)
	w := snmptest.Parse(t, []byte("1.3.6.1.2.1.1.1.0|4|A nameless thing\n1.3.6.1.2.1.1.3.0|67|100\n"))
	port := snmptest.Serve(t, netip.MustParseAddrPort("127.0.0.1:0"), w, "public", 0)
	ctx := d.As("admin")
	r, err := d.Plans.Sweep(ctx, "127.0.0.1", []snmp.Access{{Version: "2c", Community: "public"}}, snmp.Options{Port: port}, plan.Keep)
	if err != nil || r.Review != 1 || len(r.Devices) != 1 {
		t.Fatalf("%+v %v", r, err)
	}
	a := d.API(d.Token("admin"), http.MethodPost, "/api/v1/findings/"+r.Devices[0].Number+"/actions/make", map[string]any{})
	if a.Status != http.StatusOK || count(t, d, "SELECT count(*) FROM asset") != 1 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func TestTheComputersOfADirectoryAreMatchedWithThoseThatReport(t *testing.T) {
	t.Parallel()
	url := slapdtest.Start(t, slapdtest.Computer{Name: "PC-1", System: "Windows 11 Pro", Version: "10.0"}, slapdtest.Computer{Name: "PC-2", System: "Windows 10 Pro"},
		slapdtest.Computer{Name: "PC-3", Disabled: true})
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		admin := d.Token("admin")
		report := func(name, uuid string) {
			t.Helper()
			message, err := json.Marshal(map[string]any{"action": "inventory", "deviceid": name + "-2026-01-01-00-00-00", "itemtype": "Computer", "content": map[string]any{
				"versionclient": "GLPI-Agent_v1.11", "hardware": map[string]any{"name": name, "uuid": uuid, "workgroup": "example.org", "memory": 8192, "chassis_type": "Laptop"}}})
			if err != nil {
				t.Fatal(err)
			}
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.URL+"/api/v1/inventory", strings.NewReader(string(message)))
			if err != nil {
				t.Fatal(err)
			}
			req.SetBasicAuth("agent", d.Key("admin", "inventory.collect"))
			if a := d.Send(req); a.Status != http.StatusOK {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
		}
		report("pc-1", "4c4c4544-0034-3010-8048-b6c04f503732")
		at := "/api/v1/directories/" + number(t, d.API(admin, http.MethodPost, "/api/v1/directories", map[string]any{"title": "Head office", "url": url, "bind": slapdtest.Bind,
			"base": slapdtest.Base, "every": 24}), http.StatusCreated)
		number(t, d.API(admin, http.MethodPost, at+"/actions/set_secret", map[string]any{"password": slapdtest.Password}), http.StatusOK)
		drain(t, d)
		outcome := func(want string) {
			t.Helper()
			if a := d.API(admin, http.MethodGet, at, nil); !strings.Contains(string(a.Body), want) {
				t.Errorf("the run says otherwise than %q: %s", want, a.Body)
			}
		}
		outcome("Asked 3, found 2: 1 new, 1 known, 0 to decide.")
		report("pc-2", "4c4c4544-0034-3010-8048-b6c04f503799")
		report("pc-1", "4c4c4544-0034-3010-8048-b6c04f503732")
		d.Time.Advance(25 * time.Hour)
		drain(t, d)
		outcome("Asked 3, found 2: 0 new, 2 known, 0 to decide.")
		if n, m := count(t, d, "SELECT count(*) FROM asset"), count(t, d, "SELECT count(*) FROM finding"); n != 2 || m != 0 {
			t.Errorf("%d assets and %d findings", n, m)
		}
		if n := count(t, d, "SELECT count(*) FROM device WHERE memory_mb = 8192 AND agent LIKE 'GLPI%'"); n != 2 {
			t.Errorf("what the agents said stays on %d of 2", n)
		}
		number(t, d.API(admin, http.MethodPost, at+"/actions/set_secret", map[string]any{"password": "wrong"}), http.StatusOK)
		number(t, d.API(admin, http.MethodPost, at+"/actions/run", map[string]any{}), http.StatusOK)
		drain(t, d)
		outcome("It failed: The directory does not let")
	})
}

func TestNobodyWithoutTheRightLooksForDevices(t *testing.T) {
	t.Parallel()
	d := fettletest.SQLite(t)
	url := slapdtest.Start(t, slapdtest.Computer{Name: "PC-1"})
	_, err := d.Plans.Read(d.As("requester"), directory.Source{URL: url, Bind: slapdtest.Bind, Password: slapdtest.Password, Base: slapdtest.Base}, plan.Keep, nil)
	if err == nil || count(t, d, "SELECT count(*) FROM asset") != 0 {
		t.Errorf("a requester reads a directory: %v", err)
	}
}
