package kit

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/fettle-itsm/fettle/internal/ui"
)

const (
	lookCookie  = "fettle-look"
	flashCookie = "fettle-flash"
	year        = 365 * 24 * 60 * 60
	maxFlash    = 1000
)

func (v *Visit) cookieName() string {
	if v.secure() {
		return "__Host-fettle"
	}
	return "fettle"
}

func (v *Visit) cookie(name, value string, age int) {
	http.SetCookie(v.W, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: v.secure(), SameSite: http.SameSiteLaxMode})
}

// secure reports whether the browser reached us over TLS.
func (v *Visit) secure() bool { return v.Proxies.Secure(v.R) }

// Admit gives the browser a session. The cookie ends with the browser; the session itself ends on the server.
func (v *Visit) Admit(secret string) { v.cookie(v.cookieName(), secret, 0) }

// Dismiss takes it away.
func (v *Visit) Dismiss() { v.forget() }

func (v *Visit) forget() { v.cookie(v.cookieName(), "", -1) }

// maxKeys is the longest text of chosen keys; a cookie holds it.
const maxKeys = 1000

// Look is how somebody likes the pages.
type Look struct {
	Theme   string `json:"theme,omitempty"`   // light, dark or "" for the system's
	Density string `json:"density,omitempty"` // compact or ""
	Rail    string `json:"rail,omitempty"`    // closed or ""
	Keys    string `json:"keys,omitempty"`    // off, or the keys that were chosen, see KeysOf
}

// Clean drops what is not known.
func (l Look) Clean() Look {
	if l.Theme != "light" && l.Theme != "dark" {
		l.Theme = ""
	}
	if l.Density != "compact" {
		l.Density = ""
	}
	if l.Rail != "closed" {
		l.Rail = ""
	}
	if len(l.Keys) > maxKeys {
		l.Keys = ""
	}
	return l
}

// SetLook keeps the look in the browser, so that showing it costs no look at the database.
func (v *Visit) SetLook(l Look) {
	v.Look = l.Clean()
	v.cookie(lookCookie, v.Look.Theme+"."+v.Look.Density+"."+v.Look.Rail+"."+url.QueryEscape(v.Look.Keys), year)
}

func readLook(r *http.Request) Look {
	c, err := r.Cookie(lookCookie)
	if err != nil {
		return Look{}
	}
	part := append(strings.SplitN(c.Value, ".", 4), "", "", "", "")
	keys, _ := url.QueryUnescape(part[3])
	return Look{part[0], part[1], part[2], keys}.Clean()
}

// Remember keeps a choice in the browser that somebody makes again and again, such as what they print on.
func (v *Visit) Remember(name, value string) { v.cookie("fettle-"+name, value, year) }

// Remembered is the choice that was kept, "" for none.
func (v *Visit) Remembered(name string) string {
	c, err := v.R.Cookie("fettle-" + name)
	if err != nil {
		return ""
	}
	return c.Value
}

// Say shows a short message on the next page. Tone is "", "ok", "warn" or "danger".
func (v *Visit) Say(tone, text string) { v.SayUndo(tone, text, "") }

// SayUndo is Say of something that a press of a button takes back, which posts to undo.
func (v *Visit) SayUndo(tone, text, undo string) {
	if r := []rune(text); len(r) > maxFlash {
		text = string(r[:maxFlash])
	}
	b, err := json.Marshal([3]string{tone, text, undo})
	if err == nil {
		v.cookie(flashCookie, base64.RawURLEncoding.EncodeToString(b), 60)
	}
}

// JustActed reports whether the page before this one did something: what was remembered about lists is out of date then.
func (v *Visit) JustActed() bool {
	_, err := v.R.Cookie(flashCookie)
	return err == nil
}

// flash takes the message that Say left, if any.
func (v *Visit) flash() []ui.Flash {
	c, err := v.R.Cookie(flashCookie)
	if err != nil || c.Value == "" {
		return nil
	}
	v.cookie(flashCookie, "", -1)
	var said [3]string
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || json.Unmarshal(b, &said) != nil || said[1] == "" {
		return nil
	}
	f := ui.Flash{Tone: said[0], Text: said[1]}
	if said[2] != "" {
		f.Undo = &ui.Button{Label: "Undo", Action: said[2], Key: v.Look.Key("undo"), Small: true}
	}
	return []ui.Flash{f}
}
