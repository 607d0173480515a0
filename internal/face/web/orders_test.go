package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/fettletest"
)

func TestTheFormsOfAnOrderOfferWhatItsStateAndItsLinesAllow(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "admin")
	model := b.add("asset-models", "title", "Book 14", "class", "Laptops")
	b.add("suppliers", "title", "Nordic Supply")
	number := b.add("purchase-orders", "title", "Laptops", "supplier", "Nordic Supply")
	at := "/purchase-orders/" + number

	b.get("/"+number).want(http.StatusOK, "Add a line").without("Note an invoice", "Receive goods")
	p := b.get(at + "/add_line")
	if len(p.all("select[name=model]")) != 1 {
		t.Fatal("the model of a line is not chosen from those that are there")
	}
	b.post(at+"/add_line", "model", model, "quantity", "2", "price", "900 EUR").want(http.StatusSeeOther)
	p = b.get(at+"/remove_line").want(http.StatusOK, "1. Book 14, 0 of 2 received")
	if len(p.all("select[name=line]")) != 1 {
		t.Error("the line that is taken out is not chosen")
	}
	b.post(at + "/approve").want(http.StatusSeeOther)
	b.get("/"+number).without("Add a line", "Remove a line")
	b.post(at + "/place").want(http.StatusSeeOther)

	p = b.get(at+"/receive").want(http.StatusOK, "1. Book 14, 0 of 2 received")
	if len(p.all("textarea[name=serials]")) != 1 {
		t.Error("serial numbers have one line only")
	}
	if p := b.post(at+"/receive", "version", p.value("input[name=version]"), "seen", p.value("input[name=seen]"), "line", "1", "quantity", "2", "serials", "PF-1\r\nPF-2"); p.Status != http.StatusSeeOther {
		t.Fatalf("receiving answers %d: %s", p.Status, p.text("main"))
	}
	b.get("/assets?q=PF-2").want(http.StatusOK, "Book 14")
	b.get("/"+number).want(http.StatusOK, "Received", "Note an invoice").without("Add a line", "Receive goods")
	b.get(at+"/invoice").want(http.StatusOK, "1. Book 14, 2 of 2 received")
	b.post(at+"/invoice", "invoice", "R-77", "line", "1").want(http.StatusSeeOther)
	b.get("/"+number+"?tab=invoices").want(http.StatusOK, "R-77", "1,800.00 EUR")
	if page := b.post(at+"/add_line", "model", model, "quantity", "1", "price", "900 EUR"); page.Status < 400 || !strings.Contains(page.text("main"), "draft") {
		t.Errorf("a line is added after all: %d", page.Status)
	}
}
