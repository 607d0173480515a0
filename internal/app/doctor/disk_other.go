//go:build !(linux || darwin || freebsd)

package doctor

// free is not known on this system.
func free(string) (int64, bool) { return 0, false }

func full(error) bool { return false }
