package attach_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
)

func setup(t *testing.T, d *db.DB) (*attach.Files, string) {
	t.Helper()
	dir := t.TempDir()
	disk, err := attach.OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = disk.Close() })
	write(t, d, func(tx *db.Tx) error {
		for i := range 3 {
			if _, err := tx.Exec(`INSERT INTO record (id, kind, number, title, state, phase, entity_id, version, created_at, created_by, updated_at, archived_at)
				VALUES ($1, 'incident', CAST($2 AS TEXT), '', '', 0, 1, 1, 0, 0, 0, 0)`, i+1, string(rune('a'+i))); err != nil {
				return err
			}
		}
		return nil
	})
	return attach.NewFiles(disk, attach.Limits{File: 100, Record: 150, Count: 3}), dir
}

func write(t *testing.T, d *db.DB, f func(tx *db.Tx) error) {
	t.Helper()
	if err := try(t, d, f); err != nil {
		t.Fatal(err)
	}
}

func try(t *testing.T, d *db.DB, f func(tx *db.Tx) error) error {
	return d.Write(actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: 7}), f)
}

func put(t *testing.T, f *attach.Files, content string) attach.Blob {
	t.Helper()
	b, err := f.Put(t.Context(), strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func hang(t *testing.T, d *db.DB, f *attach.Files, record id.ID, content, name string, v attach.Visibility) attach.Attachment {
	t.Helper()
	b := put(t, f, content)
	var a attach.Attachment
	write(t, d, func(tx *db.Tx) (err error) {
		a, err = f.Attach(tx, record, 0, b, name, v)
		return err
	})
	return a
}

func TestFilesHangOnRecords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		f, _ := setup(t, d)
		public := hang(t, d, f, 1, "hello", `C:\Users\ann\..\note.txt`, attach.Public)
		internal := hang(t, d, f, 1, "hello", "secret.txt", attach.Internal)
		if public.Hash != internal.Hash || public.Name != "note.txt" || public.MediaType != "text/plain; charset=utf-8" || public.Size != 5 || public.By != 7 || public.At != clock.Of(c.Now()) {
			t.Errorf("%+v", public)
		}
		all, err := attach.Attachments(t.Context(), d, 1, true)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]attach.Attachment{public, internal}, all); diff != "" {
			t.Error(diff)
		}
		if some, err := attach.Attachments(t.Context(), d, 1, false); err != nil || len(some) != 1 || some[0].ID != public.ID {
			t.Errorf("the requester sees %+v, %v", some, err)
		}
		for name, err := range map[string]error{
			"an internal file":         second(attach.Get(t.Context(), d, 1, internal.ID, false)),
			"a file of another record": second(attach.Get(t.Context(), d, 2, public.ID, true)),
			"an unknown file":          second(attach.Get(t.Context(), d, 1, 99, true)),
		} {
			if !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		r, err := f.Open(t.Context(), public.Hash)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = r.Close() }()
		if b, err := io.ReadAll(r); err != nil || string(b) != "hello" {
			t.Errorf("%q, %v", b, err)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestARecordHoldsOnlySoMuch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		f, _ := setup(t, d)
		if _, err := f.Put(t.Context(), strings.NewReader(strings.Repeat("x", 101))); !errs.Is(err, errs.Invalid) {
			t.Errorf("a file that is too large: %v", err)
		}
		big := put(t, f, strings.Repeat("x", 100))
		attachBig := func(tx *db.Tx) error { _, err := f.Attach(tx, 1, 0, big, "a", 0); return err }
		write(t, d, attachBig)
		if err := try(t, d, attachBig); !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), "50 bytes are left") {
			t.Errorf("a record that is full: %v", err)
		}
		hang(t, d, f, 1, "a", "a", 0)
		hang(t, d, f, 1, "b", "b", 0)
		c := put(t, f, "c")
		if err := try(t, d, func(tx *db.Tx) error { _, err := f.Attach(tx, 1, 0, c, "c", 0); return err }); !errs.Is(err, errs.Invalid) {
			t.Errorf("too many files: %v", err)
		}
	})
}

