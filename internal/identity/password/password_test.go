package password_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/identity/password"
)

func cheap() password.Params { return password.Params{Memory: 64, Time: 1, Threads: 1} }

func TestAHashFitsItsPasswordOnly(t *testing.T) {
	h := password.New(cheap(), 2)
	long := strings.Repeat("ü", 129) + strings.Repeat("x", 400)
	encoded, err := h.Hash(t.Context(), "correct horse battery")
	if err != nil || !strings.HasPrefix(encoded, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Fatalf("%q, %v", encoded, err)
	}
	empty, err := h.Hash(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	stronger := password.New(password.Params{Memory: 128, Time: 1, Threads: 1}, 1)
	tests := []struct {
		name      string
		h         *password.Argon
		encoded   string
		try       string
		fits, old bool
		kind      errs.Kind
	}{
		{"the password fits", h, encoded, "correct horse battery", true, false, errs.None},
		{"another case does not", h, encoded, "Correct horse battery", false, false, errs.None},
		{"nothing does not", h, encoded, "", false, false, errs.None},
		{"an overlong one does not", h, encoded, long, false, false, errs.None},
		{"an overlong one is not the empty one", h, empty, long, false, false, errs.None},
		{"higher parameters call for a new hash", stronger, encoded, "correct horse battery", true, true, errs.None},
		{"a hash of another make is our fault", h, "$2a$10$abc", "x", false, false, errs.Internal},
		{"a hash cannot ask for all memory", h, "$argon2id$v=19$m=999999999,t=1,p=1$AAAA$AAAA", "x", false, false, errs.Internal},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fits, old, err := tt.h.Check(t.Context(), tt.encoded, tt.try)
			if fits != tt.fits || old != tt.old || errs.KindOf(err) != tt.kind {
				t.Errorf("%v, %v, %v", fits, old, err)
			}
		})
	}
	if _, err := h.Hash(t.Context(), long); !errs.Is(err, errs.Invalid) {
		t.Errorf("an overlong password is hashed: %v", err)
	}
}

func TestTwoHashesOfOnePasswordDiffer(t *testing.T) {
	h := password.New(cheap(), 1)
	a, err := h.Hash(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	if b, err := h.Hash(t.Context(), "x"); err != nil || a == b {
		t.Errorf("%s, %v", b, err)
	}
}

func TestWhoGivesUpWaitingForASlotIsToldSo(t *testing.T) {
	h := password.New(cheap(), 1)
	release := h.Occupy()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.Hash(ctx, "x"); !errs.Is(err, errs.Unavailable) {
		t.Errorf("got %v", err)
	}
	release()
	if _, err := h.Hash(t.Context(), "x"); err != nil {
		t.Error(err)
	}
}

func TestStrong(t *testing.T) {
	about := []string{"Example Widgets Ltd", "Ana López", "ana.lopez@widgets.example"}
	tests := []struct {
		name, password string
		ok             bool
	}{
		{"four unrelated words", "tangle quartz ivory bus", true},
		{"a random one", "v9#Kd2pQx!7m", true},
		{"letters of another script", "разноцветный кот", true},
		{"a sentence with common words and others", "my horse eats 7 umbrellas", true},
		{"eleven characters", "v9#Kd2pQx!7", false},
		{"129 characters", strings.Repeat("v9#Kd2pQx!7m", 11)[:129], false},
		{"twelve characters that are many bytes", strings.Repeat("漢字仮名交文", 2) + "x", true},
		{"not text", "abc\xffdefghijklmnop", false},
		{"a common word with a year", "password2026", false},
		{"a common word written with digits", "P@ssw0rd1234!", false},
		{"two common words", "welcomesummer", false},
		{"common words with digits between", "summer 2026 winter", false},
		{"a season, a year and a sign", "Autumn2026!!", false},
		{"a keyboard walk", "qwertyuiop12", false},
		{"a walk up and down", "1qaz2wsx3edc", false},
		{"the alphabet", "abcdefghijklm", false},
		{"digits", "123456789012", false},
		{"one character", "aaaaaaaaaaaa", false},
		{"a short part again and again", "xkqxkqxkqxkq", false},
		{"the organisation", "Widgets-2026-Ltd", false},
		{"the name", "AnaLopez12345", false},
		{"the name inside of much else", "Ana counts purple umbrellas", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := password.Strong(tt.password, about...)
			if (err == nil) != tt.ok || err != nil && !errs.Is(err, errs.Invalid) {
				t.Errorf("%q: %v", tt.password, err)
			}
		})
	}
}

func TestWellOverAThousandCommonPasswordsAreRefused(t *testing.T) {
	refused := 0
	for _, word := range strings.Fields("password welcome summer winter autumn spring january february monday friday football baseball dragon monkey sunshine princess iloveyou michael jordan liverpool") {
		for _, form := range []string{"%s%d", "%s%d!", "%s_%d", "%d%s", "%[1]s%[1]s%[2]d", "!%s!%d"} {
			for year := 1990; year < 2030; year++ {
				p := fmt.Sprintf(form, word, year)
				if strings.HasPrefix(form, "%d") {
					p = fmt.Sprintf(form, year, word)
				}
				for _, p := range []string{p, strings.ToUpper(p[:1]) + p[1:], strings.NewReplacer("a", "4", "o", "0", "e", "3").Replace(p)} {
					if password.Common(p) {
						refused++
					} else if len(p) >= password.MinLength {
						t.Fatalf("%s is not refused", p)
					}
				}
			}
		}
	}
	if refused < 1000 {
		t.Errorf("only %d refused", refused)
	}
}

func BenchmarkDefaultHash(b *testing.B) {
	h := password.New(password.Default(), 1)
	for b.Loop() {
		if _, err := h.Hash(b.Context(), "correct horse battery"); err != nil {
			b.Fatal(err)
		}
	}
}
