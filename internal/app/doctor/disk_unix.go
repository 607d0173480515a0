//go:build linux || darwin || freebsd

package doctor

import (
	"errors"

	"golang.org/x/sys/unix"
)

// free is how many bytes an ordinary account may still write on the disk of a folder.
func free(dir string) (int64, bool) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true //nolint:gosec,unconvert // no disk is that large; the types differ between systems
}

func full(err error) bool { return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) }
