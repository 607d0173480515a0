package stocktake

// Progress counts rows. Expected = Found + Misplaced + Missing + Duplicate of the frozen list; what lies beyond it is in Extra.
type Progress struct {
	Expected, Seen                      int // of the frozen list
	Found, Misplaced, Missing, Doubtful int // of the frozen list; Doubtful are duplicates
	Extra, Unknown                      int // beyond the list: assets from elsewhere, and codes that no asset has
	Open                                int // rows that are not found and wait for a decision
}

// Tally counts rows; decided are the keys of rows with a decision.
func Tally(rows []Row, decided map[string]Decision) Progress {
	var p Progress
	for _, r := range rows {
		if _, ok := decided[r.Key]; r.Result != Found && !ok {
			p.Open++
		}
		switch {
		case r.Result == Unknown:
			p.Unknown++
			continue
		case r.Beyond:
			p.Extra++
			continue
		}
		p.Expected++
		if r.Result != Missing {
			p.Seen++
		}
		switch r.Result {
		case Found:
			p.Found++
		case Misplaced:
			p.Misplaced++
		case Missing:
			p.Missing++
		case Duplicate:
			p.Doubtful++
		}
	}
	return p
}
