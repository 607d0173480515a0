package web

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/practice/asset/civil"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
	"github.com/fettle-itsm/fettle/internal/practice/asset/term"
)

// Contract draws what counts of a contract on a day: the last day on which notice can be given, with its reminders, the last of the present
// term, and what was paid so far. It is nil for a draft and for what has neither. Kinds: those of reading.
func Contract(ctx context.Context, w desk.View, today calendar.Date) (templ.Component, error) {
	s := &sheet{Asked: Asked{View: w, Today: today}, ctx: ctx}
	var paid []finance.Leasing
	if err := all(s, "expenses", nil, &paid); err != nil {
		return nil, err
	}
	var terms []termRow
	if w.State != finance.Draft {
		terms = s.contractTerms()
	}
	if len(terms)+len(paid) == 0 {
		return nil, nil
	}
	return contractBox(terms, paidRows(paid)), nil
}

func (s *sheet) contractTerms() []termRow {
	today := s.Today
	end, ends := s.date("next_end")
	start, _ := s.date("start")
	if first, ok := s.date("end"); ok && end > first { // a further term
		if months, err := strconv.Atoi(s.value("renew_months")); err == nil && months > 0 {
			start = civil.AddMonths(end+1, -months)
		}
	}
	var list []termRow
	if by, ok := s.date("notice_by"); ok {
		list = append(list, s.term("Give notice by "+by.Words(), reminders(by, today), "", start, by))
	}
	if given, ok := s.date("given"); ok && ends {
		list = append(list, s.term("Ends on "+end.Words(), "notice was given on "+given.Words(), "", given, end))
	} else if ends {
		list = append(list, s.term("Present term", "until "+end.Words(), "", start, end))
	}
	return list
}

// paidRow is one line of what a contract costs.
type paidRow struct{ What, Amount string }

func paidRows(list []finance.Leasing) []paidRow {
	var out []paidRow
	for _, l := range list {
		out = append(out, paidRow{"So far", l.Paid.Grouped()}, paidRow{"Price", l.Monthly.Grouped()})
		if l.Whole != nil {
			out = append(out, paidRow{"The whole lease", l.Whole.Grouped()})
		}
		if l.BuyOut != nil {
			out = append(out, paidRow{"To buy it", l.BuyOut.Grouped()}, paidRow{"In all if bought today", l.IfBought.Grouped()})
		}
	}
	return out
}

// reminders says when whoever looks after the contract is reminded of a notice date next, seen from a day.
func reminders(by, today calendar.Date) string {
	for _, a := range (term.Period{NoticeBy: by}).Alerts() {
		if a.On > today {
			return "next reminder on " + a.On.Words()
		}
	}
	return "every reminder was sent"
}
