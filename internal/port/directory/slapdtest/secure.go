package slapdtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"path/filepath"
	"testing"
	"time"
)

// Certificate is what a server shows of itself.
type Certificate struct {
	Names       []string // of hosts; 127.0.0.1 and localhost when there are none
	From, Until time.Time
}

// Secured is a server that encrypts.
type Secured struct {
	LDAP  string // the address where STARTTLS is offered
	LDAPS string
	CA    []byte // who signed its certificate, as PEM
}

// Secure runs a server as Start does, with a certificate that an authority of its own has signed.
func Secure(t *testing.T, c Certificate, computers ...Computer) Secured {
	t.Helper()
	if c.Names == nil {
		c.Names = []string{"127.0.0.1", "localhost"}
	}
	ca := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Calder test authority"}, NotBefore: c.From, NotAfter: c.Until.AddDate(20, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: c.Names[0]}, NotBefore: c.From, NotAfter: c.Until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	for _, n := range c.Names {
		if ip := net.ParseIP(n); ip != nil {
			leaf.IPAddresses = append(leaf.IPAddresses, ip)
		} else {
			leaf.DNSNames = append(leaf.DNSNames, n)
		}
	}
	caKey, key := newKey(t), newKey(t)
	signed := sign(t, ca, ca, caKey, caKey)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "ca.pem"), string(signed))
	write(t, filepath.Join(dir, "cert.pem"), string(sign(t, leaf, ca, key, caKey)))
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "key.pem"), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw})))
	at := start(t, "ldap ldaps", "TLSCACertificateFile "+dir+"/ca.pem\nTLSCertificateFile "+dir+"/cert.pem\nTLSCertificateKeyFile "+dir+"/key.pem\n", dir, computers)
	return Secured{at[0], at[1], signed}
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func sign(t *testing.T, c, by *x509.Certificate, key, byKey *ecdsa.PrivateKey) []byte {
	t.Helper()
	raw, err := x509.CreateCertificate(rand.Reader, c, by, &key.PublicKey, byKey)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw})
}
