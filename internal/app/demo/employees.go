package demo

// employee is somebody who works at Calder.
type employee struct {
	name, title, department, site string
	team                          string // of those who work on incidents
	role                          string
	leads, vip                    bool
}

const (
	agentRole      = "service_desk_agent"
	leadRole       = "service_desk_lead"
	technicianRole = "technician"
	desk           = "Service Desk"
	infra          = "Infrastructure"
	apps           = "Applications"
	safe           = "Security"
	buy            = "Procurement & Assets"
)

// employees returns all sixty.
func employees() []employee {
	list := []employee{
		{name: "Oluwaseun Adeyemi", title: "Head of IT", department: "IT", site: "Leeds"},
		{name: "Samir Haddad", title: "Service desk lead", department: "IT", site: "Leeds", team: desk, role: leadRole, leads: true},
		{name: "Aroha Bell", title: "Service desk analyst", department: "IT", site: "Leeds", team: desk, role: agentRole},
		{name: "Nuno Teixeira", title: "Service desk analyst", department: "IT", site: "Porto", team: desk, role: agentRole},
		{name: "Zuzanna Wilk", title: "Service desk analyst", department: "IT", site: "Gdańsk", team: desk, role: agentRole},
		{name: "Teodor Ilić", title: "Infrastructure engineer", department: "IT", site: "Gdańsk", team: infra, role: agentRole, leads: true},
		{name: "Halina Brandt", title: "Network engineer", department: "IT", site: "Gdańsk", team: infra, role: technicianRole},
		{name: "Nguyễn Thu Hà", title: "Application owner, vault and torque", department: "IT", site: "Leeds", team: apps, role: agentRole, leads: true},
		{name: "Ravi Menon", title: "ERP specialist", department: "IT", site: "Porto", team: apps, role: technicianRole},
		{name: "Ebba Sjöström", title: "Security officer", department: "IT", site: "Leeds", team: safe, role: "incident_manager", leads: true},
		{name: "Jon Þórsson", title: "Buyer, IT and tools", department: "Purchasing", site: "Leeds", team: buy, role: technicianRole, leads: true},
		{name: "Callum Reid", title: "Chief executive", department: "Board", site: "Leeds", vip: true},
		{name: "Beatriz Fonseca", title: "Finance director", department: "Board", site: "Porto", vip: true},
		{name: "Agnieszka Nowicka", title: "Plant director", department: "Production", site: "Gdańsk", vip: true},
		{name: "Fiona Ashworth", title: "Internal auditor", department: "Finance", site: "Leeds", role: "auditor"},
	}
	crowd := func(site string, people ...[3]string) {
		for _, p := range people {
			list = append(list, employee{name: p[0], title: p[1], department: p[2], site: site})
		}
	}
	crowd("Gdańsk", [3]string{"Marta Kowalczyk", "Design engineer", "Engineering"}, [3]string{"Piotr Zając", "Design engineer", "Engineering"},
		[3]string{"Dilnoza Karimova", "Tooling engineer", "Engineering"}, [3]string{"Kacper Lis", "CNC operator", "Production"}, [3]string{"Ewa Sobczak", "Shift lead", "Production"},
		[3]string{"Tomasz Rybak", "Assembly fitter", "Production"}, [3]string{"Oksana Hrytsenko", "Quality inspector", "Quality"}, [3]string{"Bartosz Mazur", "Maintenance fitter", "Production"},
		[3]string{"Iga Wróbel", "Planner", "Logistics"}, [3]string{"Mehmet Yıldız", "Warehouse clerk", "Logistics"}, [3]string{"Natalia Pawlak", "Buyer", "Purchasing"},
		[3]string{"Szymon Krawiec", "Metrology technician", "Quality"}, [3]string{"Alicja Duda", "Payroll clerk", "Finance"}, [3]string{"Jakub Sikora", "Test bench engineer", "Engineering"},
		[3]string{"Weronika Banaś", "Technical writer", "Engineering"})
	crowd("Leeds", [3]string{"Kofi Mensah", "Loading bay supervisor", "Logistics"}, [3]string{"Yaw Boateng", "Field engineer", "Service"}, [3]string{"Hana Sato", "CAD designer", "Engineering"},
		[3]string{"Lars Tveit", "Sales manager", "Sales"}, [3]string{"Rashid Al-Amin", "Bid manager", "Sales"}, [3]string{"Mei-Ling Zhou", "Shipping clerk", "Logistics"},
		[3]string{"Eilidh MacRae", "Apprentice coordinator", "People"}, [3]string{"Priya Raghunathan", "Product manager", "Engineering"}, [3]string{"Gareth Pugh", "Calibration engineer", "Quality"},
		[3]string{"Imogen Clarke", "Marketing lead", "Sales"}, [3]string{"Desmond Okoro", "Facilities manager", "Facilities"}, [3]string{"Ruth Feldman", "Legal counsel", "Board"},
		[3]string{"Tariq Aziz", "Field engineer", "Service"}, [3]string{"Owen Price", "Goods-in clerk", "Logistics"}, [3]string{"Saoirse Byrne", "Customer service", "Service"},
		[3]string{"Ada Whitfield", "Receptionist", "Facilities"}, [3]string{"Leon Marsh", "Firmware engineer", "Engineering"})
	crowd("Porto", [3]string{"Wren Whitlock", "Firmware engineer", "Engineering"}, [3]string{"Inês Carvalho", "Accountant", "Finance"}, [3]string{"Rui Machado", "Optics technician", "Production"},
		[3]string{"Catarina Lopes", "Assembly lead", "Production"}, [3]string{"Duarte Pinto", "Optics engineer", "Engineering"}, [3]string{"Sofia Brito", "HR partner", "People"},
		[3]string{"Miguel Ferraz", "Storekeeper", "Logistics"}, [3]string{"Leonor Vaz", "Quality engineer", "Quality"}, [3]string{"Tiago Rocha", "Clean room technician", "Production"},
		[3]string{"Amélie Girard", "Sales, France and Iberia", "Sales"}, [3]string{"Paulo Esteves", "Maintenance technician", "Production"}, [3]string{"Joana Reis", "Laboratory assistant", "Quality"},
		[3]string{"Bruno Tavares", "Service engineer", "Service"})
	return list
}
