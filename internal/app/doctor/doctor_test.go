package doctor_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/app/config"
	"github.com/fettle-itsm/fettle/internal/app/doctor"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
)

// machine is a source with flags and nothing else.
func machine(flags map[string]string, environ ...string) config.Source {
	return config.Source{Flags: flags, Environ: environ, Dir: "/", ReadFile: os.ReadFile}
}

// pair writes a certificate that holds from one day to another, and its key.
func pair(t *testing.T, from, to time.Time) (certificate, key string) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: from, NotAfter: to, DNSNames: []string{"localhost"}}
	der, err := x509.CreateCertificate(rand.Reader, leaf, leaf, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, kind string, body []byte) string {
		at := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(at, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: body}), 0o600); err != nil {
			t.Fatal(err)
		}
		return at
	}
	return write("cert.pem", "CERTIFICATE", der), write("key.pem", "PRIVATE KEY", secret)
}

func TestEachFaultIsNamedWithItsCauseAndItsCure(t *testing.T) {
	now := dbtest.Start()
	day := 24 * time.Hour
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("no PEM"), 0o600); err != nil {
		t.Fatal(err)
	}
	good, goodKey := pair(t, now.Add(-day), now.Add(300*day))
	_, otherKey := pair(t, now.Add(-day), now.Add(300*day))
	old, oldKey := pair(t, now.Add(-300*day), now.Add(-day))
	ending, endingKey := pair(t, now.Add(-300*day), now.Add(9*day))
	early, earlyKey := pair(t, now.Add(day), now.Add(9*day))
	tests := []struct {
		name        string
		flags       map[string]string
		environ     string
		check       string
		state       doctor.State
		cause, cure string
	}{
		{"a wrong key in the configuration", nil, "FETTLE_LISTN=127.0.0.1:1", "settings", doctor.Fault, "did you mean FETTLE_LISTEN?", "fettle serve --help"},
		{"a wrong value", map[string]string{"listen": ":80"}, "", "settings", doctor.Fault, "names no address", "Correct it"},
		{"a port that is taken", map[string]string{"listen": taken.Addr().String()}, "", "address", doctor.Fault, "Another program listens", "--listen"},
		{"a folder that is a file", map[string]string{"data": file}, "", "data folder", doctor.Fault, "is a file", "--data"},
		{"a folder that cannot be written", map[string]string{"data": "/proc"}, "", "data folder", doctor.Fault, "Nothing can be written", "chmod 700"},
		{"a folder that cannot be made", map[string]string{"data": "/proc/fettle/data"}, "", "data folder", doctor.Fault, "may not make it in /proc", "--data"},
		{"a folder that others may read", map[string]string{"data": open(t)}, "", "data folder", doctor.Warning, "Other accounts", "chmod 700"},
		{"a database that is not there", map[string]string{"database": "postgres://nobody@127.0.0.1:1/none"}, "", "database", doctor.Fault, "cannot be reached", "--database"},
		{"a certificate that is none", map[string]string{"tls-certificate": file, "tls-key": goodKey}, "", "certificate", doctor.Fault, "are no certificate in PEM form", "whole chain"},
		{"the key of another certificate", map[string]string{"tls-certificate": good, "tls-key": otherKey}, "", "certificate", doctor.Fault, "does not match", "the key that belongs to it"},
		{"a certificate that is absent", map[string]string{"tls-certificate": "/nowhere.pem", "tls-key": goodKey}, "", "certificate", doctor.Fault, "cannot be read", "tls_certificate"},
		{"a certificate without its key", map[string]string{"tls-certificate": good}, "", "settings", doctor.Fault, "come together", "Correct it"},
		{"a certificate that ended", map[string]string{"tls-certificate": old, "tls-key": oldKey}, "", "certificate", doctor.Fault, "It ended on 2026-11-15.", "Renew it"},
		{"a certificate that ends soon", map[string]string{"tls-certificate": ending, "tls-key": endingKey}, "", "certificate", doctor.Warning, "It ends on 2026-11-25.", "Renew it"},
		{"a certificate that does not hold yet", map[string]string{"tls-certificate": early, "tls-key": earlyKey}, "", "certificate", doctor.Fault, "from 2026-11-17 on only", "clock"},
		{"a good certificate", map[string]string{"tls-certificate": good, "tls-key": goodKey}, "", "certificate", doctor.Well, "It holds until 2027-09-12.", ""},
		{"a proxy whose headers are not trusted", map[string]string{"base-url": "https://help.example.org"}, "", "proxy", doctor.Warning, "its headers are not trusted", "--trusted-proxies"},
		{"a proxy that is trusted", map[string]string{"base-url": "https://help.example.org", "trusted-proxies": "127.0.0.1"}, "", "proxy", doctor.Well, "are trusted", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			flags := map[string]string{"data": filepath.Join(t.TempDir(), "data"), "listen": "127.0.0.1:0"}
			for k, v := range tt.flags {
				flags[k] = v
			}
			var environ []string
			if tt.environ != "" {
				environ = []string{tt.environ}
			}
			list := doctor.Examine(t.Context(), machine(flags, environ...), clock.At(now))
			found(t, list, tt.check, tt.state, tt.cause, tt.cure)
			for _, f := range list {
				if (f.State == doctor.Well) != (f.Cure == "") {
					t.Errorf("%+v", f)
				}
			}
		})
	}
}

