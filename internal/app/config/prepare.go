package config

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Prepare makes what must be there before the database is opened and is not: the data folder, the secret key in it, and an empty
// database file, all for this account only. A key that is there is read. Kinds: Unavailable when the folder cannot be written, Invalid
// when the key is damaged.
func (c *Config) Prepare() error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return errs.Because(errs.Unavailable, err, "The data folder %s cannot be made. Choose another with --data, or correct the rights.", c.Data)
	}
	if c.SecretKey == nil {
		if err := c.ownKey(); err != nil {
			return err
		}
	}
	path, ok := strings.CutPrefix(c.Database, "sqlite:")
	if !ok {
		return nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return errs.Because(errs.Unavailable, err, "The database file %s cannot be written. Choose another folder with --data, or correct the rights.", path)
	}
	return f.Close()
}

// OpenKey reads the key of the data folder if there is one: what is only asked something makes none. Kinds: Unavailable, Invalid.
func (c *Config) OpenKey() error {
	if _, err := os.Stat(c.KeyFile()); c.SecretKey != nil || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return c.ownKey()
}

// ownKey reads the key of the data folder, and makes it on the first start.
func (c *Config) ownKey() error {
	text, err := os.ReadFile(c.KeyFile())
	if errors.Is(err, fs.ErrNotExist) {
		return c.makeKey()
	}
	if err != nil {
		return errs.Because(errs.Unavailable, err, "The secret key %s cannot be read. Correct its rights.", c.KeyFile())
	}
	if setSecretKey(c, string(text), "") != nil {
		return errs.New(errs.Invalid, "The secret key %s is damaged: it should hold 64 hexadecimal digits. Bring it back from a backup.", c.KeyFile())
	}
	return nil
}

// makeKey writes a new key under another name first, so that a crash cannot leave half of one.
func (c *Config) makeKey() (err error) {
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return err
	}
	f, err := os.CreateTemp(c.Data, "."+filepath.Base(c.KeyFile())+"-") // for this account only
	if err == nil {
		_, err = f.WriteString(hex.EncodeToString(key) + "\n")
		err = errors.Join(err, f.Sync(), f.Close())
	}
	if err == nil {
		err = os.Rename(f.Name(), c.KeyFile())
	}
	if err != nil {
		if f != nil {
			_ = os.Remove(f.Name())
		}
		return errs.Because(errs.Unavailable, err, "Nothing can be written into the data folder %s. Choose another with --data, or correct the rights.", c.Data)
	}
	c.SecretKey = key
	return nil
}
