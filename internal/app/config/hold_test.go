package config_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/app/config"
	"github.com/fettle-itsm/fettle/internal/base/errs"
)

const holdEnv = "FETTLE_TEST_HOLD"

// held returns the settings of a prepared data folder.
func held(t *testing.T, data, database string) *config.Config {
	t.Helper()
	c := &config.Config{Data: data, Database: database}
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestOneServerHoldsTheData(t *testing.T) {
	data := t.TempDir()
	own, elsewhere := "sqlite:"+filepath.Join(data, "fettle.db"), "sqlite:"+filepath.Join(t.TempDir(), "other.db")
	free, err := held(t, data, own).Hold(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = held(t, data, own).Hold(t.Context())
	if !errs.Is(err, errs.Conflict) || !strings.Contains(err.Error(), fmt.Sprintf("process %d", os.Getpid())) || !strings.Contains(err.Error(), data) {
		t.Errorf("a second one: %v", err)
	}
	if _, err := held(t, data, elsewhere).Hold(t.Context()); !errs.Is(err, errs.Conflict) {
		t.Errorf("another database with the same attachments: %v", err)
	}
	for range 2 {
		if _, err := held(t, data, "postgres://localhost/fettle").Hold(t.Context()); err != nil {
			t.Errorf("a node on PostgreSQL: %v", err)
		}
	}
	free()
	free, err = held(t, data, own).Hold(t.Context())
	if err != nil {
		t.Errorf("once it is free: %v", err)
	}
	free()
	free, err = held(t, t.TempDir(), elsewhere).Hold(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer free()
	if _, err := held(t, t.TempDir(), elsewhere).Hold(t.Context()); !errs.Is(err, errs.Conflict) {
		t.Errorf("the same database with other attachments: %v", err)
	}
}

func TestAKilledServerHoldsNothing(t *testing.T) {
	if data := os.Getenv(holdEnv); data != "" { // the server
		if _, err := held(t, data, "sqlite:"+filepath.Join(data, "fettle.db")).Hold(t.Context()); err != nil {
			t.Fatal(err)
		}
		fmt.Println("held")
		_, _ = os.Stdin.Read(make([]byte, 1)) // until it is killed
		return
	}
	data := t.TempDir()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAKilledServerHoldsNothing$")
	cmd.Env = append(os.Environ(), holdEnv+"="+data)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if said, err := bufio.NewReader(out).ReadString('\n'); err != nil || said != "held\n" {
		t.Fatalf("%q, %v", said, err)
	}
	c := held(t, data, "sqlite:"+filepath.Join(data, "fettle.db"))
	if _, err := c.Hold(t.Context()); !errs.Is(err, errs.Conflict) {
		t.Errorf("while it runs: %v", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	free, err := c.Hold(t.Context()) // at once, before anybody asked how it ended
	if err != nil {
		t.Errorf("after it was killed: %v", err)
	} else {
		free()
	}
	_ = cmd.Wait()
}
