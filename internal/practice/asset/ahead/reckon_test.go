package ahead_test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/practice/asset/depreciation"
	"github.com/fettle-itsm/fettle/internal/practice/asset/match"
	"github.com/fettle-itsm/fettle/internal/practice/asset/software"
)

// visit sends a request of somebody at a browser.
func visit(t *testing.T, d *fettletest.Desk, who, method, path string, form url.Values) (int, string) {
	t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(t.Context(), method, d.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.AddCookie(d.Cookie(who))
	a := d.Send(req)
	return a.Status, string(a.Body)
}

// save fills a page in and sends it.
func save(t *testing.T, d *fettletest.Desk, path string, want int, fields ...string) string {
	t.Helper()
	status, page := visit(t, d, "admin", http.MethodGet, path, nil)
	found := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(page)
	if status != http.StatusOK || found == nil {
		t.Fatalf("%s: %d\n%s", path, status, page)
	}
	form := url.Values{"version": {found[1]}}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	status, page = visit(t, d, "admin", http.MethodPost, path, form)
	if status != want {
		t.Errorf("%s: %d, want %d\n%s", path, status, want, page)
	}
	return page
}

// whole is a form of a book that is filled in.
func whole(name, rate, classes string) []string {
	return []string{"name", name, "pro_rata", "half_year", "salvage", "10", "low_value", "800 EUR", "rate", rate, "switch", "true", "fiscal_start", "4", "classes", classes,
		"cost", "0650", "accumulated", "0651", "expense", "4830", "impairment", "4840", "proceeds", "2720", "gain", "2721", "loss", "2310"}
}

func TestAnAdministratorSaysInTheBrowserHowThingsAreReckoned(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		if _, page := visit(t, d, "admin", http.MethodGet, "/settings/unused-seats", nil); !strings.Contains(page, "Nobody has changed this yet") || !strings.Contains(page, `value="90"`) {
			t.Error("the page does not show the default")
		}
		save(t, d, "/settings/hour", http.StatusSeeOther, "hour", "62,50 EUR")
		save(t, d, "/settings/invoice-tolerance", http.StatusSeeOther, "share", "1.5", "minor", "500")
		save(t, d, "/settings/unused-seats", http.StatusSeeOther, "unused_days", "60", "patience", "7")
		save(t, d, "/settings/books/second", http.StatusSeeOther, whole("steuer", "30", "LT straight_line 12\nso immediate")...)

		hour, err := d.Finance.Hour(d.System())
		if want := (money.Amount{Minor: 6250, Currency: "EUR"}); hour != want || err != nil {
			t.Errorf("an hour costs %v, %v", hour, err)
		}
		if got, err := d.Finance.Tolerance(d.System()); got != (match.Tolerance{BasisPoints: 150, Minor: 500}) || err != nil {
			t.Errorf("the tolerance is %+v, %v", got, err)
		}
		if got, err := d.Software.Reclaiming(d.System()); got != (software.Reclaiming{Unused: 60, Patience: 7}) || err != nil {
			t.Errorf("seats are asked for by %+v, %v", got, err)
		}
		books, err := d.Finance.Books(d.System())
		want := depreciation.DefaultBooks()
		want[1] = depreciation.Book{Name: "steuer", ProRata: depreciation.HalfYear, Salvage: 10, LowValue: money.Amount{Minor: 80000, Currency: "EUR"}, Rate: 30, Switch: true, FiscalStart: 4,
			Classes:  []depreciation.Rule{{Class: "LT", Method: depreciation.StraightLine, Life: 12}, {Class: "SO", Method: depreciation.Immediate}},
			Accounts: depreciation.Accounts{Cost: "0650", Accumulated: "0651", Expense: "4830", Impairment: "4840", Proceeds: "2720", Gain: "2721", Loss: "2310"}}
		if diff := cmp.Diff(want, books); diff != "" || err != nil {
			t.Errorf("%s %v", diff, err)
		}
		if _, page := visit(t, d, "admin", http.MethodGet, "/settings/books/second", nil); !strings.Contains(page, "SO immediate") || !strings.Contains(page, `value="800.00 EUR"`) {
			t.Error("the page of the book does not show what was saved")
		}
	})
}

func TestWhatIsWrongIsSaidAtItsFieldAndNothingIsSaved(t *testing.T) {
	t.Parallel()
	d := fettletest.SQLite(t)
	for _, tt := range []struct {
		path, says string
		fields     []string
	}{
		{"/settings/hour", "such as 60.00 EUR", []string{"hour", "sixty"}},
		{"/settings/hour", "Give what an hour costs", []string{"hour", "-5 EUR"}},
		{"/settings/invoice-tolerance", "at most two decimals", []string{"share", "1.555", "minor", "0"}},
		{"/settings/invoice-tolerance", "0 to 100 percent", []string{"share", "101", "minor", "0"}},
		{"/settings/unused-seats", "from 7 to 3650", []string{"unused_days", "6", "patience", "7"}},
		{"/settings/unused-seats", "Write a whole number", []string{"unused_days", "", "patience", "7"}},
		{"/settings/books/first", "1 to 100 percent a year", whole("accounts", "0", "")},
		{"/settings/books/first", "different names", whole("tax", "25", "")},
		{"/settings/books/first", "for LT", whole("accounts", "25", "LT straight_line")},
		{"/settings/books/first", "a line for each class", whole("accounts", "25", "LT straight_line 36 months")},
	} {
		if page := save(t, d, tt.path, http.StatusUnprocessableEntity, tt.fields...); !strings.Contains(page, tt.says) {
			t.Errorf("%s does not say %q", tt.path, tt.says)
		}
	}
	status, _ := visit(t, d, "admin", http.MethodPost, "/settings/hour", url.Values{"hour": {"5 EUR"}, "version": {"7"}})
	if status != http.StatusConflict {
		t.Errorf("of a version that is not there: %d", status)
	}
	for _, who := range []string{"agent", "requester"} {
		if status, _ := visit(t, d, who, http.MethodGet, "/settings/hour", nil); status == http.StatusOK {
			t.Errorf("the %s sees the page", who)
		}
		if status, _ := visit(t, d, who, http.MethodPost, "/settings/hour", url.Values{"hour": {"5 EUR"}, "version": {"0"}}); status == http.StatusSeeOther {
			t.Errorf("the %s saves", who)
		}
	}
	if hour, err := d.Finance.Hour(d.System()); err != nil || !hour.None() {
		t.Errorf("an hour costs %v, %v", hour, err)
	}
}
