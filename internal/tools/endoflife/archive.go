package main

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// file is one product of the archive. A date may be a string or, for "over" and "not over", a boolean.
type file struct {
	Releases map[string]struct {
		Name        string
		ReleaseDate string
		EOAS        any
		EOL         any
		EOES        any
		Latest      string
	}
	Versions map[string]struct {
		Name string
		Date string
	}
}

// rolling are products whose release is over on the day the next comes.
var rolling = [...]string{"chrome", "firefox"}

// gadgets are products whose releases are models of devices and have no number in front.
var gadgets = [...]string{"motorola-mobility", "samsung-galaxy-tab", "samsung-mobile", "sony-xperia", "surface"}

// readArchive reads the products that can be installed or held.
func readArchive(r io.Reader) (data, error) {
	unzip, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	d, wanted := data{}, supplemented()
	for files := tar.NewReader(unzip); ; {
		head, err := files.Next()
		if errors.Is(err, io.EOF) {
			return d, nil
		}
		if err != nil {
			return nil, err
		}
		product, ok := strings.CutSuffix(path.Base(head.Name), ".json")
		if !ok || hosted(product) {
			continue
		}
		var f file
		if err := json.NewDecoder(files).Decode(&f); err != nil {
			return nil, fmt.Errorf("%s: %w", head.Name, err)
		}
		if slices.Contains(rolling[:], product) {
			d.roll(product, f)
			continue
		}
		d.add(product, f, wanted)
	}
}

// hosted tells whether a product is a service that only its provider installs.
func hosted(product string) bool {
	switch product {
	case "amazon-linux", "amazon-corretto":
		return false
	case "alibaba-ack", "google-kubernetes-engine", "github-actions-runner-images":
		return true
	}
	return strings.HasPrefix(product, "amazon-") || strings.HasPrefix(product, "aws-") || strings.HasPrefix(product, "azure-")
}

// add takes over the releases that have a number, and those of gadgets.
func (d data) add(product string, f file, wanted map[[2]string]bool) {
	latest := newest(f)
	for name, r := range f.Releases {
		if !startsWithNumber(name) && !slices.Contains(gadgets[:], product) {
			continue
		}
		out := release{name: name, released: r.ReleaseDate, active: dated(r.EOAS), security: dated(r.EOL), extended: dated(r.EOES), latest: r.Latest}
		if out.active == "" && out.security == "" && out.extended == "" {
			continue
		}
		if out.latest == "" {
			out.latest = latest[name]
		}
		d.put(product, out)
	}
	for name, version := range latest { // for the supplement, which knows no versions
		if _, known := d[product][name]; !known && wanted[[2]string{product, name}] {
			d.put(product, release{name: name, latest: version})
		}
	}
}

// supplemented lists the releases of the supplement, as product and name.
func supplemented() map[[2]string]bool {
	out := map[[2]string]bool{}
	for line := range strings.SplitSeq(supplement, "\n") {
		if f := strings.Fields(line); len(f) == 7 {
			out[[2]string{f[0], f[1]}] = true
		}
	}
	return out
}

// roll makes the releases of a product that has only one supported at a time.
func (d data) roll(product string, f file) {
	begins := map[int]string{}
	note := func(name, date string) {
		if n := numbers(name); len(n) > 0 && date != "" && (begins[n[0]] == "" || date < begins[n[0]]) {
			begins[n[0]] = date
		}
	}
	for name, r := range f.Releases {
		note(name, r.ReleaseDate)
	}
	for name, v := range f.Versions {
		note(name, v.Date)
	}
	latest := newest(f)
	for n, begin := range begins {
		r := release{name: fmt.Sprint(n), released: begin, security: begins[n+1], latest: latest[fmt.Sprint(n)]}
		if r.security == "" {
			r.security = "no"
		}
		d.put(product, r)
	}
}

// newest finds the newest version of each release: of a release itself, of its first number, and of its first two.
func newest(f file) map[string]string {
	out := map[string]string{}
	for version := range f.Versions {
		for i := 1; i <= len(version); i++ {
			if i < len(version) && (isDigit(version[i]) || !isDigit(version[i-1])) {
				continue
			}
			name := version[:i]
			if slices.Compare(numbers(version), numbers(out[name])) > 0 {
				out[name] = version
			}
		}
	}
	return out
}

func dated(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		if v {
			return "yes"
		}
		return "no"
	}
	return ""
}

func startsWithNumber(name string) bool {
	return name != "" && isDigit(strings.TrimPrefix(name, "v")[0])
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
