package work

import (
	"testing"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
)

func TestWhatComesAboutByItselfWasDoneByNobody(t *testing.T) {
	for sentence, want := range map[string]string{
		"75 % of the time for the resolution is used up": "75 % of the time for the resolution is used up",
		"the promise for the resolution was broken":      "The promise for the resolution was broken",
		"closed it": "Fettle closed it",
	} {
		if got := (Story{}).told(desk.Item{Sentence: sentence}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
