package sheet

import (
	"slices"
	"strings"
	"unicode"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people/row"
)

// Column says which field a column of a file fills; Field is "" for a column that is left out.
type Column struct {
	Header string `json:"column"`
	Field  string `json:"field"`
}

// Match finds the field of each column: the given ones first, by header and field key ("" or "-" leaves a column out), then those whose
// header is the key, the label or a usual name of a field, then those that differ from it by little. What the rows are called, such as
// "contract", is the title of each. Kinds: Invalid for a given column or field that is not there.
func Match(header []string, fields []field.Def, given map[string]string, called ...string) ([]Column, error) {
	var c errs.Check
	out := make([]Column, len(header))
	taken, settled := map[string]string{}, make([]bool, len(header))
	for _, name := range sorted(given) {
		key := given[name]
		at := slices.IndexFunc(header, func(h string) bool { return plain(h) == plain(name) })
		known := key == "" || key == "-" || slices.ContainsFunc(fields, func(f field.Def) bool { return f.Key == key })
		c.Must(at >= 0, "map", "There is no column %q in the file%s It has %s.", name, text.Meant(name, header, "."), strings.Join(header, ", "))
		c.Must(known, "map", "The column %q cannot fill %q, there is no such field%s There are %s, and - leaves the column out.", name, key, text.Meant(key, keys(fields), "."), strings.Join(keys(fields), ", "))
		c.Must(key == "-" || key == "" || taken[key] == "", "map", "The columns %q and %q both fill %q. Leave one of them out with %q.", taken[key], name, key, name+"=-")
		if at < 0 || !known {
			continue
		}
		settled[at] = true
		if key != "-" && key != "" {
			out[at].Field, taken[key] = key, name
		}
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	for _, close := range []int{0, 1, 2} { // the sure ones first, so that no guess takes their field
		for i, h := range header {
			out[i].Header = h
			if settled[i] || out[i].Field != "" {
				continue
			}
			if key := guess(plain(h), fields, close, taken, called); key != "" {
				out[i].Field, taken[key] = key, h
			}
		}
	}
	return out, nil
}

// guess returns the one field that a header names with at most so many letters wrong, "" for none and for several.
func guess(header string, fields []field.Def, wrong int, taken map[string]string, called []string) string {
	found, known := "", usual()
	known["title"], known["name"] = append(known["title"], called...), append(known["name"], called...)
	for _, f := range fields {
		if taken[f.Key] != "" {
			continue
		}
		for _, name := range append(known[f.Key], f.Key, f.Label) {
			name = plain(name)
			if name == header || wrong > 0 && len(name) > 4*wrong && text.Distance(name, header) <= wrong {
				if found != "" && found != f.Key {
					return ""
				}
				found = f.Key
			}
		}
	}
	return found
}

// usual are what other tools and people call fields.
func usual() map[string][]string {
	return map[string][]string{
		"tag":          {"number", "asset tag", "asset no", "asset number", "asset id", "inventory no", "inventory number"},
		"title":        {"name", "asset name", "model name", "company", "supplier name"},
		"serial":       {"serial", "serial no", "s/n", "sn", "service tag"},
		"holder":       {"assigned to", "user", "owner", "custodian", "checked out to", "used by"},
		"model":        {"asset model", "product"},
		"class":        {"category", "asset type", "type", "asset class"},
		"location":     {"site", "place", "room", "office", "building"},
		"supplier":     {"vendor", "seller", "bought from"},
		"purchased":    {"purchase date", "date of purchase", "bought", "order date"},
		"cost":         {"price", "purchase cost", "purchase price", "value"},
		"invoice":      {"invoice number", "order number"},
		"in_service":   {"deployed", "deployment date", "start date"},
		"warranty_end": {"warranty expires", "warranty expiry", "warranty end", "end of warranty", "warranty"},
		"warranty":     {"warranty months", "months of warranty"},
		"maker":        {"manufacturer", "brand"},
		"part":         {"part number", "model number", "part no"},
		"end_of_life":  {"eol", "eol date"},
		"email":        {"e-mail", "mail", "e-mail address"},
		"phone":        {"telephone", "mobile"},
		"name":         {"full name", "display name", "person"},
		"parent":       {"parent location", "located in", "above", "building"},
		"zone":         {"timezone"},
		"job":          {"title", "job title", "position"},
		"state":        {"status", "lifecycle"},
		"entity":       {"organisation", "organization", "customer"},
		"cost_centre":  {"cost center"},
		"type":         {"kind", "contract type"},
		"reference":    {"contract number", "contract no"},
		"note":         {"notes", "remark", "remarks", "comment", "comments"},
		"notice":       {"notice period", "notice days", "period of notice"},
		"start":        {"starts", "start date", "begins"},
		"end":          {"ends", "end date", "expires", "expiry date"},
	}
}

// plain is a header without case, accents and punctuation.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, row.Fold(s))
}

func keys(fields []field.Def) (out []string) {
	for _, f := range fields {
		out = append(out, f.Key)
	}
	return out
}

func sorted(m map[string]string) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
