package snmptest

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/gosnmp/gosnmp"
)

// The user of version 3 that Simulate knows, who has to authenticate with SHA and to encrypt with AES.
const (
	User    = "reader"
	AuthKey = "not-a-secret-9"
	PrivKey = "nor-is-this-one"
)

// Simulate runs snmpsim, which speaks version 3 in earnest, with a recorded walk at 127.0.0.1 until the test ends and returns its port. Without
// the program the test is skipped, but not in CI, where it has to be there.
func Simulate(t *testing.T, walk []byte) uint16 {
	t.Helper()
	program, err := exec.LookPath("snmpsimd")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("snmpsimd is not installed; scripts/deps does it")
		}
		t.Skip("needs the Debian package snmpsim")
	}
	const transport = "1.3.6.1.6.1.1.0" // UDP: under this name it looks for what every context answers
	dir := t.TempDir()
	cache := filepath.Join(dir, "cache")
	if err := os.Mkdir(cache, 0o700); err != nil {
		t.Fatal(err)
	}
	for path, mode := range map[string]os.FileMode{filepath.Dir(dir): 0o755, dir: 0o755, cache: 0o777} { // it gives up the rights of root
		if err := os.Chmod(path, mode); err != nil { //nolint:gosec // as said
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, transport+".snmprec"), walk, 0o644); err != nil { //nolint:gosec // as above
		t.Fatal(err)
	}
	port := free(t)
	args := []string{"--data-dir=" + dir, "--cache-dir=" + cache, "--v3-engine-id=auto", "--v3-user=" + User, "--v3-auth-key=" + AuthKey, "--v3-auth-proto=SHA",
		"--v3-priv-key=" + PrivKey, "--v3-priv-proto=AES", fmt.Sprintf("--agent-udpv4-endpoint=127.0.0.1:%d", port)}
	if os.Getuid() == 0 {
		args = append(args, "--process-user=nobody", "--process-group=nogroup")
	}
	var said bytes.Buffer
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait()
	}()
	t.Cleanup(func() { _ = cmd.Process.Kill(); <-ended })
	for range 100 {
		select {
		case <-ended:
			t.Fatalf("snmpsimd did not start: %s", said.String())
		default:
		}
		if answers(t.Context(), port) {
			return port
		}
	}
	t.Fatal("snmpsimd does not answer")
	return 0
}

// answers reports whether somebody speaks version 3 at a port, whatever they say.
func answers(ctx context.Context, port uint16) bool {
	c := &gosnmp.GoSNMP{Target: "127.0.0.1", Port: port, Transport: "udp", Version: gosnmp.Version3, Context: ctx, Timeout: 200 * time.Millisecond, MaxOids: gosnmp.MaxOids,
		SecurityModel: gosnmp.UserSecurityModel, MsgFlags: gosnmp.AuthPriv, SecurityParameters: &gosnmp.UsmSecurityParameters{UserName: User,
			AuthenticationProtocol: gosnmp.SHA, AuthenticationPassphrase: AuthKey, PrivacyProtocol: gosnmp.AES, PrivacyPassphrase: PrivKey}}
	if c.Connect() != nil {
		return false
	}
	defer func() { _ = c.Close() }()
	_, err := c.Get([]string{"1.3.6.1.2.1.1.1.0"})
	if err != nil {
		time.Sleep(50 * time.Millisecond) // a closed port is refused at once
	}
	return err == nil
}

// free returns a port of this machine that nobody listens on.
func free(t *testing.T) uint16 {
	t.Helper()
	conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	return conn.LocalAddr().(*net.UDPAddr).AddrPort().Port()
}
