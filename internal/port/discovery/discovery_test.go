package discovery_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/port/inventory"
)

const intake = "/api/v1/inventory"

// send posts a message as an agent does and returns the status and the body.
func send(t *testing.T, d *fettletest.Desk, secret string, message []byte) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.URL+intake, bytes.NewReader(message))
	if err != nil {
		t.Fatal(err)
	}
	if secret != "" {
		req.SetBasicAuth("agent", secret)
	}
	a := d.Send(req)
	return a.Status, string(a.Body)
}

// report is a small inventory of a computer.
func report(name, serial, uuid string, memory int, programs ...string) []byte {
	type m = map[string]any
	var software []m
	for _, p := range programs {
		n, v, _ := strings.Cut(p, " ")
		software = append(software, m{"name": n, "version": v, "publisher": "Maker", "from": "registry"})
	}
	b, err := json.Marshal(m{"action": "inventory", "deviceid": name + "-2026-01-01-00-00-00", "itemtype": "Computer", "content": m{
		"versionclient": "GLPI-Agent_v1.11", "hardware": m{"name": name, "uuid": uuid, "memory": memory, "chassis_type": "Laptop"},
		"bios":      m{"smanufacturer": "Halden", "smodel": "Book 14", "ssn": serial},
		"users":     []m{{"login": "requester"}},
		"softwares": software,
	}})
	if err != nil {
		panic(err)
	}
	return b
}

const uuid1 = "4c4c4544-0034-3010-8048-b6c04f503732"

func count(t *testing.T, d *fettletest.Desk, query string, args ...any) int {
	t.Helper()
	n := 0
	if err := d.DB.QueryRow(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func text(t *testing.T, d *fettletest.Desk, query string, args ...any) string {
	t.Helper()
	s := ""
	if err := d.DB.QueryRow(t.Context(), query, args...).Scan(&s); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAReportMakesAnAssetOnceAndKeepsItInStep(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		mine := d.Key("admin", "inventory.report")
		for range 2 {
			if status, body := send(t, d, mine, report("pc-1", "SN123456", uuid1, 8192, "Editor 1.0", "Reader 2.0")); status != http.StatusOK {
				t.Fatalf("%d %s", status, body)
			}
			d.Time.Advance(time.Hour)
		}
		if n := count(t, d, "SELECT count(*) FROM asset"); n != 1 {
			t.Fatalf("%d assets", n)
		}
		if n := count(t, d, "SELECT count(*) FROM install"); n != 2 {
			t.Errorf("%d installs after the same report twice, want 2", n)
		}
		a := d.API(d.Token("admin"), "GET", "/api/v1/assets/LT-0001", nil)
		for _, want := range []string{`"title":"pc-1"`, `"SN123456"`, `"status":"in_use"`, `Rita Requester`, `Book 14`} {
			if !strings.Contains(string(a.Body), want) {
				t.Errorf("the asset lacks %s: %s", want, a.Body)
			}
		}
		if status, body := send(t, d, mine, report("pc-1", "SN123456", uuid1, 16384, "Editor 1.1", "Viewer 1.0")); status != http.StatusOK {
			t.Fatalf("%d %s", status, body)
		}
		line := string(d.API(d.Token("admin"), "GET", "/api/v1/assets/LT-0001/timeline", nil).Body)
		for _, want := range []string{"changed memory from “8192 MB” to “16384 MB”", "2 programs: 1 added, 1 removed, 1 changed"} {
			if !strings.Contains(line, want) {
				t.Errorf("the timeline lacks %q: %s", want, line)
			}
		}
		if n := count(t, d, "SELECT count(*) FROM install WHERE until_at = 0"); n != 2 {
			t.Errorf("%d present installs", n)
		}
		if n := count(t, d, "SELECT count(*) FROM software_product"); n != 3 {
			t.Errorf("%d products, want Editor, Reader and Viewer", n)
		}
	})
}

func TestAKeyReportsItsOwnDeviceOnly(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		mine, other := d.Key("admin", "inventory.report"), d.Key("admin", "inventory.report")
		first := report("pc-1", "SN123456", uuid1, 8192)
		for _, c := range []struct {
			name    string
			key     string
			message []byte
			want    int
		}{
			{"without a key", "", first, http.StatusUnauthorized},
			{"with a wrong key", "ftl_wrong", first, http.StatusUnauthorized},
			{"with a key for something else", d.Key("admin", "incident.view"), first, http.StatusForbidden},
			{"the first device", mine, first, http.StatusOK},
			{"another device", mine, report("pc-2", "SN999999", "4c4c4544-0034-3010-8048-b6c04f503799", 8192), http.StatusForbidden},
			{"the same device with another key", other, first, http.StatusForbidden},
			{"rubbish", mine, []byte("rubbish"), http.StatusUnprocessableEntity},
			{"its own device again", mine, first, http.StatusOK},
		} {
			if status, body := send(t, d, c.key, c.message); status != c.want {
				t.Errorf("%s: %d, want %d: %s", c.name, status, c.want, body)
			}
		}
		if n := count(t, d, "SELECT count(*) FROM asset"); n != 1 {
			t.Errorf("%d assets", n)
		}
	})
}

