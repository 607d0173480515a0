package text_test

import (
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/text"
)

func TestTheNearestWordIsWhatWasMeant(t *testing.T) {
	t.Parallel()
	known := []string{"assignee", "status", "team", "Title", "größe"}
	for word, want := range map[string]string{"asignee": "assignee", "STATUSS": "status", "taem": "team", "title": "Title", "grösse": "größe", "colour": "", "": "", strings.Repeat("team", 20): ""} {
		if got := text.Nearest(word, known); got != want {
			t.Errorf("%q: %q, not %q", word, got, want)
		}
	}
	if got := text.Meant("taem", known, ".") + text.Meant("colour", known, "."); got != "; did you mean team?." {
		t.Error(got)
	}
}

func TestADistanceIsTheFewestStepsFromOneWordToTheOther(t *testing.T) {
	t.Parallel()
	for words, want := range map[[2]string]int{{"", ""}: 0, {"abc", "abc"}: 0, {"", "abc"}: 3, {"kitten", "sitting"}: 3, {"team", "taem"}: 1, {"größe", "grosse"}: 3, {"flaw", "lawn"}: 2} {
		if got := text.Distance(words[0], words[1]); got != want || text.Distance(words[1], words[0]) != want {
			t.Errorf("%v: %d, not %d", words, got, want)
		}
	}
}
