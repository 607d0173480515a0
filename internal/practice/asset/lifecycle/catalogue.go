package lifecycle

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"strings"
	"sync"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

//go:generate go run github.com/fettle-itsm/fettle/internal/tools/endoflife -archive ../../../../../shared/data/inventory/end-of-life.tar.gz -out data.gz

// packed is the table, one line per release below the line of its product.
//
//go:embed data.gz
var packed []byte

// entry is a release with the other name by which inventories report it: the build number of a Windows.
type entry struct {
	Cycle
	knownAs string
}

// Catalogue finds releases. It is made by New, costs nothing until it is first asked, and may be used by many at once.
type Catalogue struct {
	load func() (map[string][]entry, error)
}

// New returns the catalogue that ships with the product.
func New() *Catalogue {
	return &Catalogue{load: sync.OnceValues(func() (map[string][]entry, error) { return parse(packed) })}
}

// Err tells whether the embedded table can be read. It can in any build whose tests passed.
func (c *Catalogue) Err() error {
	_, err := c.load()
	return err
}

// Len returns the number of products and of releases in the catalogue.
func (c *Catalogue) Len() (products, releases int) {
	table, _ := c.load()
	for _, entries := range table {
		releases += len(entries)
	}
	return len(table), releases
}

// entries returns the releases of a product, newest first.
func (c *Catalogue) entries(product string) []entry {
	table, _ := c.load()
	return table[product]
}

// parse reads the table.
func parse(packed []byte) (map[string][]entry, error) {
	unzip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, errs.Because(errs.Internal, err, "The table of ends of life cannot be unpacked.")
	}
	table := map[string][]entry{}
	product := ""
	lines := bufio.NewScanner(unzip)
	for lines.Scan() {
		if name, ok := strings.CutPrefix(lines.Text(), "*"); ok {
			product = name
			continue
		}
		e, err := readEntry(product, lines.Text())
		if err != nil {
			return nil, err
		}
		table[product] = append(table[product], e)
	}
	return table, errs.Because(errs.Internal, lines.Err(), "The table of ends of life cannot be read.")
}

func readEntry(product, line string) (entry, error) {
	f := append(strings.Split(line, "\t"), "", "", "", "", "", "")
	e := entry{Cycle: Cycle{Product: product, Release: f[0], Latest: f[6]}, knownAs: f[1]}
	for i, to := range [...]*time.Time{&e.Released, &e.EndOfActive, &e.EndOfSecurity, &e.Extended} {
		switch text := f[2+i]; {
		case text == "":
		case text == "yes" || text == "no":
			if i == 2 {
				e.Over, e.Open = text == "yes", text == "no"
			}
		default:
			day, err := time.Parse(time.DateOnly, text)
			if err != nil {
				return e, errs.Because(errs.Internal, err, "The table of ends of life has a wrong date for %s %s.", product, f[0])
			}
			*to = day
		}
	}
	return e, nil
}
