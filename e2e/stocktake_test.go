package e2e_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/fettle-itsm/fettle/internal/ui/filmtest"
)

// filmed are the assets that the camera sees; shelved are those that stand there.
const filmed, shelved = 20, 25

// shelf makes a class, a model, a room and the assets in it, and returns the room's id.
func (s *server) shelf(c *http.Client, token string) string {
	s.t.Helper()
	class := s.api(token, "POST", "/api/v1/asset-classes", map[string]any{"title": "Scanner", "tag_prefix": "SC"})
	model := s.api(token, "POST", "/api/v1/asset-models", map[string]any{"title": "Tarn Scan 2", "class": class["id"]})
	first := s.api(token, "POST", "/api/v1/assets", map[string]any{"model": model["id"]})
	entity, _ := s.api(token, "GET", fmt.Sprint(first["url"]), nil)["entity"].(map[string]any)
	s.post(c, "/locations/new", url.Values{"name": {"Store 1"}, "entity": {fmt.Sprint(entity["id"])}})
	s.post(c, "/locations/new", url.Values{"name": {"Store 2"}, "entity": {fmt.Sprint(entity["id"])}})
	room := s.find(c, "/locations", `/locations/(\d+)"[^>]*>Store 1`)
	s.post(c, "/assets/"+fmt.Sprint(first["number"])+"/edit", url.Values{"location": {room}, "version": {"1"}})
	for range shelved - 1 {
		s.api(token, "POST", "/api/v1/assets", map[string]any{"model": model["id"], "location": room})
	}
	return room
}

