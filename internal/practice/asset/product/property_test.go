package product_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/practice/asset/product"
)

// words are what names of programs are made of, and what could trip the peeling.
var words = [...]string{
	"Microsoft", "Office", "Windows", "10", "Server", "2019", "R2", "Update for", "(KB2553140)", "KB123456", "x64", "(x64 de)", "- FRA", "en-us",
	"English", "Professional", "Plus", "Edition", "(64-bit)", "2.3.8", "v1.2", "version 3", "build 77", "®", "(TM)", "Java", "8 Update 391", "_1",
	"-", "(", ")", "[", "]", "for", "enterprise", "Language Pack", "22H2", "2015-2022", "7-Zip", "lib", "-devel", "-13", ".amd64", "1:", "é", "中文",
	"Standard", "Home", "\t", "C++", "3", "2", "_", "Pro", "N", "XP",
}

func TestNormalisingTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 14))
	versions := [...]string{"", "2.3.8", "10.0.19045", "3.1-2.fc25", "1:2.0-1", "8.0.3910", "2", "v2.0"}
	publishers := [...]string{"", "Microsoft Corporation", "Foo GmbH & Co. KG", "1.0, Copyright 2001 Bar Inc."}
	for range 6000 {
		var b strings.Builder
		for range 1 + r.IntN(6) {
			b.WriteString(words[r.IntN(len(words))])
			if r.IntN(4) > 0 {
				b.WriteByte(' ')
			}
		}
		in := row{b.String(), publishers[r.IntN(len(publishers))], versions[r.IntN(len(versions))]}
		first := product.Normalise(in.name, in.publisher, in.version)
		if same := product.Normalise(in.name, in.publisher, in.version); same != first {
			t.Fatalf("%+v gave two results: %+v and %+v", in, first, same)
		}
		again := product.Normalise(first.Name, first.Publisher, first.Version)
		if again.Name != first.Name || again.Publisher != first.Publisher || again.Version != first.Version {
			t.Fatalf("%+v: not idempotent (-first +again):\n%s", in, cmp.Diff(first, again))
		}
		if strings.TrimSpace(first.Name) != first.Name {
			t.Fatalf("%+v: the name %q has loose spaces", in, first.Name)
		}
	}
}

func TestAVeryLongNameIsCut(t *testing.T) {
	t.Parallel()
	for _, name := range []string{strings.Repeat("(1) 2.3 ", 100_000), strings.Repeat("é", 100_000), strings.Repeat("a-", 1000)} {
		first := product.Normalise(name, name, name)
		if len(first.Name) > 300 || len(first.Publisher) > 300 || len(first.Version) > 300 {
			t.Errorf("a name of %d bytes was kept", len(first.Name))
		}
		if again := product.Normalise(first.Name, first.Publisher, first.Version); again.Name != first.Name {
			t.Errorf("not idempotent: %q then %q", first.Name, again.Name)
		}
	}
}

func FuzzNormalise(f *testing.F) {
	f.Add("7-Zip 23.01 (x64)", "Igor Pavlov", "23.01")
	f.Add("postgresql-13", "", "13.8-0+deb11u1")
	f.Add("0", "0", "A\x16\u030c")
	f.Fuzz(func(t *testing.T, name, publisher, version string) {
		first := product.Normalise(name, publisher, version)
		again := product.Normalise(first.Name, first.Publisher, first.Version)
		if again.Name != first.Name || again.Publisher != first.Publisher || again.Version != first.Version {
			t.Errorf("not idempotent: %+v then %+v", first, again)
		}
	})
}
