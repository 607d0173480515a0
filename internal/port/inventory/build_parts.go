package inventory

import (
	"slices"
	"strings"
)

// leastBattery is the design capacity below which a battery's number is a charge in percent, which phones send in its place.
const leastBattery = 500

func fillParts(inv *Inventory, c section) {
	for _, s := range c.each("cpus") {
		inv.CPUs = append(inv.CPUs, CPU{
			Name: s.text("name"), Manufacturer: s.text("manufacturer"), Family: s.text("familyname"), Arch: s.text("arch"),
			Serial: s.text("serial"), Cores: s.amount(plain, "core", "corecount"), Threads: s.amount(plain, "thread"),
			MHz: s.amount(megahertz, "speed"),
		})
	}
	for _, s := range c.each("memories") {
		m := MemoryModule{
			Slot: either(s.text("caption"), s.text("numslots")), Description: s.text("description"), Manufacturer: s.text("manufacturer"),
			Model: s.text("model"), Serial: s.text("serialnumber", "serial"), Type: s.text("type"), FormFactor: s.text("formfactor"),
			SizeMB: s.amount(megabytes, "capacity"), MHz: s.amount(megahertz, "speed"),
		}
		if m.SizeMB > 0 {
			inv.Memory = append(inv.Memory, m)
		}
	}
	for _, s := range c.each("storages") {
		inv.Disks = append(inv.Disks, Disk{
			Name: s.text("name"), Description: s.text("description"), Manufacturer: s.text("manufacturer"), Model: s.text("model"),
			Serial: s.text("serial", "serialnumber"), Firmware: s.text("firmware"), Interface: s.text("interface"), Type: s.text("type"),
			SizeMB: s.amount(megabytes, "disksize"), Encryption: encryption(s),
		})
	}
	inv.Volumes = volumes(c)
	inv.Interfaces = interfaces(c)
	for _, s := range c.each("monitors") {
		inv.Monitors = append(inv.Monitors, monitor(s))
	}
	fillPower(inv, c)
	fillPeripherals(inv, c)
	inv.SIMs = sims(c)
}

func encryption(s section) Encryption {
	return Encryption{s.text("encrypt_name"), s.text("encrypt_algo"), s.text("encrypt_status"), s.text("encrypt_type")}
}

func volumes(c section) []Volume {
	var all []Volume
	for _, s := range c.each("drives") {
		v := Volume{
			Device: s.text("volumn"), Mount: either(s.text("letter"), s.text("type")), Label: s.text("label"),
			FileSystem: s.text("filesystem"), Serial: s.text("serial"), TotalMB: s.amount(megabytes, "total"),
			FreeMB: s.amount(megabytes, "free"), System: s.flag("systemdrive"), Encryption: encryption(s),
		}
		if v.FreeMB > v.TotalMB && v.TotalMB > 0 {
			s.report.odd(s.at("free"), s.text("free"), "is more than the whole volume")
			v.FreeMB = 0
		}
		all = append(all, v)
	}
	return all
}

// interfaces joins the entries of one interface: agents send one entry per address.
func interfaces(c section) []Interface {
	var all []Interface
	places := map[[2]string]int{}
	for _, s := range c.each("networks") {
		one := Interface{
			Name: s.text("description"), MAC: s.mac("mac", "macaddr"), Kind: strings.ToLower(s.text("type")),
			Status: strings.ToLower(s.text("status")), Driver: s.text("driver"), Manufacturer: s.text("manufacturer"),
			Model: s.text("model"), Virtual: s.flag("virtualdev"), Management: s.flag("management"), Mbps: speed(s),
			MTU: s.amount(plain, "mtu"), SSID: s.text("wifi_ssid"),
			Addresses: s.addresses("ipaddress", slices.Concat(s.texts("ipaddress", ""), s.texts("ipaddress6", ""))...),
		}
		key := [2]string{one.Name, one.MAC}
		if i, known := places[key]; known {
			all[i].Addresses = append(all[i].Addresses, one.Addresses...)
			continue
		}
		places[key] = len(all)
		all = append(all, one)
	}
	for i := range all {
		slices.Sort(all[i].Addresses)
		all[i].Addresses = slices.Compact(all[i].Addresses)
	}
	return all
}

// speed reads megabits a second; agents send -1 for an interface that is down.
func speed(s section) int64 {
	if s.text("speed") == "-1" {
		return 0
	}
	return s.amount(plain, "speed")
}

func fillPower(inv *Inventory, c section) {
	for _, s := range c.each("batteries") {
		b := Battery{
			Name: s.text("name"), Manufacturer: s.text("manufacturer"), Serial: s.text("serial"), Chemistry: s.text("chemistry"),
			DesignMWh: s.amount(milliwattHours, "capacity"), FullMWh: s.amount(milliwattHours, "real_capacity"),
			MilliVolt: s.amount(millivolts, "voltage"), Made: s.when(dayFirst, "date"),
		}
		if b.DesignMWh > 0 && b.DesignMWh < leastBattery {
			s.report.odd(s.at("capacity"), s.text("capacity"), "is too little for a battery; it is taken for a charge in percent")
			b.DesignMWh = 0
		}
		inv.Batteries = append(inv.Batteries, b)
	}
	for _, s := range c.each("powersupplies") {
		inv.PowerSupplies = append(inv.PowerSupplies, PowerSupply{
			Name: s.text("name"), Manufacturer: s.text("manufacturer"), Model: s.text("model"), Serial: s.text("serialnumber"),
			PartNumber: s.text("partnum"), Status: s.text("status"), Watt: s.amount(watts, "power_max"),
		})
	}
}

// fillPeripherals reads the sections that are lists of things with a name.
func fillPeripherals(inv *Inventory, c section) {
	for _, of := range []struct{ list, kind string }{
		{"usbdevices", "usb"}, {"inputs", "input"}, {"printers", "printer"}, {"sounds", "sound"}, {"videos", "video"},
		{"cameras", "camera"}, {"modems", "modem"}, {"controllers", "controller"},
	} {
		for _, s := range c.each(of.list) {
			p := peripheral(s, of.kind)
			if p != (Peripheral{Kind: of.kind}) {
				inv.Peripherals = append(inv.Peripherals, p)
			}
		}
	}
}

func peripheral(s section, kind string) Peripheral {
	return Peripheral{
		Kind: kind, Name: either(either(s.text("name"), s.text("caption")), s.text("designation", "description")),
		Manufacturer: s.text("manufacturer"), Model: s.text("model", "chipset"), Serial: s.text("serial"), VendorID: s.text("vendorid"),
		ProductID: s.text("productid"), Port: s.text("port", "pcislot"), Driver: s.text("driver"),
	}
}

func sims(c section) []SIM {
	var all []SIM
	for _, s := range c.each("simcards") {
		sim := SIM{
			Serial: s.text("iccid", "serial"), Number: s.text("phone_number", "line_number"), Operator: s.text("operator_name"),
			OperatorCode: s.text("operator_code"), Country: s.text("country"), State: s.text("state"),
		}
		if sim != (SIM{}) {
			all = append(all, sim)
		}
	}
	return all
}
