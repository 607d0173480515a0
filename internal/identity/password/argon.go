package password

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Hasher makes and checks hashes.
type Hasher interface {
	// Hash returns the encoded hash of a password with a new salt.
	Hash(ctx context.Context, password string) (string, error)
	// Check reports whether the password fits the encoded hash, and whether the hash should be made anew with today's parameters.
	Check(ctx context.Context, encoded, password string) (fits, old bool, err error)
	// Decoy returns a hash that no password fits. Checking it costs what checking any hash of today costs; making it costs nothing.
	Decoy() string
}

// Params are the cost of one argon2id hash.
type Params struct {
	Memory  uint32 // KiB
	Time    uint32 // passes
	Threads uint8
}

// Default returns 64 MiB, 3 passes, 1 thread: above 100 ms on a common server core.
func Default() Params { return Params{Memory: 64 << 10, Time: 3, Threads: 1} }

const (
	saltLen = 16
	keyLen  = 32
	// maxMemory bounds what a hash from the database may ask for.
	maxMemory = 1 << 20
	maxTime   = 20
)

// Argon is the Hasher of the product. It is safe for concurrent use.
type Argon struct {
	params Params
	slots  chan struct{}
}

// New returns a hasher of which at most concurrent hashes run at once; further callers wait.
func New(p Params, concurrent int) *Argon {
	return &Argon{p, make(chan struct{}, max(1, concurrent))}
}

func (a *Argon) key(ctx context.Context, password string, salt []byte, p Params) ([]byte, error) {
	select {
	case a.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, errs.Because(errs.Unavailable, ctx.Err(), "Too many people sign in right now; please try again.")
	}
	defer func() { <-a.slots }()
	return argon2.IDKey([]byte(password), salt, p.Time, p.Memory, p.Threads, keyLen), nil
}

// Hash returns the PHC form "$argon2id$v=19$m=65536,t=3,p=1$salt$key". Kinds: Invalid for an overlong password, Unavailable when
// the caller gave up waiting for a free slot.
func (a *Argon) Hash(ctx context.Context, password string) (string, error) {
	if len(password) > maxBytes {
		return "", tooLong()
	}
	salt := make([]byte, saltLen)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	key, err := a.key(ctx, password, salt, a.params)
	if err != nil {
		return "", err
	}
	return a.write(salt, key), nil
}

// Decoy implements Hasher: a key of nothing but chance.
func (a *Argon) Decoy() string {
	b := make([]byte, saltLen+keyLen)
	_, _ = rand.Read(b) // never fails
	return a.write(b[:saltLen], b[saltLen:])
}

func (a *Argon) write(salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, a.params.Memory, a.params.Time, a.params.Threads,
		b64.EncodeToString(salt), b64.EncodeToString(key))
}

// Check compares in constant time. An overlong password is hashed as an empty one, so that it costs the same and never fits. Kinds:
// Internal for a hash that is not ours, Unavailable as for Hash.
func (a *Argon) Check(ctx context.Context, encoded, password string) (fits, old bool, err error) {
	p, salt, want, err := parse(encoded)
	if err != nil {
		return false, false, err
	}
	long := len(password) > maxBytes
	if long {
		password = ""
	}
	got, err := a.key(ctx, password, salt, p)
	if err != nil {
		return false, false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && !long, p != a.params, nil
}

func parse(encoded string) (p Params, salt, key []byte, err error) {
	parts := strings.Split(encoded, "$")
	var version int
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return p, nil, nil, fmt.Errorf("password: a hash has an unknown form")
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return p, nil, nil, fmt.Errorf("password: a hash has the unknown version %q", parts[2])
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.Memory, &p.Time, &p.Threads); err != nil ||
		p.Memory < 8 || p.Memory > maxMemory || p.Time < 1 || p.Time > maxTime || p.Threads < 1 {
		return p, nil, nil, fmt.Errorf("password: a hash has the parameters %q", parts[3])
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return p, nil, nil, err
	}
	key, err = base64.RawStdEncoding.DecodeString(parts[5])
	if err == nil && len(key) != keyLen {
		err = fmt.Errorf("password: a hash has %d bytes", len(key))
	}
	return p, salt, key, err
}
