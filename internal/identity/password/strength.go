package password

import (
	"strings"
	"unicode/utf8"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Bounds of a password in characters.
const (
	MinLength = 12
	MaxLength = 128
	maxBytes  = MaxLength * utf8.UTFMax
)

func tooLong() error {
	return errs.Bad("password", "A password has at most %d characters.", MaxLength)
}

// Strong refuses a new password that is too short, too long, common, or made of what everybody knows of its owner. about holds such
// texts: the organisation, the name, the e-mail address. There is no rule of composition. Kinds: Invalid.
func Strong(password string, about ...string) error {
	switch n := utf8.RuneCountInString(password); {
	case n < MinLength:
		return errs.Bad("password", "Please use at least %d characters; a few unrelated words are easy to remember.", MinLength)
	case n > MaxLength || len(password) > maxBytes:
		return tooLong()
	case !utf8.ValidString(password):
		return errs.Bad("password", "This holds characters that are not text.")
	case Common(password):
		return errs.Bad("password", "This password is among the first that anybody would guess; please choose another.")
	}
	rest := letters(password)
	for _, text := range about {
		for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !isLetter(r) }) {
			if utf8.RuneCountInString(word) >= 3 {
				rest = strings.ReplaceAll(rest, plain(word), "")
			}
		}
	}
	if whole := letters(password); whole != "" && rest != whole && utf8.RuneCountInString(rest) < 6 {
		return errs.Bad("password", "This is made of your name, your address or the organisation; please choose something unrelated.")
	}
	return nil
}
