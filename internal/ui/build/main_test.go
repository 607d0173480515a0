package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestTheCommittedBundleIsFresh(t *testing.T) {
	dir := filepath.Join("..", "assets")
	out, err := bundle(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"app.js", "desk.js", "desk.css", "map.js", "scan.js", "decode.js", "fettle.css"} {
		have, err := os.ReadFile(filepath.Join(dir, "dist", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(have, out[name]) {
			t.Errorf("dist/%s is older than its source; run go run ./internal/ui/build", name)
		}
	}
}
