package main

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// release is one line of the file: dates as 2006-01-02, "yes" for a support that is over since an unknown day, "no" for one whose end
// is not announced, "" for nothing known.
type release struct {
	name, knownAs, released, active, security, extended, latest string
}

// data are the releases by product and name.
type data map[string]map[string]release

func (d data) put(product string, r release) {
	if d[product] == nil {
		d[product] = map[string]release{}
	}
	d[product][r.name] = r
}

// text writes the file: a line *product before its releases, the newest name first.
func (d data) text() []byte {
	var b bytes.Buffer
	for _, product := range slices.Sorted(maps.Keys(d)) {
		fmt.Fprintf(&b, "*%s\n", product)
		names := slices.SortedFunc(maps.Keys(d[product]), func(x, y string) int {
			return cmp.Or(slices.Compare(numbers(y), numbers(x)), strings.Compare(x, y))
		})
		for _, name := range names {
			r := d[product][name]
			fmt.Fprintln(&b, strings.TrimRight(strings.Join([]string{r.name, r.knownAs, r.released, r.active, r.security, r.extended, r.latest}, "\t"), "\t"))
		}
	}
	return b.Bytes()
}

// numbers are the numbers in a name, for sorting.
func numbers(name string) []int {
	var out []int
	for _, part := range strings.FieldsFunc(name, func(r rune) bool { return r < '0' || r > '9' }) {
		n, err := strconv.Atoi(part)
		if err != nil {
			break
		}
		out = append(out, n)
	}
	return out
}

// readSupplement adds the lines of the supplement; they win over the archive's, and keep the archive's latest version.
func readSupplement(text string, d data) error {
	for i, line := range strings.Split(text, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Fields(line)
		if len(f) != 7 {
			return fmt.Errorf("supplement line %d has %d columns instead of 7", i+1, len(f))
		}
		for j := range f {
			if f[j] == "-" {
				f[j] = ""
			}
		}
		for _, date := range f[3:] {
			if _, err := time.Parse(time.DateOnly, date); date != "" && date != "no" && err != nil {
				return fmt.Errorf("supplement line %d: %q is no date", i+1, date)
			}
		}
		d.put(f[0], release{name: f[1], knownAs: f[2], released: f[3], active: f[4], security: f[5], extended: f[6], latest: d[f[0]][f[1]].latest})
	}
	return nil
}
