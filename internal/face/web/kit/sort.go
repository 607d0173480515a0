package kit

import (
	"cmp"
	"strings"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
)

// SortWord names an order after its field, with its direction.
func SortWord(p desk.Practice, sort string) string {
	words := map[string]string{"due": "time left", "-due": "time left, most first", "priority": "priority", "-priority": "priority, lowest first",
		"-updated": "newest change", "updated": "oldest change", "-created": "newest", "created": "oldest"}
	if word := words[sort]; word != "" {
		return word
	}
	key, down := strings.CutPrefix(sort, "-")
	word := strings.ToLower(cmp.Or(Def(p.Fields, key).Label, key))
	if down {
		word += ", last first"
	}
	return word
}
