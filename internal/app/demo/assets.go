package demo

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

// history is how many days the desk has been in use when somebody looks: two years.
const history = 730

// ware is what a maker sells and Calder has.
type ware struct {
	key, class, name, maker, part string
	warranty                      int64 // months
	pounds                        int64 // what one costs in Leeds
}

func wares() []ware {
	return []ware{
		{"book", "LT", "Halden Book 14", "Halden", "HB14-G3", 36, 940},
		{"oldbook", "LT", "Halden Book 13", "Halden", "HB13-G1", 36, 870},
		{"cadbook", "LT", "Halden Book 16 CAD", "Halden", "HB16-C2", 36, 2_450},
		{"tower", "PC", "Halden Tower T5", "Halden", "HT5-S", 36, 780},
		{"screen", "MO", "Tarn View 27", "Tarn", "TV27-Q", 36, 265},
		{"dock", "DK", "Tarn Dock 2", "Tarn", "TD2-100", 24, 148},
		{"phone", "PH", "Kestrel P5", "Kestrel", "KP5-128", 24, 430},
		{"slate", "TB", "Kestrel Slate 10 Rugged", "Kestrel", "KS10-R", 36, 690},
		{"laser", "PR", "Ormond Laser 450", "Ormond", "OL450-DN", 24, 520},
		{"labels", "PR", "Ormond Label 4", "Ormond", "OLB4-E", 24, 310},
		{"rack", "SV", "Halden Rack R4", "Halden", "HR4-2U", 60, 6_300},
		{"switch", "ND", "Corvo Switch 48", "Corvo", "CS48-P", 60, 2_150},
		{"radio", "ND", "Corvo Air 6", "Corvo", "CA6-I", 36, 390},
		{"gate", "ND", "Corvo Gate 100", "Corvo", "CG100", 60, 1_900},
		{"scanner", "PE", "Ormond Scan 7", "Ormond", "OS7-BT", 24, 215},
	}
}

// shop is where a site buys, in its own currency, and what a pound is there.
type shop struct {
	name, email, site, currency string
	rate                        int64 // hundredths
}

func shops() []shop {
	return []shop{
		{"Aldgate IT Supply", "orders@aldgate.example", "Leeds", "GBP", 100},
		{"Motława Komputery", "biuro@motlawa.example", "Gdańsk", "PLN", 510},
		{"Ribeira Informática", "vendas@ribeira.example", "Porto", "EUR", 118},
	}
}

// thing is an asset of Calder with what happened to it.
type thing struct {
	ware, site string
	tag        string // an old one that is still on its label
	title      string
	bought     int // days ago
	added      int // days ago, history for what was there on the first day
	steps      []step
}

// step is a verb on an asset, so many days ago.
type step struct {
	days     int
	do       string
	to, text string // login of a person, name of a team, condition or reason
}

// things returns the 200 assets but for those that come with an order, see arrived.
func things() []thing {
	return slices.Concat(desks(), pockets(), places(), machines(), shelves(), gone())
}

// desks are the computers, monitors and docks of the sixty.
func desks() []thing {
	var out []thing
	tags := map[string]string{"dilnoza.karimova": "LAP-0231", "wren.whitlock": "LAP-0187", "yaw.boateng": "LAP-0256", "hana.sato": "WKS-041"}
	list := employees()
	for i, e := range list {
		who := login(e.name)
		computer := thing{ware: "book", site: e.site, tag: tags[who], bought: 1_110 - i*17%420, added: history, steps: []step{{history - 1, "issue", who, ""}}}
		switch {
		case who == "hana.sato":
			computer.ware = "tower"
		case e.department == "Production":
			computer.ware = "tower"
		case e.department == "Engineering":
			computer.ware = "cadbook"
		}
		switch { // two years of hands
		case i%9 == 4:
			first := login(list[(i+3)%len(list)].name)
			computer.steps = []step{{history - 1, "issue", first, ""}, {260 + i, "return", "", "Scratches on the lid"}, {240 + i, "issue", who, ""}}
		case i%9 == 7:
			computer.bought, computer.added = 300+i, 290+i
			computer.steps = []step{{280 + i, "issue", who, ""}, {40 + i, "attest", "", ""}}
		case i%13 == 5:
			first := login(list[(i+7)%len(list)].name)
			computer.steps = []step{{history - 1, "issue", first, ""}, {120 + i, "transfer", who, "Changed departments"}}
		}
		out = append(out, computer)
		if i < 45 {
			out = append(out, thing{ware: "screen", site: e.site, bought: 1_500 - i*29%900, added: history, steps: []step{{history - 1, "issue", who, ""}}})
		}
		if i < 20 {
			out = append(out, thing{ware: "dock", site: e.site, bought: 760 - i*11%200, added: 540, steps: []step{{538, "issue", who, ""}}})
		}
	}
	return out
}

// pockets are the phones of those who travel or answer at night, one of them lost.
func pockets() []thing {
	var out []thing
	list := employees()
	for i := range 18 {
		e := list[i*3]
		out = append(out, thing{ware: "phone", site: e.site, bought: 705 - i*13%300, added: 380, steps: []step{{375, "issue", login(e.name), "with charger"}}})
	}
	return append(out, thing{ware: "phone", site: "Leeds", bought: 410, added: 400,
		steps: []step{{398, "issue", "lars.tveit", ""}, {33, "lose", "lost", "Left in a taxi in Rotterdam; last seen at the fair"}}})
}

