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
// digests say makes keep's reader fail; in a form that is found out only behind the file, and the error comes after keep. It answers a
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
	return form(multipart.NewReader(body, params["boundary"]), body, keep)
}

func form(parts *multipart.Reader, body io.Reader, keep func(io.Reader) error) (u Upload, err error) {
	files := 0
	for n := 0; ; n++ {
		p, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || n == maxParts {
			return u, broken(err)
		}
		switch {
		case p.FileName() == "" && p.FormName() == "public":
			v, err := io.ReadAll(io.LimitReader(p, maxValue))
			if err != nil {
				return u, broken(err)
			}
			u.Public = string(v)
		case p.FileName() == "":
			return u, problem.Unfit(problem.Fault{Pointer: "#/" + problem.Escaped(p.FormName()), Detail: "This part is no file: a form has one file and, if you like, public. With curl: -F file=@report.pdf."})
		case files == 1:
			return u, problem.Unfit(problem.Fault{Pointer: "#/" + problem.Escaped(p.FormName()), Detail: "Send one file at a time."})
		default:
			files, u.Name = 1, p.FileName()
			if err := keep(p); err != nil {
				return u, cut(err)
			}
		}
	}
	if _, err := io.Copy(io.Discard, body); err != nil { // what stands behind the form counts for its digest
		return u, cut(err)
	}
	if files == 0 {
		return u, problem.Unfit(problem.Fault{Pointer: "#", Detail: "There is no file in the form. With curl: -F file=@report.pdf."})
	}
	return u, nil
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
