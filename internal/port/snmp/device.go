package snmp

import (
	"cmp"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gosnmp/gosnmp"

	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/port/inventory"
)

// Where single values stand. The last group is of makers that leave the standard places empty.
const (
	sysDescr, sysObject, sysUpTime         = "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0", "1.3.6.1.2.1.1.3.0"
	sysContact, sysName, sysLocation       = "1.3.6.1.2.1.1.4.0", "1.3.6.1.2.1.1.5.0", "1.3.6.1.2.1.1.6.0"
	sysServices                            = "1.3.6.1.2.1.1.7.0"
	upsMaker, upsModel, upsAgent           = "1.3.6.1.2.1.33.1.1.1.0", "1.3.6.1.2.1.33.1.1.2.0", "1.3.6.1.2.1.33.1.1.4.0"
	printerModel, printerSerial            = "1.3.6.1.2.1.25.3.2.1.3.1", "1.3.6.1.2.1.43.5.1.1.17.1"
	printerPages                           = "1.3.6.1.2.1.43.10.2.1.4.1.1"
	apcModel, apcSerial, apcFirmware       = "1.3.6.1.4.1.318.1.1.12.1.5.0", "1.3.6.1.4.1.318.1.1.12.1.6.0", "1.3.6.1.4.1.318.1.1.12.1.3.0"
	apcUPSModel, apcUPSSerial              = "1.3.6.1.4.1.318.1.1.1.1.1.1.0", "1.3.6.1.4.1.318.1.1.1.1.2.3.0"
	trippMaker, trippModel                 = "1.3.6.1.4.1.850.1.1.1.2.1.4.1", "1.3.6.1.4.1.850.1.1.1.2.1.5.1"
	synologyModel, synologySerial          = "1.3.6.1.4.1.6574.1.5.1.0", "1.3.6.1.4.1.6574.1.5.2.0"
	enterprises                            = "1.3.6.1.4.1."
	ethernet                         int64 = 6 // ifType
)

// describe asks a device for all that is kept. It reports false when nothing answered.
func describe(t *talk) (inventory.Device, bool) {
	v := t.scalars(sysDescr, sysObject, sysUpTime, sysContact, sysName, sysLocation, sysServices)
	if t.err != nil || len(v) == 0 {
		return inventory.Device{}, false
	}
	maps.Copy(v, t.scalars(upsMaker, upsModel, upsAgent, printerModel, printerSerial, printerPages, apcModel, apcSerial, apcFirmware,
		apcUPSModel, apcUPSSerial, trippMaker, trippModel, synologyModel, synologySerial))
	first := func(oids ...string) string {
		for _, oid := range oids {
			if s := text(v[oid]); s != "" {
				return s
			}
		}
		return ""
	}
	maker, kind := byEnterprise(text(v[sysObject]))
	d := inventory.Device{
		Kind: kind, Name: first(sysName), Description: first(sysDescr), Contact: first(sysContact), Location: first(sysLocation),
		Manufacturer: cmp.Or(maker, first(upsMaker, trippMaker)), Model: first(apcModel, apcUPSModel, upsModel, trippModel, synologyModel),
		Serial: first(apcSerial, apcUPSSerial, printerSerial, synologySerial), Firmware: first(apcFirmware, upsAgent),
		Uptime: (time.Duration(number(v[sysUpTime])) * 10 * time.Millisecond).Truncate(time.Second).String(),
	}
	if first(printerSerial) != "" || number(v[printerPages]) > 0 {
		d.Kind, d.Model = inventory.Printer, first(printerModel)
		d.Pages = []inventory.Counter{{Name: "total", Value: number(v[printerPages])}}
		d.Supplies = supplies(t)
	}
	d.Ports = ports(t)
	d.Addresses = addresses(t)
	d.Components = components(t)
	fromChassis(&d)
	fillKind(&d, number(v[sysServices]), first(upsModel, upsAgent) != "")
	d.MAC = ownAddress(d.Ports)
	return d, true
}

// ownAddress returns the hardware address of the first Ethernet port that has one from its maker; failing that, of one whose address
// was made by software, as bridges and containers have, or of any port.
func ownAddress(ports []inventory.Port) string {
	made, other := "", ""
	for _, p := range ports {
		switch {
		case p.MAC == "":
		case p.Type == ethernet && !strings.ContainsRune("2367abef", rune(p.MAC[1])):
			return p.MAC
		case p.Type == ethernet:
			made = cmp.Or(made, p.MAC)
		default:
			other = cmp.Or(other, p.MAC)
		}
	}
	return cmp.Or(made, other)
}

// fillKind decides by what a device does, where its maker did not tell: the layers it says it serves, and the MIBs it has.
func fillKind(d *inventory.Device, services int64, ups bool) {
	const bridge, router, host = 1 << 1, 1 << 2, 1 << 6
	switch {
	case d.Kind != inventory.Unmanaged:
	case ups:
		d.Kind = inventory.Power
	case services&bridge != 0, services&router != 0 && services&host == 0:
		d.Kind = inventory.Networking
	}
}

// fromChassis takes serial and model from the outermost part that has a serial, where the device itself has none.
func fromChassis(d *inventory.Device) {
	for _, class := range []string{"stack", "chassis", "module"} {
		for _, c := range d.Components {
			if c.Type != class || c.Serial == "" {
				continue
			}
			if d.Serial == "" {
				d.Serial = c.Serial
			}
			if d.Serial == c.Serial {
				d.Model, d.Firmware = cmp.Or(d.Model, c.Model), cmp.Or(d.Firmware, c.Version, c.Firmware)
			}
			return
		}
	}
}

