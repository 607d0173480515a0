package command

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// machineZone returns the name of this machine's time zone, UTC where it has none.
func machineZone() string {
	name := strings.TrimPrefix(os.Getenv("TZ"), ":")
	if name == "" {
		if target, err := filepath.EvalSymlinks("/etc/localtime"); err == nil {
			_, name, _ = strings.Cut(filepath.ToSlash(target), "/zoneinfo/")
		}
	}
	if _, err := time.LoadLocation(name); err != nil || name == "" || name == "Local" {
		return "UTC"
	}
	return strings.TrimPrefix(name, "posix/")
}
