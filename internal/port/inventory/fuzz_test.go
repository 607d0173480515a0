package inventory_test

import (
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/port/inventory"
	"github.com/fettle-itsm/fettle/internal/port/inventory/match"
)

// FuzzRead holds that any bytes are either read within the limits or refused as invalid, and that what was read can be used.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		smallJSON, smallXML, prolog, contact, "", "{", "<", "[]", "<REQUEST/>", `{"content":{"a":[[1]]}}`, "\x78\x9c", "\x1f\x8b\x08",
		computer("<MONITORS><BASE64>" + edid(1, "S", "N") + "</BASE64></MONITORS><NETWORKS><MACADDR>0</MACADDR><IPADDRESS>::/1</IPADDRESS></NETWORKS>"),
		`<REQUEST><DEVICEID>a</DEVICEID><QUERY>SNMPQUERY</QUERY><CONTENT><DEVICE><INFO/><PORTS><PORT/></PORTS><CARTRIDGES><A>1</A></CARTRIDGES></DEVICE></CONTENT></REQUEST>`,
		`<?xml version="1.0" encoding="ISO-8859-1"?><REQUEST><DEVICEID>` + "\xfc" + `</DEVICEID><CONTENT><BIOS><BDATE>99/99/9999</BDATE></BIOS></CONTENT></REQUEST>`,
	} {
		f.Add([]byte(seed))
	}
	limits := inventory.Limits{Compressed: 64 << 10, Expanded: 256 << 10, Elements: 2000, Text: 1000}
	f.Fuzz(func(t *testing.T, message []byte) {
		inv, err := inventory.Read(t.Context(), strings.NewReader(string(message)), limits)
		if err != nil {
			if errs.KindOf(err) != errs.Invalid {
				t.Fatalf("not classified: %v", err)
			}
			inventory.Refuse(inv.Format, err, inventory.Policy{})
			return
		}
		if inv.Report.Elements > 2000 || inv.Report.Expanded > 256<<10 || inv.Agent.DeviceID == "" {
			t.Fatalf("beyond the limits: %+v", inv.Report)
		}
		keys := match.Keys(inv)
		for _, d := range inv.Devices {
			keys = append(keys, match.DeviceKeys(d)...)
		}
		if got := match.Find(keys, []match.Candidate{{ID: "1", Keys: keys}}); len(keys) > 0 && got.Verdict == match.New {
			t.Fatalf("a message is not like itself: %v", keys)
		}
		if added, removed, changed := inventory.Compare(inv.Software, inv.Software); len(added)+len(removed)+len(changed) > 0 {
			t.Fatal("a list differs from itself")
		}
		inventory.Answer(inv, inventory.Policy{})
	})
}
