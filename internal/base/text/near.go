package text

import "strings"

// maxName is how many bytes a name has at most that is worth a suggestion.
const maxName = 64

// Nearest returns the candidate that a mistyped word was most likely meant to be, whatever its case, "" when none is near.
func Nearest(word string, candidates []string) string {
	if len(word) > maxName {
		return ""
	}
	best, least := "", len(word)/3+2
	for _, c := range candidates {
		if d := Distance(strings.ToLower(word), strings.ToLower(c)); d < least && d < len(c) {
			best, least = c, d
		}
	}
	return best
}

// Meant ends a sentence about a word that there is not: "; did you mean X?" with the nearest candidate, or else with otherwise.
func Meant(word string, candidates []string, otherwise string) string {
	if near := Nearest(word, candidates); near != "" {
		return "; did you mean " + near + "?"
	}
	return otherwise
}

// Distance counts the letters to insert, remove, change or swap with a neighbour to get from a to b: the optimal string alignment.
func Distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, last := make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row := make([]int, len(y)+1)
		row[0] = i
		for j := 1; j <= len(y); j++ {
			change := last[j-1]
			if x[i-1] != y[j-1] {
				change++
			}
			row[j] = min(row[j-1]+1, last[j]+1, change)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(y)]
}
