package crash

import (
	"bytes"
	"crypto/rand"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// smallDisk mounts a file system of some megabytes with a ballast file on it, which is there to be removed.
func smallDisk(t *testing.T, size string, ballast int) (dir, file string) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		if errors.Is(err, syscall.EPERM) {
			t.Skip("a small disk cannot be mounted without the rights of root")
		}
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	file = filepath.Join(dir, "ballast")
	if err := os.WriteFile(file, make([]byte, ballast), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, file
}

func TestAFullDiskIsSaidLosesNothingAndHealsWithoutARestart(t *testing.T) {
	dir, ballast := smallDisk(t, "14m", 7<<20)
	s := newServer(t, filepath.Join(dir, "data"), "")
	s.found()
	j := newJournal()
	l := begin(t.Context(), s, j, 8, 1)
	refused := func() (n int) { j.enter(func() { n = j.refused }); return n }
	eventually(t, "the disk is full", func() bool { return refused() >= 40 })
	before := j.writes()
	fill(t, ballast)
	full(t, s, j)
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	eventually(t, "writes succeed again, and more than would fit into a log that only grows", func() bool { return j.writes() >= before+400 })
	l.finish()
	base, _, err := s.where(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "it is ready with room again", func() bool {
		r, err := l.client.send(t.Context(), http.MethodGet, base+"/readyz", nil)
		return err == nil && r.ok()
	})
	if err := s.kill(); err != nil {
		t.Fatal(err)
	}
	settle(t, s, j)
	t.Logf("journal: full after %d changes, healed by room alone: %s; %d events in the log", before, j, verify(t, s))
}

// fill makes a file larger until its disk has no byte left.
func fill(t *testing.T, file string) {
	t.Helper()
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0o600) //nolint:gosec // the test's own
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for err == nil {
		_, err = f.Write(make([]byte, 1024))
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
}

// full asks a server on a full disk for everything that must still work, and for what must be refused in words. What it writes is large,
// because small changes still fit into what refused ones have reserved; for that reason the probe may rightly say that it is ready.
func full(t *testing.T, s *server, j *journal) {
	t.Helper()
	c := newClient(s.token, 1)
	base, _, err := s.where(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) reply {
		r, err := c.send(t.Context(), http.MethodGet, base+path, nil)
		if err != nil {
			t.Fatalf("%s: %v\n%s", path, err, s.log)
		}
		return r
	}
	var some string
	j.enter(func() {
		for some = range j.numbers {
			break
		}
	})
	for _, path := range []string{incidents + "?limit=5", incidents + "/" + some, "/livez"} {
		if r := get(path); !r.ok() {
			t.Errorf("reading %s on a full disk: %s", path, r)
		}
	}
	content := make([]byte, 2<<20)
	if _, err := rand.Read(content); err != nil {
		t.Fatal(err)
	}
	for what, a := range map[string]ask{
		"an upload":             upload(some, "large.bin", content),
		"a reply":               answer(some, string(bytes.Repeat([]byte("word "), 10_000)), "reply-large"),
		"a report to open":      {http.MethodPost, incidents, object("title", "x", "description", string(bytes.Repeat([]byte("word "), 10_000))), nil},
		"a reply without a key": {http.MethodPost, incidents + "/" + some + "/actions/reply", object("body", string(bytes.Repeat([]byte("word "), 10_000))), nil},
	} {
		r, err := c.do(t.Context(), base, a)
		if err != nil || !r.isProblem(http.StatusServiceUnavailable, "disk is full") || r.header.Get("Retry-After") == "" {
			t.Errorf("%s on a full disk: %v, %v", what, r, err)
		}
	}
	left, err := filepath.Glob(filepath.Join(s.data, "files", "blobs", "tmp", "*"))
	if err != nil || len(left) > 8 { // each of the writers may have one under way
		t.Errorf("refused uploads left %v, %v", left, err)
	}
}
