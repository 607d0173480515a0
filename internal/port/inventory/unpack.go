package inventory

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// A meter is a reader that stops at a number of bytes and when the caller gave up. It remembers why it stopped, since the decoders
// above it wrap or hide what their reader said.
type meter struct {
	ctx  context.Context
	from io.Reader
	left int64
	what string // "compressed" or "expanded", for the refusal
	read int64
	why  error
}

func (m *meter) Read(p []byte) (int, error) {
	if m.why != nil {
		return 0, m.why
	}
	if err := m.ctx.Err(); err != nil {
		m.why = err
		return 0, err
	}
	if int64(len(p)) > m.left+1 {
		p = p[:m.left+1]
	}
	n, err := m.from.Read(p)
	if int64(n) > m.left {
		m.why = tooMuch("it has more than %s %s", size(m.read+m.left), m.what)
		return 0, m.why
	}
	m.left -= int64(n)
	m.read += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		m.why = err
	}
	return n, err
}

// size says a limit as people do.
func size(bytes int64) string {
	if bytes >= 1<<20 && bytes%(1<<20) == 0 {
		return fmt.Sprintf("%d MB", bytes>>20)
	}
	return fmt.Sprintf("%d bytes", bytes)
}

// unpack gives the text of a message, however it is compressed, and says how it was.
func unpack(in *meter) (io.Reader, string, error) {
	buffered := bufio.NewReader(in)
	head, err := buffered.Peek(64)
	switch {
	case len(head) == 0 && in.why != nil:
		return nil, "", in.why
	case len(head) == 0:
		return nil, "", errs.Because(errs.Invalid, err, "The inventory is empty.")
	case looksLikeText(head):
		return buffered, "none", nil
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(buffered)
		return z, "gzip", badCompression(err)
	case looksLikeZlib(head):
		z, err := zlib.NewReader(buffered)
		return z, "zlib", badCompression(err)
	}
	return flate.NewReader(buffered), "deflate", nil
}

func badCompression(err error) error {
	return errs.Because(errs.Invalid, err, "The inventory cannot be decompressed.")
}

// looksLikeText tells the beginning of JSON or XML from a raw deflate stream, which may begin with any byte, even "<".
func looksLikeText(head []byte) bool {
	head = trimStart(head)
	if len(head) < 2 {
		return len(head) == 0 || head[0] == '{' || head[0] == '<'
	}
	switch next := head[1]; head[0] {
	case '<':
		return next == '?' || next == '!' || next >= 'A' && next <= 'Z' || next >= 'a' && next <= 'z'
	case '{', '[':
		return bytes.IndexByte([]byte(" \t\r\n\"{}[]"), next) >= 0
	}
	return false
}

// trimStart drops a byte order mark and white space.
func trimStart(b []byte) []byte {
	return bytes.TrimLeft(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")), " \t\r\n")
}

func looksLikeZlib(head []byte) bool {
	return len(head) > 1 && head[0]&0x0f == 8 && head[0]>>4 <= 7 && (int(head[0])<<8|int(head[1]))%31 == 0
}
