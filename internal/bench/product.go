package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
)

// Product is the built binary with a data folder of its own. Its command line is known here and nowhere else in this package.
type Product struct {
	Binary   string
	Data     string
	Database string // URL of a PostgreSQL database; "" for SQLite in Data
	Clock    clock.Clock
}

func (p Product) place() []string {
	args := []string{"--data", p.Data}
	if p.Database != "" {
		args = append(args, "--database", p.Database)
	}
	return args
}

func (p Product) clock() clock.Clock {
	if p.Clock == nil {
		return clock.System{}
	}
	return p.Clock
}

// Seed fills the desk with so many tickets and gives its known accounts a password.
func (p Product) Seed(ctx context.Context, tickets int, password string) error {
	_, err := p.Run(ctx, append([]string{"seed", "--scale", strconv.Itoa(tickets), "--assets=-1", "--password", password}, p.place()...)...)
	return err
}

// Add puts more made-up things into a desk that is filled, as the flags of seed say, and one more incident.
func (p Product) Add(ctx context.Context, flags ...string) error {
	_, err := p.Run(ctx, append(append([]string{"seed", "--add", "--scale", "1"}, flags...), p.place()...)...)
	return err
}

// Token makes an API token and returns it: the last word of what the command prints.
func (p Product) Token(ctx context.Context, person string) (string, error) {
	out, err := p.Run(ctx, append([]string{"token", "create", "--person", person, "--scopes", "*"}, p.place()...)...)
	f := strings.Fields(out)
	if err == nil && len(f) == 0 {
		err = errors.New("token create printed nothing")
	}
	if err != nil {
		return "", err
	}
	return f[len(f)-1], nil
}

// Run runs a command of the product and returns what it printed.
func (p Product) Run(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, p.Binary, args...) //nolint:gosec // the binary under test, named by whoever runs the bench
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", p.Binary, args[0], err, tail(errOut.String()))
	}
	return out.String(), nil
}

// Server is the product at work.
type Server struct {
	Base  string
	PID   int
	Ready time.Duration // from the start of the process to the first good answer of /readyz
	cmd   *exec.Cmd
	done  chan struct{}
	said  *lastWords
}

// readyWithin bounds the wait for a server that starts.
const readyWithin = 2 * time.Minute

// Serve starts the product on a free loopback port and waits until it is ready.
func (p Product) Serve(ctx context.Context) (*Server, error) {
	addr, err := freeAddr(ctx)
	if err != nil {
		return nil, err
	}
	args := append([]string{"serve", "--listen", addr}, p.place()...)
	s := &Server{Base: "http://" + addr, cmd: exec.Command(p.Binary, args...), done: make(chan struct{}), said: &lastWords{}} //nolint:gosec,noctx // it is stopped by Stop, in good order
	s.cmd.Stdout, s.cmd.Stderr = s.said, s.said
	s.cmd.Env = append(os.Environ(), "FETTLE_LOG_LEVEL=warn")
	start := p.clock().Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	s.PID = s.cmd.Process.Pid
	go func() { _ = s.cmd.Wait(); close(s.done) }()
	if err := s.await(ctx); err != nil {
		s.Kill()
		return nil, fmt.Errorf("%w: %s", err, tail(s.said.String()))
	}
	s.Ready = p.clock().Now().Sub(start)
	return s, nil
}

func (s *Server) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	c := NewClient(1)
	defer c.Close()
	again := time.NewTicker(2 * time.Millisecond)
	defer again.Stop()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Base+"/readyz", http.NoBody)
		if err != nil {
			return err
		}
		if a, err := c.Send(req); err == nil && a.Status == http.StatusOK {
			return nil
		}
		select {
		case <-s.done:
			return errors.New("the server ended before it was ready")
		case <-ctx.Done():
			return fmt.Errorf("the server is not ready: %w", ctx.Err())
		case <-again.C:
		}
	}
}

// Stop asks the server to end and kills it when it does not within half a minute. It may be called again, and on a server that
// did not start.
func (s *Server) Stop() {
	if s == nil {
		return
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.done:
	case <-time.After(30 * time.Second):
		s.Kill()
	}
}

// Kill ends the server at once, as a power cut would.
func (s *Server) Kill() {
	_ = s.cmd.Process.Kill()
	<-s.done
}

func freeAddr(ctx context.Context) (string, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// lastWords keeps the end of what a process printed.
type lastWords struct {
	mu sync.Mutex
	b  []byte
}

const keepWords = 4 << 10

func (w *lastWords) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.b = append(w.b, p...)
	if over := len(w.b) - keepWords; over > 0 {
		w.b = append(w.b[:0], w.b[over:]...)
	}
	return len(p), nil
}

func (w *lastWords) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return string(w.b)
}

func tail(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 600 {
		s = "…" + strings.ToValidUTF8(s[len(s)-600:], "")
	}
	return s
}
