package finance

import (
	"fmt"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// Wish is a line of something that is to be ordered.
type Wish struct {
	Model    id.ID
	Quantity int64
	Price    money.Amount // of one piece
}

// CheckWish looks at a line beside those that are there already, as the order will. Errors: Invalid.
func CheckWish(w Wish, lines []Wish) error {
	own := make([]Line, len(lines))
	for i, l := range lines {
		own[i].Price = l.Price
	}
	return checkLine(w.Quantity, w.Price, own)
}

// OrderIn makes an order of what was approved elsewhere, in one write: approved, so that it takes what it costs from its budget. It returns the
// order, with a warning when that is more than the budget has left. Kinds: Forbidden, Invalid.
func (d *Desk) OrderIn(tx *db.Tx, f OrderFields, wishes []Wish, reason string) (out record.Result, err error) {
	if out, err = d.orders.CreateIn(tx, f, nil); err != nil {
		return out, err
	}
	made := out
	return d.orders.ChangeIn(tx, action.On{Number: made.Number}, PermOrderEdit, func(tx *db.Tx, o *Order) ([]field.Change, error) {
		var changes []field.Change
		var own []Line
		for i, w := range wishes {
			if err := checkLine(w.Quantity, w.Price, own); err != nil {
				return nil, err
			}
			l := Line{ID: tx.NewID(), Order: o.ID, Position: int64(i + 1), Model: w.Model, Quantity: w.Quantity, Price: w.Price}
			if err := insertLine(tx, &l); err != nil {
				return nil, err
			}
			own = append(own, l)
			changes = append(changes, field.Change{Key: lineKey(l), To: fmt.Sprintf("%d at %s", l.Quantity, l.Price.Grouped())})
		}
		if len(own) == 0 {
			return nil, errs.New(errs.Conflict, "There are no lines; add what is to be bought first.")
		}
		return changes, d.orders.Step(tx, o, "approve", map[string]string{"reason": reason}, nil)
	})
}

func insertLine(tx *db.Tx, l *Line) error {
	_, err := tx.Exec(`INSERT INTO order_line (id, order_id, position, model_id, quantity, price, price_currency, received) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, lineColumns().Args(l)...)
	return err
}

// Exceeds says in a sentence that wishes are more than a budget has left, "" when they are not or there is no budget.
func (d *Desk) Exceeds(tx *db.Tx, budget id.ID, wishes []Wish) (string, error) {
	own := make([]Line, len(wishes))
	for i, w := range wishes {
		own[i] = Line{Quantity: w.Quantity, Price: w.Price}
	}
	return d.exceeds(tx, &Order{Budget: budget}, own)
}
