package draw

import (
	"strings"
	"testing"
)

func TestACourseRisesInStepsAndFallsInALine(t *testing.T) {
	c := Course{Label: "3800 to date", Head: []string{"Day", "What", "Amount"}, Now: 500,
		Spent: []CoursePoint{{Day: 0, Sum: 3600, Date: "a", Words: "Bought", Text: "3600"}, {Day: 200, Sum: 3800, Date: "b", Words: "Repair", Text: "3800"}},
		Worth: []CoursePoint{{Day: 0, Sum: 3600, Date: "a", Words: "Book value", Text: "3600"}, {Day: 1000, Date: "c", Words: "Book value", Text: "0"}},
		Marks: []CourseMark{{0, "Jan 26"}, {1, "Feb 26"}, {900, "Jan 28"}}}
	tests := []struct {
		name string
		of   Course
		want []string
		not  []string
	}{
		{"both lines", c, []string{`class="l1"`, `class="l2"`, `class="pt"`, `class="nowg"`, ">3,800<", `aria-label="3800 to date"`}, []string{"NaN", "Feb 26"}},
		{"nothing falls", Course{Label: "x", Now: 5, Spent: c.Spent[:1]}, []string{`class="l1"`}, []string{"NaN", `class="l2"`, `class="pt"`}},
		{"nothing at all", Course{Label: "x"}, []string{`class="axis"`}, []string{"NaN", `class="l1"`}},
	}
	for _, tt := range tests {
		svg := string(tt.of.Draw(640))
		for _, s := range tt.want {
			if !strings.Contains(svg, s) {
				t.Errorf("%s: no %s in %s", tt.name, s, svg)
			}
		}
		for _, s := range tt.not {
			if strings.Contains(svg, s) {
				t.Errorf("%s: %s in %s", tt.name, s, svg)
			}
		}
	}
	if rows := c.Twin().Rows; len(rows) != 4 || rows[1][1].Text != "Repair" {
		t.Errorf("the table has %v", rows)
	}
}