func TestWhatAPersonWroteStays(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		all, admin := d.Key("admin", "inventory.collect"), d.Token("admin")
		send(t, d, all, report("pc-1", "SN123456", uuid1, 8192))
		if a := d.API(admin, "PATCH", "/api/v1/assets/LT-0001", map[string]any{"title": "Rita's laptop"}, "If-Match", "*"); a.Status != http.StatusOK {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		send(t, d, all, report("pc-renamed", "SN123456", uuid1, 8192))
		if got := text(t, d, "SELECT title FROM record WHERE number = 'LT-0001'"); got != "Rita's laptop" {
			t.Errorf("the name is %q", got)
		}
		if got := text(t, d, "SELECT source || ' ' || offered FROM field_source WHERE field = 'title'"); got != "manual pc-renamed" {
			t.Errorf("the source of the name is %q", got)
		}
	})
}

func TestWhatIsNotCertainWaitsForAPerson(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		all, admin := d.Key("admin", "inventory.collect"), d.Token("admin")
		send(t, d, all, report("pc-1", "SN123456", uuid1, 8192))
		clone := bytes.Replace(report("pc-1", "SN777777", "4c4c4544-0034-3010-8048-b6c04f503711", 4096), []byte("pc-1-2026-01-01"), []byte("pc-1-2026-05-05"), 1)
		for range 2 {
			if status, body := send(t, d, all, clone); status != http.StatusOK {
				t.Fatalf("%d %s", status, body)
			}
		}
		if n, m := count(t, d, "SELECT count(*) FROM asset"), count(t, d, "SELECT count(*) FROM finding"); n != 1 || m != 1 {
			t.Fatalf("%d assets and %d findings, want one of each", n, m)
		}
		number := text(t, d, "SELECT number FROM record WHERE kind = 'finding'")
		act := func(verb string, in map[string]any) fettletest.Answer {
			return d.API(admin, "POST", "/api/v1/findings/"+number+"/actions/"+verb, in)
		}
		if a := act("ignore", map[string]any{"reason": "a test machine"}); a.Status != http.StatusOK {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		send(t, d, all, clone)
		if n := count(t, d, "SELECT count(*) FROM finding"); n != 1 {
			t.Errorf("what is ignored asks again: %d findings", n)
		}
		if a := act("reopen", map[string]any{}); a.Status != http.StatusOK {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if a := act("make", map[string]any{}); a.Status != http.StatusOK {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		if a := act("merge", map[string]any{"asset": "LT-0001"}); a.Status != http.StatusConflict {
			t.Errorf("a decided finding is merged: %d %s", a.Status, a.Body)
		}
		send(t, d, all, clone)
		if n, m := count(t, d, "SELECT count(*) FROM asset"), count(t, d, "SELECT count(*) FROM finding"); n != 2 || m != 1 {
			t.Errorf("%d assets and %d findings after a new asset was made", n, m)
		}
	})
}

func TestAFindingIsMergedIntoItsAsset(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		all := d.Key("admin", "inventory.collect")
		send(t, d, all, report("pc-1", "SN123456", uuid1, 8192))
		clone := bytes.Replace(report("pc-1", "SN777777", "4c4c4544-0034-3010-8048-b6c04f503711", 4096), []byte("pc-1-2026-01-01"), []byte("pc-1-2026-05-05"), 1)
		send(t, d, all, clone)
		number := text(t, d, "SELECT number FROM record WHERE kind = 'finding'")
		if a := d.API(d.Token("admin"), "POST", "/api/v1/findings/"+number+"/actions/merge", map[string]any{"asset": "LT-0001"}); a.Status != http.StatusOK {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		send(t, d, all, clone)
		if n, m := count(t, d, "SELECT count(*) FROM asset"), count(t, d, "SELECT count(*) FROM finding"); n != 1 || m != 1 {
			t.Errorf("%d assets and %d findings", n, m)
		}
		if got := text(t, d, "SELECT serial FROM asset"); got != "SN777777" {
			t.Errorf("the serial is %q", got)
		}
	})
}

