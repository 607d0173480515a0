package gauge

import (
	"os"

	"golang.org/x/sys/unix"
)

// DataSync makes what was written to f durable, without waiting for metadata that is not needed to read it back.
func DataSync(f *os.File) error { return unix.Fdatasync(int(f.Fd())) }
