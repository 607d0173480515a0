package config

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/text"
)

// The functions here turn a value as written into its field. Their errors go to
// people and logs, so none repeats a value that may hold a secret.

func setData(c *Config, value, dir string) (err error) {
	c.Data, err = absolute(value, dir)
	return err
}

func setListen(c *Config, value, dir string) error {
	if path, ok := strings.CutPrefix(value, "unix:"); ok {
		path, err := absolute(path, dir)
		if err != nil {
			return fmt.Errorf("unix: needs the path of the socket")
		}
		c.Listen = "unix:" + path
		return nil
	}
	host, port, err := net.SplitHostPort(value)
	if err != nil {
		return fmt.Errorf("%q is not an address and port such as 127.0.0.1:8080, nor unix:/path", value)
	}
	if host == "" {
		// Listening on every network is a decision, not an omission.
		return fmt.Errorf("%q names no address: say 127.0.0.1:%s for this machine only, or 0.0.0.0:%s for every network", value, port, port)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("the port %q is not a number from 0 to 65535", port)
	}
	c.Listen = net.JoinHostPort(host, port)
	return nil
}

func setDatabase(c *Config, value, dir string) error {
	form := errors.New("sqlite:/path/to/file or postgres://user:password@host/name is expected")
	scheme, rest, ok := strings.Cut(value, ":")
	if !ok {
		return form
	}
	switch strings.ToLower(scheme) {
	case "sqlite":
		path, err := absolute(strings.TrimPrefix(rest, "//"), dir)
		if err != nil || strings.Contains(rest, ":memory:") {
			return errors.New("sqlite: needs the path of a file")
		}
		c.Database = "sqlite:" + path
	case "postgres", "postgresql":
		u, err := url.Parse(value)
		if err != nil || strings.Trim(u.Path, "/") == "" {
			return form
		}
		c.Database = value
	default:
		return form
	}
	return nil
}

func setBaseURL(c *Config, value, _ string) error {
	u, err := url.Parse(value)
	switch {
	case err != nil, u.Scheme != "http" && u.Scheme != "https", u.Host == "":
		return fmt.Errorf("%q is not an address such as https://help.example.org", value)
	case u.User != nil, u.RawQuery != "", u.Fragment != "":
		return errors.New("an address without user, query and fragment is expected")
	}
	c.BaseURL = strings.TrimRight(u.String(), "/")
	return nil
}

func setTrustedProxies(c *Config, value, _ string) error {
	c.TrustedProxies = nil
	for _, item := range strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' }) {
		prefix, err := netip.ParsePrefix(item)
		if err != nil {
			addr, err := netip.ParseAddr(item)
			if err != nil {
				return fmt.Errorf("%q is neither an address such as 10.0.0.5 nor a network such as 10.0.0.0/8", item)
			}
			prefix = netip.PrefixFrom(addr.WithZone("").Unmap(), addr.Unmap().BitLen())
		}
		c.TrustedProxies = append(c.TrustedProxies, prefix.Masked())
	}
	return nil
}

func setSecretKey(c *Config, value, _ string) error {
	key, err := hex.DecodeString(strings.TrimSpace(value))
	if err != nil || len(key) != 32 {
		return errors.New("64 hexadecimal digits are expected; \"openssl rand -hex 32\" makes some")
	}
	c.SecretKey = key
	return nil
}

func setLogLevel(c *Config, value, _ string) error {
	levels := []string{"debug", "info", "warn", "error"}
	value = strings.ToLower(value)
	if !slices.Contains(levels, value) {
		return fmt.Errorf("%q is not one of %s%s", value, strings.Join(levels, ", "), text.Meant(value, levels, ""))
	}
	return c.LogLevel.UnmarshalText([]byte(value))
}

const none = "none"

func setLimit(to *int, value string) error {
	if strings.EqualFold(value, none) {
		*to = Unlimited
		return nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > 1_000_000_000 {
		return fmt.Errorf("%q is neither a whole number from 1 to 1000000000 nor %q", value, none)
	}
	*to = n
	return nil
}

func showLimit(n int) string {
	if n == Unlimited {
		return none
	}
	return strconv.Itoa(n)
}

// KeyFile returns the path of the file that holds the secret key when none is configured.
func (c *Config) KeyFile() string { return filepath.Join(c.Data, "secret.key") }

func joinPrefixes(list []netip.Prefix) string {
	var items []string
	for _, p := range list {
		items = append(items, p.String())
	}
	return strings.Join(items, ",")
}
