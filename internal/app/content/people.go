package content

import "github.com/fettle-itsm/fettle/internal/engine/people"

// The shipped teams.
const (
	serviceDesk    = "Service Desk"
	infrastructure = "Infrastructure"
	applications   = "Applications"
	security       = "Security"
	procurement    = "Procurement & Assets"
)

// Teams returns the shipped teams.
func Teams() []people.Team {
	return []people.Team{
		{Name: serviceDesk, Assignment: people.RoundRobin},
		{Name: infrastructure, Assignment: people.Manual},
		{Name: applications, Assignment: people.Manual},
		{Name: security, Assignment: people.Manual},
		{Name: procurement, Assignment: people.Manual},
	}
}

// Category is a shipped category: its names from the top, the team it goes to ("" for the one above) and its hints.
type Category struct {
	Path    []string
	Team    string
	Impact  int
	Urgency int
}

// Categories returns the shipped categories, each after the one above it.
func Categories() []Category {
	var out []Category
	for _, top := range []struct {
		name, team string
		urgency    int
		below      []string
	}{
		{"Hardware", serviceDesk, 0, []string{"Computer", "Monitor", "Printer and scanner", "Phone and tablet", "Peripheral", "Server", "Conference room"}},
		{"Software", applications, 0, []string{"Operating system", "Office suite", "Mail client", "Browser", "Business application", "Licence"}},
		{"Network", infrastructure, 0, []string{"Internet", "Wi-Fi", "VPN", "Wired network", "DNS and DHCP"}},
		{"Account and access", serviceDesk, 0, []string{"Password", "Locked account", "Second factor", "New account", "Permission", "Shared mailbox or folder", "Leaver"}},
		{"Mail and collaboration", serviceDesk, 0, []string{"Delivery", "Spam and phishing", "Calendar", "Meetings", "Storage"}},
		{"Security", security, 1, []string{"Phishing report", "Malware", "Lost device", "Suspicious sign-in", "Data leak"}},
		{"Backup and data", infrastructure, 0, []string{"Restore", "Lost file", "Quota"}},
		{"Telephony", infrastructure, 0, nil},
		{"Facilities and other", serviceDesk, 0, nil},
	} {
		out = append(out, Category{Path: []string{top.name}, Team: top.team, Urgency: top.urgency})
		for _, name := range top.below {
			out = append(out, Category{Path: []string{top.name, name}, Urgency: top.urgency})
		}
	}
	return out
}
