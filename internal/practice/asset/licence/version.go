package licence

import (
	"cmp"
	"strconv"
	"strings"
)

// covers tells whether a version may be used under an entitlement. An unknown version is given the benefit of the doubt, and a
// subscription always covers the newest.
func (e Entitlement) covers(version string) bool {
	if version == "" || e.Version == "" || e.Metric == Subscription {
		return true
	}
	newest := e.Version
	if e.UpgradeTo != "" && compare(e.UpgradeTo, newest) > 0 {
		newest = e.UpgradeTo
	}
	return compare(version, newest) <= 0 && (e.Downgrade || compare(version, e.Version) >= 0)
}

func (e Entitlement) coversAll(versions []string) bool {
	for _, v := range versions {
		if !e.covers(v) {
			return false
		}
	}
	return true
}

// compare orders a version by a right to one. The right's precision decides: a right to "12" is a right to 12.4.1.
func compare(version, right string) int {
	v, r := numbers(version), numbers(right)
	for i, want := range r {
		have := int64(0)
		if i < len(v) {
			have = v[i]
		}
		if c := cmp.Compare(have, want); c != 0 {
			return c
		}
	}
	if len(r) == 0 || len(v) == 0 {
		return strings.Compare(strings.ToLower(version), strings.ToLower(right))
	}
	return 0
}

// numbers are the numbers of a version: 2012 and 2 of "2012 R2".
func numbers(version string) []int64 {
	var out []int64
	for _, part := range strings.FieldsFunc(version, func(r rune) bool { return r < '0' || r > '9' }) {
		n, err := strconv.ParseInt(part, 10, 64)
		if err != nil {
			break // longer than any version's number
		}
		out = append(out, n)
	}
	return out
}
