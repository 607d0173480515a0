package config

import (
	"fmt"
	"log/slog"
	"maps"
	"net/netip"
	"os"
	"path/filepath"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/text"
)

// Config holds the values, checked and complete.
type Config struct {
	// Data is the absolute path of the data folder. It need not exist yet.
	Data string
	// Listen is "host:port" (port 0: any free one) or "unix:/path".
	Listen string
	// Database is "sqlite:/absolute/path" or a PostgreSQL URL. It may hold a password.
	Database string
	// BaseURL is the public address without a slash at the end; empty when it
	// follows from the listening address.
	BaseURL string
	// TrustedProxies are the networks whose forwarding headers are believed.
	TrustedProxies []netip.Prefix
	// TLSCertificate and TLSKey are the PEM files with which Fettle answers over TLS itself; both empty when it does not.
	TLSCertificate, TLSKey string
	// SecretKey has 32 bytes, or is nil when the key file of the data folder is used.
	SecretKey []byte
	// LogLevel is the least important level that is logged.
	LogLevel slog.Level
	// API bounds what one client may ask of the API.
	API API
	// File is the YAML file that was read, empty when there is none.
	File string

	origins map[string]string // by setting name; absent means default
}

// API holds the limits of the API; Unlimited stands for none. Each process counts for itself.
type API struct {
	Requests int // of each token and session, a minute
	Failures int // tokens that do not hold, of each address, a minute
	Streams  int // open event streams of each token and session
}

// Unlimited is the value of a limit that is not there.
const Unlimited = -1

// Source is where the values come from. System gives that of the process.
type Source struct {
	// Flags are the flags that were set, by name without dashes in front, as typed.
	// Besides the settings there is "config", the path of the YAML file.
	Flags map[string]string
	// Environ is the environment, as os.Environ gives it.
	Environ []string
	// ReadFile reads a file; its error for an absent file is fs.ErrNotExist.
	ReadFile func(path string) ([]byte, error)
	// Dir is the working directory: relative paths of flags and environment start there.
	Dir string
	// Root tells that the process is root, whose files go to /etc and /var.
	Root bool
}

// System returns the source of this process, with the flags that were set.
func System(flags map[string]string) Source {
	dir, err := os.Getwd()
	if err != nil {
		dir = "/"
	}
	return Source{Flags: flags, Environ: os.Environ(), ReadFile: os.ReadFile, Dir: dir, Root: os.Geteuid() == 0}
}

// Load gathers the values. An error is of kind Invalid and names, field by field,
// everything that is wrong, with a suggestion for each unknown name.
func Load(from Source) (*Config, error) {
	var check errs.Check
	env := readEnviron(from, &check)

	// The data folder comes first: the YAML file may be in it.
	all := fromFlags(from, &check)
	fill(all, env.values)
	c := &Config{API: API{Requests: 300_000, Failures: 120, Streams: 32}, origins: map[string]string{}}
	apply(c, all, "data", &check)
	if c.Data == "" {
		c.Data, c.origins["data"] = defaultData(from, env)
	}
	file := findFile(from, env, c.Data, &check)
	c.File = file.path
	if _, ok := all["data"]; !ok {
		moveData(c, file, &check)
	}
	fill(all, file.values)

	if c.Data == "" {
		check.Add("data", "there is no home directory to put it in: give --data DIR")
	}
	for _, s := range Settings() {
		if s.Name != "data" {
			apply(c, all, s.Name, &check)
		}
	}
	check.Must((c.TLSCertificate == "") == (c.TLSKey == ""), "tls_key", "a certificate and its key come together: give both tls_certificate and tls_key")
	if err := check.Err(); err != nil {
		return nil, err
	}
	if c.Listen == "" {
		c.Listen = "127.0.0.1:8080"
	}
	if c.Database == "" {
		c.Database = "sqlite:" + filepath.Join(c.Data, "fettle.db")
	}
	return c, nil
}

// given is a value as it was written, and by whom.
type given struct {
	value  string
	origin string // in words, for the dump
	key    string // the name under which it was given, for messages
	dir    string // where relative paths start
}

// fill adds the values that nobody gave yet.
func fill(all, more map[string]given) {
	for name, value := range more {
		if _, ok := all[name]; !ok {
			all[name] = value
		}
	}
}

// apply sets one setting, if it was given.
func apply(c *Config, all map[string]given, name string, check *errs.Check) {
	v, ok := all[name]
	if !ok {
		return
	}
	s, _ := lookup(settingName, name)
	if err := s.set(c, v.value, v.dir); err != nil {
		check.Add(v.key, "%s", err.Error())
		return
	}
	c.origins[name] = v.origin
}

// moveData follows a file that names the data folder. A file inside the default
// data folder that points elsewhere would be read on one start and not on the next.
func moveData(c *Config, file yamlFile, check *errs.Check) {
	found := c.Data
	apply(c, file.values, "data", check)
	if file.inData && c.Data != found {
		check.Add(file.values["data"].key,
			"this file is in the data folder %s and cannot move it: use --data, FETTLE_DATA or another file", found)
	}
}

// fromFlags returns the flags that were set.
func fromFlags(from Source, check *errs.Check) map[string]given {
	all := map[string]given{}
	for _, flag := range slices.Sorted(maps.Keys(from.Flags)) {
		if flag == configName {
			continue
		}
		s, ok := lookup(Setting.Flag, flag)
		if !ok {
			check.Add("--"+flag, "there is no such flag%s", text.Meant("--"+flag, keys(func(s Setting) string { return "--" + s.Flag() }), ""))
			continue
		}
		all[s.Name] = given{value: from.Flags[flag], origin: "flag --" + flag, key: "--" + flag, dir: from.Dir}
	}
	return all
}

// Scheme is how addresses of this desk begin where no proxy stands before it.
func (c *Config) Scheme() string {
	if c.TLSCertificate != "" {
		return "https"
	}
	return "http"
}

// Origin tells in words where the value of a setting comes from: "flag --listen",
// "environment FETTLE_LISTEN", "file /etc/fettle/fettle.yaml" or "default".
func (c *Config) Origin(name string) string {
	if o := c.origins[name]; o != "" {
		return o
	}
	return "default"
}

// absolute makes a path absolute, starting at dir.
func absolute(path, dir string) (string, error) {
	if path == "" {
		return "", fmt.Errorf("the path is empty")
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	return filepath.Clean(path), nil
}
