package depreciation

import (
	"time"

	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

// Method is how the charge is distributed over the life.
type Method string

// The methods; see the package comment for what each means.
const (
	StraightLine     Method = "straight_line"
	DecliningBalance Method = "declining_balance"
	DoubleDeclining  Method = "double_declining"
	SumOfYears       Method = "sum_of_years"
	Immediate        Method = "immediate"
)

// Valid reports a known method.
func (m Method) Valid() bool {
	switch m {
	case StraightLine, DecliningBalance, DoubleDeclining, SumOfYears, Immediate:
		return true
	}
	return false
}

// ProRata is the convention for the first and the last year.
type ProRata string

// The conventions.
const (
	// Month counts the in-service month in full; a month's charge is taken on its last day.
	Month ProRata = "month"
	// Day counts days, the in-service day included; the life ends the day before the same day so many months later. A year's charge
	// accrues by the days that the year has, so a day of a leap year bears a little less.
	Day ProRata = "day"
	// HalfYear takes the asset to be in service from the middle of its first fiscal year, whenever it was. The half year's charge is
	// spread over the months from the in-service month to the end of that fiscal year; the life then ends in the middle of one.
	HalfYear ProRata = "half_year"
)

// Valid reports a known convention.
func (p ProRata) Valid() bool { return p == Month || p == Day || p == HalfYear }

// Share is a ratio in millionths: 200,000 is 20 %.
type Share int64

// Percent returns a share of whole percents.
func Percent(n int64) Share { return Share(n * 10_000) }

// whole is a share of everything.
const whole Share = 1_000_000

// Plan is everything that the value of one asset in one book follows from. A plan is a value: nothing here changes it.
type Plan struct {
	Asset string // as the journal names it: the tag
	Book  string

	Cost   money.Amount
	Bought calendar.Date // when it came into the books; none (0) for the in-service date
	Start  calendar.Date // in-service date

	Method  Method
	Life    int     // months, 1 to 1200; not needed for Immediate
	Rate    Share   // a year, for DecliningBalance only
	Switch  bool    // of the declining methods to straight line, as soon as that charges no less
	ProRata ProRata // none ("") for Month

	Salvage      money.Amount // what is left at the end; or
	SalvageShare Share        // as a share of the cost
	LowValue     money.Amount // an asset that costs no more is charged at once; none for no limit
	FiscalStart  time.Month   // first month of the fiscal year; 0 for January

	Impairments []Impairment
	Disposal    *Disposal // nil while the asset is held

	Accounts Accounts
}

// Impairment is a write-down at the end of a day, beyond the depreciation up to that day. What then remains is spread over the remaining
// life (IAS 36.59 and 36.63). It may bring the value below salvage; then nothing more is charged.
type Impairment struct {
	On   calendar.Date
	Loss money.Amount
}

// Disposal ends the plan: from that day on the value is nothing. Depreciation runs to the day before, so by months the month of disposal
// bears no charge; by half years the year of disposal bears half a year's charge.
type Disposal struct {
	On       calendar.Date
	Proceeds money.Amount // none for nothing
}

// Accounts are the names or numbers of accounts that the journal posts to, passed through as they are.
type Accounts struct {
	Cost        string // the asset at cost
	Accumulated string // accumulated depreciation and impairment
	Expense     string // depreciation
	Impairment  string // impairment losses
	Proceeds    string // what a sale brings in
	Gain        string
	Loss        string
}

// Default is what a class of assets is depreciated by unless its book says otherwise.
type Default struct {
	Class   string
	Method  Method
	Life    int // months; 0 for Immediate
	ProRata ProRata
}

// Defaults returns the classes that a new book begins with. What counts as low value is a limit of the organisation in its currency.
func Defaults() []Default {
	return []Default{
		{"computer", StraightLine, 36, Month},
		{"monitor", StraightLine, 60, Month},
		{"server", StraightLine, 60, Month},
		{"network", StraightLine, 60, Month},
		{"phone", StraightLine, 24, Month},
		{"furniture", StraightLine, 84, Month},
		{"low_value", Immediate, 0, Month},
	}
}
