package overview

import "testing"

func TestALabelKeepsWhatSaysMost(t *testing.T) {
	tests := []struct {
		name, label string
		most        int
		want        string
	}{
		{"what fits stays whole", "Hardware / Printer", 18, "Hardware / Printer"},
		{"a path keeps its end", "Hardware / Printer and scanner", 20, "…Printer and scanner"},
		{"a name keeps its beginning", "Procurement & Assets", 10, "Procureme…"},
		{"a long end keeps its beginning", "Hardware / Printer and scanner", 12, "Printer and…"},
		{"letters count, not bytes", "Ärzte / Büro", 5, "…Büro"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := fit(tt.label, tt.most); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAFlowThatIsOverIsToldInThePast(t *testing.T) {
	if got, want := flowSays(10, 7, true), "More came than left: 3 more were open at the end than at the beginning of the period."; got != want {
		t.Error(got)
	}
	if got, want := flowSays(7, 10, false), "More left than came: 3 fewer are open than at the beginning."; got != want {
		t.Error(got)
	}
}
