package directory_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/port/directory"
	"github.com/fettle-itsm/fettle/internal/port/directory/slapdtest"
	"github.com/fettle-itsm/fettle/internal/port/inventory"
)

func read(t *testing.T, s directory.Source) (directory.Summary, map[string]inventory.Inventory, error) {
	t.Helper()
	found := map[string]inventory.Inventory{}
	sum, err := directory.Computers(t.Context(), s, func(_ context.Context, inv inventory.Inventory) error {
		found[inv.Machine.Name] = inv
		return nil
	})
	return sum, found, err
}

func TestTheComputersOfARealDirectoryAreRead(t *testing.T) {
	t.Parallel()
	list := []slapdtest.Computer{
		{Name: "WS-1", Host: "ws-1.corp.example.org", System: "Windows 11 Pro", Version: "10.0 (22631)", GUID: "0123456789abcdef"},
		{Name: "SRV-1", System: "Windows Server 2022 Standard", Serial: "SN123456"},
		{Name: "OLD-1", Host: "old-1.example.org", Disabled: true},
	}
	for i := range 1200 { // several pages
		list = append(list, slapdtest.Computer{Name: fmt.Sprintf("PC-%04d", i)})
	}
	url := slapdtest.Start(t, list...)
	source := directory.Source{URL: url, Bind: slapdtest.Bind, Password: slapdtest.Password, Base: slapdtest.Base}
	sum, found, err := read(t, source)
	if err != nil || sum != (directory.Summary{Read: 1203, Found: 1202, Disabled: 1}) || len(found) != 1202 {
		t.Fatalf("%+v, %d computers, %v", sum, len(found), err)
	}
	ws := found["ws-1"]
	want := inventory.Inventory{Format: inventory.Directory, Action: inventory.ActionInventory, Kind: inventory.Computer, Partial: true,
		Agent:   inventory.Agent{Name: "Directory", DeviceID: hex.EncodeToString([]byte("0123456789abcdef"))},
		Machine: inventory.Machine{Name: "ws-1", Domain: "corp.example.org"}, System: inventory.System{FullName: "Windows 11 Pro", Version: "10.0 (22631)"}}
	if diff := cmp.Diff(want, ws); diff != "" {
		t.Error(diff)
	}
	if srv := found["SRV-1"]; srv.Machine.Domain != "example.org" || srv.Machine.Serial != "SN123456" || len(srv.Agent.DeviceID) != 36 {
		t.Errorf("the server is %+v", srv)
	}

	source.Filter = "(&(objectClass=computer)(cn=SRV-*))"
	if sum, _, err := read(t, source); err != nil || sum.Found != 1 {
		t.Errorf("with a filter: %+v %v", sum, err)
	}
	full := errors.New("disk full")
	source.Filter = ""
	if _, err := directory.Computers(t.Context(), source, func(context.Context, inventory.Inventory) error { return full }); !errors.Is(err, full) {
		t.Errorf("an error of the caller becomes %v", err)
	}
	for _, c := range []struct {
		name   string
		change func(*directory.Source)
		want   errs.Kind
	}{
		{"a wrong password is refused", func(s *directory.Source) { s.Password = "wrong" }, errs.Forbidden},
		{"an empty password is never sent", func(s *directory.Source) { s.Password = "" }, errs.Invalid},
		{"nobody sees nothing", func(s *directory.Source) { s.Bind = "" }, errs.Forbidden},
		{"a server without certificates offers no encryption", func(s *directory.Source) { s.StartTLS = true }, errs.Unavailable},
	} {
		s := source
		c.change(&s)
		if _, _, err := read(t, s); !errs.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestAnEncryptedDirectoryIsReadAndItsCertificateVerified(t *testing.T) {
	t.Parallel()
	good := slapdtest.Certificate{From: time.Now().Add(-time.Hour), Until: time.Now().Add(time.Hour)}
	at := slapdtest.Secure(t, good, slapdtest.Computer{Name: "WS-1"}, slapdtest.Computer{Name: "WS-2"})
	foreign := good
	foreign.Names = []string{"directory.calder.example"}
	elsewhere := slapdtest.Secure(t, foreign)
	past := slapdtest.Certificate{From: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)}
	ended := slapdtest.Secure(t, past)
	source := directory.Source{Bind: slapdtest.Bind, Password: slapdtest.Password, Base: slapdtest.Base}
	plain := slapdtest.Start(t)
	for _, c := range []struct {
		name, url string
		start     bool
		ca        []byte
		want      string // what the error says, "" when the computers are read
	}{
		{"over ldaps", at.LDAPS, false, at.CA, ""},
		{"over STARTTLS", at.LDAP, true, at.CA, ""},
		{"an unknown authority over ldaps", at.LDAPS, false, nil, "its certificate is signed by Calder test authority, which this machine does not trust. Add the certificate of that authority"},
		{"an unknown authority over STARTTLS", at.LDAP, true, nil, "could not be encrypted: its certificate is signed by Calder test authority"},
		{"a certificate of another host", elsewhere.LDAPS, false, elsewhere.CA, "its certificate is for directory.calder.example and not for 127.0.0.1. Write the address with a name that the certificate has."},
		{"a certificate that has ended", ended.LDAPS, false, ended.CA, "its certificate is valid from 2024-01-01 to 2025-01-01 only. Renew it on the directory."},
		{"ldaps to a port without it", "ldaps" + strings.TrimPrefix(at.LDAP, "ldap"), false, at.CA, "does not answer"},
		{"STARTTLS where there is no certificate", plain, true, nil, "it does not offer STARTTLS. Give it a certificate, or use ldaps://."},
	} {
		s := source
		s.URL, s.StartTLS, s.CA = c.url, c.start, c.ca
		sum, _, err := read(t, s)
		switch {
		case c.want == "" && (err != nil || sum.Found != 2):
			t.Errorf("%s: %+v, %v", c.name, sum, err)
		case c.want != "" && (!errs.Is(err, errs.Unavailable) || !strings.Contains(errs.Safe(err), c.want)):
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestASourceThatCannotBeIsRefused(t *testing.T) {
	t.Parallel()
	good := directory.Source{URL: "ldaps://directory.example.org", Bind: "cn=reader", Base: "dc=example,dc=org"}
	for _, c := range []struct {
		name   string
		change func(*directory.Source)
		field  string
	}{
		{"an encrypted one is good", func(*directory.Source) {}, ""},
		{"nobody needs no encryption", func(s *directory.Source) { s.URL, s.Bind = "ldap://directory.example.org", "" }, ""},
		{"a password is not sent in clear", func(s *directory.Source) { s.URL = "ldap://directory.example.org" }, "url"},
		{"with STARTTLS it is not in clear", func(s *directory.Source) { s.URL, s.StartTLS = "ldap://directory.example.org", true }, ""},
		{"only directories are asked", func(s *directory.Source) { s.URL = "http://directory.example.org" }, "url"},
		{"a socket of this machine is not asked", func(s *directory.Source) { s.URL = "ldapi:///var/run/ldapi" }, "url"},
		{"no password stands in the address", func(s *directory.Source) { s.URL = "ldaps://me:word@directory.example.org" }, "url"},
		{"a base is needed", func(s *directory.Source) { s.Base = "" }, "base"},
		{"a base is a name", func(s *directory.Source) { s.Base = "example.org" }, "base"},
		{"a file of authorities has certificates", func(s *directory.Source) { s.CA = []byte("my authority") }, "ca"},
		{"a filter is a filter", func(s *directory.Source) { s.Filter = "(cn=*" }, "filter"},
	} {
		s := good
		c.change(&s)
		err := s.Check()
		if c.field == "" && err != nil || c.field != "" && !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
