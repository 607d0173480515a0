package product_test

import (
	"testing"

	"github.com/fettle-itsm/fettle/internal/practice/asset/product"
)

// BenchmarkNormalise understands a name of a Windows installer and one of a Linux package.
func BenchmarkNormalise(b *testing.B) {
	for b.Loop() {
		product.Normalise("Microsoft Office Professional Plus 2019 - de-de", "Microsoft Corporation", "16.0.10404.20013")
		product.Normalise("perl-Archive-Extract", "Fedora Project", "0.80-1.fc25")
	}
}
