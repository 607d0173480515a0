//go:build !linux

package doctor

// clockSet cannot ask this system.
func clockSet() Finding {
	return Finding{"clock", Well, "Whether it is kept right cannot be told here.", ""}
}
