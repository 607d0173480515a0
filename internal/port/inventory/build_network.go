package inventory

import "slices"

// fillDevices reads network devices, of which JSON carries one beside its ports and XML any number, each a DEVICE with an INFO inside
// or, from a sweep, without. It reports whether there were any.
func fillDevices(inv *Inventory, c section) bool {
	if c.n.first("network_device") != nil {
		inv.Devices = []Device{device(c.one("network_device"), c)}
		return true
	}
	for _, box := range c.each("device") {
		info := box
		if box.n.first("info") != nil {
			info = box.one("info")
		}
		inv.Devices = append(inv.Devices, device(info, box))
	}
	if inv.Action == ActionNetDiscovery || inv.Action == ActionNetInventory {
		return true
	}
	return len(inv.Devices) > 0
}

// device reads what is known of the device itself from info, and its parts from box.
func device(info, box section) Device {
	d := Device{
		Kind: deviceKind(info.text("type")), Name: either(info.text("name"), info.text("snmphostname")), DNSName: info.text("dnshostname"),
		Description: info.text("description", "comments"), Manufacturer: info.text("manufacturer"), Model: info.text("model"),
		Serial: info.text("serial"), MAC: info.mac("mac"), AssetTag: info.text("assettag"), Firmware: info.text("firmware"),
		Location: info.text("location"), Contact: info.text("contact"), Uptime: info.text("uptime"), CPUPercent: info.amount(plain, "cpu"),
		MemoryMB: info.amount(megabytes, "ram"), FreeMemoryMB: info.amount(megabytes, "memory"),
		Addresses: info.addresses("ips", slices.Concat(info.texts("ip", ""), info.texts("ips", "ip"))...),
		Firmwares: firmwares(box), Volumes: volumes(box), SIMs: sims(box),
	}
	if failed := box.one("error"); !failed.empty() {
		d.Error = either(failed.text("message"), failed.n.text)
	}
	for _, list := range []string{"network_ports", "ports"} {
		for _, s := range box.items(list, "port") {
			d.Ports = append(d.Ports, port(s))
		}
	}
	for _, list := range []string{"network_components", "components"} {
		for _, s := range box.items(list, "component") {
			d.Components = append(d.Components, component(s))
		}
	}
	for _, s := range box.each("modems") {
		d.Modems = append(d.Modems, peripheral(s, "modem"))
	}
	d.Pages, d.Supplies = pages(box), supplies(box)
	return d
}

func port(s section) Port {
	p := Port{
		Number: s.amount(plain, "ifnumber"), Name: s.text("ifname"), Alias: s.text("ifalias"), Description: s.text("ifdescr"),
		MAC: s.mac("mac"), Type: s.amount(plain, "iftype"), Status: s.amount(plain, "ifstatus"),
		AdminStatus: s.amount(plain, "ifinternalstatus"), Duplex: s.amount(plain, "ifportduplex"), BitsPerSecond: s.amount(plain, "ifspeed"),
		MTU: s.amount(plain, "ifmtu"), InBytes: s.amount(plain, "ifinbytes", "ifinoctets"), OutBytes: s.amount(plain, "ifoutbytes", "ifoutoctets"),
		InErrors: s.amount(plain, "ifinerrors"), OutErrors: s.amount(plain, "ifouterrors"), LastChange: s.text("iflastchange"),
		Trunk: s.flag("trunk"), Addresses: s.addresses("ips", slices.Concat(s.texts("ip", ""), s.texts("ips", "ip"))...),
	}
	for _, v := range s.items("vlans", "vlan") {
		p.VLANs = append(p.VLANs, VLAN{Number: v.amount(plain, "number"), Name: v.text("name"), Tagged: v.flag("tagged")})
	}
	for _, text := range s.texts("aggregate", "port") {
		n, why := parseAmount(text, plain)
		if why != "" {
			s.report.odd(s.at("aggregate"), text, "%s", why)
			continue
		}
		p.Aggregates = append(p.Aggregates, n)
	}
	for _, c := range s.items("connections", "connection") {
		p.Neighbours = append(p.Neighbours, neighbour(c))
	}
	return p
}

func neighbour(s section) Neighbour {
	n := Neighbour{Name: s.text("sysname"), Description: s.text("sysdescr"), Model: s.text("model"), Port: s.text("ifdescr")}
	seen := map[string]bool{"": true}
	for _, text := range slices.Concat(s.texts("mac", ""), s.texts("sysmac", "")) {
		mac, why := parseMAC(text)
		if why != "" {
			s.report.odd(s.at("mac"), text, "%s", why)
		}
		if !seen[mac] {
			seen[mac] = true
			n.MACs = append(n.MACs, mac)
		}
	}
	if ips := s.addresses("ip", s.texts("ip", "")...); len(ips) > 0 {
		n.Address = ips[0]
	}
	return n
}

func component(s section) Component {
	c := Component{
		Index: s.amount(plain, "index"), Parent: s.amount(plain, "contained_index", "containedinindex"), Stack: s.amount(plain, "stack_number"),
		Name: s.text("name"), Description: s.text("description"), Type: s.text("type"), Manufacturer: s.text("manufacturer"),
		Model: s.text("model"), Serial: s.text("serial"), Firmware: s.text("firmware"), Hardware: s.text("revision"),
		Version: s.text("version"), MAC: s.mac("mac"), Asset: s.text("assetid"),
	}
	if ips := s.addresses("ip", s.texts("ip", "")...); len(ips) > 0 {
		c.Address = ips[0]
	}
	return c
}

func pages(box section) []Counter {
	var all []Counter
	for _, s := range box.each("pagecounters") {
		for _, kid := range s.n.kids {
			kid.read = true
			n, why := parseAmount(kid.text, plain)
			if why != "" {
				s.report.odd(s.at(kid.name), kid.text, "%s", why)
				continue
			}
			all = append(all, Counter{Name: kid.name, Value: n})
		}
	}
	return all
}

// supplies reads cartridges, which come as one field per colour, or as a name with a value.
func supplies(box section) []Supply {
	var all []Supply
	for _, s := range box.each("cartridges") {
		if name := s.text("name"); name != "" {
			all = append(all, Supply{Name: name, Level: s.text("value")})
			continue
		}
		for _, kid := range s.n.kids {
			kid.read = true
			all = append(all, Supply{Name: kid.name, Level: kid.text})
		}
	}
	for _, s := range box.each("consumables") {
		all = append(all, Supply{Name: either(s.text("type"), s.text("color")), Level: s.text("value") + s.text("unit")})
	}
	return all
}
