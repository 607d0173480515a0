package inventory

import "time"

// Format is how a report was written.
type Format string

// The formats.
const (
	JSON Format = "json"
	XML  Format = "xml"
	SNMP Format = "snmp" // not a message: read by our own sweep
	// Directory is no message either: what a directory says of a computer, which is little, and nothing of what is in it. The DeviceID
	// of the Agent is the identity of its entry there.
	Directory Format = "directory"
)

// Action is what the agent wants with its message.
type Action string

// The actions an agent is known to send. Anything else arrives as it was sent, in lower case.
const (
	ActionInventory    Action = "inventory"    // the state of the machine the agent runs on
	ActionNetDiscovery Action = "netdiscovery" // devices found by a sweep, with little detail
	ActionNetInventory Action = "netinventory" // devices read over SNMP
	ActionProlog       Action = "prolog"       // older protocol: "is there anything for me to do?"
	ActionContact      Action = "contact"      // GLPI agent: the same question
	ActionRegister     Action = "register"     // GLPI agent: the same question, asked the first time
)

// Kind says what sort of thing is reported.
type Kind string

// The kinds of things.
const (
	Computer   Kind = "computer"
	Phone      Kind = "phone"
	Printer    Kind = "printer"
	Networking Kind = "networking"
	Storage    Kind = "storage"
	Power      Kind = "power"
	Video      Kind = "video"
	KVM        Kind = "kvm"
	Unmanaged  Kind = "unmanaged"
)

// Flag is a yes or no that the agent may not know; empty is unknown.
type Flag string

// The known values of a Flag.
const (
	Yes Flag = "yes"
	No  Flag = "no"
)

// Inventory is one message of an agent. Of a prolog, contact or register message only Action, Agent and Tasks are filled. A zero
// time, an empty text and a zero number mean that the agent did not say.
type Inventory struct {
	Format   Format
	Action   Action
	Kind     Kind
	Partial  bool // only the sections present may be compared; the others are not empty but unsaid
	Agent    Agent
	Machine  Machine
	System   System
	Devices  []Device // network devices that the agent looked at; the agent itself runs elsewhere
	Software []Software

	CPUs          []CPU
	Memory        []MemoryModule
	Disks         []Disk
	Volumes       []Volume
	Interfaces    []Interface
	Monitors      []Monitor
	Peripherals   []Peripheral
	Batteries     []Battery
	PowerSupplies []PowerSupply
	SIMs          []SIM
	Machines      []VirtualMachine
	Users         []User
	LastUser      User
	Antivirus     []Antivirus
	Firewalls     []Firewall
	Firmwares     []Firmware
	Databases     []DatabaseServer
	Remote        []RemoteAccess

	Taken  time.Time // when the agent looked, by its own clock
	Tasks  []string  // of a contact message: the tasks the agent has installed
	Report Report
}

// Agent is the program that sent the message.
type Agent struct {
	ID       string // the UUID of the GLPI agent; it travels in a header, so the caller sets it
	DeviceID string // name and time of the agent's first run; of network devices, that of the agent that looked
	Name     string // "FusionInventory-Agent"
	Version  string // "2.6-3"
	Tag      string // free text given where the agent was installed
}

// Machine is the computer or phone as a thing that can be bought.
type Machine struct {
	Name         string
	Domain       string // Windows domain, work group or DNS domain
	Manufacturer string
	Model        string
	Serial       string // as the firmware says it; may be junk, see Keys
	UUID         string
	Chassis      string
	AssetTag     string
	SKU          string
	Description  string
	Hypervisor   string // "Physical" or the kind of virtualisation it runs in
	MemoryMB     int64
	SwapMB       int64
	Gateway      string
	Board        Board
	BIOS         BIOS
}

// Board is the main board and the case.
type Board struct {
	Manufacturer, Model, Serial, CaseSerial string
}

// BIOS is the firmware of the machine.
type BIOS struct {
	Manufacturer, Version, Serial string
	Date                          time.Time
	SecureBoot                    string // "enabled", "disabled", "unsupported"
}

// System is the operating system.
type System struct {
	Name          string // "Fedora"
	FullName      string // "Fedora release 25 (Twenty Five)"
	Version       string
	ServicePack   string
	Kernel        string
	KernelVersion string
	Arch          string
	FQDN          string
	HostID        string
	ProductID     string // of Windows; not the key
	TimeZone      string
	Installed     time.Time
	Booted        time.Time
}

// User is an account seen on the machine.
type User struct {
	Login, Domain string
}

// Software is one installed program or package.
type Software struct {
	Name      string
	Version   string
	Publisher string
	Arch      string
	Source    string // where the agent found it: "rpm", "deb", "registry", "Android"
	GUID      string
	Folder    string
	User      string // when installed for one user only
	Category  string
	Bytes     int64
	Installed time.Time
}
