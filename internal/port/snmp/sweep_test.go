package snmp_test

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/port/inventory"
	"github.com/fettle-itsm/fettle/internal/port/snmp"
	"github.com/fettle-itsm/fettle/internal/port/snmp/snmptest"
)

// smallSwitch is a made-up switch with two ports, a container bridge, a chassis and no places of its maker.
const smallSwitch = `1.3.6.1.2.1.1.1.0|4|Example switch, release 7
1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.1
1.3.6.1.2.1.1.3.0|67|9000000
1.3.6.1.2.1.1.5.0|4|sw1.example.org
1.3.6.1.2.1.1.7.0|2|6
1.3.6.1.2.1.2.2.1.2.1|4|lo
1.3.6.1.2.1.2.2.1.2.10|4|Port 10
1.3.6.1.2.1.2.2.1.2.9|4|Port 9
1.3.6.1.2.1.2.2.1.2.2|4|docker0
1.3.6.1.2.1.2.2.1.3.2|2|6
1.3.6.1.2.1.2.2.1.6.2|4x|0242ac110002
1.3.6.1.2.1.2.2.1.3.1|2|24
1.3.6.1.2.1.2.2.1.3.10|2|6
1.3.6.1.2.1.2.2.1.3.9|2|6
1.3.6.1.2.1.2.2.1.5.10|66|4294967295
1.3.6.1.2.1.2.2.1.6.1|4x|
1.3.6.1.2.1.2.2.1.6.10|4x|8c604f8daefd
1.3.6.1.2.1.2.2.1.6.9|4x|8c604f8daefc
1.3.6.1.2.1.2.2.1.8.10|2|1
1.3.6.1.2.1.4.20.1.1.127.0.0.1|64x|7f000001
1.3.6.1.2.1.4.20.1.1.192.0.2.7|64x|c0000207
1.3.6.1.2.1.4.34.1.3.2.16.32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.7|2|9
1.3.6.1.2.1.31.1.1.1.1.10|4|Te10
1.3.6.1.2.1.31.1.1.1.6.10|70|5000000000000
1.3.6.1.2.1.31.1.1.1.15.10|66|10000
1.3.6.1.2.1.31.1.1.1.18.10|4|uplink
1.3.6.1.2.1.47.1.1.1.1.2.1|4|chassis
1.3.6.1.2.1.47.1.1.1.1.5.1|2|3
1.3.6.1.2.1.47.1.1.1.1.10.1|4|7.0.1
1.3.6.1.2.1.47.1.1.1.1.11.1|4|SW0001
1.3.6.1.2.1.47.1.1.1.1.13.1|4|EX-48`

func wantSwitch() inventory.Device {
	return inventory.Device{
		Kind: inventory.Networking, Name: "sw1.example.org", Description: "Example switch, release 7", Model: "EX-48", Serial: "SW0001",
		MAC: "8c:60:4f:8d:ae:fc", Firmware: "7.0.1", Uptime: "25h0m0s", Addresses: []string{"192.0.2.7", "2001:db8::7"},
		Ports: []inventory.Port{
			{Number: 1, Name: "lo", Description: "lo", Type: 24},
			{Number: 2, Name: "docker0", Description: "docker0", Type: 6, MAC: "02:42:ac:11:00:02"},
			{Number: 9, Name: "Port 9", Description: "Port 9", Type: 6, MAC: "8c:60:4f:8d:ae:fc"},
			{Number: 10, Name: "Te10", Alias: "uplink", Description: "Port 10", Type: 6, MAC: "8c:60:4f:8d:ae:fd", Status: 1,
				BitsPerSecond: 10_000_000_000, InBytes: 5_000_000_000_000},
		},
		Components: []inventory.Component{{Index: 1, Description: "chassis", Type: "chassis", Serial: "SW0001", Model: "EX-48", Version: "7.0.1"}},
	}
}

