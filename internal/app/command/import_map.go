package command

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// mapping is what a mapping file says.
type mapping struct {
	Columns  map[string]string `json:"columns" yaml:"columns"`
	Currency string            `json:"currency" yaml:"currency"`
	Dates    string            `json:"dates" yaml:"dates"`
	Update   bool              `json:"update" yaml:"update"`
}

// mapping joins what files and pairs say; a pair wins over a file.
func (c importCSVCmd) mapping() (mapping, error) {
	out := mapping{Columns: map[string]string{}}
	pairs := map[string]string{}
	for _, arg := range c.Map {
		ending := strings.ToLower(filepath.Ext(arg))
		column, field, pair := cutLast(arg)
		switch {
		case slices.Contains([]string{".yaml", ".yml", ".json"}, ending):
			m, err := readMapping(arg, ending == ".json")
			if err != nil {
				return out, err
			}
			for k, v := range m.Columns {
				out.Columns[k] = v
			}
			out.Currency, out.Dates, out.Update = m.Currency, m.Dates, m.Update
		case pair && column != "":
			pairs[column] = field
		default:
			return out, errs.Bad("map", "%q is neither COLUMN=FIELD, such as \"Asset no=tag\", nor a file that ends in .yaml, .yml or .json.", arg)
		}
	}
	for k, v := range pairs {
		out.Columns[k] = v
	}
	return out, nil
}

// cutLast parts a pair at its last equals sign: names of columns may have some.
func cutLast(s string) (column, field string, ok bool) {
	i := strings.LastIndexByte(s, '=')
	if i < 0 {
		return "", "", false
	}
	return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+1:]), true
}

// readMapping reads a mapping file. Kinds: Invalid, naming the file and what is wrong in it.
func readMapping(path string, isJSON bool) (m mapping, err error) {
	text, err := os.ReadFile(path) //nolint:gosec // the file that was named
	if err != nil {
		return m, errs.Because(errs.Invalid, err, "The mapping file %s cannot be read: %v.", path, err)
	}
	if isJSON {
		d := json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		err = d.Decode(&m)
	} else {
		d := yaml.NewDecoder(bytes.NewReader(text))
		d.KnownFields(true)
		if err = d.Decode(&m); errors.Is(err, io.EOF) {
			err = nil // an empty file is told below
		}
	}
	if err != nil {
		return m, errs.Because(errs.Invalid, err, "The mapping file %s cannot be understood: %v. It may have columns, currency, dates and update.", path, err)
	}
	var c errs.Check
	c.Must(len(m.Columns) > 0, "map", "The mapping file %s names no columns. Write them below columns, each with its field, such as Asset no: tag.", path)
	c.Must(slices.Contains([]string{"", "iso", "dmy", "mdy"}, m.Dates), "map", "In the mapping file %s, dates is %q; use iso, dmy or mdy.", path, m.Dates)
	return m, c.Err()
}
