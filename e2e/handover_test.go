package e2e_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// handedTo makes three assets under terms of use and hands two of them to the administrator, whose id it returns.
func (s *server) handedTo(token string) string {
	s.t.Helper()
	terms := s.api(token, "POST", "/api/v1/terms-of-use", map[string]any{"title": "Equipment", "body": "Keep it **dry**.\n\nGive it back when you leave."})
	s.api(token, "POST", fmt.Sprint("/api/v1/terms-of-use/", terms["number"], "/actions/publish"), map[string]any{})
	class := s.api(token, "POST", "/api/v1/asset-classes", map[string]any{"title": "Laptop", "tag_prefix": "LT"})
	model := s.api(token, "POST", "/api/v1/asset-models", map[string]any{"title": "Tarn Book 14", "class": class["id"]})
	for range 3 {
		s.api(token, "POST", "/api/v1/assets", map[string]any{"model": model["id"]})
	}
	people, _ := s.api(token, "GET", "/api/v1/people?search=Ada", nil)["items"].([]any)
	ada, _ := people[0].(map[string]any)
	for _, tag := range []string{"LT-0001", "LT-0002"} {
		s.api(token, "POST", "/api/v1/assets/"+tag+"/actions/issue", map[string]any{"person": ada["id"], "condition": "as new", "accessories": "charger"})
	}
	return fmt.Sprint(ada["id"])
}

// linkOn is the path of the link that a page shows once.
func linkOn(t *testing.T, page, kind string) string {
	t.Helper()
	found := regexp.MustCompile(`https?://[^/<"]+(/` + kind + `/[A-Za-z0-9_-]{43})"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("the page shows no link to %s: %.3000s", kind, page)
	}
	return found[1]
}

// TestWhatIsHandedOverIsAcceptedByALink makes a link, accepts without an account and without a script, and finds it in the chain.
func TestWhatIsHandedOverIsAcceptedByALink(t *testing.T) {
	s := serve(t)
	c := s.admin()
	token := s.token()
	s.handedTo(token)
	_, page := s.send(c, "/assets/LT-0001/acceptance", nil)
	old := linkOn(t, page, "accept")
	_, page = s.send(c, "/assets/LT-0001/acceptance", nil)
	link := linkOn(t, page, "accept")
	if res, _ := s.get(guest(t), old); res.StatusCode != http.StatusNotFound {
		t.Errorf("a link that was replaced answers %s", res.Status)
	}
	ctx := phone(t)
	do(t, ctx, chromedp.Navigate(s.url+link))
	shows(t, ctx, "main", "Tarn Book 14", "LT-0001", "as new", "charger", "TOU-1", "Keep it dry.")
	press(t, ctx, "#accept button")
	shows(t, ctx, "main", "Thank you", "TOU-1")
	if res, _ := s.get(guest(t), link); res.StatusCode != http.StatusNotFound {
		t.Errorf("a link that was used answers %s", res.Status)
	}
	chain, _ := s.api(token, "GET", "/api/v1/assets/LT-0001/custody", nil)["items"].([]any)
	last, _ := chain[len(chain)-1].(map[string]any)
	if last["action"] != "accept" || last["terms"] != "TOU-1" || last["signature"] != "Ada Admin, by link" {
		t.Errorf("the chain ends with %v", last)
	}
	desk := tab(t)
	s.signIn(desk, c)
	for _, at := range []string{"/portal/devices", "/assets/LT-0001/acceptance", "/assets/LT-0002/acceptance", "/assets/labels"} {
		do(t, desk, chromedp.Navigate(s.url+at))
		sound(t, desk, at, everyLook)
	}
	do(t, desk, chromedp.Navigate(s.url+"/portal/devices"))
	press(t, desk, `.banner a[href^="/portal/handover/"]`)
	sound(t, desk, "/portal/handover", everyLook)
	press(t, desk, "#accept button")
	shows(t, desk, "main", "My devices")
	if n := count(t, desk, `a[href^="/portal/handover/"]`); n != 0 {
		t.Error("it is still asked for")
	}
}

// TestACampaignIsAnsweredByALink starts one, confirms a thing and disputes another, and follows it up.
func TestACampaignIsAnsweredByALink(t *testing.T) {
	s := serve(t)
	c := s.admin()
	token := s.token()
	s.handedTo(token)
	number := fmt.Sprint(s.api(token, "POST", "/api/v1/attestations", map[string]any{"title": "What you hold, autumn", "due": "2099-12-06", "note": "A photo helps."})["number"])
	at := "/attestations/" + number + "/replies"
	desk := tab(t)
	s.signIn(desk, c)
	do(t, desk, chromedp.Navigate(s.url+at))
	sound(t, desk, at+" before", twoLooks)
	s.api(token, "POST", "/api/v1/attestations/"+number+"/actions/start", map[string]any{})
	asset := fmt.Sprint(s.api(token, "GET", "/api/v1/assets/LT-0001", nil)["id"])
	_, page := s.send(c, at, url.Values{"asset": {asset}})
	link := linkOn(t, page, "attest")

	ctx := phone(t)
	do(t, ctx, chromedp.Navigate(s.url+link))
	shows(t, ctx, "main", "You hold 2 things", "LT-0001", "LT-0002", "A photo helps.")
	press(t, ctx, `form#q-`+asset+` button[value="confirmed"]`)
	shows(t, ctx, "main", "You have it")
	if status, page := s.send(guest(t), link, url.Values{"asset": {fmt.Sprint(s.api(token, "GET", "/api/v1/assets/LT-0002", nil)["id"])}, "answer": {"disputed"}, "reason": {"Given back in March."}}); status != http.StatusOK || !strings.Contains(page, "Not right") {
		t.Errorf("disputing answers %d", status)
	}
	do(t, desk, chromedp.Navigate(s.url+link))
	sound(t, desk, "/attest", everyLook)
	do(t, desk, chromedp.Navigate(s.url+at))
	shows(t, desk, "main", "Disputed", "Given back in March.", "Take back")
	sound(t, desk, at, everyLook)
	res, body := s.get(c, at+".csv")
	if res.StatusCode != http.StatusOK || !strings.Contains(string(body), "Ada Admin,LT-0002,Tarn Book 14,disputed,Given back in March.") {
		t.Errorf("the table: %s %s", res.Status, body)
	}
	s.api(token, "POST", "/api/v1/attestations/"+number+"/actions/close", map[string]any{})
	if _, page := s.get(guest(t), link); !strings.Contains(string(page), "This is over") {
		t.Error("a campaign that is over is still asked")
	}
}

// TestLabelsAreMadeOfTagsOrOfAFilter makes PDFs and refuses what cannot be printed.
func TestLabelsAreMadeOfTagsOrOfAFilter(t *testing.T) {
	s := serve(t)
	c := s.admin()
	s.handedTo(s.token())
	for query, want := range map[string]int{"tags=lt-0001+LT-0002&sheet=L7160&start=3&barcode=1": 200, "q=status:open&sheet=tape24": 200, "tags=NO-1&sheet=L7160": 422,
		"sheet=L7160": 422, "tags=LT-0001&sheet=none": 422, "tags=LT-0001&sheet=L7160&start=99": 422, "q=nonsense:yes&sheet=L7160": 422} {
		res, body := s.get(c, "/assets/labels.pdf?"+query)
		if res.StatusCode != want || want == 200 && !strings.HasPrefix(string(body), "%PDF-") {
			t.Errorf("%s: %s %.300s", query, res.Status, body)
		}
	}
}
