package text_test

import (
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/text"
)

func TestCellIsNoFormula(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"an equals sign", `=HYPERLINK("http://x")`, `'=HYPERLINK("http://x")`},
		{"a plus", "+1", "'+1"},
		{"a minus", "-1+cmd", "'-1+cmd"},
		{"an at sign", "@SUM(A1)", "'@SUM(A1)"},
		{"a tab", "\t=1", "'\t=1"},
		{"a carriage return", "\r=1", "'\r=1"},
		{"a line feed", "\n=1", "'\n=1"},
		{"a sign inside", "a=1", "a=1"},
		{"another script", "Ärger", "Ärger"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := text.Cell(tt.in); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
