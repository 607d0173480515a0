package inventory

import "strings"

func fillSystem(inv *Inventory, c section) {
	for _, s := range c.each("softwares") {
		software := Software{
			Name: s.text("name"), Version: s.text("version"), Publisher: s.text("publisher"), Arch: s.text("arch"), Source: s.text("from"),
			GUID: s.text("guid"), Folder: s.text("folder"), User: s.text("username"), Category: s.text("system_category"),
			Bytes: s.amount(plain, "filesize"), Installed: s.when(dayFirst, "install_date", "installdate"),
		}
		if software.Name == "" {
			s.report.odd(s.path, software.GUID, "is software without a name")
			continue
		}
		inv.Software = append(inv.Software, software)
	}
	for _, s := range c.each("virtualmachines") {
		inv.Machines = append(inv.Machines, VirtualMachine{
			Name: s.text("name"), UUID: strings.ToLower(s.text("uuid")), Kind: s.text("vmtype"), Subsystem: s.text("subsystem"),
			Status: s.text("status"), MAC: s.mac("mac"), Serial: s.text("serial"), Image: s.text("image"), Owner: s.text("owner"),
			System: s.one("operatingsystem").text("full_name", "name"), CPUs: s.amount(plain, "vcpu"), MemoryMB: s.amount(megabytes, "memory"),
			Addresses: s.addresses("ipaddress", s.texts("ipaddress", "")...),
		})
	}
	for _, s := range c.each("antivirus") {
		inv.Antivirus = append(inv.Antivirus, Antivirus{
			Name: s.text("name"), Company: s.text("company"), Version: s.text("version"), BaseVersion: s.text("base_version"),
			GUID: s.text("guid"), Enabled: s.flag("enabled"), UpToDate: s.flag("uptodate"), Expires: s.when(dayFirst, "expiration"),
			BaseDate: s.when(dayFirst, "base_creation"),
		})
	}
	for _, s := range c.each("firewalls", "firewall") {
		inv.Firewalls = append(inv.Firewalls, Firewall{s.text("profile"), strings.ToLower(s.text("status")), s.text("description")})
	}
	for _, s := range c.each("remote_mgmt") {
		inv.Remote = append(inv.Remote, RemoteAccess{s.text("type"), s.text("id"), s.text("version")})
	}
	inv.Firmwares = firmwares(c)
	for _, s := range c.each("databases_services") {
		inv.Databases = append(inv.Databases, databaseServer(s))
	}
}

func firmwares(c section) []Firmware {
	var all []Firmware
	for _, s := range c.each("firmwares") {
		all = append(all, Firmware{
			Name: s.text("name"), Manufacturer: s.text("manufacturer"), Version: s.text("version"), Type: s.text("type"),
			Description: s.text("description"), Date: s.when(dayFirst, "date"),
		})
	}
	return all
}

func databaseServer(s section) DatabaseServer {
	server := DatabaseServer{
		Name: s.text("name"), Kind: s.text("type"), Version: s.text("version"), Manufacturer: s.text("manufacturer"), Path: s.text("path"),
		Port: s.amount(plain, "port"), SizeMB: s.amount(megabytes, "size"), Active: s.flag("is_active"), Backup: s.flag("is_onbackup"),
		LastBoot: s.when(dayFirst, "last_boot_date"), LastBackup: s.when(dayFirst, "last_backup_date"),
	}
	for _, d := range s.each("databases") {
		server.Databases = append(server.Databases, Database{
			Name: d.text("name"), SizeMB: d.amount(megabytes, "size"), Active: d.flag("is_active"), Backup: d.flag("is_onbackup"),
			Created: d.when(dayFirst, "creation_date"), Updated: d.when(dayFirst, "update_date"), LastBackup: d.when(dayFirst, "last_backup_date"),
		})
	}
	return server
}
