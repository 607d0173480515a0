package product_test

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/practice/asset/product"
)

// sampleArchive holds inventories of real machines, beside the checkout.
var sampleArchive = [...]string{"..", "..", "..", "..", "..", "shared", "data", "inventory", "inventory-format.tar.gz"}

func TestRealNamesBecomeProducts(t *testing.T) {
	t.Parallel()
	rows := sampleRows(t)
	raw, keys := map[string]bool{}, map[string]bool{}
	var shown []string
	for _, r := range rows {
		p := product.Normalise(r.name, r.publisher, r.version)
		if p.Name == "" {
			t.Errorf("%+v has no product", r)
		}
		if again := product.Normalise(p.Name, p.Publisher, p.Version); again.Key() != p.Key() {
			t.Errorf("%+v: %q becomes %q", r, p.Key(), again.Key())
		}
		if full := r.name + "\x1f" + r.publisher; !raw[full] {
			raw[full] = true
			shown = append(shown, strings.Join([]string{r.name, r.publisher, r.version, "=>", p.Publisher, p.Title()}, " | "))
		}
		keys[p.Key()] = true
	}
	t.Logf("%d rows, %d distinct raw names, %d products", len(rows), len(raw), len(keys))
	if len(keys) >= len(raw)*97/100 {
		t.Errorf("%d raw names became %d products: too little was recognised", len(raw), len(keys))
	}
	if testing.Verbose() {
		slices.Sort(shown)
		for i := 0; i < len(shown); i += max(1, len(shown)/200) {
			t.Log(shown[i])
		}
	}
}

// sampleRows reads the software of all sample inventories, JSON and XML.
func sampleRows(t *testing.T) []row {
	t.Helper()
	f, err := os.Open(filepath.Join(sampleArchive[:]...))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the sample inventories are not beside the checkout")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unzip, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	for files := tar.NewReader(unzip); ; {
		head, err := files.Next()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case strings.Contains(head.Name, "examples/") && strings.HasSuffix(head.Name, ".json"):
			rows = append(rows, jsonRows(t, files)...)
		case strings.Contains(head.Name, "tests/data/") && strings.HasSuffix(head.Name, ".xml"):
			rows = append(rows, xmlRows(files)...)
		}
	}
}

func jsonRows(t *testing.T, r io.Reader) []row {
	t.Helper()
	var doc struct {
		Content struct {
			Softwares []struct{ Name, Publisher, Version string }
		}
	}
	if err := json.NewDecoder(r).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	var rows []row
	for _, s := range doc.Content.Softwares {
		rows = append(rows, row{s.Name, s.Publisher, s.Version})
	}
	return rows
}

// xmlRows reads what a file gives; some of the samples are broken on purpose.
func xmlRows(r io.Reader) []row {
	var rows []row
	dec := xml.NewDecoder(r)
	dec.Strict = false
	for {
		tok, err := dec.Token()
		if err != nil {
			return rows
		}
		start, ok := tok.(xml.StartElement)
		if !ok || start.Name.Local != "SOFTWARES" {
			continue
		}
		var s struct {
			Name      string `xml:"NAME"`
			Publisher string `xml:"PUBLISHER"`
			Version   string `xml:"VERSION"`
		}
		if dec.DecodeElement(&s, &start) == nil && s.Name != "" {
			rows = append(rows, row{s.Name, s.Publisher, s.Version})
		}
	}
}
