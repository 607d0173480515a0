package attach

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Blob is the content of a file.
type Blob struct {
	Hash      string // SHA-256 in hex
	Size      int64
	MediaType string // found out from the content, see Sniff
}

// Store keeps contents under their hash. The disk is one; another kind of store can stand behind the same methods.
type Store interface {
	// Put reads r to its end and returns what it was. Once it returns, the content is durable. Kinds: Invalid when r holds more than
	// limit bytes, Unavailable when the store is full.
	Put(ctx context.Context, r io.Reader, limit int64) (Blob, error)
	// Open returns the content of a hash. Reading it from start to end fails with an error instead of io.EOF when the content is not
	// what the hash says. Kinds: NotFound when it is missing, Internal (on reading) when it is damaged.
	Open(ctx context.Context, hash string) (io.ReadSeekCloser, error)
	// Sweep removes the contents that were last put before an instant and of which unused says so, and what unfinished uploads left
	// behind. While unused is asked, the content is not put again. It returns how many contents it removed.
	Sweep(ctx context.Context, before time.Time, unused func(hash string) (bool, error)) (int, error)
}

// Disk is a Store in a folder: blobs/ab/cd/abcd…. It is safe for concurrent use within one process.
type Disk struct {
	root *os.Root
	// swept is held while a content is decided on and removed, and shared while one is put in its place.
	swept sync.RWMutex
	// write is what content passes on its way to the file: replaced in tests by a disk that fills up.
	write func(io.Writer) io.Writer
}

// OpenDir opens the store in a folder, such as files in the data folder, and creates what is missing. Kinds: Unavailable.
func OpenDir(dir string) (*Disk, error) {
	blobs := filepath.Join(dir, "blobs")
	if err := os.MkdirAll(filepath.Join(blobs, "tmp"), 0o700); err != nil {
		return nil, errs.Because(errs.Unavailable, err, "The folder for files cannot be created.")
	}
	root, err := os.OpenRoot(blobs)
	if err != nil {
		return nil, errs.Because(errs.Unavailable, err, "The folder for files cannot be opened.")
	}
	return &Disk{root: root, write: func(w io.Writer) io.Writer { return w }}, nil
}

// Close releases the folder.
func (d *Disk) Close() error { return d.root.Close() }

// Put implements Store.
func (d *Disk) Put(ctx context.Context, r io.Reader, limit int64) (b Blob, err error) {
	defer errs.Wrap(&err, "attach.Put")
	name := "tmp/" + rand.Text()
	f, err := d.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return b, full(err)
	}
	defer func() {
		_ = f.Close()
		_ = d.root.Remove(name) // gone already when it was renamed
	}()
	if b, err = d.copyTo(ctx, f, r, limit); err != nil {
		return b, full(err)
	}
	if err := f.Sync(); err != nil {
		return b, full(err)
	}
	if err := f.Close(); err != nil {
		return b, full(err)
	}
	return b, full(d.place(name, b))
}

// copyTo streams r into w while hashing it.
func (d *Disk) copyTo(ctx context.Context, w io.Writer, r io.Reader, limit int64) (Blob, error) {
	sum, head := sha256.New(), &header{}
	n, err := io.Copy(io.MultiWriter(d.write(w), sum, head), io.LimitReader(&cancelled{ctx, r}, limit+1))
	if err != nil {
		return Blob{}, err
	}
	if n > limit {
		return Blob{}, errs.Bad("file", "The file is larger than %s.", Bytes(limit))
	}
	return Blob{hex.EncodeToString(sum.Sum(nil)), n, Sniff(head.b)}, nil
}

// place moves a finished file to its name. The same content that is there already is replaced: that makes it young again for Sweep and
// heals a damaged one.
func (d *Disk) place(name string, b Blob) error {
	d.swept.RLock()
	defer d.swept.RUnlock()
	to := path(b.Hash)
	for _, dir := range [...]string{to[:2], to[:5]} {
		if err := d.root.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	if err := d.root.Rename(name, to); err != nil {
		return err
	}
	for _, dir := range [...]string{to[:5], to[:2], "."} {
		if err := d.sync(dir); err != nil {
			return err
		}
	}
	return nil
}

// sync makes the entries of a directory durable. Windows does so by itself and refuses to be asked.
func (d *Disk) sync(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := d.root.Open(dir)
	if err != nil {
		return err
	}
	err = f.Sync()
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

// Open implements Store.
func (d *Disk) Open(_ context.Context, hash string) (io.ReadSeekCloser, error) {
	if !valid(hash) {
		return nil, errs.Absent("file")
	}
	f, err := d.root.Open(path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errs.Because(errs.NotFound, fmt.Errorf("blob %s is missing: %w", hash, err), "This file is missing from the storage. Tell your administrator.")
	}
	if err != nil {
		return nil, err
	}
	v, err := newVerified(f, hash)
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return v, nil
}

// Sweep implements Store.
func (d *Disk) Sweep(ctx context.Context, before time.Time, unused func(hash string) (bool, error)) (removed int, err error) {
	err = fs.WalkDir(d.root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		gone, err := d.sweep(name, before, unused)
		if gone && valid(e.Name()) {
			removed++
		}
		return err
	})
	return removed, err
}

func (d *Disk) sweep(name string, before time.Time, unused func(hash string) (bool, error)) (bool, error) {
	d.swept.Lock()
	defer d.swept.Unlock()
	st, err := d.root.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil // an upload that was finished meanwhile
	}
	if err != nil || !st.ModTime().Before(before) {
		return false, err
	}
	if hash := st.Name(); valid(hash) {
		if ok, err := unused(hash); err != nil || !ok {
			return false, err
		}
	}
	return true, d.root.Remove(name)
}

func path(hash string) string { return hash[:2] + "/" + hash[2:4] + "/" + hash }

func valid(hash string) bool {
	if len(hash) != 2*sha256.Size {
		return false
	}
	return !strings.ContainsFunc(hash, func(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'f') })
}

// full gives a full disk its kind and a text that says what to do.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return errs.Because(errs.Unavailable, err, "The disk is full, so the file was not kept. Please try again later.")
	}
	return err
}

// cancelled stops reading when the caller gave up.
type cancelled struct {
	ctx context.Context
	r   io.Reader
}

func (c *cancelled) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// header keeps the first bytes for Sniff.
type header struct{ b []byte }

func (h *header) Write(p []byte) (int, error) {
	if room := 512 - len(h.b); room > 0 {
		h.b = append(h.b, p[:min(room, len(p))]...)
	}
	return len(p), nil
}

// Sniff returns the media type of a content by its first bytes. What a browser would run (HTML, SVG, XML) is called plain text.
func Sniff(head []byte) string {
	if len(head) == 0 {
		return "application/octet-stream"
	}
	kind := http.DetectContentType(head)
	base, _, _ := strings.Cut(kind, ";")
	lower := bytes.ToLower(head)
	if base == "text/html" || base == "text/xml" || bytes.Contains(lower, []byte("<svg")) || bytes.Contains(lower, []byte("<html")) {
		return "text/plain; charset=utf-8"
	}
	return kind
}

// Bytes writes a number of bytes for people, such as "25 MB".
func Bytes(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.4g GB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.4g MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.4g kB", float64(n)/(1<<10))
	case n == 1:
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", n)
}
