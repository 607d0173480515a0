package kit

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/base/errs"
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

// Bytes answers with something that is not a page.
func (v *Visit) Bytes(status int, kind string, body []byte) error {
	v.send(status, kind, body)
	return nil
}
