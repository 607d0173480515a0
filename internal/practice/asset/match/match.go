package match

import (
	"fmt"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
)

// Line is a line of an order with what came of it.
type Line struct {
	Number   int64 // in the order
	Ordered  int64
	Received int64
	Price    money.Amount // of one piece, as ordered
	Charged  []Charge
}

// Charge is what one invoice charges for a line.
type Charge struct {
	Invoice string
	Pieces  int64
	Price   money.Amount // of one piece
}

// Invoice is what a supplier charges in all.
type Invoice struct {
	Number string
	Amount money.Amount
}

// Tolerance is how much an amount may differ: by a share in hundredths of a percent, or by minor units of its currency, whichever is more.
type Tolerance struct {
	BasisPoints int64 `json:"basis_points"` // 200 is 2 %
	Minor       int64 `json:"minor"`
}

// Check tells what is wrong with a tolerance. Errors: Invalid.
func (t Tolerance) Check() error {
	var c errs.Check
	c.Must(t.BasisPoints >= 0 && t.BasisPoints <= 10_000, "basis_points", "Give 0 to 10000 hundredths of a percent.")
	c.Must(t.Minor >= 0, "minor", "Give 0 or more of the smallest unit of the currency.")
	return c.Err()
}

// allows reports whether got may stand for want.
func (t Tolerance) allows(want, got money.Amount) (bool, error) {
	share, err := want.MulRatio(t.BasisPoints, 10_000)
	if err != nil {
		return false, err
	}
	off, err := got.Sub(want)
	if err != nil {
		return false, err
	}
	return max(off.Minor, -off.Minor) <= max(share.Minor, -share.Minor, t.Minor), nil
}

// Kind is what does not agree.
type Kind string

// What may not agree.
const (
	NotReceived Kind = "not_received" // more was charged than arrived
	NotOrdered  Kind = "not_ordered"  // more was charged than ordered
	NotCharged  Kind = "not_charged"  // more arrived than was charged
	OpenGoods   Kind = "open"         // less arrived than was ordered
	WrongPrice  Kind = "price"        // another price than was ordered
	WrongSum    Kind = "sum"          // an invoice whose lines are not its amount
	OtherMoney  Kind = "currency"     // another currency than was ordered
)

// Blocks reports whether an invoice should not be paid before this is settled; the others only wait.
func (k Kind) Blocks() bool { return k != NotCharged && k != OpenGoods }

// Difference is one thing that does not agree.
type Difference struct {
	Kind    Kind         `json:"kind"`
	Line    int64        `json:"line,omitzero" doc:"Of the order; absent for an invoice as a whole."`
	Invoice string       `json:"invoice,omitempty"`
	Pieces  int64        `json:"pieces,omitzero" doc:"By how many."`
	Want    money.Amount `json:"want,omitzero"`
	Got     money.Amount `json:"got,omitzero"`
}

// Words say what does not agree.
func (d Difference) Words() string {
	switch d.Kind {
	case NotReceived:
		return fmt.Sprintf("Line %d: %d charged that did not arrive", d.Line, d.Pieces)
	case NotOrdered:
		return fmt.Sprintf("Line %d: %d charged that were not ordered", d.Line, d.Pieces)
	case NotCharged:
		return fmt.Sprintf("Line %d: %d arrived that no invoice charges yet", d.Line, d.Pieces)
	case OpenGoods:
		return fmt.Sprintf("Line %d: %d ordered that did not arrive yet", d.Line, d.Pieces)
	case WrongPrice:
		return fmt.Sprintf("Line %d, invoice %s: %s each instead of %s", d.Line, d.Invoice, d.Got.Grouped(), d.Want.Grouped())
	case WrongSum:
		return fmt.Sprintf("Invoice %s: its lines are %s and it charges %s", d.Invoice, d.Want.Grouped(), d.Got.Grouped())
	}
	return fmt.Sprintf("Invoice %s: it is in %s and the order in %s", d.Invoice, d.Got.Currency, d.Want.Currency)
}

// Match returns what does not agree, line by line and then invoice by invoice; nothing when all was ordered, arrived and is charged alike.
// Errors: Invalid for amounts out of range.
func Match(lines []Line, invoices []Invoice, t Tolerance) (out []Difference, err error) {
	sums := map[string]*money.Sums{}
	for _, l := range lines {
		var charged int64
		for _, c := range l.Charged {
			charged += c.Pieces
			if sums[c.Invoice] == nil {
				sums[c.Invoice] = &money.Sums{}
			}
			worth, err := c.Price.MulRatio(c.Pieces, 1)
			if err == nil {
				err = sums[c.Invoice].Add(worth)
			}
			if err != nil {
				return nil, err
			}
			if c.Price.Currency != l.Price.Currency {
				out = append(out, Difference{Kind: OtherMoney, Line: l.Number, Invoice: c.Invoice, Want: l.Price, Got: c.Price})
				continue
			}
			if ok, err := t.allows(l.Price, c.Price); err != nil {
				return nil, err
			} else if !ok {
				out = append(out, Difference{Kind: WrongPrice, Line: l.Number, Invoice: c.Invoice, Want: l.Price, Got: c.Price})
			}
		}
		out = append(out, l.pieces(charged)...)
	}
	for _, i := range invoices {
		want := money.Zero(i.Amount.Currency)
		if s := sums[i.Number]; s != nil {
			want = s.Of(i.Amount.Currency)
		}
		ok, err := t.allows(want, i.Amount)
		if err != nil {
			return nil, err
		}
		if !ok {
			out = append(out, Difference{Kind: WrongSum, Invoice: i.Number, Want: want, Got: i.Amount})
		}
	}
	return out, nil
}

// pieces compares how many were ordered, arrived and are charged.
func (l Line) pieces(charged int64) (out []Difference) {
	add := func(k Kind, n int64) {
		if n > 0 {
			out = append(out, Difference{Kind: k, Line: l.Number, Pieces: n})
		}
	}
	add(NotOrdered, charged-l.Ordered)
	add(NotReceived, min(charged, l.Ordered)-l.Received)
	add(NotCharged, l.Received-charged)
	add(OpenGoods, l.Ordered-max(l.Received, min(charged, l.Ordered)))
	return out
}