const samplesFile = "../../../../shared/data/inventory/inventory-format.tar.gz"

// samples returns the published messages by name.
func samples(t *testing.T) map[string][]byte {
	t.Helper()
	f, err := os.Open(samplesFile)
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("the sample inventories are not there: put them beside the checkout as ../shared/data/inventory")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
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
			if all[h.Name], err = io.ReadAll(r); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestEverySampleBecomesItsDevices(t *testing.T) {
	t.Parallel()
	all := samples(t)
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		secret := d.Key("admin", "inventory.collect")
		var names []string
		for name := range all {
			names = append(names, name)
		}
		slices.Sort(names)
		state := func() string {
			return fmt.Sprintf("%d assets, %d findings, %d installs", count(t, d, "SELECT count(*) FROM asset"), count(t, d, "SELECT count(*) FROM finding"), count(t, d, "SELECT count(*) FROM install"))
		}
		for _, name := range names {
			was := ""
			for range 2 {
				if status, body := send(t, d, secret, all[name]); status != http.StatusOK {
					t.Errorf("%s: %d %s", name, status, body)
				}
				if was != "" && was != state() {
					t.Errorf("%s a second time makes %s of %s", name, state(), was)
				}
				was = state()
				d.Time.Advance(time.Minute)
			}
		}
		if got := state(); !strings.HasPrefix(got, "21 assets, 2 findings") {
			t.Errorf("the samples make %s", got)
		}
	})
}

// Machines of one maker look alike; that others have reported in between must not make a known one uncertain.
func TestAllSamplesTwiceInTurnMakeTheSameDevices(t *testing.T) {
	t.Parallel()
	all := samples(t)
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		secret := d.Key("admin", "inventory.collect")
		first := map[string]string{}
		for turn := range 3 {
			for _, name := range slices.Sorted(maps.Keys(all)) {
				if status, body := send(t, d, secret, all[name]); status != http.StatusOK {
					t.Errorf("%s: %d %s", name, status, body)
				}
				d.Time.Advance(time.Minute)
				// Which asset has the report is told by the newest event of a device.
				got := text(t, d, "SELECT coalesce(max(r.number), '') FROM device v JOIN record r ON r.id = v.asset_id WHERE v.last_at = (SELECT max(last_at) FROM device)") +
					text(t, d, "SELECT coalesce(max(r.number), '') FROM finding_report f JOIN record r ON r.id = f.finding_id WHERE f.at > (SELECT max(last_at) FROM device)")
				if turn == 0 {
					first[name] = got
				} else if first[name] != got {
					t.Errorf("turn %d: %s goes to %s, at first to %s", turn+1, name, got, first[name])
				}
			}
			t.Logf("turn %d: %d assets, %d findings", turn+1, count(t, d, "SELECT count(*) FROM asset"), count(t, d, "SELECT count(*) FROM finding"))
		}
	})
}

// The hardest batch: the maker filled in neither serial nor UUID, and the docks go from desk to desk.
func TestMachinesOfOneBatchStayApart(t *testing.T) {
	t.Parallel()
	type m = map[string]any
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		secret := d.Key("admin", "inventory.collect")
		const machines = 12
		first := map[int]string{}
		for turn := range 4 {
			for k := range machines {
				n := (k*5 + turn*7) % machines // each turn in another order
				name := fmt.Sprintf("nb-%02d", n)
				message, err := json.Marshal(m{"action": "inventory", "deviceid": name + "-2026-01-01-00-00-00", "itemtype": "Computer", "content": m{
					"versionclient": "GLPI-Agent_v1.11", "hardware": m{"name": name, "uuid": "03000200-0400-0500-0006-000700080009", "workgroup": "WORKGROUP", "chassis_type": "Laptop"},
					"bios": m{"smanufacturer": "Halden", "smodel": "Book 14", "ssn": "To be filled by O.E.M."},
					"networks": []m{{"description": "eth0", "mac": fmt.Sprintf("8c:60:4f:00:00:%02x", n), "type": "ethernet", "virtualdev": false},
						{"description": "dock", "mac": fmt.Sprintf("00:11:22:33:44:%02x", (n+turn)%4), "type": "ethernet", "virtualdev": false}},
				}})
				if err != nil {
					t.Fatal(err)
				}
				if status, body := send(t, d, secret, message); status != http.StatusOK {
					t.Fatalf("%d %s", status, body)
				}
				d.Time.Advance(time.Minute)
				got := text(t, d, "SELECT coalesce(max(r.number), '') FROM device v JOIN record r ON r.id = v.asset_id WHERE v.last_at = (SELECT max(last_at) FROM device)")
				if turn == 0 {
					first[n] = got
				} else if first[n] != got {
					t.Errorf("turn %d: %s goes to %s, at first to %s", turn+1, name, got, first[n])
				}
			}
		}
		if n, f := count(t, d, "SELECT count(*) FROM asset"), count(t, d, "SELECT count(*) FROM finding"); n != machines || f != 0 {
			t.Errorf("%d assets and %d findings of %d machines", n, f, machines)
		}
	})
}

