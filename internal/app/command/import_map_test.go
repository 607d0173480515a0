package command_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAMappingFileSaysWhichColumnIsWhat(t *testing.T) {
	data, dir := t.TempDir(), t.TempDir()
	if code, _, errout := fettle(t.Context(), "seed", "--scale", "10", "--assets", "5", "--data", data); code != 0 {
		t.Fatal(errout)
	}
	put := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	table := put("laptops.csv", "Nr;S/N;What;Paid;Bought\nLT-9001;A1;Halden Book 14;940;22.11.2025\n")
	tests := []struct {
		name string
		args []string
		code int
		want []string
	}{
		{"a file in YAML", []string{put("m.yaml", "columns:\n  Nr: tag\n  What: model\n  Paid: cost\n  Bought: purchased\ncurrency: eur\ndates: dmy\n")}, 0, []string{"→ tag", "→ cost", "1 would be imported"}},
		{"a file in JSON", []string{put("m.json", `{"columns": {"Nr": "tag", "What": "model", "Bought": "-"}, "currency": "EUR"}`)}, 0, []string{"→ tag", "1 would be imported"}},
		{"a pair wins over the file", []string{put("w.yaml", "columns: {Nr: title, What: model, Bought: \"-\"}\n"), "Nr=tag"}, 0, []string{"→ tag", "1 would be imported"}},
		{"a column that is not there", []string{put("c.yaml", "columns: {Nrr: tag}\n")}, 2, []string{`There is no column "Nrr" in the file; did you mean Nr? It has Nr, S/N, What, Paid, Bought.`}},
		{"a field that is not there", []string{"Nr=tagg"}, 2, []string{`The column "Nr" cannot fill "tagg", there is no such field; did you mean tag?`, "- leaves the column out"}},
		{"two columns for one field", []string{"Nr=tag", "S/N=tag"}, 2, []string{`The columns "Nr" and "S/N" both fill "tag". Leave one of them out with "S/N=-".`}},
		{"a key that no mapping file has", []string{put("k.yaml", "column:\n  Nr: tag\n")}, 2, []string{"k.yaml cannot be understood", "line 1", "It may have columns, currency, dates and update."}},
		{"a file without columns", []string{put("e.yaml", "dates: dmy\n")}, 2, []string{"e.yaml names no columns"}},
		{"a file that is not there", []string{filepath.Join(dir, "none.yaml")}, 2, []string{"none.yaml cannot be read"}},
		{"neither a pair nor a file", []string{"tag"}, 2, []string{`"tag" is neither COLUMN=FIELD, such as "Asset no=tag", nor a file`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			args := []string{"import", "csv", "asset", table, "--dry-run", "--data", data}
			for _, m := range tt.args {
				args = append(args, "--map", m)
			}
			code, out, errout := fettle(t.Context(), args...)
			if code != tt.code {
				t.Errorf("code %d", code)
			}
			for _, want := range tt.want {
				if !strings.Contains(out+errout, want) {
					t.Errorf("%q is missing in\n%s%s", want, out, errout)
				}
			}
		})
	}
}
