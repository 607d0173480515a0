package text

import "strings"

// Apart returns what was written into one box, one by one: with commas, semicolons or line ends between them. So many are expected; what was
// pasted from a table may have only spaces between them.
func Apart(list []string, expected int64) (out []string) {
	for _, s := range list {
		for one := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(",;\r\n\t", r) }) {
			if one = strings.TrimSpace(one); one != "" {
				out = append(out, one)
			}
		}
	}
	if len(out) == 1 && expected > 1 {
		if words := strings.Fields(out[0]); int64(len(words)) == expected {
			return words
		}
	}
	return out
}
