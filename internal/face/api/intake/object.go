package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/face/api/problem"
)

// MaxObject is the largest JSON body in bytes.
const MaxObject = 1 << 20

// Object reads a whole body: nothing, or one JSON object whose texts hold only what texts may. It answers a *problem.Refusal.
func Object(r *http.Request) ([]byte, error) {
	if r.ContentLength > MaxObject {
		return nil, tooLarge()
	}
	var b []byte
	var err error
	if r.ContentLength > 0 {
		b = make([]byte, r.ContentLength)
		_, err = io.ReadFull(r.Body, b)
	} else {
		b, err = io.ReadAll(r.Body)
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, tooLarge()
	}
	if err != nil {
		return nil, problem.Refuse(http.StatusBadRequest, "The body ended before it was complete.")
	}
	b = bytes.TrimSpace(b)
	switch {
	case len(b) == 0:
		return nil, nil
	case !json.Valid(b):
		return nil, problem.Refuse(http.StatusBadRequest, "The body is not valid JSON.")
	case b[0] != '{':
		return nil, problem.Unfit(problem.Fault{Pointer: "#", Detail: "Send a JSON object, in curly brackets."})
	}
	return b, legible(b)
}

func tooLarge() error {
	return problem.Refuse(http.StatusRequestEntityTooLarge, "The body is larger than 1 MB; files go to /attachments.")
}

// legible refuses texts with control characters: one engine keeps no NUL, and no page shows any of them. In valid JSON they can only stand
// behind a backslash.
func legible(b []byte) error {
	if bytes.IndexByte(b, '\\') < 0 {
		return nil
	}
	var v any
	if err := json.Unmarshal(b, &v); err != nil { // nested too deeply
		return problem.Refuse(http.StatusBadRequest, "The body is not valid JSON.")
	}
	if faults := controls(nil, "#", v); len(faults) > 0 {
		return problem.Unfit(faults...)
	}
	return nil
}

// controls adds the place of each text that holds a control character, by name.
func controls(faults []problem.Fault, at string, v any) []problem.Fault {
	switch v := v.(type) {
	case string:
		if c, ok := control(v); ok {
			faults = append(faults, problem.Fault{Pointer: at, Detail: fmt.Sprintf("This holds the control character U+%04X, which no text may have. Tabs and line ends may stay.", c)})
		}
	case []any:
		for i := range v {
			faults = controls(faults, at+"/"+strconv.Itoa(i), v[i])
		}
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			if c, ok := control(k); ok {
				faults = append(faults, problem.Fault{Pointer: at, Detail: fmt.Sprintf("A name in here holds the control character U+%04X.", c)})
				continue
			}
			faults = controls(faults, at+"/"+problem.Escaped(k), v[k])
		}
	}
	return faults[:min(len(faults), problem.MaxFaults)]
}

// control returns the first control character of a text that may not be there.
func control(s string) (rune, bool) {
	i := strings.IndexFunc(s, func(c rune) bool { return c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f })
	if i < 0 {
		return 0, false
	}
	return rune(s[i]), true
}
