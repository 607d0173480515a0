package doctor

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/app/config"
	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// address examines whether one can listen, or who listens already.
func address(ctx context.Context, conf *config.Config) []Finding {
	const check = "address"
	err := app.CanListen(ctx, conf.Listen)
	if err == nil {
		return []Finding{{check, Well, conf.Listen + " is free; Fettle does not run there now.", ""}}
	}
	if mine, ready := answers(ctx, conf); mine {
		if !ready {
			return []Finding{{check, Fault, "Fettle runs at " + conf.Listen + " and is not ready.", "Look into its log, and at what this command says of the database."}}
		}
		return []Finding{{check, Well, "Fettle runs at " + conf.Listen + " and is ready.", ""}}
	}
	says, cure, _ := strings.Cut(errs.Safe(err), ". ")
	return []Finding{{check, Fault, says + ".", cure}}
}

// answers reports whether a Fettle answers at the address, and whether it is ready.
func answers(ctx context.Context, conf *config.Config) (mine, ready bool) {
	c := &http.Client{Timeout: 3 * time.Second, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // nothing is sent; only whether it answers counts
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", conf.Listen)
		}}}
	defer c.CloseIdleConnections()
	get := func(path string) (int, string) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, conf.Scheme()+"://localhost"+path, nil)
		if err != nil {
			return 0, ""
		}
		answer, err := c.Do(req)
		if err != nil {
			return 0, ""
		}
		defer func() { _ = answer.Body.Close() }()
		body, _ := io.ReadAll(io.LimitReader(answer.Body, 1<<16))
		return answer.StatusCode, string(body)
	}
	if status, body := get("/sign-in"); status == 0 || !strings.Contains(body, "Fettle") {
		return false, false
	}
	status, _ := get("/readyz")
	return true, status == http.StatusOK
}

// soon is how long before its end a certificate should be renewed.
const soon = 14 * 24 * time.Hour

// certificate examines the files for TLS.
func certificate(conf *config.Config, now time.Time) Finding {
	const check = "certificate"
	if conf.TLSCertificate == "" {
		return Finding{check, Well, "None is set; Fettle answers without TLS.", ""}
	}
	c, err := app.ReadCertificate(conf.TLSCertificate, conf.TLSKey)
	if err != nil {
		says, cure, _ := strings.Cut(errs.Safe(err), ". ")
		return Finding{check, Fault, says + ".", cure}
	}
	switch ends := c.Leaf.NotAfter; {
	case now.Before(c.Leaf.NotBefore):
		return Finding{check, Fault, "It holds from " + c.Leaf.NotBefore.Format(time.DateOnly) + " on only.", "Set the clock of this machine right, or bring the certificate that holds now."}
	case now.After(ends):
		return Finding{check, Fault, "It ended on " + ends.Format(time.DateOnly) + ".", "Renew it; Fettle reads the new files by itself within a minute."}
	case now.Add(soon).After(ends):
		return Finding{check, Warning, "It ends on " + ends.Format(time.DateOnly) + ".", "Renew it; Fettle reads the new files by itself within a minute."}
	default:
		return Finding{check, Well, "It holds until " + ends.Format(time.DateOnly) + ".", ""}
	}
}

// proxy examines whether the forwarding headers of a proxy are believed where there must be one.
func proxy(conf *config.Config) Finding {
	const check = "proxy"
	behind := strings.HasPrefix(conf.BaseURL, "https://") && conf.TLSCertificate == "" || strings.HasPrefix(conf.Listen, "unix:")
	switch {
	case behind && len(conf.TrustedProxies) == 0:
		return Finding{check, Warning, "A proxy must stand before Fettle, but its headers are not trusted: everybody seems to come from the proxy's address, and without TLS.",
			"Name the proxy's address, for example --trusted-proxies 127.0.0.1, and have it send X-Forwarded-For and X-Forwarded-Proto."}
	case behind:
		return Finding{check, Well, "The headers of the proxies that are named are trusted.", ""}
	}
	return Finding{check, Well, "None is needed.", ""}
}
