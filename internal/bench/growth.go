package bench

import "fmt"

// growthMost is how much slower a read may become between the smallest and the largest desk.
const growthMost = 1.5

// Growth adds a section that says how the median time of each read grew from the first to the last of the sections whose title
// begins as given. Results with wrong answers are left out, and so is everything when there is only one such section.
func (r *Report) Growth(engine string) {
	var of []Section
	for _, s := range r.Sections {
		if len(s.Title) >= len(engine) && s.Title[:len(engine)] == engine {
			of = append(of, s)
		}
	}
	if len(of) < 2 {
		return
	}
	small, large := of[0], of[len(of)-1]
	g := Section{Title: fmt.Sprintf("Growth of p50, %s → %s", small.Title, large.Title)}
	for _, a := range small.Results {
		for _, b := range large.Results {
			if a.Name == b.Name && a.Clients == b.Clients && a.P50 > 0 && a.Errors == 0 && b.Errors == 0 {
				g.Facts = append(g.Facts, Fact{fmt.Sprintf("%s, %d clients", a.Name, a.Clients), b.P50 / a.P50, "×", growthMost, 0})
			}
		}
	}
	r.Sections = append(r.Sections, g)
}
