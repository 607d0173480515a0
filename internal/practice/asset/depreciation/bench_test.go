package depreciation_test

import (
	"testing"

	dep "github.com/fettle-itsm/fettle/internal/practice/asset/depreciation"
)

func BenchmarkValue(b *testing.B) {
	for _, m := range []dep.Method{dep.StraightLine, dep.DoubleDeclining, dep.SumOfYears} {
		b.Run(string(m), func(b *testing.B) {
			p, on := plan(m, "1800.00", "2026-03-31", 60), day("2028-06-30")
			for b.Loop() {
				if _, err := dep.Value(p, on); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
