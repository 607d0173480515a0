package match_test

import (
	"testing"

	"github.com/fettle-itsm/fettle/internal/port/inventory"
	"github.com/fettle-itsm/fettle/internal/port/inventory/match"
)

// FuzzFind holds that no pair of keys, however odd, makes the comparison fail.
func FuzzFind(f *testing.F) {
	f.Add("4c4c4544-0034-3010-8048-b6c04f503732", "44454c4c-3400-1030-8048-b6c04f503732", "b8:6b:23:e0:5c:81", "S1")
	f.Add("", "------------------------------------", "::::::::::::::::::", "\xff")
	f.Fuzz(func(_ *testing.T, uuid, other, mac, serial string) {
		inv := machine(serial, uuid, serial, other)
		inv.Interfaces = []inventory.Interface{{Name: other, MAC: mac}}
		keys := append(match.Keys(inv), match.DeviceKeys(inventory.Device{MAC: mac, Serial: other, Name: uuid})...)
		match.Find(keys, []match.Candidate{{ID: "1", Keys: []match.Key{{Kind: match.KeyUUID, Value: other}}}})
	})
}
