//go:build !linux

package gauge

import "os"

// DataSync makes what was written to f durable.
func DataSync(f *os.File) error { return f.Sync() }