// TestTwentyCodesAreCountedByTheCameraAndSignedOff counts a room with a film for a camera, a keyboard scanner and a network that goes and
// comes, and takes the result to the signed report.
func TestTwentyCodesAreCountedByTheCameraAndSignedOff(t *testing.T) {
	path := chromium(t)
	s := serve(t)
	c := s.admin()
	token := s.token()
	room := s.shelf(c, token)
	take := fmt.Sprint(s.api(token, "POST", "/api/v1/stocktakes", map[string]any{"title": "Store 1, autumn", "location": room})["number"])
	at := "/stocktakes/" + take + "/count"

	film := filepath.Join(t.TempDir(), "codes.y4m")
	var codes []string
	for n := range filmed {
		codes = append(codes, fmt.Sprintf("%s/a/SC-%04d", s.url, n+1))
	}
	if err := filmtest.Write(film, codes); err != nil {
		t.Fatal(err)
	}
	parent, err := start(path, chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-file-for-fake-video-capture", film))
	if err != nil {
		t.Fatal(err)
	}
	ctx := watched(t, parent, chromedp.WithNewBrowserContext())
	s.signIn(ctx, c)
	do(t, ctx, chromedp.EmulateViewport(390, 844), chromedp.Navigate(s.url+at))
	press(t, ctx, `form[action$="/begin"] button`)
	if got := where(ctx); !strings.HasSuffix(got, at) {
		t.Fatalf("the count began at %s", got)
	}
	do(t, ctx, chromedp.Navigate(s.url+at+"?place="+room))
	until(t, ctx, `document.querySelector("[data-scan][data-ready]")`)
	do(t, ctx, chromedp.Click(chromedp.CSS(`[data-scan] > .btn`)))
	until(t, ctx, `document.querySelector("[data-scan]").textContent.includes("20 of 25 seen")`)
	do(t, ctx, chromedp.Click(chromedp.CSS(`[data-scan] > .btn`)))
	until(t, ctx, `document.querySelector("[data-scan]").dataset.waiting === "0"`)
	s.counted(token, take, "20 of 25")

	s.withoutNetwork(t, ctx, token, take)
	until(t, ctx, `document.querySelector("#figures").textContent.includes("21")`) // drawn again by itself
	do(t, ctx, chromedp.Navigate(s.url+at))
	sound(t, ctx, at, everyLook)
	s.settled(t, ctx, c, token, take)
}

// counted fails the test unless so much was seen.
func (s *server) counted(token, take, want string) {
	s.t.Helper()
	if got := s.api(token, "GET", "/api/v1/stocktakes/"+take, nil)["progress"]; got != want {
		s.t.Errorf("%v was seen, not %s", got, want)
	}
}

// scans are those that the server has of a code.
func (s *server) scans(token, take, code string) int {
	s.t.Helper()
	list, _ := s.api(token, "GET", "/api/v1/stocktakes/"+take+"/scans", nil)["items"].([]any)
	n := 0
	for _, x := range list {
		if scan, ok := x.(map[string]any); ok && scan["code"] == code {
			n++
		}
	}
	return n
}

// withoutNetwork scans with a keyboard scanner while there is no network; afterwards each scan arrives once.
func (s *server) withoutNetwork(t *testing.T, ctx context.Context, token, take string) {
	t.Helper()
	type conditions struct {
		network.EmulateNetworkConditionsByRuleParams
		Offline bool `json:"offline"` // where browsers up to 148 look for it; later ones look among the conditions
	}
	emulate := cdp.Command[conditions, network.EmulateNetworkConditionsByRuleResult]{Method: network.CommandEmulateNetworkConditionsByRule}
	offline := func(yes bool) {
		if _, err := chromedp.Call(ctx, emulate, conditions{network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{Offline: yes, DownloadThroughput: -1, UploadThroughput: -1}}}, yes}); err != nil {
			t.Fatal(err)
		}
	}
	wedge := func(code string) {
		do(t, ctx, script(fmt.Sprintf(`[...%q, "Enter"].forEach(k => document.body.dispatchEvent(new KeyboardEvent("keydown", {key: k, bubbles: true, cancelable: true})))`, code)))
	}
	offline(true)
	wedge("SC-0021")
	wedge("STRANGE-9")
	until(t, ctx, `document.querySelector("[data-scan]").dataset.waiting === "2"`)
	shows(t, ctx, "[data-scan]", "2 to send", "STRANGE-9", "Not on the list")
	offline(false)
	do(t, ctx, script(`window.dispatchEvent(new Event("online"))`))
	until(t, ctx, `document.querySelector("[data-scan]").dataset.waiting === "0"`)
	for _, code := range []string{"SC-0021", "STRANGE-9"} {
		if n := s.scans(token, take, code); n != 1 {
			t.Errorf("%s arrived %d times", code, n)
		}
	}
	s.counted(token, take, "21 of 25")
}

// settled ends the count, corrects a row with one click, and signs the rest as it is.
func (s *server) settled(t *testing.T, ctx context.Context, c *http.Client, token, take string) {
	t.Helper()
	at := "/stocktakes/" + take + "/count"
	press(t, ctx, `form[action$="/review"] button`)
	shows(t, ctx, "#results", "SC-0022", "STRANGE-9", "No asset has this code")
	press(t, ctx, `#results form[action$="/decide"] button`)
	if got := s.api(token, "GET", "/api/v1/assets/SC-0022", nil)["state"]; got != "missing" {
		t.Errorf("SC-0022 is %v after one click", got)
	}
	press(t, ctx, `#results a[href*="settle=code"]`)
	shows(t, ctx, "#settle", "STRANGE-9", "Model")
	sound(t, ctx, at+"?settle", twoLooks)
	press(t, ctx, `.acts a[href$="/sign"]`)
	do(t, ctx, chromedp.Click(chromedp.CSS(`main [name="leave_undecided"]`)))
	press(t, ctx, `main form button[type="submit"]`)
	do(t, ctx, chromedp.Navigate(s.url+"/"+take))
	shows(t, ctx, "main", "Signed off", take+".pdf")
	res, body := s.get(c, "/stocktakes/"+take+"/report/"+take+".pdf")
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(string(body), "%PDF-") {
		t.Errorf("the report: %s", res.Status)
	}
	do(t, ctx, chromedp.Navigate(s.url+"/a/sc-0001"))
	if got := where(ctx); !strings.HasSuffix(got, "/SC-0001") {
		t.Errorf("the address on a label leads to %s", got)
	}
	do(t, ctx, chromedp.Navigate(s.url+at))
	if n := count(t, ctx, "[data-scan]"); n != 0 {
		t.Error("what is signed off is still counted")
	}
}