// open is a folder that every account may look into.
func open(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // that is what is examined
		t.Fatal(err)
	}
	return dir
}

// found fails the test unless a list has the finding.
func found(t *testing.T, list []doctor.Finding, check string, state doctor.State, cause, cure string) {
	t.Helper()
	for _, f := range list {
		if f.Check == check && f.State == state && strings.Contains(f.Says, cause) && strings.Contains(f.Cure, cure) {
			return
		}
	}
	t.Errorf("%s is not %s with %q and %q: %+v", check, state, cause, cure, list)
}

func TestWhatStandsInTheDatabaseIsExaminedWithoutAChange(t *testing.T) {
	for engine, at := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "fettle.db") },
		"postgres": dbtest.Postgres,
	} {
		t.Run(engine, func(t *testing.T) {
			url := at(t)
			now := clock.At(time.Now().UTC())
			d := dbtest.Open(t, url, now)
			examine := func() []doctor.Finding {
				return doctor.Examine(t.Context(), machine(map[string]string{"data": t.TempDir(), "listen": "127.0.0.1:0", "database": url}), now)
			}
			run := func(text string, args ...any) {
				t.Helper()
				if err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(text, args...); return err }); err != nil {
					t.Fatal(err)
				}
			}
			for _, check := range []string{"schema", "clock against the data", "time zones", "jobs"} {
				found(t, examine(), check, doctor.Well, "", "")
			}
			run(`INSERT INTO calendar (id, name, hours, holidays, shipped, archived, version, updated_at) VALUES (1, 'Mars', '{"zone":"Mars/Base"}', '[]', false, false, 1, 0)`)
			found(t, examine(), "time zones", doctor.Fault, "Mars/Base", "another zone")
			run(`INSERT INTO job (id, kind, payload, state, run_at, attempt, lease_until, error, created_at) VALUES (1, 'x', '', 2, 0, 9, 0, 'gone', 0)`)
			found(t, examine(), "jobs", doctor.Warning, "1 were given up", "Health")
			run(`INSERT INTO job (id, kind, payload, state, run_at, attempt, lease_until, error, created_at) VALUES (2, 'x', '', 0, 0, 0, 0, '', 0)`)
			found(t, examine(), "jobs", doctor.Warning, "1 were given up", "Health")
			now.Advance(-time.Hour)
			if engine == "postgres" {
				found(t, examine(), "clock against the data", doctor.Fault, "apart", "time synchronisation")
			}
			newest, err := db.Newest(d.Engine())
			if err != nil {
				t.Fatal(err)
			}
			run(`UPDATE schema_migration SET version = version + 100 WHERE version = $1`, newest)
			found(t, examine(), "schema", doctor.Fault, "made by a newer Fettle", "newer program")
			run(`DELETE FROM schema_migration WHERE version = $1`, newest+100)
			found(t, examine(), "schema", doctor.Warning, "this program needs", "fettle migrate")
		})
	}
}

func TestAFullDiskIsTold(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("this system has no device that is always full")
	}
	if !doctor.Full(&fs.PathError{Op: "write", Path: "x", Err: writeTo(t, "/dev/full")}) {
		t.Error("an error of a full disk is not known as one")
	}
}

// writeTo is what the system answers to a write.
func writeTo(t *testing.T, path string) error {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	_, err = f.WriteString("x")
	return err
}
