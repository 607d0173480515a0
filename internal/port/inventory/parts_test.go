package inventory_test

import (
	"encoding/base64"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/port/inventory"
	"github.com/fettle-itsm/fettle/internal/port/inventory/match"
)

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func TestDatesAreReadAsTheirSectionMeansThem(t *testing.T) {
	tests := []struct {
		name, content string
		of            func(inventory.Inventory) time.Time
		want          time.Time
	}{
		{"firmware puts the month first", "<BIOS><BDATE>03/04/2020</BDATE></BIOS>",
			func(i inventory.Inventory) time.Time { return i.Machine.BIOS.Date }, day(2020, 3, 4)},
		{"software puts the day first", "<SOFTWARES><NAME>a</NAME><INSTALLDATE>03/04/2020</INSTALLDATE></SOFTWARES>",
			func(i inventory.Inventory) time.Time { return i.Software[0].Installed }, day(2020, 4, 3)},
		{"a day that can only be a month is one", "<SOFTWARES><NAME>a</NAME><INSTALLDATE>03/24/2020</INSTALLDATE></SOFTWARES>",
			func(i inventory.Inventory) time.Time { return i.Software[0].Installed }, day(2020, 3, 24)},
		{"registry dates have no marks", "<SOFTWARES><NAME>a</NAME><INSTALLDATE>20200403</INSTALLDATE></SOFTWARES>",
			func(i inventory.Inventory) time.Time { return i.Software[0].Installed }, day(2020, 4, 3)},
		{"moments are in the zone of the system", "<OPERATINGSYSTEM><TIMEZONE><OFFSET>+0200</OFFSET></TIMEZONE><BOOT_TIME>2020-04-03 01:00:00</BOOT_TIME></OPERATINGSYSTEM>",
			func(i inventory.Inventory) time.Time { return i.System.Booted }, time.Date(2020, 4, 2, 23, 0, 0, 0, time.UTC)},
		{"moments without a zone are UTC", "<ACCESSLOG><LOGDATE>2020-04-03 01:00:00</LOGDATE></ACCESSLOG>",
			func(i inventory.Inventory) time.Time { return i.Taken }, time.Date(2020, 4, 3, 1, 0, 0, 0, time.UTC)},
		{"moments may name their own zone", "<OPERATINGSYSTEM><INSTALL_DATE>2015-04-17T03:02:45Z</INSTALL_DATE></OPERATINGSYSTEM>",
			func(i inventory.Inventory) time.Time { return i.System.Installed }, time.Date(2015, 4, 17, 3, 2, 45, 0, time.UTC)},
		{"an offset with a colon as well", "<OPERATINGSYSTEM><BOOT_DATE>2021-05-31 14:00:00+02:00</BOOT_DATE></OPERATINGSYSTEM>",
			func(i inventory.Inventory) time.Time { return i.System.Booted }, time.Date(2021, 5, 31, 12, 0, 0, 0, time.UTC)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inv := read(t, computer(tt.content))
			if got := tt.of(inv); !got.Equal(tt.want) || inv.Report.OddTotal > 0 {
				t.Errorf("got %s, want %s; %v", got, tt.want, inv.Report.Odd)
			}
		})
	}
}

func TestAmountsLoseTheirUnits(t *testing.T) {
	inv := read(t, computer(`<BATTERIES><CAPACITY>43.7456 Wh</CAPACITY><VOLTAGE>8.614 V</VOLTAGE></BATTERIES>
<POWERSUPPLIES><POWER_MAX>750 W</POWER_MAX></POWERSUPPLIES><MEMORIES><CAPACITY>8 GB</CAPACITY><SPEED>1600 MT/s</SPEED></MEMORIES>
<MEMORIES><CAPTION>empty slot</CAPTION><CAPACITY>0</CAPACITY></MEMORIES><CPUS><SPEED>2.5 GHz</SPEED><CORE>4</CORE></CPUS>
<VIRTUALMACHINES><NAME>v</NAME><MEMORY>4194MB</MEMORY></VIRTUALMACHINES><NETWORKS><DESCRIPTION>e</DESCRIPTION><SPEED>-1</SPEED></NETWORKS>`))
	if inv.Report.OddTotal > 0 {
		t.Fatal(inv.Report.Odd)
	}
	got := []int64{inv.Batteries[0].DesignMWh, inv.Batteries[0].MilliVolt, inv.PowerSupplies[0].Watt, inv.Memory[0].SizeMB, inv.Memory[0].MHz,
		int64(len(inv.Memory)), inv.CPUs[0].MHz, inv.CPUs[0].Cores, inv.Machines[0].MemoryMB, inv.Interfaces[0].Mbps}
	if diff := cmp.Diff([]int64{43746, 8614, 750, 8192, 1600, 1, 2500, 4, 4194, 0}, got); diff != "" {
		t.Error(diff)
	}
}