func home() netip.Addr { return netip.MustParseAddr("127.0.0.1") }

func TestADeviceIsDescribed(t *testing.T) {
	w := snmptest.Parse(t, []byte(smallSwitch))
	for _, version := range []string{"1", "2c"} {
		t.Run("version "+version, func(t *testing.T) {
			access := []snmp.Access{{Version: version, Community: "house"}}
			inv, err := snmp.Read(t.Context(), home(), access, snmp.Options{Port: snmptest.Serve(t, netip.AddrPortFrom(home(), 0), w, "house", 0), Timeout: 10 * time.Second})
			if err != nil {
				t.Fatal(err)
			}
			if inv.Partial || inv.Kind != inventory.Networking || len(inv.Devices) != 1 {
				t.Fatalf("got %+v", inv)
			}
			if diff := cmp.Diff(wantSwitch(), inv.Devices[0]); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTheSecondAccessIsTriedWhenTheFirstIsNotAnswered(t *testing.T) {
	port := snmptest.Serve(t, netip.AddrPortFrom(home(), 0), snmptest.Parse(t, []byte(smallSwitch)), "house", 0)
	access := []snmp.Access{{Version: "2c", Community: "wrong"}, {Version: "2c", Community: "house"}}
	inv, err := snmp.Read(t.Context(), home(), access, snmp.Options{Port: port, Timeout: 500 * time.Millisecond, Retries: 3})
	if err != nil || inv.Devices[0].Serial != "SW0001" {
		t.Errorf("got %v %v", inv, err)
	}
}

func TestADeviceThatFallsSilentIsKeptInPart(t *testing.T) {
	port := snmptest.Serve(t, netip.AddrPortFrom(home(), 0), snmptest.Parse(t, []byte(smallSwitch)), "house", 3)
	inv, err := snmp.Read(t.Context(), home(), []snmp.Access{{Version: "2c", Community: "house"}},
		snmp.Options{Port: port, Timeout: 300 * time.Millisecond, Retries: -1})
	if err != nil || !inv.Partial || inv.Devices[0].Name != "sw1.example.org" || !strings.HasPrefix(inv.Devices[0].Error, "It stopped answering") {
		t.Errorf("got %+v %v", inv, err)
	}
}

func TestATableWithoutEndIsCutOff(t *testing.T) {
	port := snmptest.Serve(t, netip.AddrPortFrom(home(), 0), snmptest.Parse(t, []byte(smallSwitch)), "house", 0)
	inv, err := snmp.Read(t.Context(), home(), []snmp.Access{{Version: "2c", Community: "house"}}, snmp.Options{Port: port, Rows: 3})
	if err != nil || !inv.Partial || !strings.Contains(inv.Devices[0].Error, "more than 3 rows") {
		t.Errorf("got %+v %v", inv, err)
	}
}

func TestASweepCountsWhoIsSilentAndStopsOnAnError(t *testing.T) {
	port := snmptest.Serve(t, netip.AddrPortFrom(home(), 0), snmptest.Parse(t, []byte(smallSwitch)), "house", 0)
	access := []snmp.Access{{Version: "2c", Community: "house"}}
	o := snmp.Options{Port: port, Timeout: 300 * time.Millisecond, Retries: -1}
	addrs, err := snmp.Addresses("127.0.0.1-127.0.0.3", 10)
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	sum, err := snmp.Sweep(t.Context(), addrs, access, o, func(_ context.Context, a netip.Addr, inv inventory.Inventory) error {
		seen = append(seen, a.String()+" "+inv.Devices[0].Serial)
		return nil
	})
	if err != nil || sum != (snmp.Summary{Asked: 3, Found: 1, Silent: 2}) || !slices.Equal(seen, []string{"127.0.0.1 SW0001"}) {
		t.Errorf("got %+v %v %v", sum, seen, err)
	}
	full := errors.New("disk full")
	_, err = snmp.Sweep(t.Context(), addrs[:1], access, o, func(context.Context, netip.Addr, inventory.Inventory) error { return full })
	if !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = snmp.Sweep(ctx, addrs, access, o, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestAnAccessThatCannotBeIsRefused(t *testing.T) {
	for _, a := range []snmp.Access{{Version: "4"}, {Version: "3", User: "u", Auth: "MD5"}, {Version: "3", User: "u", Auth: "SHA", Privacy: "DES"}} {
		if _, err := snmp.Read(t.Context(), home(), []snmp.Access{a}, snmp.Options{}); !errs.Is(err, errs.Invalid) {
			t.Errorf("%+v: %v", a, err)
		}
	}
}

const recorded = "../../../../shared/data/inventory/snmp-samples.tar.gz"

func TestTheRecordedDevicesAreFound(t *testing.T) {
	want := map[string]inventory.Device{
		"apc-7902b.snmprec": {Manufacturer: "APC", Model: "AP7902B", Serial: "5A1551F39430", Name: "pwr-dc01-pdu-rack01-01", Firmware: "v6.7.2",
			MAC: "28:29:86:3a:42:1f", Location: "Data Center 01", Contact: "John Doe", Addresses: []string{"192.168.0.54"}},
		"apc-8641.snmprec": {Manufacturer: "APC", Model: "AP8641", Serial: "3F3452A52295", Name: "pwr-dc01-pdu-rack1-01", Firmware: "v6.7.2",
			MAC: "28:29:86:2f:04:2c", Location: "Data Center 01", Contact: "John Doe", Addresses: []string{"192.168.0.56"}},
		"apc-8932.snmprec": {Manufacturer: "APC", Model: "AP8932", Serial: "3F503A169043", Name: "pwr-dc01-pdu-rack3-01", Firmware: "v6.7.2",
			MAC: "28:29:86:54:4f:45", Location: "Unknown", Contact: "Unknown", Addresses: []string{"192.168.0.13"}},
		"tripplite-poweralert.snmprec": {Manufacturer: "Tripp Lite", Model: "PDUMH20ATNET", Name: "PWR-DC01-XFER-RACK1-01@example.com",
			Firmware: "15.5.4 (Build 1045)", MAC: "00:06:67:34:a4:0d", Addresses: []string{"192.168.0.61", "fe80::206:67ff:fe41:b80b"}},
	}
	for name, text := range snmptest.Recorded(t, recorded) {
		t.Run(name, func(t *testing.T) {
			port := snmptest.Serve(t, netip.AddrPortFrom(home(), 0), snmptest.Parse(t, text), "public", 0)
			inv, err := snmp.Read(t.Context(), home(), []snmp.Access{{Version: "2c", Community: "public"}}, snmp.Options{Port: port, Timeout: 10 * time.Second})
			if err != nil {
				t.Fatal(err)
			}
			d := inv.Devices[0]
			if inv.Partial || d.Kind != inventory.Power || len(d.Ports) != 2 || d.Uptime == "0s" || d.Description == "" {
				t.Errorf("got %+v", d)
			}
			if diff := cmp.Diff(want[name], d, cmpopts.IgnoreFields(inventory.Device{}, "Kind", "Ports", "Uptime", "Description")); diff != "" {
				t.Error(diff)
			}
			delete(want, name)
		})
	}
	if len(want) > 0 {
		t.Errorf("not found: %v", want)
	}
}

func TestAddresses(t *testing.T) {
	tests := []struct{ ranges, want string }{
		{"192.0.2.5", "192.0.2.5"},
		{"192.0.2.0/30", "192.0.2.1 192.0.2.2"},
		{"192.0.2.77/30", "192.0.2.77 192.0.2.78"},
		{"192.0.2.4/31, 192.0.2.9/32", "192.0.2.4 192.0.2.5 192.0.2.9"},
		{"192.0.2.254-192.0.3.1\n192.0.2.255", "192.0.2.254 192.0.2.255 192.0.3.0 192.0.3.1"},
		{"192.0.2.1 - 192.0.2.2,192.0.2.7 -192.0.2.8", "192.0.2.1 192.0.2.2 192.0.2.7 192.0.2.8"},
		{"2001:db8::/126", "2001:db8:: 2001:db8::1 2001:db8::2 2001:db8::3"},
		{"255.255.255.254-255.255.255.255", "255.255.255.254 255.255.255.255"},
		{"", "at least one"}, {"host", "no address"}, {"192.0.2.9-192.0.2.1", "no address"}, {"192.0.2.1-2001:db8::1", "no address"},
		{"10.0.0.0/8", "more than 10 addresses"}, {"2001:db8::/32", "more than 10 addresses"},
	}
	for _, tt := range tests {
		t.Run(tt.ranges, func(t *testing.T) {
			got, err := snmp.Addresses(tt.ranges, 10)
			if err != nil {
				if f := errs.Fields(err); len(f) != 1 || !strings.Contains(f[0].Text, tt.want) {
					t.Errorf("got %v", err)
				}
				return
			}
			var texts []string
			for _, a := range got {
				texts = append(texts, a.String())
			}
			if strings.Join(texts, " ") != tt.want {
				t.Errorf("got %v, want %s", texts, tt.want)
			}
		})
	}
}

func TestVersion3AuthenticatesEncryptsAndSaysWhyItIsNotLetIn(t *testing.T) {
	t.Parallel()
	port := snmptest.Simulate(t, []byte("1.3.6.1.2.1.1.1.0|4|Example switch\n1.3.6.1.2.1.1.3.0|67|100\n1.3.6.1.2.1.1.5.0|4|sw1.example.org\n1.3.6.1.2.1.43.5.1.1.17.1|4|PRN-0001\n"))
	good := snmp.Access{Version: "3", User: snmptest.User, Auth: "SHA", AuthKey: snmptest.AuthKey, Privacy: "AES", PrivKey: snmptest.PrivKey}
	at := []netip.Addr{netip.MustParseAddr("127.0.0.1")}
	for _, c := range []struct {
		name   string
		change func(*snmp.Access)
		want   snmp.Summary
		kind   errs.Kind
	}{
		{"the right one is let in", func(*snmp.Access) {}, snmp.Summary{Asked: 1, Found: 1}, errs.None},
		{"a wrong password is said", func(a *snmp.Access) { a.AuthKey = "wrong-password" }, snmp.Summary{Asked: 1, Refused: 1, Why: "The authentication or its password is wrong."}, errs.None},
		{"a level that is too low is said", func(a *snmp.Access) { a.Privacy, a.PrivKey = "", "" }, snmp.Summary{Asked: 1, Refused: 1, Why: "This user has to authenticate or to encrypt in another way."}, errs.None},
		{"a user is needed", func(a *snmp.Access) { a.User = "" }, snmp.Summary{}, errs.Invalid},
		{"a short password is refused at home", func(a *snmp.Access) { a.PrivKey = "short" }, snmp.Summary{}, errs.Invalid},
		{"no encryption without authentication", func(a *snmp.Access) { a.Auth = "" }, snmp.Summary{}, errs.Invalid},
	} {
		a, name := good, ""
		c.change(&a)
		sum, err := snmp.Sweep(t.Context(), at, []snmp.Access{a}, snmp.Options{Port: port, Timeout: time.Second}, func(_ context.Context, _ netip.Addr, inv inventory.Inventory) error {
			name = inv.Devices[0].Name + " " + inv.Devices[0].Serial
			return nil
		})
		if c.kind == errs.None && (err != nil || sum != c.want) || c.kind != errs.None && !errs.Is(err, c.kind) || c.want.Found == 1 && name != "sw1.example.org PRN-0001" {
			t.Errorf("%s: %+v %q %v", c.name, sum, name, err)
		}
	}
}
