package crash

import (
	"bufio"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// failSyncs makes every fsync of a process fail from now on.
func failSyncs(t *testing.T, pid int) {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed: a failing fsync can be tested in internal/base/db only")
	}
	cmd := exec.Command(strace, "-f", "-p", strconv.Itoa(pid), "-o", filepath.Join(t.TempDir(), "trace"), "-e", "trace=fsync,fdatasync",
		"-e", "inject=fsync,fdatasync:error=EIO")
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	attached, ended := make(chan struct{}), make(chan string, 1)
	go func() {
		var text strings.Builder
		var once sync.Once
		for scan := bufio.NewScanner(out); scan.Scan(); {
			text.WriteString(scan.Text() + "\n")
			if strings.Contains(scan.Text(), " attached") {
				once.Do(func() { close(attached) })
			}
		}
		_ = cmd.Wait()
		ended <- text.String()
	}()
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	select {
	case <-attached:
	case text := <-ended:
		t.Skipf("strace may not attach here: %s", text)
	case <-time.After(patience):
		t.Fatal("strace did not attach")
	}
}

func TestAFailedFsyncAcknowledgesNothingAndEndsTheProcess(t *testing.T) {
	s := newServer(t, t.TempDir(), "")
	s.found()
	j := newJournal()
	begin(t.Context(), s, j, 4, 1).quiet(t, 50)
	base, _, err := s.where(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	failSyncs(t, s.cmd.Process.Pid)
	c := newClient(s.token, 8)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			key := fmt.Sprintf("unsynced-%d", i)
			r, err := c.do(t.Context(), base, create(key, key))
			if err == nil && !r.isProblem(http.StatusServiceUnavailable, "") {
				t.Errorf("without an fsync a change was answered %s", r)
			}
		})
	}
	wg.Wait()
	select {
	case <-s.exited:
	case <-time.After(patience):
		t.Fatalf("the process goes on after a failed fsync:\n%s", s.log)
	}
	s.down()
	if code := s.cmd.ProcessState.ExitCode(); code != 1 {
		t.Errorf("it ended with %d, want 1", code)
	}
	if !strings.Contains(s.log.String(), "the storage failed") {
		t.Errorf("it does not say why it ended:\n%s", s.log)
	}
	s.start()
	base, _, err = s.where(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 8 { // nobody knows whether they were kept; asked again with their keys they are there once
		key := fmt.Sprintf("unsynced-%d", i)
		r, err := c.do(t.Context(), base, create(key, key))
		if err != nil || r.status != http.StatusCreated {
			t.Fatalf("after the restart: %v, %v", r, err)
		}
		j.open(key, r)
	}
	if err := s.kill(); err != nil {
		t.Fatal(err)
	}
	settle(t, s, j)
	t.Logf("journal: %s; %d events in the log", j, verify(t, s))
}

// quiet lets the writers do a number of changes and stop.
func (l *load) quiet(t *testing.T, changes int) {
	t.Helper()
	eventually(t, "some changes are acknowledged", func() bool { return l.journal.writes() >= changes })
	l.finish()
}
