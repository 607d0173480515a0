package snmp

import (
	"strings"

	"github.com/fettle-itsm/fettle/internal/port/inventory"
)

// byEnterprise tells the maker, and where it makes one sort of thing only, the kind, from the number that the registry of private
// enterprises gave it.
func byEnterprise(object string) (maker string, kind inventory.Kind) {
	rest, ok := strings.CutPrefix(object, enterprises)
	if !ok {
		return "", inventory.Unmanaged
	}
	number, _, _ := strings.Cut(rest, ".")
	switch number {
	case "318":
		return "APC", inventory.Power
	case "534", "705":
		return "Eaton", inventory.Power
	case "850":
		return "Tripp Lite", inventory.Power
	case "476":
		return "Vertiv", inventory.Power
	case "9":
		return "Cisco", inventory.Networking
	case "171":
		return "D-Link", inventory.Networking
	case "890":
		return "Zyxel", inventory.Networking
	case "1916":
		return "Extreme Networks", inventory.Networking
	case "2636":
		return "Juniper", inventory.Networking
	case "3375":
		return "F5", inventory.Networking
	case "4526":
		return "Netgear", inventory.Networking
	case "12356":
		return "Fortinet", inventory.Networking
	case "14823", "47196":
		return "Aruba", inventory.Networking
	case "14988":
		return "MikroTik", inventory.Networking
	case "25461":
		return "Palo Alto Networks", inventory.Networking
	case "30065":
		return "Arista", inventory.Networking
	case "41112":
		return "Ubiquiti", inventory.Networking
	case "253":
		return "Xerox", inventory.Printer
	case "367":
		return "Ricoh", inventory.Printer
	case "641":
		return "Lexmark", inventory.Printer
	case "1347":
		return "Kyocera", inventory.Printer
	case "1602":
		return "Canon", inventory.Printer
	case "2435":
		return "Brother", inventory.Printer
	case "6574":
		return "Synology", inventory.Storage
	case "24681", "55062":
		return "QNAP", inventory.Storage
	}
	return ofManyKinds(number), inventory.Unmanaged
}

func ofManyKinds(number string) string {
	switch number {
	case "11":
		return "Hewlett-Packard"
	case "232":
		return "HPE"
	case "674":
		return "Dell"
	case "1248":
		return "Epson"
	case "2011":
		return "Huawei"
	case "6876":
		return "VMware"
	case "25506":
		return "H3C"
	}
	return ""
}