func ports(t *talk) []inventory.Port {
	const table, more = "1.3.6.1.2.1.2.2.1.", "1.3.6.1.2.1.31.1.1.1."
	col := func(oid string) map[string]gosnmp.SnmpPDU { return t.column(oid) }
	descr, kind, mtu, speed, mac := col(table+"2"), col(table+"3"), col(table+"4"), col(table+"5"), col(table+"6")
	admin, oper, in, inErr, out, outErr := col(table+"7"), col(table+"8"), col(table+"10"), col(table+"14"), col(table+"16"), col(table+"20")
	name, hcIn, hcOut, high, alias := col(more+"1"), col(more+"6"), col(more+"10"), col(more+"15"), col(more+"18")
	var all []inventory.Port
	for index := range descr {
		p := inventory.Port{
			Number: last(index), Name: cmp.Or(text(name[index]), text(descr[index])), Alias: text(alias[index]), Description: text(descr[index]),
			MAC: hardware(mac[index]), Type: number(kind[index]), Status: number(oper[index]), AdminStatus: number(admin[index]),
			BitsPerSecond: number(speed[index]), MTU: number(mtu[index]), InBytes: cmp.Or(number(hcIn[index]), number(in[index])),
			OutBytes: cmp.Or(number(hcOut[index]), number(out[index])), InErrors: number(inErr[index]), OutErrors: number(outErr[index]),
		}
		if mbps := number(high[index]); mbps > p.BitsPerSecond/1_000_000 {
			p.BitsPerSecond = mbps * 1_000_000 // the older column ends at 4.3 Gbit/s
		}
		all = append(all, p)
	}
	sorted.By(all, func(a, b inventory.Port) int { return cmp.Compare(a.Number, b.Number) })
	return all
}

// hardware returns a hardware address; empty and all zeros are none.
func hardware(v gosnmp.SnmpPDU) string {
	b, ok := v.Value.([]byte)
	if !ok || len(b) != 6 || string(b) == "\x00\x00\x00\x00\x00\x00" {
		return ""
	}
	return net.HardwareAddr(b).String()
}

// addresses returns those of the old IPv4 table and the IPv6 ones of its successor, without loopback.
func addresses(t *talk) []string {
	var all []netip.Addr
	for index := range t.column("1.3.6.1.2.1.4.20.1.1") {
		if a, err := netip.ParseAddr(index); err == nil {
			all = append(all, a)
		}
	}
	for index := range t.column("1.3.6.1.2.1.4.34.1.3") {
		bytes, ok := strings.CutPrefix(index, "2.16.") // IPv6, sixteen bytes
		if !ok {
			continue
		}
		var b []byte
		for _, part := range strings.Split(bytes, ".") {
			n, err := strconv.ParseUint(part, 10, 8)
			if err != nil {
				break
			}
			b = append(b, byte(n))
		}
		if a, ok := netip.AddrFromSlice(b); ok && a.Is6() {
			all = append(all, a)
		}
	}
	sorted.By(all, netip.Addr.Compare)
	var texts []string
	for _, a := range slices.Compact(all) {
		if !a.IsLoopback() && !a.IsUnspecified() {
			texts = append(texts, a.String())
		}
	}
	return texts
}

func components(t *talk) []inventory.Component {
	const table = "1.3.6.1.2.1.47.1.1.1.1."
	classes := []string{"", "other", "unknown", "chassis", "backplane", "container", "power supply", "fan", "sensor", "module", "port", "stack", "cpu"}
	descr, parent, class, name := t.column(table+"2"), t.column(table+"4"), t.column(table+"5"), t.column(table+"7")
	hardware, firmware, software := t.column(table+"8"), t.column(table+"9"), t.column(table+"10")
	serial, maker, model, asset := t.column(table+"11"), t.column(table+"12"), t.column(table+"13"), t.column(table+"15")
	var all []inventory.Component
	for index := range descr {
		c := inventory.Component{
			Index: last(index), Parent: number(parent[index]), Name: text(name[index]), Description: text(descr[index]),
			Manufacturer: text(maker[index]), Model: text(model[index]), Serial: text(serial[index]), Hardware: text(hardware[index]),
			Firmware: text(firmware[index]), Version: text(software[index]), Asset: text(asset[index]),
		}
		if n := number(class[index]); n > 0 && n < int64(len(classes)) {
			c.Type = classes[n]
		}
		all = append(all, c)
	}
	sorted.By(all, func(a, b inventory.Component) int { return cmp.Compare(a.Index, b.Index) })
	return all
}

// supplies reads what a printer uses up, in percent where it knows how much there can be.
func supplies(t *talk) []inventory.Supply {
	const table = "1.3.6.1.2.1.43.11.1.1."
	descr, most, level := t.column(table+"6"), t.column(table+"8"), t.column(table+"9")
	var all []inventory.Supply
	for _, index := range slices.Sorted(maps.Keys(descr)) {
		s := inventory.Supply{Name: text(descr[index])}
		if m, n := number(most[index]), number(level[index]); m > 0 && n >= 0 {
			s.Level = fmt.Sprint(n * 100 / m)
		}
		all = append(all, s)
	}
	return all
}
