package app

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// issue writes a new certificate and its key into a folder and returns it.
func issue(t *testing.T, dir string, serial int64) []byte {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(serial), NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0)}
	der, err := x509.CreateCertificate(rand.Reader, leaf, leaf, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return der
}

func TestARenewedCertificateIsUsedWithoutARestart(t *testing.T) {
	dir, now := t.TempDir(), clock.At(time.Unix(1<<30, 0))
	first := issue(t, dir, 1)
	conf, err := certified(now, filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	is := func(want []byte, when string) {
		t.Helper()
		c, err := conf.GetCertificate(nil)
		if err != nil || !bytes.Equal(c.Certificate[0], want) {
			t.Errorf("%s another certificate is used (%v)", when, err)
		}
	}
	is(first, "at first")
	second := issue(t, dir, 2)
	is(first, "at once")
	now.Advance(reread + time.Second)
	is(second, "after a while")
	if err := os.Remove(filepath.Join(dir, "key.pem")); err != nil {
		t.Fatal(err)
	}
	now.Advance(reread + time.Second)
	is(second, "in the middle of a renewal")
	if _, err := certified(now, filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")); !errs.Is(err, errs.Invalid) {
		t.Errorf("without a key it starts: %v", err)
	}
}