// places are what stands in a site for everybody.
func places() []thing {
	var out []thing
	for _, site := range []string{"Leeds", "Gdańsk", "Porto"} {
		for i := range 6 {
			w, tag, title := "laser", "", ""
			if i > 3 {
				w = "labels"
			}
			if i < 2 {
				w = "slate"
			}
			switch {
			case site == "Leeds" && i == 4:
				tag, title = "PRT-014", "Label printer, shipping"
			case site == "Porto" && i == 4:
				tag, title = "LBL-PRT-01", "Label printer, loading bay"
			case site == "Porto" && i < 2:
				title = fmt.Sprintf("Work instructions, clean room %d", i+1)
			}
			out = append(out, thing{ware: w, site: site, tag: tag, title: title, bought: 700 - i*40, added: 600 - i*40, steps: []step{{595 - i*40, "place", "", ""}}})
		}
		for i := range 2 {
			out = append(out, thing{ware: "scanner", site: site, title: fmt.Sprintf("Hand scanner %d", i*4+3), bought: 640, added: 630, steps: []step{{629, "place", "", ""}}})
		}
	}
	return out[:len(out)-3]
}

// machines are servers and what connects them.
func machines() []thing {
	var out []thing
	for i, box := range [][2]string{{"VLT-GDN-01", "Vault server"}, {"ERP-LDS-01", "ERP host 1"}, {"ERP-LDS-02", "ERP host 2"}, {"MAIL-LDS-01", "Mail relay host"},
		{"FILE-GDN-01", "File server Gdańsk"}, {"FILE-PRT-01", "File server Porto"}, {"BLD-PRT-01", "Build server"}} {
		name := box[0]
		site := map[string]string{"LDS": "Leeds", "GDN": "Gdańsk", "PRT": "Porto"}[strings.Split(name, "-")[1]]
		out = append(out, thing{ware: "rack", site: site, tag: name, title: box[1], bought: 1_802 - i*170, added: history - i, steps: []step{{history - i - 1, "team", infra, ""}}})
	}
	for i, site := range []string{"Leeds", "Gdańsk", "Porto"} {
		for j, w := range []string{"switch", "switch", "gate", "radio"} {
			name := []string{"Core switch ", "Access switch ", "VPN gateway ", "Wi-Fi "}[j] + site
			out = append(out, thing{ware: w, site: site, title: name, bought: 1_400 - i*150 - j*31, added: history, steps: []step{{history - 1, "team", infra, ""}}})
		}
	}
	return out
}

// shelves are what lies ready, besides what an order has brought, is lent, or is being repaired.
func shelves() []thing {
	return []thing{
		{ware: "screen", site: "Porto", bought: 90, added: 88},
		{ware: "phone", site: "Leeds", bought: 20, added: 18},
		{ware: "oldbook", site: "Leeds", title: "Loan laptop 1", bought: 1_390, added: history, steps: []step{{200, "loan", "eilidh.macrae", "194"}, {193, "return", "", ""}, {20, "loan", "eilidh.macrae", "14"}}},
		{ware: "cadbook", site: "Gdańsk", bought: 640, added: 620, steps: []step{{618, "issue", "jakub.sikora", ""}, {9, "repair", "", "The display flickers when the lid moves"}}},
	}
}

// gone are the ten old laptops that were wiped and recycled.
func gone() []thing {
	var out []thing
	list := employees()
	for i := range 10 {
		e := list[20+i*2]
		end := 330 - i*12
		out = append(out, thing{ware: "oldbook", site: e.site, bought: 1_900 - i*9, added: history,
			steps: []step{{history - 1, "issue", login(e.name), ""}, {end + 40, "return", "", "Battery worn out"}, {end, "retire", "pending_disposal", "Replaced after its time"},
				{end - 21, "dispose", fmt.Sprintf("RC-%d-%03d", 2_400+i, 17*i+5), ""}}})
	}
	return out
}

// affected names what the incidents of the last days are about: by the key of the story, how to find the asset.
func affected() map[string]string {
	return map[string]string{"vault": "VLT-GDN-01", "vpn1": "LAP-0231", "vpn2": "LAP-0187", "vpn3": "LAP-0256", "cad": "WKS-041", "toner": "PRT-014", "labelserver": "LBL-PRT-01",
		"loan": "Loan laptop 1", "scanner": "Hand scanner 7", "clean": "Work instructions, clean room 1", "new2": "beatriz.fonseca"}
}

// tagOf returns an asset's tag by what people call it: its tag, its name, or who has the computer.
func (c *company) tagOf(name string) string {
	if tag, ok := c.tags[name]; ok {
		return tag
	}
	return name
}

// remember notes how the stories may name an asset.
func (c *company) remember(t *thing, tag string) {
	if t.title != "" {
		c.tags[t.title] = tag
	}
	if last := len(t.steps) - 1; last >= 0 && slices.Contains([]string{"book", "cadbook", "tower"}, t.ware) && (t.steps[last].do == "issue" || t.steps[last].do == "transfer") {
		c.tags[t.steps[last].to] = tag
	}
}

// handover says to whom or where a step hands a thing.
func (c *company) handover(t *thing, s step) (in asset.Handover) {
	in.Note = s.text
	switch s.do {
	case "place":
		in.Location = c.sites[t.site].Location
	case "team":
		in.Team, in.Location = c.teams[s.to], c.sites[t.site].Location
	default:
		in.Person, in.Location = c.people[s.to], c.sites[c.at[s.to]].Location
	}
	return in
}
