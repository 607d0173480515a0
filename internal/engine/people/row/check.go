package row

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Bounds of texts, in characters, and of trees, in levels.
const (
	MaxName  = 200
	MaxText  = 1000
	MaxDepth = 20 // levels of a tree: paths stay short and walks end
)

// Clean trims a text of one line and joins runs of spaces.
func Clean(s string) string { return strings.Join(strings.Fields(s), " ") }

// CheckText notes a text that is too long or holds control characters.
func CheckText(c *errs.Check, key, s string, limit int) {
	if n := utf8.RuneCountInString(s); n > limit {
		c.Add(key, "This is too long: %d characters, at most %d.", n, limit)
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		c.Add(key, "This holds characters that are not text.")
	}
}

// CheckName notes a name that is empty or not usable.
func CheckName(c *errs.Check, key, s string) {
	c.Must(s != "", key, "Please give a name.")
	CheckText(c, key, s, MaxName)
}

// Fold returns the form in which names are compared: lower case, without accents, single spaces.
func Fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(Clean(s))) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func Shorten(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}

// CheckZone notes a time zone that is not known; "" is "inherited".
func CheckZone(c *errs.Check, key, zone string) {
	if zone == "" {
		return
	}
	if _, err := time.LoadLocation(zone); err != nil || zone == "Local" {
		c.Add(key, "%q is not a time zone; use a name such as Europe/Berlin.", Shorten(zone))
	}
}

// CheckLine walks from parent to the top and refuses a loop, a foreign entity, an unknown parent and too deep a tree.
func CheckLine(tx *db.Tx, text string, self, parent, entity id.ID) error {
	for depth := 0; parent != 0; depth++ {
		var above, of id.ID
		err := tx.QueryRow(tx.Context(), text, parent).Scan(&above, &of)
		switch {
		case errs.Is(err, errs.NotFound) || err == nil && of != entity:
			return errs.Bad("parent", "There is nothing of this kind in the same entity.")
		case err != nil:
			return err
		case parent == self:
			return errs.Bad("parent", "Nothing can lie below itself.")
		case depth >= MaxDepth:
			return errs.Bad("parent", "The tree is deep enough: at most %d levels.", MaxDepth)
		}
		parent = above
	}
	return nil
}

// Duplicate turns a clash of names into a field error.
func Duplicate(err error, key, text string) error {
	if db.IsDuplicate(err) {
		return errs.Bad(key, "%s", text)
	}
	return err
}
