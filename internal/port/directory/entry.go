package directory

import (
	"cmp"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/go-ldap/ldap/v3"

	"github.com/fettle-itsm/fettle/internal/port/inventory"
)

// attributes are what is asked of an entry, in the spelling of Active Directory and of OpenLDAP.
func attributes() []string {
	return []string{"cn", "name", "dNSHostName", "operatingSystem", "operatingSystemVersion", "description", "serialNumber", "macAddress", "objectGUID", "entryUUID",
		"userAccountControl"}
}

// off is the bit of userAccountControl that says that an account is disabled.
const off = 2

// describe turns an entry into an inventory, and reports whether the directory has disabled it.
func describe(e *ldap.Entry) (inv inventory.Inventory, disabled bool) {
	control, err := strconv.ParseInt(e.GetEqualFoldAttributeValue("userAccountControl"), 10, 64)
	get := func(name string) string { return clean(e.GetEqualFoldAttributeValue(name)) }
	inv = inventory.Inventory{Format: inventory.Directory, Action: inventory.ActionInventory, Kind: inventory.Computer, Partial: true}
	inv.Agent = inventory.Agent{Name: "Directory", DeviceID: identity(e)}
	name := strings.TrimSuffix(cmp.Or(get("dNSHostName"), get("cn"), get("name")), "$")
	inv.Machine.Name, inv.Machine.Domain, _ = strings.Cut(name, ".")
	inv.Machine.Domain = cmp.Or(inv.Machine.Domain, domain(e.DN))
	inv.Machine.Serial, inv.Machine.Description = get("serialNumber"), get("description")
	inv.System.FullName, inv.System.Version = get("operatingSystem"), get("operatingSystemVersion")
	if mac := strings.ToLower(strings.ReplaceAll(get("macAddress"), "-", ":")); mac != "" {
		inv.Interfaces = []inventory.Interface{{Name: "directory", MAC: mac}}
	}
	return inv, err == nil && control&off != 0
}

// identity is what an entry keeps when it is renamed or moved; failing that, its name.
func identity(e *ldap.Entry) string {
	if raw := e.GetEqualFoldRawAttributeValue("objectGUID"); len(raw) == 16 {
		return hex.EncodeToString(raw)
	}
	return cmp.Or(clean(e.GetEqualFoldAttributeValue("entryUUID")), clean(e.DN))
}

// domain is the domain that the last parts of a name spell: example.org of cn=pc,ou=Office,dc=example,dc=org.
func domain(dn string) string {
	parsed, err := ldap.ParseDN(dn)
	if err != nil {
		return ""
	}
	var parts []string
	for _, rdn := range parsed.RDNs {
		for _, a := range rdn.Attributes {
			if strings.EqualFold(a.Type, "dc") {
				parts = append(parts, a.Value)
			}
		}
	}
	return strings.Join(parts, ".")
}

// clean is a text of at most 1,000 characters without control characters.
func clean(s string) string {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD")))
	if runes := []rune(s); len(runes) > 1000 {
		s = string(runes[:1000])
	}
	return s
}
