package app

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/setting"
	"github.com/fettle-itsm/fettle/internal/face/web/settings/reckon"
	"github.com/fettle-itsm/fettle/internal/practice/asset/depreciation"
	"github.com/fettle-itsm/fettle/internal/practice/asset/match"
	"github.com/fettle-itsm/fettle/internal/practice/asset/software"
)

// formed is a setting as the texts of a form.
type formed[T any] struct {
	db    *db.DB
	value *setting.Value[T]
	tell  func(T) url.Values
	read  func(c *errs.Check, typed url.Values, t *T) // changes what was stored
}

// Read implements reckon.Stored.
func (f formed[T]) Read(ctx context.Context) (url.Values, int64, error) {
	t, version, err := f.value.Read(ctx, f.db)
	return f.tell(t), version, err
}

// Save implements reckon.Stored.
func (f formed[T]) Save(ctx context.Context, typed url.Values, version int64) error {
	return f.db.Write(ctx, func(tx *db.Tx) error {
		t, _, err := f.value.Read(tx.Context(), tx)
		if err != nil {
			return err
		}
		var c errs.Check
		f.read(&c, typed, &t)
		if err := c.Err(); err != nil {
			return err
		}
		return f.value.Replace(tx, t, version)
	})
}

// reckoning are the settings on how things are reckoned, for their pages.
func (a *App) reckoning() *reckon.Deps {
	rules := a.Finance.Settings()
	d := &reckon.Deps{Hour: hourForm(a.DB, rules.Hour), Tolerance: toleranceForm(a.DB, rules.Tolerance), Seats: seatsForm(a.DB, a.Software.Setting())}
	for i := range d.Books {
		d.Books[i] = formed[depreciation.Books]{a.DB, rules.Books, func(b depreciation.Books) url.Values { return tellBook(b[i]) },
			func(c *errs.Check, typed url.Values, b *depreciation.Books) { readBook(c, typed, &b[i]) }}
	}
	return d
}

func hourForm(d *db.DB, v *setting.Value[money.Amount]) reckon.Stored {
	return formed[money.Amount]{d, v, func(m money.Amount) url.Values { return url.Values{"hour": {amountText(m)}} },
		func(c *errs.Check, typed url.Values, m *money.Amount) { *m = readAmount(c, typed, "hour") }}
}

func toleranceForm(d *db.DB, v *setting.Value[match.Tolerance]) reckon.Stored {
	return formed[match.Tolerance]{d, v,
		func(t match.Tolerance) url.Values {
			return url.Values{"share": {strconv.FormatFloat(float64(t.BasisPoints)/100, 'f', -1, 64)}, "minor": {strconv.FormatInt(t.Minor, 10)}}
		},
		func(c *errs.Check, typed url.Values, t *match.Tolerance) {
			t.BasisPoints, t.Minor = hundredths(c, typed, "share"), whole(c, typed, "minor")
			c.Must(t.BasisPoints >= 0 && t.BasisPoints <= 10_000, "share", "Give a share of 0 to 100 percent.")
		}}
}

func seatsForm(d *db.DB, v *setting.Value[software.Reclaiming]) reckon.Stored {
	return formed[software.Reclaiming]{d, v,
		func(r software.Reclaiming) url.Values {
			return url.Values{"unused_days": {strconv.Itoa(r.Unused)}, "patience": {strconv.Itoa(r.Patience)}}
		},
		func(c *errs.Check, typed url.Values, r *software.Reclaiming) {
			r.Unused, r.Patience = int(whole(c, typed, "unused_days")), int(whole(c, typed, "patience"))
		}}
}

func tellBook(b depreciation.Book) url.Values {
	var classes []string
	for _, r := range b.Classes {
		classes = append(classes, strings.TrimSpace(r.Class+" "+string(r.Method)+" "+map[bool]string{true: strconv.Itoa(r.Life)}[r.Life > 0]))
	}
	a := b.Accounts
	return url.Values{"name": {b.Name}, "pro_rata": {string(b.ProRata)}, "salvage": {strconv.FormatInt(b.Salvage, 10)}, "low_value": {amountText(b.LowValue)}, "rate": {strconv.FormatInt(b.Rate, 10)},
		"switch": {strconv.FormatBool(b.Switch)}, "fiscal_start": {strconv.Itoa(int(b.FiscalStart))}, "classes": {strings.Join(classes, "\n")}, "cost": {a.Cost}, "accumulated": {a.Accumulated},
		"expense": {a.Expense}, "impairment": {a.Impairment}, "proceeds": {a.Proceeds}, "gain": {a.Gain}, "loss": {a.Loss}}
}

func readBook(c *errs.Check, typed url.Values, b *depreciation.Book) {
	*b = depreciation.Book{Name: typed.Get("name"), ProRata: depreciation.ProRata(typed.Get("pro_rata")), Salvage: whole(c, typed, "salvage"), LowValue: readAmount(c, typed, "low_value"),
		Rate: whole(c, typed, "rate"), Switch: typed.Get("switch") == "true", FiscalStart: time.Month(whole(c, typed, "fiscal_start")), Accounts: depreciation.Accounts{Cost: typed.Get("cost"),
			Accumulated: typed.Get("accumulated"), Expense: typed.Get("expense"), Impairment: typed.Get("impairment"), Proceeds: typed.Get("proceeds"), Gain: typed.Get("gain"), Loss: typed.Get("loss")}}
	for line := range strings.Lines(typed.Get("classes")) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		r := depreciation.Rule{Class: strings.ToUpper(words[0])}
		if len(words) > 1 {
			r.Method = depreciation.Method(words[1])
		}
		if len(words) > 2 {
			n, err := strconv.Atoi(words[2])
			c.Must(err == nil, "classes", "Write the months of %s as a whole number.", r.Class)
			r.Life = n
		}
		c.Must(len(words) <= 3, "classes", "Write a line for each class: tag prefix, method, months.")
		b.Classes = append(b.Classes, r)
	}
}

// amountText is an amount as a form holds it, "" for none.
func amountText(m money.Amount) string {
	if m.None() {
		return ""
	}
	return m.String()
}

func readAmount(c *errs.Check, typed url.Values, name string) money.Amount {
	s := typed.Get(name)
	if s == "" {
		return money.Amount{}
	}
	m, err := money.Parse(s)
	c.Must(err == nil, name, "Write an amount with its currency, such as 60.00 EUR.")
	return m
}

// whole reads a whole number.
func whole(c *errs.Check, typed url.Values, name string) int64 {
	n, err := strconv.ParseInt(typed.Get(name), 10, 64)
	c.Must(err == nil, name, "Write a whole number.")
	return n
}

// hundredths reads a number with at most two decimals.
func hundredths(c *errs.Check, typed url.Values, name string) int64 {
	before, after, _ := strings.Cut(strings.ReplaceAll(typed.Get(name), ",", "."), ".")
	n, err := strconv.ParseInt(before+(after + "00")[:2], 10, 64)
	c.Must(err == nil && len(after) <= 2, name, "Write a number with at most two decimals.")
	return n
}
