package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// Floors measures all floors of the machine. dir is on the disk in question; self is the path of a program whose argument "hello"
// calls ServeHello; postgres is the URL of a server, "" to leave its floor out. tell is called before each measure.
func Floors(ctx context.Context, p Plan, dir, self, postgres string, tell func(string)) ([]Result, error) {
	var out []Result
	add := func(name string, r Result, err error) error {
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		tell(fmt.Sprintf("%-48s %2d clients %10s/s  p50 %s ms  p99 %s ms", r.Name, r.Clients, rate(r.PerSecond), ms(r.P50), ms(r.P99)))
		out = append(out, r)
		return nil
	}
	steps := []func() error{}
	for _, n := range []int{1, 8, 32} {
		for _, over := range []bool{false, true} {
			steps = append(steps, func() error { r, err := DiskFloor(ctx, p, dir, n, over); return add(FloorAppend, r, err) })
		}
	}
	for _, indexed := range []bool{false, true} {
		for _, n := range []int{1, 32} {
			steps = append(steps, func() error { r, err := SQLiteFloor(ctx, p, dir, n, indexed); return add(FloorRow, r, err) })
		}
	}
	for _, n := range []int{1, 8, 32} {
		steps = append(steps, func() error { r, err := WriterFloor(ctx, p, dir, n); return add(FloorWriter, r, err) })
		if postgres != "" {
			steps = append(steps, func() error { r, err := PostgresFloor(ctx, p, postgres, n); return add(FloorPostgres, r, err) })
		}
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return out, err
		}
	}
	base, pid, stop, err := startHello(ctx, self)
	if err != nil {
		return out, fmt.Errorf("%s: %w", FloorHello, err)
	}
	defer stop()
	for _, n := range []int{1, 8, 32} {
		r, err := HelloFloor(ctx, p, base, pid, n)
		if err := add(FloorHello, r, err); err != nil {
			return out, err
		}
	}
	return out, nil
}

// startHello starts the hello server as a process of its own.
func startHello(ctx context.Context, self string) (base string, pid int, stop func(), err error) {
	cmd := exec.CommandContext(ctx, self, "hello") //nolint:gosec // this program itself
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", 0, nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", 0, nil, err
	}
	stop = func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if base = strings.TrimSpace(line); err == nil && !strings.HasPrefix(base, "http://127.0.0.1:") {
		err = errors.New("the hello server did not tell its address")
	}
	if err != nil {
		stop()
		return "", 0, nil, err
	}
	return base, cmd.Process.Pid, stop, nil
}