func TestOneInterfaceIsListedOnceWithAllItsAddresses(t *testing.T) {
	inv := read(t, computer(`<NETWORKS><DESCRIPTION>eth0</DESCRIPTION><MACADDR>B8:6B:23:E0:5C:81</MACADDR><IPADDRESS>192.0.2.7</IPADDRESS></NETWORKS>
<NETWORKS><DESCRIPTION>eth0</DESCRIPTION><MACADDR>b86b23e05c81</MACADDR><IPADDRESS6>FE80::0001</IPADDRESS6></NETWORKS>
<NETWORKS><DESCRIPTION>eth1</DESCRIPTION><MACADDR>00:00:00:00:00:00</MACADDR><IPADDRESS>0.0.0.0</IPADDRESS></NETWORKS>`))
	want := []inventory.Interface{{Name: "eth0", MAC: "b8:6b:23:e0:5c:81", Addresses: []string{"192.0.2.7", "fe80::1"}}, {Name: "eth1"}}
	if diff := cmp.Diff(want, inv.Interfaces); diff != "" {
		t.Error(diff)
	}
}

func TestTheLastUserKeepsTheDomain(t *testing.T) {
	inv := read(t, computer(`<HARDWARE><LASTLOGGEDUSER>ann</LASTLOGGEDUSER></HARDWARE><USERS><LOGIN>Ann</LOGIN><DOMAIN>CORP</DOMAIN></USERS>`))
	if diff := cmp.Diff(inventory.User{Login: "Ann", Domain: "CORP"}, inv.LastUser); diff != "" {
		t.Error(diff)
	}
	inv = read(t, computer(`<HARDWARE><LASTLOGGEDUSER>CORP\bob</LASTLOGGEDUSER></HARDWARE>`))
	if diff := cmp.Diff(inventory.User{Login: "bob", Domain: "CORP"}, inv.LastUser); diff != "" {
		t.Error(diff)
	}
}

// edid builds the base block of a screen by the letter of the standard.
func edid(number uint32, serial, name string) string {
	b := make([]byte, 128)
	copy(b, []byte{0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0})
	b[8], b[9] = 0x10, 0xac // D E L
	b[12], b[13], b[14], b[15] = byte(number), byte(number>>8), byte(number>>16), byte(number>>24)
	b[17] = 29
	text := func(at int, tag byte, s string) {
		if s == "" {
			b[at] = 1 // a video mode stands there
			return
		}
		b[at+3] = tag
		copy(b[at+5:at+18], append([]byte(s), "\n            "...))
	}
	text(54, 0, "")
	text(72, 0xff, serial)
	text(90, 0xfc, name)
	text(108, 0, "")
	return base64.StdEncoding.EncodeToString(b)
}

