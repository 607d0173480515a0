package servicenow

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// maxLine is the longest line that is read, in bytes; a longer one is an odd row.
const maxLine = 64 << 10

// lines reads a plain or gzipped file line by line.
type lines struct {
	file *os.File
	in   *bufio.Reader
	no   int // number of the line read last, from 1
}

// openLines opens a file. Kinds: NotFound, Invalid (not readable as a file).
func openLines(path string) (*lines, error) {
	f, err := os.Open(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, errs.Because(errs.NotFound, err, "There is no file %q.", path)
	case err != nil:
		return nil, errs.Because(errs.Invalid, err, "The file %q cannot be opened.", path)
	}
	l := &lines{file: f, in: bufio.NewReaderSize(f, maxLine)}
	if magic, _ := l.in.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(l.in)
		if err != nil {
			_ = f.Close()
			return nil, errs.Because(errs.Invalid, err, "The file %q is not a sound gzip file. Fetch it again.", path)
		}
		l.in = bufio.NewReaderSize(z, maxLine)
	}
	return l, nil
}

// next returns the next line without its end. long is true when the line was longer than maxLine; the text is then only its
// beginning. The error is io.EOF at the end, Invalid when the file is damaged.
func (l *lines) next() (text string, long bool, err error) {
	part, err := l.in.ReadSlice('\n')
	text = string(part)
	for errors.Is(err, bufio.ErrBufferFull) {
		long = true
		_, err = l.in.ReadSlice('\n')
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return "", false, errs.Because(errs.Invalid, err, "The file is damaged after line %d: it may have been cut off on its way. Fetch it again; nothing was imported.", l.no)
	}
	if err != nil && text == "" {
		return "", false, io.EOF
	}
	l.no++
	return trimEnd(text), long, nil
}

func (l *lines) close() { _ = l.file.Close() }

func trimEnd(s string) string {
	for len(s) > 0 && (s[len(s)-1] == '\n' || s[len(s)-1] == '\r') {
		s = s[:len(s)-1]
	}
	return s
}
