package config

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// How long Hold waits for a server that was just killed to be gone, and how often it looks.
const (
	holdWait = time.Second
	holdLook = 20 * time.Millisecond
)

// errHeld says that another process holds a lock.
var errHeld = errors.New("held by another process")

// Hold keeps other servers away from the data on SQLite until the process ends, in whatever way, or free is called: two of them would
// each work off the jobs of the other and end its set-up links. Nodes on PostgreSQL may be several. Commands beside a server do not hold
// anything. Prepare must have been called. Kinds: Conflict when another server has the data.
func (c *Config) Hold(ctx context.Context) (free func(), err error) {
	path, file := strings.CutPrefix(c.Database, "sqlite:")
	if !file {
		return func() {}, nil
	}
	var held []*os.File
	free = func() {
		for _, f := range held {
			_ = f.Close()
		}
	}
	at := []string{filepath.Join(c.Data, "serve.lock")}
	if filepath.Dir(path) != filepath.Clean(c.Data) {
		at = append(at, path+".serve.lock")
	}
	for _, name := range at {
		f, err := c.hold(ctx, name)
		if err != nil {
			free()
			return nil, err
		}
		held = append(held, f)
	}
	return free, nil
}

// hold takes one lock file. It stays when it is free again: to remove it would let two processes lock two files of one name.
func (c *Config) hold(ctx context.Context, name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, errs.Because(errs.Unavailable, err, "The file %s cannot be written. Choose another folder with --data, or correct the rights.", name)
	}
	if err := lockWithin(ctx, f, holdWait); err != nil {
		by, _ := io.ReadAll(io.LimitReader(f, 20))
		_ = f.Close()
		if !errors.Is(err, errHeld) {
			return nil, err
		}
		return nil, errs.New(errs.Conflict, "Another Fettle%s serves the data in %s already. Use that one, stop it first, or name another folder with --data.", process(by), filepath.Dir(name))
	}
	// The number is for people only; a full disk does not keep a server from starting.
	_ = f.Truncate(0)
	_, _ = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return f, nil
}

// process names a process by what it wrote into its lock file, if that is a number.
func process(text []byte) string {
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return ""
	}
	return " (process " + strconv.Itoa(n) + ")"
}

// lockWithin locks a file, and tries again for a while when another process has it.
func lockWithin(ctx context.Context, f *os.File, wait time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	tick := time.NewTicker(holdLook)
	defer tick.Stop()
	for {
		err := lockFile(f)
		if !errors.Is(err, errHeld) {
			return err
		}
		select {
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.Canceled) {
				return ctx.Err()
			}
			return err
		case <-tick.C:
		}
	}
}
