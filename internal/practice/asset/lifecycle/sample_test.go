package lifecycle_test

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
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/practice/asset/lifecycle"
)

// sampleArchive holds inventories of real machines, beside the checkout.
var sampleArchive = [...]string{"..", "..", "..", "..", "..", "shared", "data", "inventory", "inventory-format.tar.gz"}

type named struct{ name, version string }

func TestRealInventoriesFindTheirCycles(t *testing.T) {
	t.Parallel()
	c := lifecycle.New()
	systems, programs := samples(t)
	found := 0
	for _, s := range systems {
		cycle, ok := c.Find(s.name, s.version)
		if ok {
			found++
		}
		t.Logf("system %q %q: %v %s %s", s.name, s.version, ok, cycle.Product, cycle.Release)
	}
	if len(systems) == 0 || found*10 < len(systems)*9 {
		t.Errorf("of %d operating systems only %d have a cycle", len(systems), found)
	}
	all, maintained := 0, 0
	products := map[string]int{}
	for _, p := range programs {
		cycle, ok := c.Find(p.name, p.version)
		if !ok {
			continue
		}
		all++
		products[cycle.Product+" "+cycle.Release]++
		if lifecycle.Maintained(p.version) {
			maintained++
		}
	}
	t.Logf("operating systems: %d of %d; programs: %d of %d, of which %d are maintained by their distribution", found, len(systems), all, len(programs), maintained)
	t.Logf("%v", products)
	if all == 0 {
		t.Error("no program of the samples has a cycle")
	}
}

// samples reads the operating systems and the programs of all sample inventories.
func samples(t *testing.T) (systems, programs []named) {
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
	for files := tar.NewReader(unzip); ; {
		head, err := files.Next()
		if errors.Is(err, io.EOF) {
			return systems, programs
		}
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case strings.Contains(head.Name, "examples/") && strings.HasSuffix(head.Name, ".json"):
			s, p := fromJSON(t, files)
			systems, programs = append(systems, s...), append(programs, p...)
		case strings.Contains(head.Name, "tests/data/") && strings.HasSuffix(head.Name, ".xml"):
			s, p := fromXML(files)
			systems, programs = append(systems, s...), append(programs, p...)
		}
	}
}

func fromJSON(t *testing.T, r io.Reader) (systems, programs []named) {
	t.Helper()
	var doc struct {
		Content struct {
			OperatingSystem struct {
				FullName string `json:"full_name"`
				Version  string
			}
			Softwares []struct{ Name, Version string }
		}
	}
	if err := json.NewDecoder(r).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	if doc.Content.OperatingSystem.FullName != "" {
		systems = append(systems, named{doc.Content.OperatingSystem.FullName, doc.Content.OperatingSystem.Version})
	}
	for _, s := range doc.Content.Softwares {
		programs = append(programs, named{s.Name, s.Version})
	}
	return systems, programs
}

// fromXML reads what a file gives; some of the samples are broken on purpose.
func fromXML(r io.Reader) (systems, programs []named) {
	dec := xml.NewDecoder(r)
	dec.Strict = false
	for {
		tok, err := dec.Token()
		if err != nil {
			return systems, programs
		}
		start, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		var e struct {
			Name     string `xml:"NAME"`
			FullName string `xml:"FULL_NAME"`
			Version  string `xml:"VERSION"`
		}
		switch start.Name.Local {
		case "SOFTWARES":
			if dec.DecodeElement(&e, &start) == nil && e.Name != "" {
				programs = append(programs, named{e.Name, e.Version})
			}
		case "OPERATINGSYSTEM":
			if dec.DecodeElement(&e, &start) == nil && e.FullName != "" {
				systems = append(systems, named{e.FullName, e.Version})
			}
		}
	}
}
