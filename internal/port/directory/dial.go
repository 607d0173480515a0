package directory

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/go-ldap/ldap/v3"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// dial connects, encrypted where the source says so; certificates are verified against those that this system trusts and those of the source.
func dial(s Source) (*ldap.Conn, error) {
	u, err := url.Parse(s.URL)
	if err != nil {
		return nil, errs.Because(errs.Invalid, err, "This is no address of a directory.")
	}
	var bad error // of the certificate: StartTLS keeps its words only
	secure, err := verified(u.Hostname(), s.CA, &bad)
	if err != nil {
		return nil, err
	}
	conn, err := ldap.DialURL(s.URL, ldap.DialWithDialer(&net.Dialer{Timeout: dialTimeout}), ldap.DialWithTLSConfig(secure))
	if err != nil {
		return nil, errs.Because(errs.Unavailable, err, "The directory at %s does not answer%s", u.Host, distrust(errors.Join(bad, err), u.Hostname(), "."))
	}
	conn.SetTimeout(askTimeout)
	if s.StartTLS && u.Scheme == "ldap" {
		if err := conn.StartTLS(secure); err != nil {
			none := ": it does not offer STARTTLS. Give it a certificate, or use ldaps://."
			return nil, errors.Join(errs.Because(errs.Unavailable, err, "The connection to the directory at %s could not be encrypted%s", u.Host, distrust(errors.Join(bad, err), u.Hostname(), none)), conn.Close())
		}
	}
	return conn, nil
}

// verified is how a connection to a host is encrypted. Its certificate is verified here, in the way of crypto/tls, and what is wrong with it kept
// in bad.
func verified(host string, more []byte, bad *error) (*tls.Config, error) {
	var trusted *x509.CertPool // nil is the system's
	if len(more) > 0 {
		var err error
		if trusted, err = x509.SystemCertPool(); err != nil {
			return nil, errs.Because(errs.Unavailable, err, "The certificates that this machine trusts cannot be read.")
		}
		trusted.AppendCertsFromPEM(more)
	}
	verify := func(cs tls.ConnectionState) error {
		opts := x509.VerifyOptions{DNSName: host, Roots: trusted, Intermediates: x509.NewCertPool()}
		for _, c := range cs.PeerCertificates[1:] {
			opts.Intermediates.AddCert(c)
		}
		_, *bad = cs.PeerCertificates[0].Verify(opts)
		return *bad
	}
	return &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12, InsecureSkipVerify: true, VerifyConnection: verify}, nil //nolint:gosec // verify does it
}

// distrust says what is wrong with the certificate of a host and what helps; otherwise when it is not the certificate.
func distrust(err error, host, otherwise string) string {
	if unknown, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		by := "an authority"
		if unknown.Cert != nil && unknown.Cert.Issuer.CommonName != "" {
			by = unknown.Cert.Issuer.CommonName
		}
		return ": its certificate is signed by " + by + ", which this machine does not trust. Add the certificate of that authority to the trusted ones of the machine on which Fettle runs, or name its file in SSL_CERT_FILE, and start Fettle again."
	}
	if other, ok := errors.AsType[x509.HostnameError](err); ok {
		names := other.Certificate.DNSNames
		for _, ip := range other.Certificate.IPAddresses {
			names = append(names, ip.String())
		}
		return ": its certificate is for " + strings.Join(names, ", ") + " and not for " + host + ". Write the address with a name that the certificate has."
	}
	if bad, ok := errors.AsType[x509.CertificateInvalidError](err); ok && bad.Reason == x509.Expired && bad.Cert != nil {
		return ": its certificate is valid from " + bad.Cert.NotBefore.Format(time.DateOnly) + " to " + bad.Cert.NotAfter.Format(time.DateOnly) + " only. Renew it on the directory."
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return ": it does not encrypt on this port. Use port 636 for ldaps://, or ldap:// with STARTTLS."
	}
	return otherwise
}
