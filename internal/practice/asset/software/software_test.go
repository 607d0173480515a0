package software_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/software"
)

// laptop adds a laptop with programs, each a name and a version.
func laptop(t *testing.T, d *fettletest.Desk, name string, holder id.ID, programs ...software.Install) asset.Asset {
	t.Helper()
	var out asset.Asset
	err := d.DB.Write(d.System(), func(tx *db.Tx) error {
		made, err := d.Assets.AddFound(tx, asset.Found{Prefix: "LT", Class: "Laptops", Model: "Book 14", Title: name, Holder: holder})
		if err != nil {
			return err
		}
		if out, err = d.Assets.ByID(tx.Context(), tx, made.ID); err != nil {
			return err
		}
		_, err = d.Software.Replace(tx, made.ID, programs)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func cad(version string) software.Install {
	return software.Install{Name: "Drafter", Version: version, Publisher: "Mill", Source: "registry"}
}

func read[T any](t *testing.T, d *fettletest.Desk, path string) T {
	t.Helper()
	var out T
	a := d.API(d.Token("admin"), http.MethodGet, path, nil)
	if err := json.Unmarshal(a.Body, &out); err != nil || a.Status != http.StatusOK {
		t.Fatalf("%s: %d %s", path, a.Status, a.Body)
	}
	return out
}

func post(t *testing.T, d *fettletest.Desk, path string, body map[string]any, want int) {
	t.Helper()
	if a := d.API(d.Token("admin"), http.MethodPost, path, body); a.Status != want {
		t.Fatalf("%s: %d, want %d: %s", path, a.Status, want, a.Body)
	}
}

// number returns the number and the id of the product that the installs made.
func number(t *testing.T, d *fettletest.Desk) (n, row string) {
	t.Helper()
	list := read[struct {
		Items []struct{ ID, Number, Title string }
	}](t, d, "/api/v1/software-products")
	if len(list.Items) != 1 || list.Items[0].Title != "Drafter" {
		t.Fatalf("the products are %+v", list.Items)
	}
	return list.Items[0].Number, list.Items[0].ID
}

func TestThePositionFollowsWhatIsInstalledOwnedAndPromised(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		first := laptop(t, d, "pc-1", d.ID("agent"), cad("11.0"))
		laptop(t, d, "pc-2", 0, cad("11.2"))
		laptop(t, d, "pc-3", 0, cad("12.0"), software.Install{Name: "Drafter", Version: "1.2-3+deb12u1", Source: "deb"})
		n, row := number(t, d)
		position := "/api/v1/software-products/" + n + "/position"
		if p := read[software.Position](t, d, position); p.State != "unlicensed" || p.Installed != 3 {
			t.Errorf("without an entitlement the position is %+v", p)
		}
		post(t, d, "/api/v1/entitlements", map[string]any{"title": "Order 4711", "product": row, "metric": "per_device", "quantity": 2, "start": "2026-01-01", "unit_cost": "100 EUR"}, http.StatusCreated)
		p := read[software.Position](t, d, position)
		if p.State != "short" || p.Entitled != 2 || p.Short != 1 || len(p.AtRisk) != 1 || !strings.Contains(p.AtRisk[0], "100") || len(p.Evidence) < 4 {
			t.Errorf("with two of three the position is %+v", p)
		}
		today := d.Time.Now().Format(time.DateOnly)
		d.Time.Advance(48 * time.Hour)
		err := d.DB.Write(d.System(), func(tx *db.Tx) error {
			_, err := d.Software.Replace(tx, first.ID, nil)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if p := read[software.Position](t, d, position); p.State != "compliant" || p.Installed != 2 {
			t.Errorf("after one is removed the position is %+v", p)
		}
		if p := read[software.Position](t, d, position+"?at="+today); p.State != "short" || p.Installed != 3 {
			t.Errorf("on the day before that the position is %+v", p)
		}
		post(t, d, "/api/v1/software-products/"+n+"/actions/allocate", map[string]any{"asset": first.Number}, http.StatusOK)
		if p := read[software.Position](t, d, position); p.State != "short" || p.Allocated != 1 {
			t.Errorf("with a seat promised the position is %+v", p)
		}
		post(t, d, "/api/v1/software-products/"+n+"/actions/free", map[string]any{"asset": first.Number}, http.StatusOK)
		if p := read[software.Position](t, d, position); p.State != "compliant" {
			t.Errorf("with the seat free again the position is %+v", p)
		}
		post(t, d, "/api/v1/software-products/"+n+"/actions/free", map[string]any{"asset": first.Number}, http.StatusUnprocessableEntity)
		if a := d.API(d.Token("requester"), http.MethodGet, position, nil); a.Status != http.StatusNotFound && a.Status != http.StatusForbidden {
			t.Errorf("a requester gets %d %s", a.Status, a.Body)
		}
	})
}

func TestASeatThatIsNotUsedCanBeTakenBack(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		laptop(t, d, "pc-1", d.ID("agent"), cad("11.0"))
		n, _ := number(t, d)
		post(t, d, "/api/v1/software-products/"+n+"/actions/allocate", map[string]any{"person": d.ID("lead")}, http.StatusOK)
		d.Time.Advance(100 * 24 * time.Hour)
		seats := read[struct{ Items []software.Seat }](t, d, "/api/v1/software-products/"+n+"/reclaim").Items
		if len(seats) != 1 || seats[0].Kind != "allocation" || seats[0].Holder != "Lea Lead" || !seats[0].Never {
			t.Errorf("the seats are %+v", seats)
		}
	})
}

func TestWhatIsPastSupportIsListedWithItsHolder(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		old := laptop(t, d, "pc-1", d.ID("agent"), software.Install{Name: "Python 3.7.9 (64-bit)", Version: "3.7.9150.0", Publisher: "Python Software Foundation", Source: "registry"},
			software.Install{Name: "python3.7", Version: "3.7.3-2+deb10u3", Source: "deb"})
		list, err := d.Software.PastSupport(d.As("admin"), "")
		if err != nil {
			t.Fatal(err)
		}
		if len(list) != 1 || list[0].Asset != old.Number || list[0].Holder != "Ana Agent" || list[0].End == "" || list[0].State != "ended" {
			t.Errorf("past support is %+v", list)
		}
		if list, err := d.Software.PastSupport(d.As("requester"), ""); err == nil && len(list) > 0 {
			t.Errorf("a requester sees %+v", list)
		}
		parts := read[struct{ Items []software.Support }](t, d, "/api/v1/assets/"+old.Number+"/lifecycle?at=2020-01-01").Items
		if !slices.ContainsFunc(parts, func(s software.Support) bool { return s.State == "supported" || s.State == "security_only" }) {
			t.Errorf("in 2020 it is %+v", parts)
		}
	})
}
