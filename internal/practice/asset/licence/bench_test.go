package licence_test

import (
	"testing"

	"github.com/fettle-itsm/fettle/internal/practice/asset/licence"
)

// BenchmarkAt counts a product on 10,000 devices under six entitlements of three releases.
func BenchmarkAt(b *testing.B) {
	in := licence.Input{Product: "Drawing", Date: on("2026-06-30")}
	for i, v := range [...]string{"", "2019", "2021", "2019", "2024", "2021"} {
		in.Entitlements = append(in.Entitlements, change(right(int64(i+1), licence.PerUser, 1500), func(e *licence.Entitlement) { e.Version, e.Downgrade = v, i%2 == 0 }))
	}
	versions := [...]string{"2016", "2019", "2021", "2024"}
	for i := range int64(10000) {
		device, person := licence.Party{ID: i + 1}, licence.Party{ID: i/2 + 1}
		in.Installs = append(in.Installs, version(install(i+1, device, person), versions[i%4]))
		in.Allocations = append(in.Allocations, licence.Allocation{ID: i + 1, Person: person})
	}
	for b.Loop() {
		if _, err := licence.At(in); err != nil {
			b.Fatal(err)
		}
	}
}
