package snmp

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"github.com/gosnmp/gosnmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Access is one way to be let in. Version is "1", "2c" or "3"; the first two use Community, the third the rest. Auth is "", "SHA",
// "SHA256" or "SHA512", Privacy is "" or "AES"; weaker ones are not offered.
type Access struct {
	Version   string
	Community string
	User      string
	Auth      string
	AuthKey   string
	Privacy   string
	PrivKey   string
}

// Options bound a sweep. A zero field takes the value named with it.
type Options struct {
	Port     uint16        // 161
	Timeout  time.Duration // for one answer: 2 s
	Retries  int           // 1; a negative number is none
	Parallel int           // devices asked at once: 32
	Rows     int           // rows read of one table: 20,000
	Asked    func(n int)   // is told how many addresses were asked so far, one call at a time; may be nil
}

func (o Options) orDefault() Options {
	if o.Port == 0 {
		o.Port = 161
	}
	if o.Timeout <= 0 {
		o.Timeout = 2 * time.Second
	}
	if o.Retries == 0 {
		o.Retries = 1
	}
	o.Retries = max(o.Retries, 0)
	if o.Parallel <= 0 {
		o.Parallel = 32
	}
	if o.Rows <= 0 {
		o.Rows = 20_000
	}
	return o
}

// client prepares a connection; nothing is sent yet.
func (a Access) client(ctx context.Context, addr netip.Addr, o Options) (*gosnmp.GoSNMP, error) {
	c := &gosnmp.GoSNMP{
		Target: addr.String(), Port: o.Port, Transport: "udp", Community: a.Community, Context: ctx, Timeout: o.Timeout, Retries: o.Retries,
		MaxOids: gosnmp.MaxOids, MaxRepetitions: 25,
	}
	switch a.Version {
	case "1":
		c.Version = gosnmp.Version1
	case "2c":
		c.Version = gosnmp.Version2c
	case "3":
		c.Version = gosnmp.Version3
		c.SecurityModel = gosnmp.UserSecurityModel
		if err := a.secure(c); err != nil {
			return nil, err
		}
	default:
		return nil, errs.Bad("version", "SNMP has the versions 1, 2c and 3.")
	}
	return c, c.Connect()
}

// shortest is how long a password of version 3 has to be.
const shortest = 8

func (a Access) secure(c *gosnmp.GoSNMP) error {
	var bad errs.Check
	bad.Must(a.User != "", "user", "Version 3 needs a user.")
	bad.Must(a.Auth == "" || len(a.AuthKey) >= shortest, "auth", "Give the password of the authentication: at least %d characters.", shortest)
	bad.Must(a.Privacy == "" || len(a.PrivKey) >= shortest, "privacy", "Give the password of the encryption: at least %d characters.", shortest)
	bad.Must(a.Privacy == "" || a.Auth != "", "auth", "Encryption needs authentication.")
	if err := bad.Err(); err != nil {
		return err
	}
	user := &gosnmp.UsmSecurityParameters{UserName: a.User, AuthenticationPassphrase: a.AuthKey, PrivacyPassphrase: a.PrivKey}
	c.SecurityParameters = user
	switch strings.ToUpper(a.Auth) {
	case "":
		c.MsgFlags = gosnmp.NoAuthNoPriv
		return nil
	case "SHA":
		user.AuthenticationProtocol = gosnmp.SHA
	case "SHA256":
		user.AuthenticationProtocol = gosnmp.SHA256
	case "SHA512":
		user.AuthenticationProtocol = gosnmp.SHA512
	default:
		return errs.Bad("auth", "SHA, SHA256 and SHA512 are offered.")
	}
	c.MsgFlags = gosnmp.AuthNoPriv
	switch strings.ToUpper(a.Privacy) {
	case "":
	case "AES":
		user.PrivacyProtocol = gosnmp.AES
		c.MsgFlags = gosnmp.AuthPriv
	default:
		return errs.Bad("privacy", "AES is offered.")
	}
	return nil
}