func TestAScreenIsFilledFromItsEDID(t *testing.T) {
	tests := []struct {
		name, content string
		want          inventory.Monitor
	}{
		{"all that the agent left out", "<BASE64>" + edid(7, "CN0ABC", "U2720Q") + "</BASE64>",
			inventory.Monitor{Name: "U2720Q", Manufacturer: "DEL", Serial: "CN0ABC", Made: 2019}},
		{"the number, when there is no text", "<BASE64>" + edid(123456, "", "U2720Q") + "</BASE64>",
			inventory.Monitor{Name: "U2720Q", Manufacturer: "DEL", Serial: "123456", Made: 2019}},
		{"the agent's words first", "<CAPTION>My screen</CAPTION><SERIAL>S-77</SERIAL><BASE64>" + edid(7, "CN0ABC", "U2720Q") + "</BASE64>",
			inventory.Monitor{Name: "My screen", Manufacturer: "DEL", Serial: "S-77", Made: 2019}},
		{"but not a serial of zeros", "<SERIAL>00000000</SERIAL><BASE64>" + edid(7, "CN0ABC", "U2720Q") + "</BASE64>",
			inventory.Monitor{Name: "U2720Q", Manufacturer: "DEL", Serial: "CN0ABC", Made: 2019}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inv := read(t, computer("<MONITORS>"+tt.content+"</MONITORS>"))
			if diff := cmp.Diff([]inventory.Monitor{tt.want}, inv.Monitors); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNetworkDevicesOfBothFormats(t *testing.T) {
	want := inventory.Device{
		Kind: inventory.Networking, Name: "sw1", MAC: "8c:60:4f:8d:ae:fc", Serial: "SSI1", Addresses: []string{"192.0.2.1", "192.0.2.2"},
		Ports: []inventory.Port{{
			Number: 1, Name: "Gi1", MAC: "8c:60:4f:8d:ae:fd", Status: 1, BitsPerSecond: 1_000_000_000, InBytes: 5, Trunk: inventory.Yes,
			VLANs: []inventory.VLAN{{Number: 1, Name: "default", Tagged: inventory.No}}, Aggregates: []int64{7, 8},
			Neighbours: []inventory.Neighbour{{Name: "sw2", MACs: []string{"00:14:4f:f2:b7:fd", "00:14:4f:f2:b7:fe"}, Address: "192.0.2.9"}},
		}},
		Components: []inventory.Component{{Index: 2, Parent: 1, Serial: "C1"}},
	}
	inXML := `<REQUEST><QUERY>SNMPQUERY</QUERY><DEVICEID>probe-1</DEVICEID><CONTENT><MODULEVERSION>4.1</MODULEVERSION><DEVICE>
<INFO><NAME>sw1</NAME><TYPE>NETWORKING</TYPE><MAC>8c:60:4f:8d:ae:fc</MAC><SERIAL>SSI1</SERIAL><IPS><IP>192.0.2.1</IP><IP>192.0.2.2</IP></IPS></INFO>
<PORTS><PORT><IFNUMBER>1</IFNUMBER><IFNAME>Gi1</IFNAME><MAC>8c:60:4f:8d:ae:fd</MAC><IFSTATUS>1</IFSTATUS><IFSPEED>1000000000</IFSPEED>
<IFINOCTETS>5</IFINOCTETS><TRUNK>1</TRUNK><VLANS><VLAN><NUMBER>1</NUMBER><NAME>default</NAME><TAGGED>0</TAGGED></VLAN></VLANS>
<AGGREGATE><PORT>7</PORT><PORT>8</PORT></AGGREGATE><CONNECTIONS><CONNECTION><SYSNAME>sw2</SYSNAME><IP>192.0.2.9</IP>
<MAC>00:14:4f:f2:b7:fd</MAC><MAC>00:14:4f:f2:b7:fe</MAC></CONNECTION></CONNECTIONS></PORT></PORTS>
<COMPONENTS><COMPONENT><INDEX>2</INDEX><CONTAINEDININDEX>1</CONTAINEDININDEX><SERIAL>C1</SERIAL></COMPONENT></COMPONENTS>
</DEVICE><DEVICE><ERROR><ID>1</ID><MESSAGE>no answer</MESSAGE></ERROR></DEVICE></CONTENT></REQUEST>`
	inJSON := `{"action":"netinventory","deviceid":"probe-1","itemtype":"NetworkEquipment","content":{"versionclient":"4.1",
"network_device":{"name":"sw1","type":"Networking","mac":"8c:60:4f:8d:ae:fc","serial":"SSI1","ips":["192.0.2.1","192.0.2.2"]},
"network_ports":[{"ifnumber":1,"ifname":"Gi1","mac":"8c:60:4f:8d:ae:fd","ifstatus":1,"ifspeed":1000000000,"ifinbytes":5,"trunk":true,
"vlans":[{"number":"1","name":"default","tagged":false}],"aggregate":[7,8],
"connections":[{"sysname":"sw2","ip":"192.0.2.9","mac":["00:14:4f:f2:b7:fd","00:14:4f:f2:b7:fe"]}]}],
"network_components":[{"index":2,"contained_index":1,"serial":"C1"}]}}`
	x, j := read(t, inXML), read(t, inJSON)
	if len(x.Devices) != 2 || x.Devices[1].Error != "no answer" || x.Action != inventory.ActionNetInventory || x.Agent.Version != "4.1" {
		t.Errorf("XML: %+v", x)
	}
	if keys := match.Keys(x); len(keys) != 0 {
		t.Errorf("the agent's id was taken for a key of the device: %v", keys)
	}
	for name, inv := range map[string]inventory.Inventory{"XML": x, "JSON": j} {
		if inv.Report.OddTotal > 0 || inv.Kind != inventory.Networking {
			t.Errorf("%s: %s %v", name, inv.Kind, inv.Report.Odd)
		}
		if diff := cmp.Diff(want, inv.Devices[0]); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestTheLastLineOfAnEmptyLogIsNobody(t *testing.T) {
	if inv := read(t, computer("<HARDWARE><NAME>pc</NAME><LASTLOGGEDUSER>wtmp</LASTLOGGEDUSER></HARDWARE>")); inv.LastUser.Login != "" {
		t.Errorf("signed in is %q", inv.LastUser.Login)
	}
}
