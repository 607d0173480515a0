package intake

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/face/api/contract"
	"github.com/fettle-itsm/fettle/internal/face/api/problem"
)

// Legible refuses addresses and keys with bytes that no text has: a database would stumble over them.
func Legible(r *http.Request) error {
	switch {
	case strings.ContainsRune(r.URL.Path, 0) || !utf8.ValidString(r.URL.Path):
		return errs.Absent("entry")
	case strings.ContainsFunc(r.Header.Get("Idempotency-Key"), func(c rune) bool { return c < ' ' || c > '~' }):
		return problem.Refuse(http.StatusBadRequest, "Idempotency-Key may hold visible ASCII characters only.")
	case r.URL.RawQuery == "":
		return nil
	}
	for name, list := range r.URL.Query() {
		for _, v := range list {
			if strings.ContainsRune(v, 0) || !utf8.ValidString(v) {
				return errs.Bad(name, "This is not a text in UTF-8.")
			}
		}
	}
	return nil
}

// Truth reads a parameter that is true or false, false if absent. Kinds: Invalid.
func Truth(q url.Values, name string) (bool, error) {
	switch q.Get(name) {
	case "true":
		return true, nil
	case "", "false":
		return false, nil
	}
	return false, errs.Bad(name, "Use true or false.")
}

// Known refuses query parameters that the operation does not have, by name: a mistyped filter must not answer with everything.
func Known(r *http.Request, params []contract.Param) error {
	if r.URL.RawQuery == "" {
		return nil
	}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return problem.Refuse(http.StatusBadRequest, "The query of the address cannot be read.")
	}
	var wrong []string
	for name, list := range values {
		if !slices.ContainsFunc(params, func(p contract.Param) bool { return p.Name == name }) || len(list) > 1 {
			wrong = append(wrong, name)
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	slices.Sort(wrong)
	var have []string
	for _, p := range params {
		have = append(have, p.Name)
	}
	e := problem.Refuse(http.StatusBadRequest, "Unknown or repeated query parameter: %s. Known: %s.", strings.Join(wrong, ", "), strings.Join(append(have, "no others"), ", "))
	for _, w := range wrong {
		e.Faults = append(e.Faults, problem.Fault{Parameter: w, Detail: "There is no such parameter, or it is given twice."})
	}
	return e
}
