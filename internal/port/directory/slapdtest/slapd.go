package slapdtest

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The server's own: below Base are the computers, and Bind may read all of them with Password.
const (
	Base     = "dc=example,dc=org"
	Bind     = "cn=reader," + Base
	Password = "not-a-secret-9"
)

// schema defines what a computer is in Active Directory, as far as it matters here.
const schema = `
attributetype ( 1.2.840.113556.1.4.619 NAME 'dNSHostName' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.363 NAME 'operatingSystem' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.364 NAME 'operatingSystemVersion' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.8 NAME 'userAccountControl' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.2.840.113556.1.4.2 NAME 'objectGUID' EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
objectclass ( 1.2.840.113556.1.3.30 NAME 'computer' SUP top STRUCTURAL MUST cn MAY ( description $ serialNumber $ dNSHostName $ operatingSystem $ operatingSystemVersion $ userAccountControl $ objectGUID ) )
`

// Computer is one that the server knows. Without a GUID it has the identity that the server gives it.
type Computer struct {
	Name, Host, System, Version, Serial, GUID string
	Disabled                                  bool
}

// Start runs a server with computers until the test ends and returns its address. Without the program the test is skipped, but not in CI,
// where it has to be there.
func Start(t *testing.T, computers ...Computer) string {
	t.Helper()
	return start(t, "ldap", "", t.TempDir(), computers)[0]
}

// start runs a server that listens once per scheme, with lines more in its configuration.
func start(t *testing.T, schemes, more, dir string, computers []Computer) (at []string) {
	t.Helper()
	core := "/etc/ldap/schema/core.schema"
	slapd, add := find("slapd"), find("slapadd")
	if _, err := os.Stat(core); slapd == "" || add == "" || err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("slapd is not installed; scripts/deps does it")
		}
		t.Skip("needs the Debian package slapd")
	}
	if err := os.Mkdir(filepath.Join(dir, "db"), 0o700); err != nil {
		t.Fatal(err)
	}
	conf, data := filepath.Join(dir, "slapd.conf"), filepath.Join(dir, "data.ldif")
	write(t, conf, "include "+core+"\n"+schema+"\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\npidfile "+dir+"/pid\nargsfile "+dir+"/args\n"+more+"database mdb\nsuffix "+Base+
		"\nrootdn "+Bind+"\nrootpw "+Password+"\ndirectory "+dir+"/db\naccess to * by anonymous auth by * none\n")
	write(t, data, ldif(computers))
	if out, err := exec.CommandContext(t.Context(), add, "-q", "-f", conf, "-l", data).CombinedOutput(); err != nil {
		t.Fatalf("slapadd: %v\n%s", err, out)
	}
	for scheme := range strings.FieldsSeq(schemes) {
		at = append(at, scheme+"://"+free(t))
	}
	var said bytes.Buffer
	cmd := exec.CommandContext(t.Context(), slapd, "-f", conf, "-h", strings.Join(at, " "), "-d", "none")
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
	var d net.Dialer
	for again := time.NewTicker(10 * time.Millisecond); ; {
		_, host, _ := strings.Cut(at[len(at)-1], "://")
		if c, err := d.DialContext(t.Context(), "tcp", host); err == nil {
			_ = c.Close()
			return at
		}
		select {
		case <-again.C:
		case <-ended:
			t.Fatalf("slapd did not start: %s", said.String())
		}
	}
}

func find(name string) string {
	for _, path := range []string{name, "/usr/sbin/" + name} {
		if found, err := exec.LookPath(path); err == nil {
			return found
		}
	}
	return ""
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// free returns an address of this machine that nobody listens on.
func free(t *testing.T) string {
	t.Helper()
	var lc net.ListenConfig
	ln, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	return ln.Addr().String()
}

// ldif writes computers as the server loads them.
func ldif(computers []Computer) string {
	var b strings.Builder
	b.WriteString("dn: " + Base + "\nobjectClass: organization\nobjectClass: dcObject\no: Example\ndc: example\n")
	for _, c := range computers {
		fmt.Fprintf(&b, "\ndn: cn=%s,%s\nobjectClass: computer\ncn: %s\n", c.Name, Base, c.Name)
		control := 4096
		if c.Disabled {
			control |= 2
		}
		fmt.Fprintf(&b, "userAccountControl: %d\n", control)
		for name, value := range map[string]string{"dNSHostName": c.Host, "operatingSystem": c.System, "operatingSystemVersion": c.Version, "serialNumber": c.Serial} {
			if value != "" {
				fmt.Fprintf(&b, "%s: %s\n", name, value)
			}
		}
		if c.GUID != "" {
			fmt.Fprintf(&b, "objectGUID:: %s\n", base64.StdEncoding.EncodeToString([]byte(c.GUID)))
		}
	}
	return b.String()
}
