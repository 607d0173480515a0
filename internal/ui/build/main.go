package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	dir := flag.String("assets", "internal/ui/assets", "folder of the assets")
	flag.Parse()
	if err := run(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

// run writes the files of dist.
func run(dir string) error {
	out, err := bundle(dir)
	if err != nil {
		return err
	}
	for name, body := range out {
		if err := os.WriteFile(filepath.Join(dir, "dist", name), body, 0o644); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		fmt.Printf("%s %d bytes\n", name, len(body))
	}
	return nil
}

// bundle makes the files without writing them.
func bundle(dir string) (map[string][]byte, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("find the assets: %w", err)
	}
	res := api.Build(api.BuildOptions{
		AbsWorkingDir: abs,
		EntryPointsAdvanced: []api.EntryPoint{
			{InputPath: "src/app.ts", OutputPath: "app"},
			{InputPath: "src/desk.ts", OutputPath: "desk"},
			{InputPath: "src/map.ts", OutputPath: "map"},
			{InputPath: "src/scan/scan.ts", OutputPath: "scan"},
			{InputPath: "src/scan/decode.ts", OutputPath: "decode"},
			{InputPath: "src/scan/offline.ts", OutputPath: "offline"},
			{InputPath: "fettle.css", OutputPath: "fettle"},
			{InputPath: "desk.css", OutputPath: "desk"},
		},
		Outdir: "dist", Bundle: true, Write: false,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		Format: api.FormatIIFE, Target: api.ES2022, Charset: api.CharsetUTF8,
		LegalComments: api.LegalCommentsNone,
	})
	var problems []error
	for _, m := range res.Errors {
		problems = append(problems, errors.New(m.Text))
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for _, f := range res.OutputFiles {
		out[filepath.Base(f.Path)] = f.Contents
	}
	return out, nil
}
