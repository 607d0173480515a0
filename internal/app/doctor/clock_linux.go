package doctor

import "golang.org/x/sys/unix"

// clockSet asks the kernel whether anything keeps the clock right.
func clockSet() Finding {
	const check = "clock"
	var t unix.Timex
	if _, err := unix.Adjtimex(&t); err != nil {
		return Finding{check, Well, "Whether it is kept right cannot be told here.", ""}
	}
	if t.Status&unix.STA_UNSYNC != 0 {
		return Finding{check, Warning, "Nothing keeps the clock of this machine right; deadlines and links that expire depend on it.", "Switch time synchronisation on, for example with \"timedatectl set-ntp true\" or chrony."}
	}
	return Finding{check, Well, "It is kept right by the network.", ""}
}
