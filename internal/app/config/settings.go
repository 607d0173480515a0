package config

import (
	"strings"
)

// A Setting describes one value that can be configured.
type Setting struct {
	Name    string // as in the YAML file: "base_url"
	Help    string // one sentence
	Default string // in words, when it is not a plain value
	Secret  bool   // masked in dumps; may be read from a file by FETTLE_…_FILE
	set     func(c *Config, value string, dir string) error
	get     func(c *Config) string
}

// Flag returns the name of the flag, without dashes in front: "base-url".
func (s Setting) Flag() string { return strings.ReplaceAll(s.Name, "_", "-") }

// Env returns the name of the environment variable: "FETTLE_BASE_URL".
func (s Setting) Env() string { return envPrefix + strings.ToUpper(s.Name) }

const (
	envPrefix  = "FETTLE_"
	testPrefix = envPrefix + "TEST_" // what tests tell each other; never a setting
	fileSuffix = "_FILE"
	configName = "config" // where the YAML file is; not a setting in the file itself
	fileName   = "fettle.yaml"
)

// Settings returns every setting, in the order in which they are shown.
func Settings() []Setting {
	return []Setting{
		{
			Name: "data", Help: "Folder for the database, attachments and keys.",
			Default: "/var/lib/fettle for root, else $XDG_DATA_HOME/fettle",
			set:     setData, get: func(c *Config) string { return c.Data },
		},
		{
			Name: "listen", Help: "Address and port to listen on, or unix:/path/to/socket.",
			Default: "127.0.0.1:8080",
			set:     setListen, get: func(c *Config) string { return c.Listen },
		},
		{
			Name: "database", Help: "Where the database is: sqlite:/path/to/file or postgres://user:password@host/name.",
			Default: "sqlite: the file fettle.db in the data folder", Secret: true,
			set: setDatabase, get: func(c *Config) string { return maskURL(c.Database) },
		},
		{
			Name: "base_url", Help: "Address under which people reach this desk; links in messages begin with it.",
			Default: "made from the listening address",
			set:     setBaseURL, get: func(c *Config) string { return c.BaseURL },
		},
		{
			Name: "trusted_proxies", Help: "Addresses or networks of the reverse proxies whose X-Forwarded-… headers are believed.",
			Default: "none",
			set:     setTrustedProxies, get: func(c *Config) string { return joinPrefixes(c.TrustedProxies) },
		},
		path("tls_certificate", "PEM file with the certificate and its chain, to answer over TLS without a proxy; read again when it is renewed.", func(c *Config) *string { return &c.TLSCertificate }),
		path("tls_key", "PEM file with the key of the certificate.", func(c *Config) *string { return &c.TLSKey }),
		{
			Name: "secret_key", Help: "Key that protects stored secrets: 64 hexadecimal digits.",
			Default: "the file secret.key in the data folder, made on first start", Secret: true,
			set: setSecretKey, get: func(c *Config) string { return maskSecret(c.SecretKey) },
		},
		{
			Name: "log_level", Help: "Least important messages to log: debug, info, warn or error.",
			Default: "info",
			set:     setLogLevel, get: func(c *Config) string { return strings.ToLower(c.LogLevel.String()) },
		},
		limit("api_requests", "API requests of each token and session a minute, or none for no limit.", "300000", func(c *Config) *int { return &c.API.Requests }),
		limit("api_failures", "API tokens that do not hold, of each address a minute, or none for no limit.", "120", func(c *Config) *int { return &c.API.Failures }),
		limit("api_streams", "Open event streams of each token and session, or none for no limit.", "32", func(c *Config) *int { return &c.API.Streams }),
	}
}

// path returns a setting that is a file.
func path(name, help string, of func(c *Config) *string) Setting {
	return Setting{Name: name, Help: help, Default: "none", get: func(c *Config) string { return *of(c) },
		set: func(c *Config, value, dir string) (err error) {
			*of(c), err = absolute(value, dir)
			return err
		}}
}

// limit returns a setting that is a number from 1 up, or none.
func limit(name, help, usual string, of func(c *Config) *int) Setting {
	return Setting{Name: name, Help: help, Default: usual,
		set: func(c *Config, value, _ string) error { return setLimit(of(c), value) }, get: func(c *Config) string { return showLimit(*of(c)) }}
}

// lookup returns the setting with the name that the key function gives.
func lookup(key func(Setting) string, want string) (Setting, bool) {
	for _, s := range Settings() {
		if key(s) == want {
			return s, true
		}
	}
	return Setting{}, false
}

// keys returns the names of all settings as the key function gives them.
func keys(key func(Setting) string) []string {
	var names []string
	for _, s := range Settings() {
		names = append(names, key(s))
	}
	return names
}

func settingName(s Setting) string { return s.Name }
