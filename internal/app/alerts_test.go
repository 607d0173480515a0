package app_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
)

// look is what a persona sees at an address.
func look(t *testing.T, d *fettletest.Desk, who, path string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.AddCookie(d.Cookie(who))
	a := d.Send(req)
	if a.Status != http.StatusOK {
		t.Fatalf("%s at %s: %d", who, path, a.Status)
	}
	return string(a.Body)
}

// A contract ends on 31 December 2027 and asks for three months of notice, so the last day is 30 September. Its owner is told of it by the
// clock alone, in the inbox and on the contract; what fell due while no server ran is told at the next start. Of a contract whose owner may not
// see contracts, whoever keeps assets is told.
func TestTheOwnerOfAContractFindsItsNoticeDateInTheInboxInTime(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		ptr := func(s string) *string { return &s }
		months, year := int64(3), int64(12)
		supplier, err := d.Assets.AddSupplier(d.System(), asset.AddSupplier{SupplierFields: asset.SupplierFields{Title: ptr("Harbour Hardware")}})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.DB.Write(d.System(), func(tx *db.Tx) error { return d.People.GiveRole(tx, d.ID("lead"), "asset_manager") }); err != nil {
			t.Fatal(err)
		}
		sign := func(owner string) string {
			t.Helper()
			of := d.ID(owner)
			made, err := d.Finance.AddContract(d.System(), finance.AddContract{ContractFields: finance.ContractFields{Title: ptr("Of " + owner), Type: ptr("maintenance"), Start: ptr("2027-01-01"),
				End: ptr("2027-12-31"), Notice: &months, NoticeUnit: ptr("months"), Renewal: ptr("auto"), RenewMonths: &year, Supplier: &supplier.ID, Owner: &of, Entity: &d.Root}})
			if err == nil {
				_, err = d.Finance.Sign(d.System(), register.Plain{On: action.On{Number: made.Number}})
			}
			if err != nil {
				t.Fatal(err)
			}
			return made.Number
		}
		mine := sign("lead")
		sign("requester")
		for _, step := range []struct {
			day  string
			told int
			says string
		}{
			{"2027-07-01", 0, ""}, {"2027-07-02", 1, "in 90 days"}, {"2027-07-03", 1, ""}, {"2027-08-01", 2, "in 60 days"},
			{"2027-09-05", 3, "in 25 days, on 2027-09-30, told late"}, {"2027-10-01", 3, ""},
		} {
			at, err := time.Parse(time.DateOnly, step.day)
			if err != nil {
				t.Fatal(err)
			}
			d.Time.Set(at.Add(9 * time.Hour))
			rounds(t, d)
			inbox := look(t, d, "lead", kit.InboxAt)
			if n := strings.Count(inbox, "The notice date is"); n != 2*step.told || !strings.Contains(inbox, step.says) {
				t.Errorf("on %s the inbox tells %d times, not %d with %q", step.day, n, 2*step.told, step.says)
			}
			if contract := look(t, d, "lead", "/"+mine); step.says != "" && !strings.Contains(contract, step.says) {
				t.Errorf("on %s the contract does not say %q", step.day, step.says)
			}
			if strings.Contains(look(t, d, "requester", kit.InboxAt), "The notice date is") {
				t.Errorf("on %s somebody else is told", step.day)
			}
		}
	})
}
