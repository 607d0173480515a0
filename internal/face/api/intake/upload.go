package intake

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"

	"github.com/fettle-itsm/fettle/internal/face/api/problem"
)

// Upload is a file that was sent, and what was said about it. In a form the name is that of the file part, and public may be a field of it.
type Upload struct {
	Name   string
	Public string // "" when the form does not say
}

// maxValue bounds a field beside the file in bytes, and maxParts how many there are.
const (
	maxValue = 100
	maxParts = 10
)

// File streams the file in a request to keep, once: the body, or the one file of a form (multipart/form-data). A body that is not what its
// digests say, and a form that is wrong behind its file, make keep's reader fail at its end, so that nothing is kept. It answers a
// *problem.Refusal, or the error of keep.
func File(r *http.Request, keep func(io.Reader) error) (Upload, error) {
	if e := r.Header.Get("Content-Encoding"); e != "" && e != "identity" {
		return Upload{}, problem.Refuse(http.StatusUnsupportedMediaType, "Send the file without a Content-Encoding: it is kept as it arrives.")
	}
	list, err := promises(r)
	if err != nil {
		return Upload{}, err
	}
	var body io.Reader = r.Body
	if len(list) > 0 {
		body = &witness{r.Body, list}
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err != nil || len(kind) < 10 || kind[:10] != "multipart/":
		return Upload{}, keep(body)
	case kind != "multipart/form-data" || params["boundary"] == "":
		return Upload{}, problem.Refuse(http.StatusUnsupportedMediaType, "Send the bytes of the file as the body, or a form (multipart/form-data) with one file.")
	}
	f := form{parts: multipart.NewReader(body, params["boundary"]), body: body}
	err = f.file(keep)
	return f.Upload, err
}

// form reads a form with one file.
type form struct {
	parts *multipart.Reader
	body  io.Reader
	read  int // parts
	Upload
}

func (f *form) file(keep func(io.Reader) error) error {
	p, err := f.next()
	if err != nil {
		return err
	}
	if p == nil {
		return problem.Unfit(problem.Fault{Pointer: "#", Detail: "There is no file in the form. With curl: -F file=@report.pdf."})
	}
	f.Name = p.FileName()
	last := &ending{r: p, then: f.rest}
	if err := keep(last); err != nil {
		return cut(err)
	}
	return last.end()
}

// next returns the next file and notes the values before it; nil at the end.
func (f *form) next() (*multipart.Part, error) {
	for ; ; f.read++ {
		p, err := f.parts.NextRawPart()
		if err == io.EOF { //nolint:errorlint // a wrapped one is an end in the middle
			return nil, nil
		}
		if err != nil || f.read == maxParts {
			return nil, broken(err)
		}
		switch {
		case p.FileName() != "":
			f.read++
			return p, nil
		case p.FormName() != "public":
			return nil, problem.Unfit(problem.Fault{Pointer: "#/" + problem.Escaped(p.FormName()), Detail: "This part is no file: a form has one file and, if you like, public. With curl: -F file=@report.pdf."})
		}
		v, err := io.ReadAll(io.LimitReader(p, maxValue))
		if err != nil {
			return nil, broken(err)
		}
		if f.Public = string(v); f.Public != "true" && f.Public != "false" {
			return nil, problem.Unfit(problem.Fault{Pointer: "#/public", Detail: "Use true or false."})
		}
	}
}

// rest reads what stands behind the file.
func (f *form) rest() error {
	p, err := f.next()
	if err != nil {
		return err
	}
	if p != nil {
		return problem.Unfit(problem.Fault{Pointer: "#/" + problem.Escaped(p.FormName()), Detail: "Send one file at a time."})
	}
	_, err = io.Copy(io.Discard, f.body) // what stands behind the form counts for its digest
	return cut(err)
}

// ending does something at the end of a reader, and fails in place of io.EOF when that fails: whoever keeps the file then keeps nothing.
type ending struct {
	r    io.Reader
	then func() error
	done bool
	err  error
}

func (e *ending) Read(b []byte) (int, error) {
	n, err := 0, io.EOF
	if !e.done {
		n, err = e.r.Read(b)
	}
	if errors.Is(err, io.EOF) {
		if e := e.end(); e != nil {
			return n, e
		}
	}
	return n, err
}

func (e *ending) end() error {
	if !e.done {
		e.done, e.err = true, e.then()
	}
	return e.err
}

// cut gives a form that ends in the middle its own words.
func cut(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return broken(err)
	}
	return err
}

// broken refuses a form that cannot be read.
func broken(err error) error {
	if e, ok := errors.AsType[*problem.Refusal](err); ok {
		return e
	}
	return problem.Refuse(http.StatusBadRequest, "The form (multipart/form-data) cannot be read: it is incomplete, or has too many parts.")
}
