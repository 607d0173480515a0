package intake

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"net/http"
	"strings"

	"github.com/fettle-itsm/fettle/internal/face/api/problem"
)

// promise is a digest that a client sent along (RFC 9530), of the bytes of the body.
type promise struct {
	header, algorithm string
	want              []byte
	sum               hash.Hash
}

// promises reads Content-Digest and Repr-Digest, which are the same for a body without an encoding. Algorithms that nobody should rely on
// are passed over, as the standard says.
func promises(r *http.Request) ([]promise, error) {
	var out []promise
	for _, header := range []string{"Content-Digest", "Repr-Digest"} {
		text := strings.Join(r.Header.Values(header), ",")
		if text == "" {
			continue
		}
		for part := range strings.SplitSeq(text, ",") {
			name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
			p := promise{header: header, algorithm: strings.ToLower(name)}
			switch p.algorithm {
			case "sha-256":
				p.sum = sha256.New()
			case "sha-512":
				p.sum = sha512.New()
			default:
				continue
			}
			inner, ok := strings.CutPrefix(value, ":")
			inner, closed := strings.CutSuffix(inner, ":")
			var err error
			if p.want, err = base64.StdEncoding.DecodeString(inner); err != nil || !ok || !closed {
				return nil, problem.Refuse(http.StatusBadRequest, "%s cannot be read; write it like sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:.", header)
			}
			out = append(out, p)
		}
	}
	return out, nil
}

// witness passes a body on and, at its end, fails in place of io.EOF when it is not what was promised: whoever keeps it then keeps nothing.
type witness struct {
	io.Reader
	list []promise
}

func (w *witness) Read(b []byte) (int, error) {
	n, err := w.Reader.Read(b)
	for i := range w.list {
		_, _ = w.list[i].sum.Write(b[:n]) // never fails
	}
	if errors.Is(err, io.EOF) {
		if e := w.kept(); e != nil {
			return n, e
		}
	}
	return n, err
}

func (w *witness) kept() error {
	for _, p := range w.list {
		if got := p.sum.Sum(nil); !bytes.Equal(got, p.want) {
			return problem.Refuse(http.StatusUnprocessableEntity, "What arrived is not what was sent, and nothing of it was kept: %s says %s, the body has %s. Send it again.",
				p.header, digest(p.algorithm, p.want), digest(p.algorithm, got))
		}
	}
	return nil
}

func digest(algorithm string, sum []byte) string {
	return algorithm + "=:" + base64.StdEncoding.EncodeToString(sum) + ":"
}

// Digest returns the value of Repr-Digest for a content of which the SHA-256 is known in hex, "" for what is not one.
func Digest(hash string) string {
	sum, err := hex.DecodeString(hash)
	if err != nil || len(sum) != sha256.Size {
		return ""
	}
	return digest("sha-256", sum)
}
