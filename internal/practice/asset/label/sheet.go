package label

// Sheet is the stock that labels are printed on. All lengths are millimetres.
type Sheet struct {
	Code string // how it is chosen, such as "L4731"
	Name string // for people
	Tape bool   // each label is a page of its own

	PageWidth, PageHeight float64
	Width, Height         float64 // of one label
	Left, Top             float64 // of the first label
	StepX, StepY          float64 // from one label to the next
	Columns, Rows         int
}

// PerPage is how many labels a page has.
func (s Sheet) PerPage() int { return s.Columns * s.Rows }

// Place returns the top left corner of a label by its number on the page, counted from 0 in reading order.
func (s Sheet) Place(n int) (x, y float64) {
	return s.Left + float64(n%s.Columns)*s.StepX, s.Top + float64(n/s.Columns)*s.StepY
}

const inch = 25.4

// Sheets are the stocks that can be printed on, the common ones first.
func Sheets() []Sheet {
	return []Sheet{
		a4("L7160", "Avery L7160 · A4 · 21 labels 63.5 × 38.1 mm", 3, 7, 63.5, 38.1, 7.21, 15.15, 66.04, 38.1),
		a4("70x36", "3 × 8 · A4 · 24 labels 70 × 36 mm", 3, 8, 70, 36, 0, 4.5, 70, 36),
		a4("L6009", "Avery Zweckform L6009 (type plates) · A4 · 48 labels 45.7 × 21.2 mm", 4, 12, 45.7, 21.2, 9.7, 21.3, 48.3, 21.2),
		a4("L4731", "Avery Zweckform L4731 · A4 · 189 labels 25.4 × 10 mm", 7, 27, 25.4, 10, 8.6, 13.5, 27.9, 10),
		{
			Code: "5160", Name: "Avery 5160 · US Letter · 30 labels 2⅝ × 1 inch", PageWidth: 8.5 * inch, PageHeight: 11 * inch, Columns: 3, Rows: 10,
			Width: 2.625 * inch, Height: inch, Left: 0.1875 * inch, Top: 0.5 * inch, StepX: 2.75 * inch, StepY: inch,
		},
		tape("tape12", "Tape 12 mm, labels of 50 mm", 50, 12),
		tape("tape18", "Tape 18 mm, labels of 60 mm", 60, 18),
		tape("tape24", "Tape 24 mm, labels of 70 mm", 70, 24),
	}
}

// Find returns the stock of that code.
func Find(code string) (Sheet, bool) {
	for _, s := range Sheets() {
		if s.Code == code {
			return s, true
		}
	}
	return Sheet{}, false
}

func a4(code, name string, columns, rows int, width, height, left, top, stepX, stepY float64) Sheet {
	return Sheet{
		Code: code, Name: name, PageWidth: 210, PageHeight: 297, Columns: columns, Rows: rows,
		Width: width, Height: height, Left: left, Top: top, StepX: stepX, StepY: stepY,
	}
}

func tape(code, name string, length, width float64) Sheet {
	return Sheet{
		Code: code, Name: name, Tape: true, PageWidth: length, PageHeight: width, Columns: 1, Rows: 1,
		Width: length, Height: width, StepX: length, StepY: width,
	}
}
