package crash

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
)

// built is the binary under test, made once for all tests.
//
//nolint:gochecknoglobals // one build for the package; tests only read it
var built struct {
	once sync.Once
	dir  string
	err  error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.dir != "" {
		_ = os.RemoveAll(built.dir)
	}
	os.Exit(code)
}

// binary builds fettle as it is released: without cgo and without the race detector.
func binary(t *testing.T) string {
	t.Helper()
	built.once.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "fettle-crash-"); built.err != nil { //nolint:usetesting // it outlives the first test
			return
		}
		cmd := exec.Command("go", "build", "-o", filepath.Join(built.dir, "fettle"), "github.com/fettle-itsm/fettle/cmd/fettle")
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			built.err = errors.New("go build: " + string(out))
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return filepath.Join(built.dir, "fettle")
}

// server is the built binary on a data folder. It is started and killed many times; writers ask it where it is now.
type server struct {
	t        *testing.T
	binary   string
	data     string
	database string   // "" is SQLite in the data folder
	wrap     []string // a command to run it under

	token  string
	cmd    *exec.Cmd
	exited chan struct{}
	log    *lines

	mu   sync.Mutex
	base string        // "" while it is down
	up   chan struct{} // closed once it is up
	gone chan struct{} // closed once it is down again
}

func newServer(t *testing.T, data, database string) *server {
	t.Helper()
	s := &server{t: t, binary: binary(t), data: data, database: database, up: make(chan struct{}), gone: make(chan struct{})}
	t.Cleanup(func() {
		if s.cmd != nil {
			_ = s.kill()
		}
	})
	return s
}

// each runs f on a server with a data folder of its own, on each engine.
func each(t *testing.T, f func(t *testing.T, s *server)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, newServer(t, t.TempDir(), "")) })
	t.Run("postgres", func(t *testing.T) { f(t, newServer(t, t.TempDir(), dbtest.Postgres(t))) })
}

// url is the database as the tests open it themselves.
func (s *server) url() string {
	if s.database != "" {
		return s.database
	}
	return "sqlite:" + filepath.Join(s.data, "fettle.db")
}

func (s *server) args(command ...string) []string {
	args := append(command, "--data", s.data)
	if s.database != "" {
		args = append(args, "--database", s.database)
	}
	return args
}

// run runs a command of the binary to its end.
func (s *server) run(command ...string) (string, error) {
	var faults bytes.Buffer
	cmd := exec.CommandContext(s.t.Context(), s.binary, s.args(command...)...)
	cmd.Stderr = &faults
	out, err := cmd.Output()
	if err != nil {
		err = errors.New(strings.Join(command, " ") + ": " + err.Error() + ": " + faults.String())
	}
	return string(out), err
}

// begin starts the process without waiting for it to be ready; ready gets its first lines.
func (s *server) begin() (ready <-chan string) {
	s.t.Helper()
	args := append(append([]string{}, s.wrap...), s.binary)
	args = append(args, s.args("serve", "--listen", "127.0.0.1:0")...)
	cmd := exec.Command(args[0], args[1:]...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	s.log = &lines{}
	cmd.Stderr = s.log
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.cmd, s.exited = cmd, make(chan struct{})
	first := make(chan string, 8)
	go func() {
		for scan := bufio.NewScanner(out); scan.Scan(); {
			select {
			case first <- scan.Text():
			default:
			}
		}
		_ = cmd.Wait()
		close(first)
		close(s.exited)
	}()
	return first
}

// patience is how long anything may take before the test gives up on it.
const patience = time.Minute

// start starts the process, waits until it is ready and returns how long that took.
func (s *server) start() time.Duration {
	s.t.Helper()
	began := now()
	base := s.await(s.begin(), "Fettle is ready at ")
	took := now().Sub(began)
	s.mu.Lock()
	s.base = base
	close(s.up)
	s.gone = make(chan struct{})
	s.mu.Unlock()
	return took
}

// await returns the rest of the first line that begins with prefix.
func (s *server) await(lines <-chan string, prefix string) string {
	s.t.Helper()
	late := time.After(patience)
	for {
		select {
		case line, ok := <-lines:
			if !ok {
				s.t.Fatalf("the server ended before it said %q:\n%s", prefix, s.log)
			}
			if rest, ok := strings.CutPrefix(strings.TrimSpace(line), prefix); ok {
				return rest
			}
		case <-late:
			s.t.Fatalf("the server did not say %q in %s:\n%s", prefix, patience, s.log)
		}
	}
}

// found starts the server for the first time, follows its set-up link and makes a token for the administrator.
func (s *server) found() {
	s.t.Helper()
	lines := s.begin()
	base := s.await(lines, "Fettle is ready at ")
	link := s.await(lines, base+"/setup?token=")
	form := url.Values{"token": {link}, "organisation": {"Calder Instruments"}, "name": {"Ada Admin"}, "email": {"ada@calder.example"},
		"password": {"seven quiet otters wander"}, "zone": {"Europe/Berlin"}}
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, base+"/setup", strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		s.t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		s.t.Fatalf("set-up answered %s", res.Status)
	}
	out, err := s.run("token", "create", "--person", "ada@calder.example")
	if err != nil {
		s.t.Fatal(err)
	}
	s.token = strings.TrimSpace(out)
	s.mu.Lock()
	s.base = base
	close(s.up)
	s.mu.Unlock()
}

// kill sends SIGKILL and waits for the end.
func (s *server) kill() error {
	s.down()
	err := s.cmd.Process.Kill()
	<-s.exited
	return err
}

// down makes writers wait for the next start.
func (s *server) down() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.base != "" {
		s.base, s.up = "", make(chan struct{})
		close(s.gone)
	}
}

// where waits until the server is up and returns its address, and a channel that is closed when it is down again.
func (s *server) where(ctx context.Context) (string, <-chan struct{}, error) {
	for {
		s.mu.Lock()
		base, up, gone := s.base, s.up, s.gone
		s.mu.Unlock()
		if base != "" {
			return base, gone, nil
		}
		select {
		case <-up:
		case <-ctx.Done():
			return "", nil, ctx.Err()
		}
	}
}

func now() time.Time { return clock.System{}.Now() }

// lines keeps what a process wrote to its error output.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
