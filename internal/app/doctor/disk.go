package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/fettle-itsm/fettle/internal/app/config"
	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// How much room there should be, in bytes: below scarce nothing may be written soon, below little it is time to act.
const (
	scarce = 64 << 20
	little = 1 << 30
)

// folder examines the data folder and the room on its disk.
func folder(dir string) []Finding {
	const check = "data folder"
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		at := above(dir)
		if err := writable(at); err != nil {
			return []Finding{{check, Fault, dir + " is not there, and this account may not make it in " + at + ".", "Choose another with --data, or correct the rights of " + at + "."}}
		}
		return []Finding{{check, Well, dir + " is not there yet; the first start makes it.", ""}, room(at)}
	case err != nil:
		return []Finding{{check, Fault, dir + " cannot be looked at: " + err.Error() + ".", "Correct its rights, or choose another with --data."}}
	case !info.IsDir():
		return []Finding{{check, Fault, dir + " is a file.", "Move it away, or choose another folder with --data."}}
	}
	if err := writable(dir); err != nil {
		cure := "Give it to the account that runs Fettle (chown, chmod 700), mount its disk for writing, or choose another with --data."
		if full(err) {
			cure = "Make room on its disk, or move the folder to a larger one."
		}
		return []Finding{{check, Fault, "Nothing can be written into " + dir + ": " + inner(err) + ".", cure}, room(dir)}
	}
	out := Finding{check, Well, dir + " can be written.", ""}
	if info.Mode().Perm()&0o077 != 0 {
		out = Finding{check, Warning, fmt.Sprintf("Other accounts of this machine may look into %s (%s).", dir, info.Mode().Perm()), "chmod 700 " + dir}
	}
	return []Finding{out, room(dir)}
}

// above is the nearest folder above a path that is there.
func above(path string) string {
	for {
		up := filepath.Dir(path)
		if _, err := os.Stat(up); err == nil || up == path {
			return up
		}
		path = up
	}
}

// writable writes a file into a folder and removes it.
func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".fettle-doctor-")
	if err != nil {
		return err
	}
	_, err = f.Write(make([]byte, 4096))
	return errors.Join(err, f.Sync(), f.Close(), os.Remove(f.Name()))
}

// inner is what the system says, without the name of the file that was tried.
func inner(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}

// room examines the disk of a folder.
func room(dir string) Finding {
	const check = "disk"
	free, ok := free(dir)
	says := fmt.Sprintf("%.1f GB are free for %s.", float64(free)/1e9, dir)
	switch {
	case !ok:
		return Finding{check, Well, "How much is free cannot be told on this system.", ""}
	case free < scarce:
		return Finding{check, Fault, "The disk is full: " + says, "Make room, or move the data folder to a larger disk. Nothing that was saved is lost."}
	case free < little:
		return Finding{check, Warning, says, "Make room soon: a full disk takes no more changes."}
	}
	return Finding{check, Well, says, ""}
}

// key examines the key that protects stored secrets.
func key(conf *config.Config) Finding {
	const check = "secret key"
	if conf.SecretKey != nil {
		return Finding{check, Well, "It is given as a setting.", ""}
	}
	info, err := os.Stat(conf.KeyFile())
	if errors.Is(err, fs.ErrNotExist) {
		return Finding{check, Well, "The first start makes it.", ""}
	}
	if err := conf.OpenKey(); err != nil {
		return Finding{check, Fault, errs.Safe(err), "Bring the file back from a backup; without it the stored secrets cannot be read."}
	}
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		return Finding{check, Warning, "Other accounts of this machine may read " + conf.KeyFile() + ".", "chmod 600 " + conf.KeyFile()}
	}
	return Finding{check, Well, conf.KeyFile() + " is whole.", ""}
}
