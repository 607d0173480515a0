package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// archiveOf packs files as the archive has them.
func archiveOf(t *testing.T, files map[string]string) *bytes.Buffer {
	t.Helper()
	var b bytes.Buffer
	zip := gzip.NewWriter(&b)
	w := tar.NewWriter(zip)
	for name, text := range files {
		if err := w.WriteHeader(&tar.Header{Name: "end-of-life/releases/" + name, Mode: 0o644, Size: int64(len(text))}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), zip.Close()); err != nil {
		t.Fatal(err)
	}
	return &b
}

func TestTheTableIsMadeFromTheArchive(t *testing.T) {
	t.Parallel()
	d, err := readArchive(archiveOf(t, map[string]string{
		"thing.json": `{"releases":{"2":{"name":"2","releaseDate":"2021-01-01","eol":"2023-01-01","eoas":"2022-01-01","eoes":"2024-01-01"},
			"1.9":{"name":"1.9","eol":true},"3":{"name":"3","eol":false},"4":{"name":"4","releaseDate":"2024-01-01"},"rc":{"name":"rc","eol":true}},
			"versions":{"2.10.1":{"name":"2.10.1"},"2.9.7":{"name":"2.9.7"},"20.1":{"name":"20.1"}}}`,
		"firefox.json":   `{"releases":{},"versions":{"9.0":{"date":"2020-01-01"},"9.1":{"date":"2020-02-01"},"10.0":{"date":"2020-03-01"}}}`,
		"aws-thing.json": `{"releases":{"1":{"name":"1","eol":true}},"versions":{}}`,
		"surface.json":   `{"releases":{"rt":{"name":"rt","eol":"2017-04-11"}},"versions":{}}`,
		"LICENSE":        `not a product`,
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{
		"*firefox",
		"10\t\t2020-03-01\t\tno\t\t10.0",
		"9\t\t2020-01-01\t\t2020-03-01\t\t9.1",
		"*surface",
		"rt\t\t\t\t2017-04-11",
		"*thing",
		"3\t\t\t\tno",
		"2\t\t2021-01-01\t2022-01-01\t2023-01-01\t2024-01-01\t2.10.1",
		"1.9\t\t\t\tyes",
		"",
	}, "\n")
	if d := cmp.Diff(want, string(d.text())); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestTheSupplementWinsAndKeepsTheLatestVersion(t *testing.T) {
	t.Parallel()
	d := data{"thing": {"2": {name: "2", security: "2020-01-01", latest: "2.7"}}}
	if err := readSupplement("# a remark\nthing 2 2.0 - - 2021-01-01 no\n", d); err != nil {
		t.Fatal(err)
	}
	if got, want := d["thing"]["2"], (release{name: "2", knownAs: "2.0", security: "2021-01-01", extended: "no", latest: "2.7"}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for _, bad := range []string{"thing 2 - - -", "thing 2 - - - 2021-13-01 -"} {
		if err := readSupplement(bad, data{}); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestTheCommittedTableIsFresh(t *testing.T) {
	t.Parallel()
	archive := filepath.Join("..", "..", "..", "..", "shared", "data", "inventory", "end-of-life.tar.gz")
	if _, err := os.Stat(archive); errors.Is(err, fs.ErrNotExist) {
		t.Skip("the archive of release data is not beside the checkout")
	}
	out := filepath.Join(t.TempDir(), "data.gz")
	if err := run(archive, out); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	committed, err := os.ReadFile(filepath.Join("..", "..", "practice", "asset", "lifecycle", "data.gz"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, committed) {
		t.Error("the committed table is not what the generator writes; run go generate ./internal/practice/asset/lifecycle")
	}
	if len(committed) > 400_000 {
		t.Errorf("the table has %d bytes", len(committed))
	}
}
