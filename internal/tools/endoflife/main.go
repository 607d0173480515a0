package main

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"flag"
	"fmt"
	"os"
)

//go:embed supplement.tsv
var supplement string

func main() {
	archive := flag.String("archive", "", "the archive of release data, a .tar.gz")
	out := flag.String("out", "internal/practice/asset/lifecycle/data.gz", "the file to write")
	flag.Parse()
	if err := run(*archive, *out); err != nil {
		fmt.Fprintln(os.Stderr, "endoflife:", err)
		os.Exit(1)
	}
}

func run(archive, out string) error {
	f, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer f.Close()
	table, err := readArchive(f)
	if err != nil {
		return fmt.Errorf("read %s: %w", archive, err)
	}
	if err := readSupplement(supplement, table); err != nil {
		return err
	}
	packed, err := pack(table.text())
	if err != nil {
		return err
	}
	return os.WriteFile(out, packed, 0o644)
}

// pack compresses without a name and a time, so that the same data give the same file.
func pack(text []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
