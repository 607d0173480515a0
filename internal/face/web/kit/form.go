package kit

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
)

const (
	maxForm   = 1 << 20 // bytes of all texts of a form
	maxFields = 1000
	maxFiles  = 20 // files of one form
)

// Form is what somebody sent.
type Form struct {
	Values url.Values
	Files  []Upload
	// FileError is why a file was not kept; the texts are there all the same.
	FileError error
}

// Upload is a file of a form whose content was kept.
type Upload struct {
	Name string
	attach.Blob
}

// Get returns the trimmed text of a field.
func (f Form) Get(name string) string { return strings.TrimSpace(f.Values.Get(name)) }

// Form reads what was sent. Texts come before files in a form, so may looks at the texts when the first file comes and says whether files
// may be kept, before a byte of one is: if it fails none is, and all texts are returned with its error. Without may no file is kept.
// Kinds: Invalid for what is too large or damaged, and those of may.
func (v *Visit) Form(may func(url.Values) error) (Form, error) {
	kind, _, _ := mime.ParseMediaType(v.R.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		f, err := v.multipart(may)
		return f, tooLarge(err)
	}
	if kind != "application/x-www-form-urlencoded" && v.R.ContentLength != 0 {
		return Form{Values: url.Values{}}, errs.New(errs.Invalid, "This is not a form that can be read.")
	}
	v.R.Body = http.MaxBytesReader(v.W, v.R.Body, maxForm)
	if err := v.R.ParseForm(); err != nil {
		return Form{Values: url.Values{}}, tooLarge(err)
	}
	values, err := clean(v.R.PostForm)
	return Form{Values: values}, err
}

// clean makes every text valid. Kinds: Invalid for more than a form has: nothing is left out in silence.
func clean(in url.Values) (url.Values, error) {
	out, n := url.Values{}, 0
	for key, list := range in {
		if n += len(list); n > maxFields {
			return url.Values{}, errs.New(errs.Invalid, "This form has more than %d fields. Send it in parts.", maxFields)
		}
		for _, s := range list {
			out.Add(valid(key), valid(s))
		}
	}
	return out, nil
}

func valid(s string) string {
	s = strings.ReplaceAll(s, "\x00", "")
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	return s
}

// slow is how long an upload may take; pages have less.
const slow = 10 * time.Minute

func (v *Visit) multipart(may func(url.Values) error) (Form, error) {
	f := Form{Values: url.Values{}}
	limit := int64(maxForm)
	if may != nil && v.Files != nil {
		l := v.Files.Limits()
		limit += min(l.Record, l.File*maxFiles)
		_ = http.NewResponseController(v.W).SetReadDeadline(v.deadline()) // not every connection has one
	}
	v.R.Body = http.MaxBytesReader(v.W, v.R.Body, limit+maxForm)
	mr, err := v.R.MultipartReader()
	if err != nil {
		return f, err
	}
	texts, asked := int64(0), may == nil
	var refused error
	for {
		part, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return f, cmp.Or(refused, err)
		}
		if part.FileName() == "" {
			n, err := f.text(part, maxForm-texts)
			if texts += n; err != nil {
				return f, err
			}
			continue
		}
		if !asked {
			asked, refused = true, may(f.Values)
		}
		if may == nil || refused != nil {
			err = f.drop(part)
		} else {
			err = v.file(&f, part)
		}
		if err != nil {
			return f, cmp.Or(refused, err)
		}
	}
	return f, refused
}

// drop passes over a file that is not kept, so that the texts behind it are read and the browser hears the answer.
func (f *Form) drop(part *multipart.Part) error {
	n, err := io.Copy(io.Discard, part)
	if n > 0 {
		f.FileError = errs.Bad("files", "Files cannot be attached here.")
	}
	return err
}

func (v *Visit) deadline() time.Time { return clock.System{}.Now().Add(slow) } // a deadline of the network knows no other clock

func (f *Form) text(part *multipart.Part, left int64) (int64, error) {
	b, err := io.ReadAll(io.LimitReader(part, left+1))
	if err != nil {
		return 0, err
	}
	if int64(len(b)) > left || len(f.Values) >= maxFields {
		return 0, errs.New(errs.Invalid, "The text is too long for one form. Attach it as a file instead.")
	}
	f.Values.Add(valid(part.FormName()), valid(string(b)))
	return int64(len(b)), nil
}

// file keeps the content of one file. A file that cannot be kept is noted and the rest goes on, so that no text is lost with it.
func (v *Visit) file(f *Form, part *multipart.Part) error {
	if v.Files == nil {
		f.FileError = errs.Bad("files", "Files cannot be attached here.")
		return nil
	}
	if len(f.Files) >= maxFiles {
		f.FileError = errs.Bad("files", "Attach at most %d files at a time.", maxFiles)
		return nil
	}
	blob, err := v.Files.Put(v.ctx, part)
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Unavailable) {
		f.FileError = err
		_, err = io.Copy(io.Discard, part)
		return err
	}
	if err != nil {
		return err
	}
	if blob.Size > 0 {
		f.Files = append(f.Files, Upload{attach.Name(part.FileName()), blob})
	}
	return nil
}

// tooLarge gives a body that was cut off its kind.
func tooLarge(err error) error {
	if err == nil || errs.KindOf(err) != errs.Internal {
		return err
	}
	if e, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return errs.Because(errs.Invalid, err, "This is more than can be sent at once (%s).", attach.Bytes(e.Limit))
	}
	return errs.Because(errs.Invalid, fmt.Errorf("form: %w", err), "The form did not arrive whole. Please send it again.")
}
