package reckon

import (
	"strconv"
	"time"

	"github.com/fettle-itsm/fettle/internal/ui"
)

// pages are the forms, each with the setting behind it.
func pages(d Deps) []page {
	out := []page{
		{at: HourAt, title: "Price of an hour", stored: d.Hour, lead: "What an hour of work on tickets costs. With it, the time that people note on tickets is part of what an asset costs.",
			fields: []ui.Field{{Name: "hour", Label: "An hour of work costs", Hint: "60.00 EUR", Help: "An amount with its currency. Empty, which is the default: work is not counted."}}},
		{at: ToleranceAt, title: "Tolerance of invoices", stored: d.Tolerance, lead: "By how much an invoice may differ from its order and still agree with it. The larger of the two counts.",
			fields: []ui.Field{
				{Name: "share", Label: "Share of what was ordered", Unit: "%", Required: true, Help: "From 0 to 100, with at most two decimals. 2 by default."},
				{Name: "minor", Label: "Or an amount", Kind: ui.FieldNumber, Unit: "of the smallest unit of the currency, such as cents", Min: "0", Required: true, Help: "500 are 5.00 EUR, and 5.00 USD. 0 by default."},
			}},
		{at: SeatsAt, title: "Unused seats", stored: d.Seats, lead: "When the holder of a licensed seat is asked whether they still need it.",
			fields: []ui.Field{
				{Name: "unused_days", Label: "Asked after", Kind: ui.FieldNumber, Unit: "days without use", Min: "7", Max: "3650", Required: true, Help: "Whoever keeps a seat is asked again after as many days. From 7 to 3650, 90 by default."},
				{Name: "patience", Label: "Time to answer", Kind: ui.FieldNumber, Unit: "days", Min: "1", Max: "90", Required: true, Help: "After that the seat is a task to take back. From 1 to 90, 14 by default."},
			}},
	}
	for i, at := range []string{FirstAt, SecondAt} {
		out = append(out, page{at: at, title: [...]string{"First book", "Second book"}[i], stored: d.Books[i], fields: book(), groups: []ui.FieldGroup{{Title: "Accounts of the journal", Fields: accounts()}},
			lead:  "How assets lose their value in one of the two books, such as that of the accounts and that of the tax return. What is not said here comes from the model of an asset, then from its class.",
			other: &ui.Button{Label: [...]string{"Second book", "First book"}[i], Href: [...]string{SecondAt, FirstAt}[i]}})
	}
	return out
}

// book are the rules of one.
func book() []ui.Field {
	var months []ui.Option
	for m := time.January; m <= time.December; m++ {
		months = append(months, ui.Option{Value: strconv.Itoa(int(m)), Label: m.String()})
	}
	return []ui.Field{
		{Name: "name", Label: "Name", Required: true, MaxLen: 40, Help: "Letters, digits and hyphens; people and programs ask for the book by it. “accounts” and “tax” by default."},
		{Name: "pro_rata", Label: "First and last year", Kind: ui.FieldSelect, Options: []ui.Option{{Value: "month", Label: "By months: the month of going into service counts in full"},
			{Value: "day", Label: "By days"}, {Value: "half_year", Label: "Half a year, whenever it went into service"}}, Required: true, Help: "By months by default."},
		{Name: "salvage", Label: "Left at the end", Kind: ui.FieldNumber, Unit: "% of the cost", Min: "0", Max: "100", Required: true, Help: "The value never falls below it. 0 by default."},
		{Name: "low_value", Label: "Charged at once up to", Hint: "800.00 EUR", Help: "An asset that costs no more, in this currency, is charged in full on the day it goes into service. Empty, which is the default: no limit."},
		{Name: "rate", Label: "Rate of declining balance", Kind: ui.FieldNumber, Unit: "% a year", Min: "1", Max: "100", Required: true, Help: "For the method “declining balance” only. 25 by default."},
		{Name: "switch", Label: "Declining methods change to straight line as soon as that charges no less", Kind: ui.FieldCheckbox, Help: "Off by default."},
		{Name: "fiscal_start", Label: "Fiscal year begins in", Kind: ui.FieldSelect, Options: months, Required: true, Help: "January by default."},
		{Name: "classes", Label: "Classes in this book only", Kind: ui.FieldLong, Rows: 4, Hint: "LT straight_line 36",
			Help: "A line for each: the tag prefix, the method (straight_line, declining_balance, double_declining, sum_of_years or immediate) and the months of its life. They come before models and classes. Empty by default."},
	}
}

// accounts are the names that the journal posts to.
func accounts() []ui.Field {
	var out []ui.Field
	for _, a := range [][2]string{{"cost", "Assets at cost"}, {"accumulated", "Accumulated depreciation"}, {"expense", "Depreciation"}, {"impairment", "Impairment losses"},
		{"proceeds", "Proceeds of disposals"}, {"gain", "Gains on disposals"}, {"loss", "Losses on disposals"}} {
		out = append(out, ui.Field{Name: a[0], Label: a[1], MaxLen: 100, Help: "Its number or name. “" + a[1] + "” by default."})
	}
	return out
}
