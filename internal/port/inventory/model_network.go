package inventory

// Device is something on the network that was looked at from outside, mostly over SNMP.
type Device struct {
	Kind         Kind
	Name         string // as the device calls itself
	DNSName      string
	Description  string
	Manufacturer string
	Model        string
	Serial       string
	MAC          string
	AssetTag     string
	Firmware     string
	Location     string
	Contact      string
	Uptime       string // in the words of the device
	Error        string // what went wrong when the agent looked; then little else is filled
	CPUPercent   int64
	MemoryMB     int64
	FreeMemoryMB int64
	Addresses    []string
	Ports        []Port
	Components   []Component
	Firmwares    []Firmware
	Volumes      []Volume
	Pages        []Counter // page counters of a printer: "total", "color", …
	Supplies     []Supply
	SIMs         []SIM
	Modems       []Peripheral
}

// Port is one interface of a device; the numbers are those of the interfaces MIB.
type Port struct {
	Number              int64 // ifIndex
	Name, Alias         string
	Description         string
	MAC                 string
	Type                int64 // ifType: 6 Ethernet, 53 virtual, 161 aggregate …
	Status, AdminStatus int64 // 1 up, 2 down, …
	Duplex              int64 // 1 unknown, 2 half, 3 full
	BitsPerSecond       int64
	MTU                 int64
	InBytes, OutBytes   int64
	InErrors, OutErrors int64
	LastChange          string
	Trunk               Flag
	VLANs               []VLAN
	Addresses           []string
	Aggregates          []int64 // numbers of the ports bundled in this one
	Neighbours          []Neighbour
}

// VLAN is a virtual network a port belongs to.
type VLAN struct {
	Number int64
	Name   string
	Tagged Flag
}

// Neighbour is what sits at the other end of a port.
type Neighbour struct {
	Name, Description, Model, Port string
	MACs                           []string
	Address                        string
}

// Component is a part inside a device, in a tree by Index and Parent.
type Component struct {
	Index, Parent, Stack                                     int64
	Name, Description, Type, Manufacturer, Model             string
	Serial, Firmware, Hardware, Version, MAC, Address, Asset string
}

// Counter is one running total of a device.
type Counter struct {
	Name  string
	Value int64
}

// Supply is a consumable of a printer: its level in percent, or the words of the device.
type Supply struct {
	Name, Level string
}
