package token

import (
	"crypto/rand"
	"crypto/sha256"
	"hash/crc32"
	"math/big"
	"strings"
)

const (
	prefix   = "ftl_"
	bodyLen  = 43 // 256 bits in base 62
	checkLen = 6  // a CRC-32 in base 62
	digits   = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

// mint returns a new secret. The checksum lets a mistyped or made-up token be refused without asking the database, and lets scanners
// for leaked secrets be sure.
func mint() (string, error) {
	b := make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		return "", err
	}
	body := base62(new(big.Int).SetBytes(b), bodyLen)
	return prefix + body + checksum(body), nil
}

func checksum(body string) string {
	return base62(new(big.Int).SetUint64(uint64(crc32.ChecksumIEEE([]byte(body)))), checkLen)
}

func base62(n *big.Int, width int) string {
	out := make([]byte, width)
	rest := new(big.Int)
	for i := width - 1; i >= 0; i-- {
		n.DivMod(n, big.NewInt(62), rest)
		out[i] = digits[rest.Int64()]
	}
	return string(out)
}

// WellFormed reports whether a text is written like a token, checksum included.
func WellFormed(secret string) bool {
	rest, ok := strings.CutPrefix(secret, prefix)
	return ok && len(rest) == bodyLen+checkLen && checksum(rest[:bodyLen]) == rest[bodyLen:]
}

type hash [sha256.Size]byte

func digest(secret string) hash { return sha256.Sum256([]byte(secret)) }
