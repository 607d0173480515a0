package paper

import "testing"

func TestTextIsNeverGarbage(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"German stays", "Größe Ä ß", "Größe Ä ß"},
		{"a capital sharp s is spelt", "GROẞ", "GROSS"},
		{"Polish, Greek and Cyrillic stay", "Łódź Αθήνα Київ", "Łódź Αθήνα Київ"},
		{"Arabic is spelt in Latin letters", "محمد علي", "mhmd 'ly"},
		{"Arabic presentation forms too", "ﻻ", "la"},
		{"Persian digits are digits", "۱۲۳", "123"},
		{"Hebrew is spelt", "שלום", "shlvm"},
		{"Vietnamese loses the marks the font lacks", "Nguyễn", "Nguyen"},
		{"what no table knows is a question mark", "机", "?"},
		{"lines become one, controls vanish", "a\r\n\tb\u202ec\x00", "a bc"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Plain(tt.in); got != tt.want {
				t.Errorf("Plain(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}
