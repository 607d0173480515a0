package match

import (
	"strings"

	"github.com/fettle-itsm/fettle/internal/port/inventory"
)

// junkSerial reports whether many machines carry this serial: what firmware says when its maker filled nothing in.
func junkSerial(serial string) bool {
	s := normalSerial(serial)
	if len(s) < 4 || sameCharacter(strings.NewReplacer("-", "", " ", "", ".", "", "/", "").Replace(s)) {
		return true
	}
	switch s {
	case "NONE", "N/A", "NULL", "EMPTY", "UNKNOWN", "INVALID", "DEFAULT", "OEM", "SERIAL", "DEFAULT STRING", "DEFAULT_STRING",
		"TO BE FILLED BY O.E.M.", "TO BE FILLED BY O.E.M", "TO BE FILLED BY OEM", "TOBEFILLEDBYO.E.M.", "O.E.M.", "OEM STRING",
		"SYSTEM SERIAL NUMBER", "SYSTEMSERIALNUMB", "SYS-1234567890", "SYSTEM PRODUCT NAME", "SERIAL NUMBER", "CHASSIS SERIAL NUMBER",
		"BASE BOARD SERIAL NUMBER", "MB-1234567890", "NOT SPECIFIED", "NOT AVAILABLE", "NOT APPLICABLE", "NOT PRESENT", "NO ENCLOSURE",
		"NO SERIAL NUMBER", "UNDEFINED", "UNSPECIFIED", "FFFFFFFF", "0123456789", "1234567890", "123456789", "12345678", "01234567",
		"0123456789ABCDEF", "01234567890123456789", "01234567890AAA", "XXXXXXXXXX", "EVAL", "BSN12345678901234567", "QEMU", "VIRTUALBOX",
		"INNOTEK GMBH", "MEDIATEK", "INSYDE", "INTEL CORPORATION", "GENERIC", "EXAMPLE", "TEST", "(NONE)":
		return true
	}
	for _, part := range []string{"FILLED BY", "SERIAL NUMB", "DEFAULT STRING"} {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

// normalSerial is how serials are compared: without case and outer space.
func normalSerial(serial string) string {
	return strings.ToUpper(strings.TrimSpace(serial))
}

func sameCharacter(s string) bool {
	return strings.Trim(s, s[:min(1, len(s))]) == ""
}

// junkUUID reports whether a hardware UUID is not one: unset, counted up, or known to be on many boards. Phones report a shorter
// identity of their own in its place, which is kept.
func junkUUID(uuid string) bool {
	u := strings.ReplaceAll(strings.ToLower(strings.Trim(strings.TrimSpace(uuid), "{}")), "-", "")
	if len(u) < 16 || sameCharacter(u) || junkSerial(uuid) {
		return true
	}
	switch u {
	case "03000200040005000006000700080009", "00020003000400050006000700080009", "12345678123456789012345678901234",
		"12345678123412341234123456789abc", "01234567890123456789012345678901", "00112233445566778899aabbccddeeff",
		"fefefefefefefefefefefefefefefefe", "4c4c4544000000000000000000000000", "44454c4c000020104d80203020202020",
		"0123456789abcdef":
		return true
	}
	return false
}

// junkMAC reports whether an address cannot recognise anything: absent, not of an Ethernet kind, a group address, or one that a
// driver gives to every machine.
func junkMAC(mac string) bool {
	if len(mac) != len("00:00:00:00:00:00") || sameCharacter(strings.ReplaceAll(mac, ":", "")) {
		return true
	}
	if strings.ContainsRune("13579bdf", rune(mac[1])) {
		return true // the group bit
	}
	for _, prefix := range []string{
		"02:42:", "02:00:4c:4f:4f:50", // containers; loopback adapter
		"00:50:56:c0:", "0a:00:27:00:", // what a hypervisor adds to its host
		"00:ff:", "00:05:9a:3c:7", "02:50:41:00:", "00:09:0f:aa:", // VPN adapters
		"50:50:54:50:30:30", "33:50:6f:45:30:30", "20:41:53:59:4e:ff", // WAN miniports
	} {
		if strings.HasPrefix(mac, prefix) {
			return true
		}
	}
	return false
}

// locallyAdministered reports whether software chose the address: random addresses of phones and laptops, and those of guests.
func locallyAdministered(mac string) bool {
	return strings.ContainsRune("2367abef", rune(mac[1]))
}

// virtualInterface tells interfaces that are made by software from those that are hardware, by their kind and name.
func virtualInterface(i inventory.Interface) bool {
	switch i.Kind {
	case "loopback", "bridge", "alias", "aggregate", "dialup", "bluetooth", "infiniband", "fibrechannel":
		return true
	}
	name := strings.ToLower(i.Name)
	for _, prefix := range []string{"lo", "docker", "veth", "virbr", "vmnet", "vboxnet", "br-", "tun", "tap", "wg", "utun", "awdl", "llw", "ap1",
		"bridge", "cni", "flannel", "cali", "zt", "tailscale", "ppp", "dummy", "bond", "p2p", "fw0", "vnic"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	for _, part := range []string{"virtual", "virtuelle", "vpn", "tap-windows", "hyper-v", "wan miniport", "loopback", "bluetooth", "pseudo",
		"tunnel", "teredo", "fortinet", "wireguard", "anyconnect", "pangp", "juniper network"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}
