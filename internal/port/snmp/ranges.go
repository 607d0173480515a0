package snmp

import (
	"net/netip"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Addresses takes a list of ranges apart: single addresses, "192.0.2.0/24" (for IPv4 without its network and broadcast address) and
// "192.0.2.10-192.0.2.20", separated by commas or white space. More than most addresses in all are Invalid, so that nobody sweeps
// a continent by a slip of the finger. The order is kept and nothing is repeated.
func Addresses(ranges string, most int) ([]netip.Addr, error) {
	var all []netip.Addr
	seen := map[netip.Addr]bool{}
	for _, loose := range []string{" -", "- "} { // as people write ranges
		for strings.Contains(ranges, loose) {
			ranges = strings.ReplaceAll(ranges, loose, "-")
		}
	}
	for _, part := range strings.FieldsFunc(ranges, func(r rune) bool { return strings.ContainsRune(", \t\r\n;", r) }) {
		first, last, err := bounds(part)
		if err != nil {
			return nil, err
		}
		for a := first; a.IsValid() && a.Compare(last) <= 0; a = a.Next() {
			if seen[a] {
				continue
			}
			if len(all) >= most {
				return nil, errs.Bad("ranges", "These ranges hold more than %d addresses.", most)
			}
			seen[a] = true
			all = append(all, a)
		}
	}
	if len(all) == 0 {
		return nil, errs.Bad("ranges", "Name at least one address or range.")
	}
	return all, nil
}

// bounds returns the first and last address of one range.
func bounds(part string) (first, last netip.Addr, err error) {
	wrong := errs.Bad("ranges", "%q is no address, no network such as 192.0.2.0/24 and no range such as 192.0.2.10-192.0.2.20.", part)
	if prefix, err := netip.ParsePrefix(part); err == nil {
		return network(prefix.Masked())
	}
	from, to, isRange := strings.Cut(part, "-")
	if first, err = netip.ParseAddr(from); err != nil {
		return first, last, wrong
	}
	if last = first; isRange {
		if last, err = netip.ParseAddr(to); err != nil || last.BitLen() != first.BitLen() || last.Less(first) {
			return first, last, wrong
		}
	}
	return first, last, nil
}

func network(p netip.Prefix) (first, last netip.Addr, err error) {
	bytes := p.Addr().AsSlice()
	for bit := p.Bits(); bit < len(bytes)*8; bit++ {
		bytes[bit/8] |= 0x80 >> (bit % 8)
	}
	first = p.Addr()
	last, _ = netip.AddrFromSlice(bytes)
	if first.Is4() && p.Bits() < 31 {
		first, last = first.Next(), last.Prev()
	}
	return first, last, nil
}
