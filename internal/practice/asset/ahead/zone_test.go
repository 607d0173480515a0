package ahead_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// move gives the organisation another zone.
func (w *world) move(zone string) {
	w.t.Helper()
	e, err := w.People.Entity(w.System(), w.DB, w.Root)
	if err == nil {
		e.Zone = zone
		_, err = w.People.UpdateEntity(w.System(), e)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// The work is done at 10:00 UTC: on Kiritimati the next day has begun by then, on Pago Pago it is still the day before.
func TestAWarrantyIsToldByTheDayOfItsPlaceAndNotTwiceWhenThatMovesToAnotherZone(t *testing.T) {
	each(t, func(w *world) {
		w.laptop(w.model, "2027-06-30")
		w.move("Pacific/Kiritimati")
		w.goOn("2027-03-31")
		w.goOn("2027-04-01")
		w.move("Pacific/Pago_Pago")
		w.goOn("2027-04-02")
		w.goOn("2027-05-01")
		w.move("Pacific/Kiritimati")
		w.goOn("2027-05-02")
		want := []string{"LT: end of the warranty 2027-06-30, 89 days, late false, to 1", "LT: end of the warranty 2027-06-30, 61 days, late false, to 1"}
		if diff := cmp.Diff(want, w.told()); diff != "" {
			t.Error(diff)
		}
	})
}
