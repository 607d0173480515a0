package web_test

import (
	"net/http"
	"testing"

	"github.com/fettle-itsm/fettle/internal/fettletest"
)

func TestAnAgreementIsMadeForAService(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		b := as(t, d, "admin")
		mail, fax := b.add("services", "title", "E-mail"), b.add("services", "title", "Fax")
		value := ""
		for _, o := range b.get("/settings/service-levels/new").want(http.StatusOK, "Services", "E-mail", "Fax").all("[name=services]") {
			if textOf(o.Parent) == "E-mail" {
				value = attr(o, "value")
			}
		}
		p := b.post("/settings/service-levels/new", "name", "Gold", "kind", "sla", "pauses", "usual", "position", "1", "target.resolution.0", "2h", "services", value)
		if p.Status != http.StatusSeeOther {
			t.Fatalf("%d: %s", p.Status, p.text("main"))
		}
		p = b.get(p.Header.Get("Location")).want(http.StatusOK, "Gold")
		if n := len(p.all("[name=services][checked]")); n != 1 {
			t.Errorf("%d services are chosen", n)
		}
		b.get("/"+mail).want(http.StatusOK, "Gold")
		b.get("/" + fax).want(http.StatusOK).without("Gold")
	})
}