// TestAPageWithoutAScriptCountsToo sends one code by the form.
func TestAPageWithoutAScriptCountsToo(t *testing.T) {
	s := serve(t)
	c := s.admin()
	token := s.token()
	room := s.shelf(c, token)
	take := fmt.Sprint(s.api(token, "POST", "/api/v1/stocktakes", map[string]any{"title": "Store 1", "location": room})["number"])
	s.api(token, "POST", "/api/v1/stocktakes/"+take+"/actions/begin", map[string]any{})
	_, page := s.send(c, "/stocktakes/"+take+"/count", url.Values{"code": {"sc-0003"}, "place": {room}})
	if !strings.Contains(page, "SC-0003") || !strings.Contains(page, `value="`+room+`" selected`) {
		t.Error("the page does not say what was scanned, or forgets where")
	}
	s.counted(token, take, "1 of 25")
	if status, _ := s.send(c, "/stocktakes/"+take+"/count", url.Values{"code": {" "}}); status != http.StatusUnprocessableEntity {
		t.Errorf("an empty code: %d", status)
	}
	res, _ := s.get(c, "/stocktakes/"+take+"/count")
	if got := res.Header.Get("Permissions-Policy"); !strings.Contains(got, "camera=(self)") {
		t.Errorf("the page that scans: %s", got)
	}
	if res, _ = s.get(c, "/"+take); !strings.Contains(res.Header.Get("Permissions-Policy"), "camera=()") {
		t.Error("other pages may open the camera")
	}
}

// TestManyAssetsGoInAndOutByScanning hands assets to a person and takes them back, with what cannot be done told beside the rest.
func TestManyAssetsGoInAndOutByScanning(t *testing.T) {
	s := serve(t)
	c := s.admin()
	token := s.token()
	s.shelf(c, token)
	ctx := tab(t)
	s.signIn(ctx, c)
	do(t, ctx, chromedp.Navigate(s.url+"/assets/scan"))
	until(t, ctx, `document.querySelector("[data-collect][data-ready]")`)
	sound(t, ctx, "/assets/scan", twoLooks)
	do(t, ctx, typed("person", "Ada Admin"), script(`document.querySelector("[name=tags]").value = "sc-0001\nhttps://desk.example/a/SC-0002\nSC-0001\nSC-9999"`))
	press(t, ctx, `[data-collect] form button[type="submit"]`)
	shows(t, ctx, "main", "2 of 3 done.", "SC-0001", "In use", "There is no such asset")
	if got := run(t, ctx, chromedp.Evaluate[string](`document.querySelector("[name=tags]").value`)); strings.TrimSpace(got) != "SC-9999" {
		t.Errorf("what is left to do is %q", got)
	}
	holder, _ := s.api(token, "GET", "/api/v1/assets/SC-0002", nil)["holder"].(map[string]any)
	if holder["name"] != "Ada Admin" {
		t.Errorf("SC-0002 is held by %v", holder)
	}
	_, page := s.send(c, "/assets/scan", url.Values{"do": {"return"}, "tags": {"SC-0001 SC-0002 SC-0003"}})
	if !strings.Contains(page, "2 of 3 done.") {
		t.Error("what was handed out is not taken back")
	}
	if status, _ := s.send(c, "/assets/scan", url.Values{"do": {"issue"}, "tags": {"SC-0001"}}); status != http.StatusUnprocessableEntity {
		t.Errorf("issued to nobody: %d", status)
	}
}