func TestSweepTakesOnlyWhatNobodyUses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		f, dir := setup(t, d)
		used, left := hang(t, d, f, 1, "used", "a", 0), hang(t, d, f, 1, "left", "b", 0)
		never, young := put(t, f, "never used"), put(t, f, "young")
		kept := put(t, f, "kept by somebody else")
		f.Kept = append(f.Kept, func(_ context.Context, _ db.Querier, hash string) (bool, error) { return hash == kept.Hash, nil })
		write(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec(`DELETE FROM attachment WHERE id = $1`, left.ID)
			return err
		})
		half := filepath.Join(dir, "blobs", "tmp", "HALF")
		if err := os.WriteFile(half, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		old := c.Now().Add(-48 * time.Hour)
		for _, p := range []string{file(dir, used.Hash), file(dir, left.Hash), file(dir, never.Hash), file(dir, kept.Hash), half} {
			if err := os.Chtimes(p, old, old); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chtimes(file(dir, young.Hash), c.Now(), c.Now()); err != nil {
			t.Fatal(err)
		}
		if n, err := f.Sweep(t.Context(), d, 24*time.Hour); err != nil || n != 2 {
			t.Errorf("swept %d, %v", n, err)
		}
		for hash, want := range map[string]bool{used.Hash: true, young.Hash: true, kept.Hash: true, left.Hash: false, never.Hash: false} {
			if _, err := os.Stat(file(dir, hash)); (err == nil) != want {
				t.Errorf("%s: there is %v", hash, err == nil)
			}
		}
		if _, err := os.Stat(half); err == nil {
			t.Error("an unfinished upload stayed")
		}
		if faults, err := f.Check(t.Context(), d); err != nil || len(faults) != 0 {
			t.Errorf("%v, %v", faults, err)
		}
		if err := os.WriteFile(file(dir, used.Hash), []byte("usex"), 0o600); err != nil {
			t.Fatal(err)
		}
		if faults, err := f.Check(t.Context(), d); err != nil || len(faults) != 1 || !strings.Contains(faults[0], "damaged") {
			t.Errorf("%v, %v", faults, err)
		}
	})
}

func TestNamesAreDataOnly(t *testing.T) {
	tests := []struct{ in, want string }{
		{"report.pdf", "report.pdf"}, {"../../etc/passwd", "passwd"}, {`..\..\boot.ini`, "boot.ini"}, {"/", "file"}, {"..", "file"}, {"", "file"},
		{"a\x00b\n.txt", "a b .txt"}, {"gpj\u202e.exe", "gpj.exe"}, {strings.Repeat("x", 300) + ".txt", strings.Repeat("x", 179) + "….txt"}, {"a/", "a"},
	}
	for _, tt := range tests {
		if got := attach.Name(tt.in); got != tt.want {
			t.Errorf("%q: got %q", tt.in, got)
		}
	}
}

func TestTheContentDecidesTheMediaType(t *testing.T) {
	tests := []struct{ head, want string }{
		{"", "application/octet-stream"}, {"hello", "text/plain; charset=utf-8"}, {"\x89PNG\r\n\x1a\n", "image/png"}, {"%PDF-1.7", "application/pdf"},
		{"<html><script>alert(1)</script>", "text/plain; charset=utf-8"}, {"<?xml version='1.0'?><svg onload='x'>", "text/plain; charset=utf-8"},
		{"   <SVG xmlns=x>", "text/plain; charset=utf-8"}, {"\x00\x01\x02", "application/octet-stream"}, {"PK\x03\x04", "application/zip"},
	}
	for _, tt := range tests {
		if got := attach.Sniff([]byte(tt.head)); got != tt.want {
			t.Errorf("%q: got %s", tt.head, got)
		}
	}
}

func file(dir, hash string) string { return filepath.Join(dir, "blobs", hash[:2], hash[2:4], hash) }

func open(t *testing.T, dir string) *attach.Disk {
	t.Helper()
	disk, err := attach.OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = disk.Close() })
	return disk
}

func TestContentsComeBackWhole(t *testing.T) {
	disk := open(t, t.TempDir())
	for _, size := range []int{0, 1, 4095, 4096, 4097, 1<<20 - 1, 1 << 20, 1<<20 + 1} {
		want := bytes.Repeat([]byte("fettle!"), size/7+1)[:size]
		for range 2 { // the second time it is there already
			b, err := disk.Put(t.Context(), iotestOneByOne(want), int64(size))
			if err != nil || b.Size != int64(size) {
				t.Fatalf("%d: %+v, %v", size, b, err)
			}
			r, err := disk.Open(t.Context(), b.Hash)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%d bytes: got %d, %v", size, len(got), err)
			}
			if size > 10 { // as a browser asks for a part, and then for everything
				if _, err := r.Seek(int64(size-5), io.SeekStart); err != nil {
					t.Fatal(err)
				}
				if tail, err := io.ReadAll(r); err != nil || !bytes.Equal(tail, want[size-5:]) {
					t.Errorf("%d bytes: the tail is %q, %v", size, tail, err)
				}
			}
			_ = r.Close()
		}
		if size > 0 {
			if _, err := disk.Put(t.Context(), bytes.NewReader(want), int64(size-1)); !errs.Is(err, errs.Invalid) {
				t.Errorf("%d bytes with a smaller limit: %v", size, err)
			}
		}
	}
}

