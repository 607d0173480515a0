package api

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"github.com/fettle-itsm/fettle/internal/base/id"
)

// writer appends JSON to a buffer. Lists hold thousands of values, for which building maps first costs more than the database does.
type writer struct {
	b     []byte
	fault error
}

func (w *writer) raw(s string) { w.b = append(w.b, s...) }

// open begins an object or a list.
func (w *writer) open(c byte) { w.comma(); w.b = append(w.b, c) }

func (w *writer) close(c byte) { w.b = append(w.b, c) }

// comma separates what follows from a value before it.
func (w *writer) comma() {
	if n := len(w.b); n > 0 {
		if c := w.b[n-1]; c != '{' && c != '[' && c != ':' && c != ',' {
			w.b = append(w.b, ',')
		}
	}
}

// key writes the name of what follows. Names are keys of fields, in which nothing needs to be escaped.
func (w *writer) key(k string) {
	w.comma()
	w.b = append(append(append(w.b, '"'), k...), '"', ':')
}

// text writes a string.
func (w *writer) text(s string) {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c >= utf8.RuneSelf || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			w.any(s)
			return
		}
	}
	w.b = append(w.b, '"')
	w.b = append(w.b, s...)
	w.b = append(w.b, '"')
}

func (w *writer) id(i id.ID) {
	if i == 0 {
		w.raw("null")
		return
	}
	w.b = append(strconv.AppendInt(append(w.b, '"'), int64(i), 10), '"')
}

// any writes whatever else there is.
func (w *writer) any(v any) {
	b, err := json.Marshal(v)
	if err != nil && w.fault == nil {
		w.fault = err
	}
	w.b = append(w.b, b...)
}

// scalar writes a canonical value of a field.
func (w *writer) scalar(v any) {
	switch v := v.(type) {
	case nil:
		w.raw("null")
	case string:
		w.text(v)
	case bool:
		w.b = strconv.AppendBool(w.b, v)
	case int64:
		w.b = strconv.AppendInt(w.b, v, 10)
	default:
		w.any(v)
	}
}
