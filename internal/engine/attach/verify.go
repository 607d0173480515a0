package attach

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// verified checks a content while it is read. The sum follows whoever reads on from the start; a range from the middle alone is not
// checked.
type verified struct {
	f    *os.File
	want string
	size int64
	sum  hash.Hash
	at   int64 // where the next read happens
	seen int64 // how far the sum reaches
}

func newVerified(f *os.File, want string) (*verified, error) {
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	v := &verified{f: f, want: want, size: st.Size(), sum: sha256.New()}
	if v.size > checkedFirst {
		return v, nil
	}
	if _, err := io.Copy(io.Discard, v); err != nil {
		return nil, err
	}
	_, err = v.Seek(0, io.SeekStart)
	return v, err
}

// checkedFirst is up to what size a content is read and compared before its first byte is given out, so that damage is a clear answer.
const checkedFirst = 8 << 20

// Read implements io.Reader. It withholds the last part of a content that is not what its hash says and fails instead.
func (v *verified) Read(p []byte) (int, error) {
	n, err := v.f.Read(p)
	if v.at <= v.seen && v.at+int64(n) > v.seen {
		v.sum.Write(p[v.seen-v.at : n])
		v.seen = v.at + int64(n)
	}
	v.at += int64(n)
	last := v.at >= v.size || errors.Is(err, io.EOF)
	if last && v.at == v.seen && hex.EncodeToString(v.sum.Sum(nil)) != v.want {
		return 0, errs.Because(errs.Internal, fmt.Errorf("blob %s is damaged", v.want), "This file is damaged.")
	}
	return n, err
}

// Seek implements io.Seeker.
func (v *verified) Seek(offset int64, whence int) (int64, error) {
	at, err := v.f.Seek(offset, whence)
	if err == nil {
		v.at = at
	}
	return at, err
}

// Close implements io.Closer.
func (v *verified) Close() error { return v.f.Close() }