// iotestOneByOne reads in parts of odd sizes, as networks deliver.
func iotestOneByOne(b []byte) io.Reader {
	return io.MultiReader(bytes.NewReader(b[:len(b)/3]), bytes.NewReader(nil), bytes.NewReader(b[len(b)/3:]))
}

func TestDamageIsAnErrorAndNeverAnAnswer(t *testing.T) {
	for name, whole := range map[string][]byte{"small": bytes.Repeat([]byte("abcdefgh"), 10_000), "large": bytes.Repeat([]byte("abcdefgh"), 1_200_000)} {
		t.Run(name, func(t *testing.T) { damaged(t, whole) })
	}
	t.Run("a missing file", func(t *testing.T) {
		disk := open(t, t.TempDir())
		for _, hash := range []string{strings.Repeat("a", 64), "", "../../etc/passwd", strings.Repeat("A", 64), strings.Repeat("/", 64)} {
			if _, err := disk.Open(t.Context(), hash); !errs.Is(err, errs.NotFound) {
				t.Errorf("%q: %v", hash, err)
			}
		}
	})
}

// damaged damages a content in all ways and reads it. A small one is refused before its first byte.
func damaged(t *testing.T, whole []byte) {
	flip := func(at int) func([]byte) []byte {
		return func(b []byte) []byte { b[at] ^= 1; return b }
	}
	last := len(whole) - 1
	tests := []struct {
		name   string
		damage func([]byte) []byte
	}{
		{"the first byte", flip(0)}, {"a byte in the middle", flip(last / 2)}, {"the last byte", flip(last)},
		{"a shorter file", func(b []byte) []byte { return b[:last] }}, {"a longer file", func(b []byte) []byte { return append(b, 'x') }},
		{"an empty file", func([]byte) []byte { return nil }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			disk := open(t, dir)
			b, err := disk.Put(t.Context(), bytes.NewReader(whole), 1<<24)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file(dir, b.Hash), tt.damage(bytes.Clone(whole)), 0o600); err != nil {
				t.Fatal(err)
			}
			var got []byte
			r, err := disk.Open(t.Context(), b.Hash)
			if err == nil && len(whole) > 1<<23 {
				got, err = io.ReadAll(r)
				_ = r.Close()
			}
			if err == nil || !strings.Contains(err.Error(), "damaged") || len(got) >= len(whole) {
				t.Errorf("%d bytes, %v", len(got), err)
			}
			if _, err := disk.Put(t.Context(), bytes.NewReader(whole), 1<<24); err != nil {
				t.Fatal(err)
			}
			r, err = disk.Open(t.Context(), b.Hash)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, whole) {
				t.Errorf("the same content, put again, does not heal it: %d bytes, %v", len(got), err)
			}
			_ = r.Close()
		})
	}
}

func TestAnUploadThatBreaksOffLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	disk := open(t, dir)
	broken := io.MultiReader(strings.NewReader("some"), errReader{})
	if _, err := disk.Put(t.Context(), broken, 100); err == nil {
		t.Error("a broken upload was kept")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := disk.Put(ctx, strings.NewReader("x"), 100); err == nil {
		t.Error("a cancelled upload was kept")
	}
	entries, err := os.ReadDir(filepath.Join(dir, "blobs", "tmp"))
	if err != nil || len(entries) != 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestALinkOutOfTheFolderIsNotFollowed(t *testing.T) {
	dir, hash := t.TempDir(), strings.Repeat("b", 64)
	outside := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	disk := open(t, dir)
	if err := os.MkdirAll(filepath.Dir(file(dir, hash)), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, file(dir, hash)); err != nil {
		t.Skip("no symbolic links here")
	}
	if r, err := disk.Open(t.Context(), hash); err == nil {
		_ = r.Close()
		t.Error("the link was followed")
	}
}
