package e2e_test

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAnUnsentTextIsFoundAgainOnAnotherDevice writes at one browser, finds the draft in another and sends it there.
func TestAnUnsentTextIsFoundAgainOnAnotherDevice(t *testing.T) {
	s := serve(t)
	c, token := s.admin(), s.token()
	s.api(token, "POST", "/api/v1/incidents", map[string]any{"title": "The turnstile is stuck"})
	desk, phone := tab(t), tab(t)
	s.signIn(desk, c)
	s.signIn(phone, c)
	const box, saved = `[data-composer] textarea`, `document.querySelector("[data-saved]").textContent`
	do(t, desk, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+"/INC-1"), chromedp.Click(chromedp.CSS(`.modes label:last-child`)),
		chromedp.SendKeys(chromedp.CSS(box), "A loose cable"), typed("minutes", "5"))
	until(t, desk, saved+` === "Draft saved"`)

	do(t, phone, chromedp.EmulateViewport(360, 800), chromedp.Navigate(s.url+"/INC-1"))
	until(t, phone, `document.querySelector("`+box+`").defaultValue === "A loose cable" && document.querySelector("[data-mode=N]").checked &&
		document.querySelector("[name=minutes]").value === "5" && `+saved+`.startsWith("Draft saved ")`)
	sound(t, phone, "a record with a draft", twoLooks)

	// Leaving the page at once saves as well.
	do(t, desk, chromedp.SendKeys(chromedp.CSS(box), " below"), chromedp.Navigate(s.url+"/incidents"))
	do(t, phone, chromedp.Navigate(s.url+"/INC-1"))
	until(t, phone, `document.querySelector("`+box+`").value === "A loose cable below"`)
	press(t, phone, `.notebtn`)
	shows(t, phone, `.tl`, "A loose cable below")
	until(t, phone, `document.querySelector("`+box+`").value === ""`)
	do(t, desk, chromedp.Navigate(s.url+"/INC-1"))
	until(t, desk, `document.querySelector("`+box+`").value === "" && `+saved+` === ""`)
}
