package device

import (
	"cmp"
	"fmt"
	"strings"
)

// maxParts bounds how many components of a device are told: a stack of switches has hundreds, most of them sockets.
const maxParts = 60

// network is what discovery keeps of a device that was looked at from outside.
type network struct {
	Addresses []string
	MAC       string
	Location  string
	Ports     int64
	Firmwares []struct {
		Name, Manufacturer, Version, Description string
	}
	Components []struct {
		Name, Description, Type, Model, Serial, Version, Firmware string
	}
	Supplies []struct {
		Name, Level string
	}
	Pages []struct {
		Name  string
		Value int64
	}
}

// outside are the pieces that a device tells whoever asks it over the network.
func (n *network) outside(h *Hardware) {
	if n.MAC != "" || len(n.Addresses) > 0 {
		h.add("network", "Addresses", plural(n.Ports, "port"), n.MAC, few(n.Addresses, 8))
	} else if n.Ports > 0 {
		h.add("network", "Ports", plural(n.Ports, "port"))
	}
	if n.Location != "" {
		h.add("place", n.Location, "")
	}
	for _, s := range n.Supplies {
		level := s.Level
		if strings.Trim(level, "0123456789") == "" && level != "" {
			level += " %"
		}
		h.add("supply", s.Name, level)
		if level != "" && len(h.Health) < 6 {
			h.Health = append(h.Health, Condition{s.Name, level})
		}
	}
	for _, p := range n.Pages {
		h.add("pages", p.Name, fmt.Sprint(p.Value))
	}
	for _, f := range n.Firmwares {
		h.add("firmware", cmp.Or(join(f.Manufacturer, f.Name), f.Description), "", f.Version)
	}
	left := 0
	for _, c := range n.Components {
		switch {
		case c.Serial == "":
		case left >= maxParts:
			left++
		default:
			left++
			h.add("part", cmp.Or(c.Name, c.Description, c.Model, c.Type), "", c.Model, c.Serial, cmp.Or(c.Firmware, c.Version))
		}
	}
	if left > maxParts {
		h.add("part", fmt.Sprintf("%d more", left-maxParts), "")
	}
}

// few joins the first n texts and says how many more there are.
func few(list []string, n int) string {
	if len(list) <= n {
		return strings.Join(list, " ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:n], " "), len(list)-n)
}
