package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

const hello = "hello\n"

// ServeHello serves the emptiest page there is on a free loopback port, tells its address in one line on out, and runs until ctx
// is done. It is the other half of HelloFloor and runs in a process of its own, so that its processor time can be told apart.
func ServeHello(ctx context.Context, out io.Writer) error {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s := &http.Server{ReadHeaderTimeout: 5 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, hello)
	})}
	stop := context.AfterFunc(ctx, func() { _ = s.Close() })
	defer stop()
	if _, err := fmt.Fprintf(out, "http://%s\n", l.Addr()); err != nil {
		return err
	}
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// HelloFloor measures how often the emptiest page can be asked for.
func HelloFloor(ctx context.Context, p Plan, base string, pid, clients int) (Result, error) {
	c := NewClient(clients)
	defer c.Close()
	return Measure(ctx, p, Work{Name: FloorHello, Clients: clients, PID: pid, Do: func(ctx context.Context, _ int, _ int64) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/", http.NoBody)
		if err != nil {
			return err
		}
		a, err := c.Send(req)
		if err == nil && (a.Status != http.StatusOK || string(a.Body) != hello) {
			err = fmt.Errorf("status %d, %d bytes", a.Status, len(a.Body))
		}
		return err
	}})
}
