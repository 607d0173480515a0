package attach

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// filling is a disk with room for some bytes.
type filling struct {
	w    io.Writer
	room int
}

func (f *filling) Write(p []byte) (int, error) {
	if len(p) > f.room {
		n, _ := f.w.Write(p[:f.room])
		f.room = 0
		return n, &os.PathError{Op: "write", Path: "blob", Err: syscall.ENOSPC}
	}
	f.room -= len(p)
	return f.w.Write(p)
}

func TestAFullDiskIsSaidAndRecoversByItself(t *testing.T) {
	dir := t.TempDir()
	d, err := OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	content := strings.Repeat("x", 100_000)
	d.write = func(w io.Writer) io.Writer { return &filling{w, 50_000} }
	if _, err := d.Put(t.Context(), strings.NewReader(content), 1<<20); !errs.Is(err, errs.Unavailable) || !strings.Contains(errs.Safe(err), "disk is full") {
		t.Errorf("got %v", err)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "blobs", "tmp")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	d.write = func(w io.Writer) io.Writer { return w }
	if _, err := d.Put(t.Context(), strings.NewReader(content), 1<<20); err != nil {
		t.Errorf("with room again: %v", err)
	}
}
