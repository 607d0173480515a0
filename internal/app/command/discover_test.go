package command_test

import (
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/port/directory/slapdtest"
	"github.com/fettle-itsm/fettle/internal/port/discovery/plan"
	"github.com/fettle-itsm/fettle/internal/port/snmp/snmptest"
)

func TestDevicesAreLookedForFromTheCommandLine(t *testing.T) {
	data := t.TempDir()
	if code, out, errout := fettle(t.Context(), "seed", "--scale", "5", "--assets=-1", "--data", data); code != 0 {
		t.Fatalf("%d %s%s", code, out, errout)
	}
	w := snmptest.Parse(t, []byte("1.3.6.1.2.1.1.1.0|4|Example switch\n1.3.6.1.2.1.1.3.0|67|100\n1.3.6.1.2.1.1.5.0|4|sw1.example.org\n1.3.6.1.2.1.43.5.1.1.17.1|4|PRN-0001\n"))
	port := strconv.Itoa(int(snmptest.Serve(t, netip.MustParseAddrPort("127.0.0.1:0"), w, "public", 0)))
	snmp := "discover snmp --range 127.0.0.1,127.0.0.9 --timeout 100ms --port " + port
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"discover snmp", 2, "--range"},
		{"discover snmp --range nonsense", 2, "is no address"},
		{"discover snmp --range 10.0.0.0/8", 2, "more than 8192"},
		{snmp + " --dry-run", 0, "Asked 2, found 1. Nothing was changed."},
		{snmp, 0, "Asked 2, found 1: 1 new, 0 known, 0 to decide."},
		{snmp, 0, "Asked 2, found 1: 0 new, 1 known, 0 to decide."},
		{"discover ldap --url http://x --base dc=example", 2, "ldaps://"},
	} {
		code, out, errout := fettle(t.Context(), append(strings.Fields(c.args), "--data", data)...)
		if code != c.code || !strings.Contains(out+errout, c.want) {
			t.Errorf("%s: %d\n%s%s", c.args, code, out, errout)
		}
	}
	code, out, errout := fettle(t.Context(), append(strings.Fields(snmp), "--json", "--data", data)...)
	var r plan.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil || code != 0 || r.Updated != 1 || r.Silent != 1 || len(r.Devices) != 1 || r.Devices[0].Number == "" {
		t.Errorf("%d %+v %v\n%s", code, r, err, errout)
	}
	url := slapdtest.Start(t, slapdtest.Computer{Name: "PC-1", System: "Windows 11 Pro"}, slapdtest.Computer{Name: "PC-2", Disabled: true})
	t.Setenv("LDAP_PASSWORD", slapdtest.Password)
	for _, want := range []string{"Asked 2, found 1: 1 new, 0 known, 0 to decide.", "Asked 2, found 1: 0 new, 1 known, 0 to decide."} {
		code, out, errout := fettle(t.Context(), "discover", "ldap", "--url", url, "--bind", slapdtest.Bind, "--base", slapdtest.Base, "--data", data)
		if code != 0 || !strings.Contains(out, want) || !strings.Contains(out, "PC-1.example.org") {
			t.Errorf("%d\n%s%s", code, out, errout)
		}
	}
}

func TestADirectoryWithACertificateOfTheHouseIsReadFromTheCommandLine(t *testing.T) {
	data := t.TempDir()
	if code, out, errout := fettle(t.Context(), "seed", "--scale", "5", "--assets=-1", "--data", data); code != 0 {
		t.Fatalf("%d %s%s", code, out, errout)
	}
	at := slapdtest.Secure(t, slapdtest.Certificate{From: time.Now().Add(-time.Hour), Until: time.Now().Add(time.Hour)}, slapdtest.Computer{Name: "PC-1"})
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, at.CA, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("LDAP_PASSWORD", slapdtest.Password)
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"--url", at.LDAPS}, 1, "which this machine does not trust. Add the certificate of that authority"},
		{[]string{"--url", at.LDAPS, "--ca", ca}, 0, "1 new, 0 known"},
		{[]string{"--url", at.LDAP, "--start-tls", "--ca", ca}, 0, "0 new, 1 known"},
	} {
		code, out, errout := fettle(t.Context(), append([]string{"discover", "ldap", "--bind", slapdtest.Bind, "--base", slapdtest.Base, "--data", data}, c.args...)...)
		if code != c.code || !strings.Contains(out+errout, c.want) {
			t.Errorf("%v: %d\n%s%s", c.args, code, out, errout)
		}
	}
}
