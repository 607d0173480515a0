package register

import (
	"testing"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
)

func TestOnlyNumbersAndAmountsMakeAColumnOfFigures(t *testing.T) {
	for text, want := range map[string]bool{"1,199.90 EUR": true, "-5": true, "12 %": true, "0": true, "2026-11-23": false, "PF-1": false, "3 of 4": false, "EUR": false, "12 days": false} {
		rows := [][]desk.Cell{{{Text: "1"}, {Text: text}}, {{Text: "2"}, {}}}
		if got := figures(rows, 1); got != want {
			t.Errorf("%q makes a column of figures: %v", text, got)
		}
		if figures(rows, 0) {
			t.Errorf("the first column, which names the rows, is one of figures")
		}
	}
	if figures([][]desk.Cell{{{Text: "1"}, {}}}, 1) {
		t.Error("a column in which nothing stands is one of figures")
	}
	if figures([][]desk.Cell{{{Text: "1"}, {Text: "5"}}, {{Text: "2"}, {Text: "five"}}}, 1) {
		t.Error("a word among numbers is overlooked")
	}
}
