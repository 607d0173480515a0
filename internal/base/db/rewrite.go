package db

import (
	"fmt"
	"strings"
	"sync"
)

// Engine is one of the two databases.
type Engine int

// The engines.
const (
	SQLite Engine = iota
	Postgres
)

// String returns the name of the engine.
func (e Engine) String() string {
	if e == Postgres {
		return "postgres"
	}
	return "sqlite"
}

// fragments are the only words that differ between the engines: SQLite's, then PostgreSQL's. The list is closed.
func fragment(name string, e Engine) (string, bool) {
	pair, ok := map[string][2]string{
		"json":        {"TEXT", "JSONB"},
		"blob":        {"BLOB", "BYTEA"},
		"skip_locked": {"", "FOR UPDATE SKIP LOCKED"},
		"forupdate":   {"", "FOR UPDATE"},
		"ilike":       {"LIKE", "ILIKE"},
		"pk":          {"INTEGER PRIMARY KEY", "BIGINT PRIMARY KEY"}, // SQLite's rowid, PostgreSQL's 64 bits
		"greatest":    {"max", "greatest"},
		"no_rowid":    {"WITHOUT ROWID", ""},
		"then_id":     {"", ", id"}, // the last column of an index: SQLite's always end with it
	}[name]
	return pair[e], ok
}

// rewriter remembers the engine's text of each statement. Statements put together at run time are few in shape; past a bound
// they are rewritten each time.
type rewriter struct {
	mu    sync.RWMutex
	cache map[string]string
}

const maxRewrites = 4096

func (r *rewriter) get(e Engine, sql string) (string, error) {
	r.mu.RLock()
	out, ok := r.cache[sql]
	r.mu.RUnlock()
	if ok {
		return out, nil
	}
	out, err := Rewrite(sql, e)
	if err != nil {
		return "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cache == nil {
		r.cache = map[string]string{}
	}
	if len(r.cache) < maxRewrites {
		r.cache[sql] = out
	}
	return out, nil
}

// Rewrite returns the text of sql for an engine: fragments replaced and, for SQLite, $n turned into ? or ?n outside of quoted strings. An
// unknown fragment is an error.
func Rewrite(sql string, e Engine) (string, error) {
	out, plain, err := rewrite(sql, e, true)
	if err == nil && !plain {
		out, _, err = rewrite(sql, e, false)
	}
	return out, err
}

// rewrite writes bare question marks for SQLite if bare is set, which its driver binds faster than numbered ones, and reports whether that
// is right: each $n must stand once, in order.
func rewrite(sql string, e Engine, bare bool) (out string, plain bool, err error) {
	var b strings.Builder
	b.Grow(len(sql))
	plain = true
	next := 1
	for i := 0; i < len(sql); i++ {
		switch c := sql[i]; {
		case c == '\'':
			end := strings.IndexByte(sql[i+1:], '\'')
			if end < 0 {
				return "", false, fmt.Errorf("db: unclosed string in %q", sql)
			}
			b.WriteString(sql[i : i+end+2])
			i += end + 1
		case c == '{' && strings.HasPrefix(sql[i:], "{{"):
			end := strings.Index(sql[i:], "}}")
			if end < 0 {
				return "", false, fmt.Errorf("db: unclosed fragment in %q", sql)
			}
			text, ok := fragment(sql[i+2:i+end], e)
			if !ok {
				return "", false, fmt.Errorf("db: unknown fragment %s", sql[i:i+end+2])
			}
			b.WriteString(text)
			i += end + 1
		case c == '$' && e == SQLite && i+1 < len(sql) && isDigit(sql[i+1]):
			if strings.HasSuffix(b.String(), "LIMIT ") {
				b.WriteString("0+")
			}
			b.WriteByte('?')
			n, end := 0, i+1
			for ; end < len(sql) && isDigit(sql[end]); end++ {
				n = n*10 + int(sql[end]-'0')
			}
			plain = plain && n == next
			next++
			if bare {
				i = end - 1
			}
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), plain, nil
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// Args collects the arguments of a statement that is put together at run time.
type Args struct{ list []any }

// Add appends a value and returns its placeholder, such as "$3".
func (a *Args) Add(v any) string {
	a.list = append(a.list, v)
	return fmt.Sprintf("$%d", len(a.list))
}

// List returns a parenthesised list of placeholders for values, "(NULL)" when there are none.
func List[T any](a *Args, values []T) string {
	if len(values) == 0 {
		return "(NULL)"
	}
	var b strings.Builder
	for i, v := range values {
		if i == 0 {
			b.WriteByte('(')
		} else {
			b.WriteByte(',')
		}
		b.WriteString(a.Add(v))
	}
	b.WriteByte(')')
	return b.String()
}

// Values returns the collected arguments in order.
func (a *Args) Values() []any { return a.list }
