package app

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
)

func listen(ctx context.Context, at string) (net.Listener, error) {
	network := "tcp"
	if path, ok := strings.CutPrefix(at, "unix:"); ok {
		network, at = "unix", path
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, errs.Because(errs.Unavailable, err, "The socket %s is in the way and cannot be removed.", path)
		}
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, network, at)
	return ln, errs.Because(errs.Unavailable, err, "Fettle cannot listen on %s: another program may use it. Choose another address with --listen.", at)
}

// CanListen refuses an address on which nobody can listen now, with the cure. Kinds: Unavailable.
func CanListen(ctx context.Context, at string) error {
	if strings.HasPrefix(at, "unix:") {
		return nil
	}
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", at)
	switch {
	case err == nil:
		return ln.Close()
	case errors.Is(err, syscall.EADDRINUSE):
		return errs.New(errs.Unavailable, "Another program listens on %s already, perhaps another Fettle. Choose another address, such as --listen %s.", at, next(at))
	case errors.Is(err, os.ErrPermission):
		return errs.New(errs.Unavailable, "This account may not listen on %s. Choose a port above 1023, such as --listen 127.0.0.1:8080.", at)
	}
	return errs.Because(errs.Unavailable, err, "Fettle cannot listen on %s. Choose an address of this machine with --listen.", at)
}

// next returns the address with another port.
func next(at string) string {
	host, port, err := net.SplitHostPort(at)
	n, nerr := strconv.Atoi(port)
	if err != nil || nerr != nil || n >= 65535 {
		return "127.0.0.1:8081"
	}
	return net.JoinHostPort(host, strconv.Itoa(n+1))
}

// serve answers at a listener, over TLS where there is a certificate.
func serve(srv *http.Server, ln net.Listener, secure *tls.Config) error {
	if secure == nil {
		return srv.Serve(ln)
	}
	srv.TLSConfig = secure
	return srv.ServeTLS(ln, "", "")
}

// reread is how long a certificate is used before its files are looked at again: a renewed one needs no restart.
const reread = time.Minute

// certified returns how to answer over TLS with the certificate in two PEM files, nil for none. Kinds: Invalid.
func certified(now clock.Clock, certificate, key string) (*tls.Config, error) {
	if certificate == "" {
		return nil, nil
	}
	first, err := ReadCertificate(certificate, key)
	if err != nil {
		return nil, err
	}
	var mu sync.Mutex
	at := now.Now()
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		mu.Lock()
		defer mu.Unlock()
		if t := now.Now(); t.Sub(at) > reread {
			at = t
			if fresh, err := ReadCertificate(certificate, key); err == nil { // half a renewal is no reason to stop
				first = fresh
			}
		}
		return first, nil
	}}, nil
}

// ReadCertificate reads a certificate and its key. Kinds: Invalid, with what is wrong and the cure.
func ReadCertificate(certificate, key string) (*tls.Certificate, error) {
	for _, f := range []struct{ path, setting string }{{certificate, "tls_certificate"}, {key, "tls_key"}} {
		if _, err := os.ReadFile(f.path); err != nil {
			return nil, errs.Because(errs.Invalid, err, "The file %s cannot be read. Correct its rights, or name another as %s.", f.path, f.setting)
		}
	}
	c, err := tls.LoadX509KeyPair(certificate, key)
	if err != nil {
		return nil, errs.Because(errs.Invalid, err, "%s and %s are no certificate in PEM form with its key: %s. Name the file with the whole chain as tls_certificate and the key that belongs to it as tls_key.",
			certificate, key, strings.TrimPrefix(err.Error(), "tls: "))
	}
	return &c, nil
}
