package kit

import (
	_ "embed" // for the list of zones
	"strings"

	"github.com/fettle-itsm/fettle/internal/ui"
)

//go:embed zones.txt
var zones string

// Zones are the time zones to choose from, by their IANA names.
func Zones() []ui.Option {
	var out []ui.Option
	for name := range strings.Lines(zones) {
		out = append(out, ui.Option{Value: strings.TrimSpace(name)})
	}
	return out
}
