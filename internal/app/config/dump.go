package config

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"text/tabwriter"
)

const masked = "***"

// Dump writes every setting with its value and origin, secrets masked: as columns
// for people, or as a JSON array of {"name","value","origin"} objects.
func (c *Config) Dump(w io.Writer, asJSON bool) error {
	type line struct {
		Name   string `json:"name"`
		Value  string `json:"value"`
		Origin string `json:"origin"`
	}
	var lines []line
	for _, s := range Settings() {
		lines = append(lines, line{s.Name, s.get(c), c.Origin(s.Name)})
	}
	if asJSON {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(lines)
	}
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, l := range lines {
		if l.Value == "" {
			l.Value = "-"
		}
		if _, err := fmt.Fprintf(columns, "%s\t%s\t%s\n", l.Name, l.Value, l.Origin); err != nil {
			return err
		}
	}
	return columns.Flush()
}

// maskURL hides the password of a database URL, also where it stands in the query.
func maskURL(text string) string {
	if strings.HasPrefix(text, "sqlite:") {
		return text
	}
	u, err := url.Parse(text)
	if err != nil {
		return masked
	}
	query := u.Query()
	for name := range query {
		if strings.Contains(strings.ToLower(name), "pass") {
			query.Set(name, masked)
		}
	}
	// Put together by hand, because url.URL would escape the stars.
	user := ""
	if u.User != nil {
		user = u.User.Username()
		if _, has := u.User.Password(); has {
			user += ":" + masked
		}
		user += "@"
	}
	out := u.Scheme + "://" + user + u.Host + u.EscapedPath()
	if len(query) > 0 {
		out += "?" + strings.ReplaceAll(query.Encode(), url.QueryEscape(masked), masked)
	}
	return out
}

func maskSecret(key []byte) string {
	if len(key) == 0 {
		return ""
	}
	return masked
}
