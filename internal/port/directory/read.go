package directory

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/go-ldap/ldap/v3"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/port/inventory"
)

// The bounds of reading.
const (
	dialTimeout = 10 * time.Second
	askTimeout  = 60 * time.Second // for one page
	pageSize    = 500
	most        = 200_000 // computers
)

// Usual is the filter that finds the computers of Active Directory.
const Usual = "(objectClass=computer)"

// Source is where computers are read from.
type Source struct {
	URL      string // ldap://host, ldaps://host:636
	StartTLS bool   // ldap:// turns to an encrypted connection first
	Bind     string // the name to sign in with; "" for nobody
	Password string
	Base     string // below which entry is searched
	Filter   string // Usual when empty
	CA       []byte // authorities as PEM that are trusted besides those of this system
}

// Check says what is wrong with a source. Kinds: Invalid.
func (s Source) Check() error {
	var c errs.Check
	u, err := url.Parse(s.URL)
	c.Must(err == nil && u.Host != "" && u.User == nil && (u.Scheme == "ldap" || u.Scheme == "ldaps"), "url", "Give an address such as ldaps://directory.example.org.")
	if s.Base != "" {
		_, err = ldap.ParseDN(s.Base)
	}
	c.Must(s.Base != "" && err == nil, "base", "Give the entry to search below, such as dc=example,dc=org.")
	_, err = ldap.CompileFilter(cmp.Or(s.Filter, Usual))
	c.Must(err == nil, "filter", "This is no LDAP filter such as "+Usual+".")
	c.Must(len(s.CA) == 0 || x509.NewCertPool().AppendCertsFromPEM(s.CA), "ca", "There is no certificate in this file. It begins with -----BEGIN CERTIFICATE-----.")
	if s.Bind != "" && u != nil && u.Scheme == "ldap" && !s.StartTLS && !here(u.Hostname()) {
		c.Add("url", "A password is sent over an encrypted connection only: use ldaps:// or STARTTLS.")
	}
	return c.Err()
}

// here reports whether a host is this machine.
func here(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

// Summary counts what was read. Entries without a name and those that are disabled are not handed on.
type Summary struct {
	Read, Found, Disabled, Nameless int
}

// Computers reads every computer of a source and hands it to found. It ends with the first error of found, or when ctx does. Kinds: Invalid
// for a source that cannot be, Unavailable when the directory does not answer, Forbidden when it does not let in.
func Computers(ctx context.Context, s Source, found func(ctx context.Context, inv inventory.Inventory) error) (sum Summary, err error) {
	if err := s.Check(); err != nil {
		return sum, err
	}
	if s.Bind != "" && s.Password == "" {
		return sum, errs.Bad("password", "The directory is asked with a name, so a password is needed.")
	}
	conn, err := dial(s)
	if err != nil {
		return sum, err
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if s.Bind != "" {
		if err := conn.Bind(s.Bind, s.Password); err != nil {
			return sum, refused(ctx, err, "The directory does not let %s in: the name or the password is wrong.", s.Bind)
		}
	}
	paging := ldap.NewControlPaging(pageSize)
	for {
		page, err := conn.Search(ldap.NewSearchRequest(s.Base, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, int(askTimeout/time.Second), false,
			cmp.Or(s.Filter, Usual), attributes(), []ldap.Control{paging}))
		if err != nil {
			return sum, refused(ctx, err, "The search below %s failed.", s.Base)
		}
		for _, e := range page.Entries {
			if sum.Read++; sum.Read > most {
				return sum, errs.New(errs.Invalid, "The filter finds more than %d entries.", most)
			}
			inv, disabled := describe(e)
			switch {
			case disabled:
				sum.Disabled++
				continue
			case inv.Machine.Name == "":
				sum.Nameless++
				continue
			}
			sum.Found++
			if err := found(ctx, inv); err != nil {
				return sum, err
			}
		}
		next, ok := ldap.FindControl(page.Controls, ldap.ControlTypePaging).(*ldap.ControlPaging)
		if !ok || len(next.Cookie) == 0 {
			return sum, ctx.Err()
		}
		paging.SetCookie(next.Cookie)
	}
}

// refused tells a directory that does not let in from one that is away, and both from a caller who gave up.
func refused(ctx context.Context, err error, sentence, what string) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	kind := errs.Unavailable
	if ldap.IsErrorAnyOf(err, ldap.LDAPResultInvalidCredentials, ldap.LDAPResultInsufficientAccessRights, ldap.LDAPResultInappropriateAuthentication,
		ldap.LDAPResultInvalidDNSyntax) {
		kind = errs.Forbidden
	}
	return errs.Because(kind, err, sentence+" It says: %s", what, strings.TrimSpace(reason(err)))
}

// reason is what a directory says of a refusal, without the diagnostics that may name its insides.
func reason(err error) string {
	if e, ok := errors.AsType[*ldap.Error](err); ok {
		return cmp.Or(ldap.LDAPResultCodeMap[e.ResultCode], "no answer") + "."
	}
	return "no answer."
}
