package seal_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/seal"
)

func box(t *testing.T, key byte) seal.Box {
	t.Helper()
	b, err := seal.New(bytes.Repeat([]byte{key}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestASecretIsReadByItsOwnerOnly(t *testing.T) {
	t.Parallel()
	ours := box(t, 1)
	sealed, err := ours.Seal("sweep 1", []byte("public"))
	if err != nil || bytes.Contains(sealed, []byte("public")) {
		t.Fatalf("%q %v", sealed, err)
	}
	again, _ := ours.Seal("sweep 1", []byte("public"))
	if bytes.Equal(sealed, again) {
		t.Error("the same secret is sealed alike twice")
	}
	bent := slices.Clone(sealed)
	bent[len(bent)-1] ^= 1
	for _, c := range []struct {
		name   string
		box    seal.Box
		owner  string
		sealed []byte
		want   errs.Kind
	}{
		{"what was sealed is opened", ours, "sweep 1", sealed, errs.None},
		{"another owner is refused", ours, "sweep 2", sealed, errs.Unavailable},
		{"another key is refused", box(t, 2), "sweep 1", sealed, errs.Unavailable},
		{"what was changed is refused", ours, "sweep 1", bent, errs.Unavailable},
		{"nothing is refused", ours, "sweep 1", nil, errs.Unavailable},
		{"a box without a key refuses", seal.Box{}, "sweep 1", sealed, errs.Unavailable},
	} {
		got, err := c.box.Open(c.owner, c.sealed)
		if c.want == errs.None {
			if err != nil || string(got) != "public" {
				t.Errorf("%s: %q %v", c.name, got, err)
			}
		} else if !errs.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if empty, err := seal.New(nil); err != nil {
		t.Error(err)
	} else if _, err := empty.Seal("sweep 1", []byte("x")); !errs.Is(err, errs.Unavailable) {
		t.Errorf("without a key: %v", err)
	}
}