func TestAPairOfReportsShowsExactlyItsDifference(t *testing.T) {
	t.Parallel()
	all := samples(t)
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		secret := d.Key("admin", "inventory.collect")
		pair := map[int][]byte{}
		for _, message := range all {
			if inv, err := inventory.Read(t.Context(), bytes.NewReader(message), inventory.Limits{}); err == nil && (len(inv.Software) == 3033 || len(inv.Software) == 3184) {
				pair[len(inv.Software)] = message
			}
		}
		if len(pair) != 2 {
			t.Fatalf("%d of the pair found", len(pair))
		}
		send(t, d, secret, pair[3033])
		d.Time.Advance(time.Hour)
		if status, body := send(t, d, secret, pair[3184]); status != http.StatusOK {
			t.Fatalf("%d %s", status, body)
		}
		if n := count(t, d, "SELECT count(*) FROM asset"); n != 1 {
			t.Fatalf("%d assets", n)
		}
		present, ended := count(t, d, "SELECT count(*) FROM install WHERE until_at = 0"), count(t, d, "SELECT count(*) FROM install WHERE until_at <> 0")
		if present != 3184 || ended != 15+850 {
			t.Errorf("%d present and %d ended, want 3184 and 865", present, ended)
		}
		number := text(t, d, "SELECT number FROM record WHERE kind = 'asset'")
		if line := string(d.API(d.Token("admin"), "GET", "/api/v1/assets/"+number+"/timeline", nil).Body); !strings.Contains(line, "3184 programs: 166 added, 15 removed, 850 changed") {
			t.Errorf("the timeline says %s", line)
		}
	})
}

func TestTheRealAgentReportsThisMachineOnce(t *testing.T) {
	t.Parallel()
	agent, err := exec.LookPath("fusioninventory-agent")
	if err != nil || os.Geteuid() != 0 || testing.Short() {
		t.Skip("needs the Debian package fusioninventory-agent, and root, since the agent keeps its state below /var/lib")
	}
	d := fettletest.SQLite(t)
	secret := d.Key("admin", "inventory.report")
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	seen := 0
	for _, extra := range []string{"--tag=office", "--no-compression"} {
		run := exec.CommandContext(ctx, agent, "--server="+d.URL+intake, "--user=device", "--password="+secret, "--tasks=inventory", "--no-httpd", "--force",
			"--no-category=process,environment", "--logger=stderr", extra)
		run.Env = append(os.Environ(), "no_proxy=127.0.0.1")
		out, err := run.CombinedOutput()
		if err != nil || bytes.Contains(out, []byte("[error]")) {
			t.Fatalf("%v\n%s", err, out)
		}
		d.Time.Advance(24 * time.Hour)
		if n := count(t, d, "SELECT count(*) FROM asset"); n != 1 {
			t.Fatalf("%d assets", n)
		}
		n := count(t, d, "SELECT count(*) FROM install WHERE until_at = 0")
		if n == 0 || seen != 0 && n != seen || count(t, d, "SELECT count(*) FROM install") != n {
			t.Errorf("%d programs, before that %d", n, seen)
		}
		seen = n
	}
	name, _ := os.Hostname()
	short, _, _ := strings.Cut(name, ".")
	if got := text(t, d, "SELECT title FROM record WHERE kind = 'asset'"); !strings.EqualFold(strings.Split(got, ".")[0], short) {
		t.Errorf("the asset is called %q, the machine %q", got, short)
	}
	if got := text(t, d, "SELECT os || ', ' || cores || ' cores, ' || memory_mb || ' MB' FROM device"); strings.HasPrefix(got, ",") || strings.Contains(got, " 0 ") {
		t.Errorf("the hardware is incomplete: %s", got)
	} else {
		t.Log(got, seen, "programs")
	}
}
