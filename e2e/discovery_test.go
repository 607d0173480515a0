package e2e_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// reported is what an agent says of a laptop: under which name it runs, and on which hardware.
func reported(name, uuid, serial string) map[string]any {
	type m = map[string]any
	return m{"action": "inventory", "deviceid": "front-desk-2026-01-01-00-00-00", "itemtype": "Computer", "content": m{
		"versionclient": "GLPI-Agent_v1.11", "hardware": m{"name": name, "uuid": uuid, "memory": 8192, "chassis_type": "Laptop"},
		"bios": m{"smanufacturer": "Halden", "smodel": "Book 14", "ssn": serial}}}
}

func TestADoubtfulReportIsMergedAndALockedFieldStays(t *testing.T) {
	s := serve(t)
	c := s.admin()
	token := s.token()
	const first, second = "4c4c4544-0034-3010-8048-b6c04f503700", "4c4c4544-0034-3010-8048-b6c04f5037ff"
	say := func(name, uuid, serial string) {
		s.api(token, "POST", "/api/v1/inventory", reported(name, uuid, serial))
	}
	say("front-desk", first, "KX1001")
	say("front-desk", second, "KX2002") // the agent of the one, the hardware of another

	ctx := tab(t)
	s.signIn(ctx, c)
	do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(s.url+"/findings"))
	shows(t, ctx, "main", "front-desk", "LT-0001")
	do(t, ctx, chromedp.Navigate(s.url+"/FND-1"))
	shows(t, ctx, "main", "The report says", "KX2002", "KX1001", "differs")
	do(t, ctx, chromedp.Navigate(s.url+"/LT-0001"))
	if page := text(t, ctx, "main"); !strings.Contains(page, "KX1001") || strings.Contains(page, "KX2002") {
		t.Errorf("the asset is changed before anybody decides: %s", page)
	}
	do(t, ctx, chromedp.Navigate(s.url+"/findings/FND-1/merge"))
	if at := press(t, ctx, `main form button[type="submit"]`); at != "/FND-1" {
		t.Fatalf("merging leads to %s", at)
	}
	shows(t, ctx, "main", "Merged")

	do(t, ctx, chromedp.Navigate(s.url+"/assets/LT-0001/lock_field"), chosen(`main [name="field"]`, "title"))
	press(t, ctx, `main form button[type="submit"]`)
	say("renamed", second, "KX2002")
	do(t, ctx, chromedp.Navigate(s.url+"/LT-0001?tab=sources"))
	shows(t, ctx, ".rhead", "front-desk", "KX2002")
	shows(t, ctx, "main", "An agent says", "renamed", "Locked", "Yes")
}
