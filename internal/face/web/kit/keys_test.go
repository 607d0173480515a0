package kit

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestChosenKeysAreKeptAsFarAsTheyDifferAndNoTwoCommandsShareOne(t *testing.T) {
	tests := []struct {
		name   string
		chosen map[string]string
		keys   string
		wrong  map[string]string
	}{
		{"nothing chosen", nil, "", map[string]string{}},
		{"as it is", map[string]string{"take": "i", "go-asset": "g  a"}, "", map[string]string{}},
		{"another key", map[string]string{"take": "z"}, "take=Z", map[string]string{}},
		{"no key", map[string]string{"take": ""}, "take=", map[string]string{}},
		{"two that change places", map[string]string{"take": "A", "assign": "I"}, "assign=I&take=A", map[string]string{}},
		{"the key of another", map[string]string{"take": "H"}, "take=H", map[string]string{"hold": "H is the key of “Assign to me”."}},
		{"a word", map[string]string{"take": "Ctrl"}, "take=Ctrl", map[string]string{"take": "Type one key, or two with a space between them, such as G I."}},
		{"three keys", map[string]string{"take": "A B C"}, "take=A+B+C", map[string]string{"take": "Type one key, or two with a space between them, such as G I."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			keys, wrong := KeysOf(tt.chosen)
			if diff := cmp.Diff(tt.wrong, wrong); keys != tt.keys || diff != "" {
				t.Errorf("%q\n%s", keys, diff)
			}
		})
	}
}

func TestAKeyIsTheChosenOneUnlessKeysAreSwitchedOff(t *testing.T) {
	for keys, want := range map[string]string{"": "I", "take=Z": "Z", "take=": "", KeysOff: "", "%zz": "I"} {
		if got := (Look{Keys: keys}).Key("take"); got != want {
			t.Errorf("with %q the key is %q, want %q", keys, got, want)
		}
	}
	if got := (Look{}).Key("no such command"); got != "" {
		t.Errorf("a command that does not exist has the key %q", got)
	}
}
