package inventory

import "time"

// CPU is one processor package.
type CPU struct {
	Name, Manufacturer, Family, Arch, Serial string
	Cores, Threads, MHz                      int64
}

// MemoryModule is one slot with what sits in it. An empty slot is not reported.
type MemoryModule struct {
	Slot, Description, Manufacturer, Model, Serial, Type, FormFactor string
	SizeMB, MHz                                                      int64
}

// Disk is a physical drive.
type Disk struct {
	Name, Description, Manufacturer, Model, Serial, Firmware, Interface, Type string
	SizeMB                                                                    int64
	Encryption                                                                Encryption
}

// Volume is a file system. Device is "/dev/sda1", Mount its place or drive letter.
type Volume struct {
	Device, Mount, Label, FileSystem, Serial string
	TotalMB, FreeMB                          int64
	System                                   Flag
	Encryption                               Encryption
}

// Encryption says how a disk or a volume is encrypted, in the words of the agent.
type Encryption struct {
	Name, Algorithm, Status, Type string
}

// Interface is one network interface with all its addresses; agents report it once per address.
type Interface struct {
	Name, MAC, Kind, Status, Driver, Manufacturer, Model string
	Virtual, Management                                  Flag
	Mbps, MTU                                            int64
	Addresses                                            []string // IPv4 and IPv6, without prefix
	SSID                                                 string
}

// Monitor is a screen. What the agent left out is filled from its EDID block.
type Monitor struct {
	Name, Manufacturer, Serial, AltSerial, Description, Port string
	Made                                                     int64 // year, 0 = unknown
}

// Peripheral is something plugged in or built in that is listed by kind: usb, input, printer, sound, video, camera, modem,
// controller.
type Peripheral struct {
	Kind, Name, Manufacturer, Model, Serial, VendorID, ProductID, Port, Driver string
}

// Battery is an accumulator; design and present capacity in milliwatt hours.
type Battery struct {
	Name, Manufacturer, Serial, Chemistry string
	DesignMWh, FullMWh, MilliVolt         int64
	Made                                  time.Time
}

// PowerSupply is one power supply unit.
type PowerSupply struct {
	Name, Manufacturer, Model, Serial, PartNumber, Status string
	Watt                                                  int64
}

// SIM is a card of a mobile network. Its subscriber number (IMSI) is not kept.
type SIM struct {
	Serial, Number, Operator, OperatorCode, Country, State string
}

// VirtualMachine is a guest or container of this host.
type VirtualMachine struct {
	Name, UUID, Kind, Subsystem, Status, MAC, Serial, Image, Owner, System string
	CPUs, MemoryMB                                                         int64
	Addresses                                                              []string
}

// Antivirus is a malware scanner the system knows of.
type Antivirus struct {
	Name, Company, Version, BaseVersion, GUID string
	Enabled, UpToDate                         Flag
	Expires, BaseDate                         time.Time
}

// Firewall is the state of one profile.
type Firewall struct {
	Profile, Status, Description string
}

// Firmware is the software inside a device.
type Firmware struct {
	Name, Manufacturer, Version, Type, Description string
	Date                                           time.Time
}

// DatabaseServer is a running database product with its databases.
type DatabaseServer struct {
	Name, Kind, Version, Manufacturer, Path string
	Port, SizeMB                            int64
	Active, Backup                          Flag
	LastBoot, LastBackup                    time.Time
	Databases                               []Database
}

// Database is one database of a server.
type Database struct {
	Name                         string
	SizeMB                       int64
	Active, Backup               Flag
	Created, Updated, LastBackup time.Time
}

// RemoteAccess is the address of the machine in a remote help tool.
type RemoteAccess struct {
	Kind, ID, Version string
}
