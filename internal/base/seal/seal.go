package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// form is the first byte of what is sealed, so that another way can come later.
const form = 1

// Box seals and opens with one key. The zero Box has none and refuses.
type Box struct{ aead cipher.AEAD }

// New returns a box for the secret key of the installation; one of no bytes gives a box that refuses. Kinds: Internal.
func New(key []byte) (Box, error) {
	if len(key) == 0 {
		return Box{}, nil
	}
	own, err := hkdf.Key(sha256.New, key, nil, "stored secrets", 32)
	if err != nil {
		return Box{}, err
	}
	block, err := aes.NewCipher(own)
	if err != nil {
		return Box{}, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return Box{aead}, err
}

// Seal encrypts a secret that belongs to owner, such as "sweep 17". Kinds: Unavailable without a key.
func (b Box) Seal(owner string, secret []byte) ([]byte, error) {
	if b.aead == nil {
		return nil, none()
	}
	return b.aead.Seal([]byte{form}, nil, secret, []byte(owner)), nil
}

// Open decrypts what Seal made for the same owner. Kinds: Unavailable without a key or with another one than it was sealed with.
func (b Box) Open(owner string, sealed []byte) ([]byte, error) {
	if b.aead == nil {
		return nil, none()
	}
	if len(sealed) == 0 || sealed[0] != form {
		return nil, errs.New(errs.Unavailable, "The stored secret is damaged. Enter it again.")
	}
	secret, err := b.aead.Open(nil, nil, sealed[1:], []byte(owner))
	return secret, errs.Because(errs.Unavailable, err, "The stored secret was kept with another secret key. Enter it again, or bring the key back from a backup.")
}

func none() error {
	return errs.New(errs.Unavailable, "Secrets cannot be kept or read without the secret key of this installation.")
}
