package config

import "strings"

// Suggest returns "; did you mean X?" for the candidate nearest to a mistyped word, or nothing when none is near.
func Suggest(word string, candidates []string) string { return didYouMean(word, candidates, "") }

// didYouMean returns "; did you mean X?" for the candidate nearest to the word, or
// nothing when none is near.
func didYouMean(word string, candidates []string, prefix string) string {
	best, least := "", len(word)/3+2
	for _, c := range candidates {
		if d := distance(strings.ToLower(word), strings.ToLower(c)); d < least {
			best, least = c, d
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + prefix + best + "?"
}

// distance counts the letters to insert, remove or change to get from a to b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := corner
			if a[i] != b[j] {
				cost++
			}
			corner = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
