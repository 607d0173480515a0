package field

import (
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
)

// Money is an amount with its currency: two columns, column for the minor units and column_currency. Values are texts such as
// "1234.50 EUR".
func Money[T any](key, label, column string, ptr func(*T) *money.Amount) Set[T] {
	amount := &Field[T]{
		Def: Def{Key: key, Label: label, Type: TypeMoney}, Column: column,
		scan: func(t *T) any { return &ptr(t).Minor },
		arg:  func(t *T) any { return ptr(t).Minor },
		get: func(t *T) any {
			if ptr(t).None() {
				return nil
			}
			return ptr(t).String()
		},
		set: func(t *T, v any) (err error) {
			s, _ := v.(string)
			*ptr(t) = money.Amount{}
			if s != "" {
				*ptr(t), err = money.Parse(s)
			}
			return err
		},
	}
	currency := &Field[T]{
		Column: column + "_currency", // without a key it is stored and nothing else
		scan:   func(t *T) any { return (*string)(&ptr(t).Currency) },
		arg:    func(t *T) any { return string(ptr(t).Currency) },
		get:    func(*T) any { return nil },
		set:    func(*T, any) error { return nil },
	}
	return Set[T]{amount, currency}
}

// sum reads an amount as people write it.
func (d Def) sum(s string) (any, error) {
	a, err := money.Parse(s)
	if err != nil {
		return nil, d.bad("%s", errs.Safe(err))
	}
	return a.String(), nil
}
