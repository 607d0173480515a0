package kit

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/desk/export"
)

// worth is from how many bytes on compressing pays.
const worth = 1400

// HTML writes a whole page. It is drawn before the first byte is sent, so that a failure still gets its error page.
func (v *Visit) HTML(status int, page templ.Component) error {
	b, ok := v.buffers.Get().(*bytes.Buffer)
	if !ok {
		return errs.New(errs.Internal, "not a buffer")
	}
	defer v.buffers.Put(b)
	b.Reset()
	if err := page.Render(v.ctx, b); err != nil {
		return err
	}
	v.send(status, "text/html; charset=utf-8", b.Bytes())
	return nil
}

func (v *Visit) send(status int, kind string, body []byte) {
	h := v.W.Header()
	h.Set("Content-Type", kind)
	h.Add("Vary", "Accept-Encoding")
	h.Add("Vary", "Cookie")
	if len(body) < worth || !accepts(v.R, "gzip") || h.Get("Content-Encoding") != "" {
		h.Set("Content-Length", strconv.Itoa(len(body)))
		v.W.WriteHeader(status)
		v.body(body)
		return
	}
	z, ok := v.gzips.Get().(*gzip.Writer)
	if !ok {
		return
	}
	defer v.gzips.Put(z)
	h.Set("Content-Encoding", "gzip")
	v.W.WriteHeader(status)
	if v.R.Method == http.MethodHead {
		return
	}
	z.Reset(v.W)
	_, err := z.Write(body)
	if cerr := z.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		v.Log.Debug("the browser left", "request", v.ID, "error", err)
	}
}

func (v *Visit) body(b []byte) {
	if v.R.Method != http.MethodHead {
		_, _ = v.W.Write(b) // the browser may have left
	}
}

func accepts(r *http.Request, coding string) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(name, coding) && strings.ReplaceAll(q, " ", "") != "q=0" {
			return true
		}
	}
	return false
}

// Table answers with a table to take along: a file of that name with the ending of the format.
func (v *Visit) Table(f export.Format, name string, head []string, rows [][]any) error {
	var b bytes.Buffer
	if err := export.Table(&b, f, head, rows); err != nil {
		return err
	}
	v.W.Header().Set("Content-Disposition", `attachment; filename="`+name+"."+string(f)+`"`)
	return v.Bytes(http.StatusOK, f.Media(), b.Bytes())
}

// Bytes answers with something that is not a page.
func (v *Visit) Bytes(status int, kind string, body []byte) error {
	v.send(status, kind, body)
	return nil
}

// JSON answers a script.
func (v *Visit) JSON(x any) error {
	b, err := json.Marshal(x)
	if err != nil {
		return err
	}
	return v.Bytes(http.StatusOK, "application/json", b)
}

// Suggestion is what a field that completes names offers: what is written into it, and what is shown beside.
type Suggestion struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// Origin is the address of the site as people reach it: base where one is configured, otherwise what the browser asked for.
func (v *Visit) Origin(base string) string {
	if base != "" {
		return base
	}
	if v.Proxies.Secure(v.R) {
		return "https://" + v.R.Host
	}
	return "http://" + v.R.Host
}
