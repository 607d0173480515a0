package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/fettletest"
)

// laptop adds an asset and issues it to somebody.
func laptop(b *browser, holder string) string {
	b.t.Helper()
	b.add("asset-models", "title", "Book 14", "class", "Laptops")
	number := b.add("assets", "model", "Book 14", "serial", "S-1", "warranty_end", "2031-01-01")
	b.follow(b.post("/assets/"+number+"/issue", "version", "1", "person", holder)).want(http.StatusOK, "In use")
	return number
}

func TestAnAssetIsToldOnItsPage(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "admin")
	number := laptop(b, "Ana Agent")
	p := b.get("/"+number).want(http.StatusOK, "Ana Agent", "left", "Take back", "Report", "Scan to open", "Terms", "Who has had it", "Issued to Ana Agent", "Disposed of")
	if attr(p.one("nav.rail a[aria-current]"), "href") != "/assets" {
		t.Error("the rail does not say that this is an asset")
	}
	if got := p.text("ol.path li[aria-current]"); !strings.Contains(got, "In use since") {
		t.Errorf("it stands at %q", got)
	}
	b.get("/"+number+"?tab=custody").want(http.StatusOK, "Issued", "Ana Agent", "Noted by").without("Due back on")
	b.get("/assets").want(http.StatusOK, "Models", "Classes", "Suppliers")
	p = b.get("/asset-models").want(http.StatusOK, "Book 14")
	if attr(p.one("nav.rail a[aria-current]"), "href") != "/assets" {
		t.Error("models do not belong to assets")
	}
}

func TestAnIncidentIsReportedAboutWhatSomebodyHolds(t *testing.T) {
	d := fettletest.SQLite(t)
	admin, b := as(t, d, "admin"), as(t, d, "agent")
	number := laptop(admin, "Ana Agent")
	p := b.get("/"+number).want(http.StatusOK, "Report")
	var way string
	for _, a := range p.all(".rhead .acts a") {
		if strings.Contains(attr(a, "href"), "affects=") {
			way = attr(a, "href")
		}
	}
	p = b.get(way).want(http.StatusOK, "What they have", "Book 14")
	if len(p.all("input[name=held][checked]")) != 1 || !strings.Contains(p.value("#new-requester"), "Ana Agent") {
		t.Error("item and requester are not filled in")
	}
	b.post("/incidents/new", "title", "", "look", "held", "description", "Kept").want(http.StatusOK, "What they have", "Kept")
	made := strings.TrimPrefix(b.post("/incidents/new", "title", "Will not start", "held", number).Header.Get("Location"), "/")
	p = b.get("/"+made).want(http.StatusOK, "Affected items", "Other reports", "0 open, 0 past")
	if got := p.text("#affected"); !strings.Contains(got, number) || !strings.Contains(got, "Ana Agent") {
		t.Errorf("affected: %q", got)
	}
	b.get("/"+number).want(http.StatusOK, made, "affects")
	b.post("/incidents/new", "title", "Will not start", "affects", "LT-9999").want(http.StatusUnprocessableEntity, "no record LT-9999")
	other := b.open("Keys stick")
	b.get("/"+other).want(http.StatusOK, "The requester has", number)
	b.follow(b.post("/incidents/"+other+"/link", "to", number, "relation", "affected_by")).want(http.StatusOK, "1 open, 0 past", made, "Will not start", "Last changes", "Set it to in use")
	b.post("/incidents/"+made+"/resolve", "version", "1", "code", "fixed", "resolution", "Charged it.").want(http.StatusSeeOther)
	b.get("/"+other).want(http.StatusOK, "0 open, 1 past", made, "Resolved")
	b.get("/"+number).want(http.StatusOK, "Past work", made, "Open work", other)
}

func TestARequesterConfirmsWhatTheyHold(t *testing.T) {
	d := fettletest.SQLite(t)
	admin, b := as(t, d, "admin"), as(t, d, "requester")
	b.get("/portal/devices").want(http.StatusOK, "Nothing is in your name")
	number := laptop(admin, "Rita Requester")
	b.get("/portal/devices").want(http.StatusOK, "Book 14", "Confirm I have it", "Report a problem")
	b.follow(b.post("/assets/"+number+"/attest", "version", "2", "back", "/portal/devices")).want(http.StatusOK, "My devices", "Book 14")
	admin.get("/"+number+"?tab=custody").want(http.StatusOK, "Confirmed")
	b.get("/portal/report?affects="+url.QueryEscape(number)).want(http.StatusOK, "This is about Book 14")
	b.post("/portal/report", "text", "It will not start at all.", "affects", number)
	admin.get("/"+number).want(http.StatusOK, "INC-")
}
