package seed_test

import (
	"path/filepath"
	"testing"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/app/seed"
)

func BenchmarkSeed(b *testing.B) {
	dir := b.TempDir()
	a, err := app.Build(b.Context(), app.Options{Data: dir, Database: "sqlite:" + filepath.Join(dir, "f.db"), Quick: true})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	b.ResetTimer()
	r, err := seed.Run(b.Context(), a, seed.Options{Scale: b.N, Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(r.Rate, "tickets/s")
}
