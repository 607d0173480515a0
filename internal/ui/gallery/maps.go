package main

import (
	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/ui"
	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

// box and arrow shorten the sample maps.
func box(icon, name, kind string, crit int) draw.MapNode {
	return draw.MapNode{Icon: icon, Name: name, Kind: kind, Criticality: crit, Href: "/record"}
}

func failed(n draw.MapNode, say string) draw.MapNode {
	n.State, n.Say = draw.MapFailed, say
	return n
}

func degraded(n draw.MapNode, say string) draw.MapNode {
	n.State, n.Say = draw.MapDegraded, say
	return n
}

func more(n draw.MapNode, count string) draw.MapNode {
	n.More, n.MoreHref, n.MoreLabel = count, "/map?open="+count, "Show "+count[1:]+" more around "+n.Name
	return n
}

func mapNodes() []draw.MapNode {
	start := box("app", "Order desk", "Application", 3)
	start.Start = true
	stale := box("asset", "Label printer, bay 4", "Device", 0)
	stale.Stale = true
	many := box("server", "14 thin clients", "Thin client", 1)
	many.Many = true
	return []draw.MapNode{
		failed(box("users", "Customer service", "Team", 0), "41 people stop"),                      // 0
		failed(box("users", "Warehouse, Leeds", "Team", 0), "112 people stop"),                     // 1
		box("users", "Finance", "Team", 0),                                                         // 2
		failed(box("map", "Orders", "Service", 3), "Stops"),                                        // 3
		failed(box("map", "Dispatch", "Service", 3), "Stops"),                                      // 4
		more(box("map", "Invoices and reminders for customers abroad", "Service", 2), "+7"),        // 5
		failed(start, "Stops, 1 of 3 left"),                                                        // 6
		box("app", "Ledger", "Application", 2),                                                     // 7
		failed(box("app", "Picking", "Application", 2), "Stops"),                                   // 8
		degraded(box("server", "Order database", "Database cluster", 3), "2 of 3 left"),            // 9
		failed(box("server", "app-01", "Virtual machine", 1), "Stops"),                             // 10
		failed(box("server", "app-02", "Virtual machine", 1), "Stops"),                             // 11
		box("server", "app-03", "Virtual machine", 1),                                              // 12
		failed(box("server", "db-01", "Virtual machine", 2), "Stops"),                              // 13
		box("server", "db-02", "Virtual machine", 2), box("server", "db-03", "Virtual machine", 2), // 14, 15
		failed(box("server", "host-a", "Hypervisor", 2), "Fails first"),                        // 16
		more(box("server", "host-b", "Hypervisor", 2), "+12"),                                  // 17
		box("wifi", "Core switch 1", "Network", 3), box("wifi", "Core switch 2", "Network", 3), // 18, 19
		box("home", "Leeds server room", "Site", 3), box("lock", "*.calder.example", "Certificate", 2), // 20, 21
		stale, many, box("folder", "Nightly backup", "Backup", 1), // 22, 23, 24
	}
}

func mapEdges() []draw.MapEdge {
	plain := func(from, to int) draw.MapEdge { return draw.MapEdge{From: from, To: to} }
	hit := func(from, to int) draw.MapEdge { return draw.MapEdge{From: from, To: to, Hit: true} }
	soft := func(from, to int) draw.MapEdge { return draw.MapEdge{From: from, To: to, Soft: true} }
	return []draw.MapEdge{
		hit(0, 3), hit(1, 4), plain(2, 5), hit(3, 6), hit(4, 6), hit(4, 8), plain(5, 7), soft(5, 6),
		hit(6, 10), hit(6, 11), plain(6, 12), // 8 to 10: two of three
		plain(6, 9), plain(7, 9), hit(8, 10),
		hit(9, 13), plain(9, 14), plain(9, 15), // 14 to 16: two of three
		hit(10, 16), hit(11, 16), plain(12, 17), hit(13, 16), plain(14, 17), plain(15, 17),
		plain(16, 18), plain(16, 19), plain(17, 18), plain(17, 19), // 23 to 26: one of two, twice
		plain(18, 20), plain(19, 20), plain(6, 21), soft(8, 22), plain(8, 23), soft(24, 9),
	}
}

func mapSample() draw.Map {
	return draw.Map{
		Label: "Map of Order desk: if host-a fails, two services and 153 people stop. The table below says the same.",
		Left:  "Needs it", Here: "This application", Right: "Rests on",
		Nodes: mapNodes(), Edges: mapEdges(),
		Groups: []draw.MapGroup{
			{Node: 6, Edges: []int{8, 9, 10}, Label: "2 of 3", Detail: "2 of 3 must work, 1 does", State: draw.MapFailed},
			{Node: 9, Edges: []int{14, 15, 16}, Label: "2 of 3", Detail: "2 of 3 must work, 2 do", State: draw.MapDegraded},
			{Node: 16, Edges: []int{23, 24}, Label: "1 of 2", Detail: "1 of 2 must work, 2 do"},
			{Node: 17, Edges: []int{25, 26}, Label: "1 of 2", Detail: "1 of 2 must work, 2 do"},
		},
	}
}

func impactMap() templ.Component {
	return ui.PlainPage(ui.Plain{Title: "Order desk", Lead: "Application of the service Orders, owned by Teodor Ilić", Wide: true},
		ui.MapBox(ui.MapFigure{ID: "map", Name: "Map of Order desk",
			Say:   "If host-a fails, 2 critical services and 153 people stop. The order database goes on with 2 of 3 machines.",
			Modes: []ui.Link{{Label: "Health now", Href: "/map-dates"}, {Label: "If this fails", Href: "/map", Current: true}, {Label: "Two dates", Href: "/map-dates"}},
			Map:   mapSample(), Note: "As of today, 14:10. An arrow leads from an item to what it needs. 19 items further away are not shown."}))
}

func datesMap() templ.Component {
	m := mapSample()
	m.Label = "Map of Order desk on 22 November, compared with 1 October: two items came, one went, one changed."
	for i := range m.Nodes {
		m.Nodes[i].State, m.Nodes[i].Say = draw.MapWorks, ""
	}
	for i := range m.Edges {
		m.Edges[i].Hit = false
	}
	for i := range m.Groups {
		m.Groups[i].State = draw.MapWorks
	}
	set := func(i int, c draw.MapChange, say string) { m.Nodes[i].Change, m.Nodes[i].Say = c, say }
	set(12, draw.MapAdded, "Since 12 Nov")
	set(23, draw.MapRemoved, "Until 30 Oct")
	set(9, draw.MapChanged, "Was 1 of 2")
	m.Edges[10].Change, m.Edges[19].Change, m.Edges[31].Change = draw.MapAdded, draw.MapAdded, draw.MapRemoved
	return ui.PlainPage(ui.Plain{Title: "Order desk", Lead: "Application of the service Orders, owned by Teodor Ilić", Wide: true},
		ui.MapBox(ui.MapFigure{ID: "map", Name: "Map of Order desk", Say: "Since 1 October one machine was added, the thin clients went, and the order database asks for 2 of 3.",
			Modes: []ui.Link{{Label: "Health now", Href: "/map"}, {Label: "If this fails", Href: "/map"}, {Label: "Two dates", Href: "/map-dates", Current: true}},
			Map:   m, Note: "22 November 2026 compared with 1 October 2026."}))
}
