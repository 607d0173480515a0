package settings_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/fettletest"
)

var (
	formTag   = regexp.MustCompile(`(?s)<form [^>]*method="post"[^>]*action="([^"]+)".*?</form>`)
	inputTag  = regexp.MustCompile(`(?s)<(input)\b([^>]*)>()|<(textarea|select)\b([^>]*)>(.*?)</(?:textarea|select)>`)
	nameAttr  = regexp.MustCompile(`\bname="([^"]+)"`)
	valueAttr = regexp.MustCompile(`\bvalue="([^"]*)"`)
	chosenTag = regexp.MustCompile(`<option value="([^"]*)"[^>]* selected`)
)

// formOf returns what a browser would send for the form of a page that goes to an address.
func formOf(t *testing.T, page, action string) url.Values {
	t.Helper()
	for _, m := range formTag.FindAllStringSubmatch(page, -1) {
		if html.UnescapeString(m[1]) != action {
			continue
		}
		out := url.Values{}
		for _, in := range inputTag.FindAllStringSubmatch(m[0], -1) {
			if in[1] == "" {
				in = in[3:]
			}
			name, value := nameAttr.FindStringSubmatch(in[2]), valueAttr.FindStringSubmatch(in[2])
			switch {
			case name == nil, strings.Contains(in[2], `type="file"`):
			case in[1] == "textarea":
				out.Add(name[1], html.UnescapeString(in[3]))
			case in[1] == "select":
				chosen := ""
				if c := chosenTag.FindStringSubmatch(in[3]); c != nil {
					chosen = c[1]
				}
				out.Add(name[1], chosen)
			case strings.Contains(in[2], "checkbox"), strings.Contains(in[2], "radio"):
				if strings.Contains(in[2], "checked") {
					out.Add(name[1], value[1])
				}
			case value != nil:
				out.Add(name[1], html.UnescapeString(value[1]))
			default:
				out.Add(name[1], "")
			}
		}
		return out
	}
	t.Fatalf("there is no form to %s:\n%s", action, words(page))
	return nil
}

// settingsForms are the main forms of the settings, new ones and those of something that is there.
func settingsForms(t *testing.T, b visitor) []string {
	t.Helper()
	b.post("/settings/fields/new", http.StatusSeeOther, "kind", "incident", "key", "wing", "type", "choice", "label", "Wing", "options", "north | North wing")
	b.post("/locations/new", http.StatusSeeOther, "name", "Hall 3", "entity", b.d.Root.String())
	out := []string{"/people/" + b.d.ID("agent").String(), "/settings/matrix"}
	for _, list := range []string{"/people", "/teams", "/entities", "/locations", "/categories", "/settings/fields", "/settings/calendars", "/settings/service-levels"} {
		out = append(out, list+"/new")
		if list != "/people" {
			out = append(out, first(t, b.get(list), `"(`+list+`/\d{10,})"`))
		}
	}
	return out
}

// Whatever is sent, nobody loses what they wrote, nothing is half done, and the message stands where the fault is.
func TestWrongInputIsAnsweredAtItsFieldAndLosesNothing(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		b := as(t, d, "admin")
		for _, at := range settingsForms(t, b) {
			form := formOf(t, b.get(at), at)
			for name := range form {
				if name == "version" {
					continue
				}
				for kind, wrong := range map[string]string{"huge": strings.Repeat("much ", 13000), "of another type": "n0nsense!", "foreign": "1234567890123456789", "negative": "-17", "control": "a\x00b\u202ec"} {
					sent := url.Values{}
					for k, list := range form {
						sent[k] = list
					}
					if sent.Get("name") == "" && form.Has("name") {
						sent.Set("name", "Kept words")
					}
					if sent.Get("label") == "" && form.Has("label") {
						sent.Set("label", "Kept words")
					}
					sent.Set(name, wrong)
					status, page, _ := b.send("POST", at, "application/x-www-form-urlencoded", strings.NewReader(sent.Encode()))
					switch status {
					case http.StatusSeeOther: // this field may be that
						form = renew(t, b, at, form)
					case http.StatusUnprocessableEntity, http.StatusConflict:
						told(t, at, name, kind, wrong, page)
					default:
						t.Errorf("%s with %s in %s answers %d:\n%.300s", at, kind, name, status, words(page))
					}
				}
			}
		}
	})
}

// renew takes the version of what was saved.
func renew(t *testing.T, b visitor, at string, form url.Values) url.Values {
	t.Helper()
	if form.Has("version") && !strings.HasSuffix(at, "/new") {
		form.Set("version", version(t, b.get(at)))
	}
	return form
}

// told checks a page that refused a value: a fault at a field or a banner, and what was typed.
func told(t *testing.T, at, name, kind, wrong, page string) {
	t.Helper()
	if !strings.Contains(page, `aria-invalid="true"`) && !strings.Contains(page, "banner") {
		t.Errorf("%s with %s in %s shows no fault:\n%.300s", at, kind, name, words(page))
	}
	if !strings.Contains(page, "still here") && !strings.Contains(page, "Nothing was saved") {
		t.Errorf("%s with %s in %s does not say what became of the rest:\n%.300s", at, kind, name, words(page))
	}
	form := formOf(t, page, at)
	for _, key := range []string{"name", "label"} {
		if key != name && form.Has(key) && form.Get(key) == "" {
			t.Errorf("%s with %s in %s has lost the %s", at, kind, name, key)
		}
	}
	free := regexp.MustCompile(`<(?:input|textarea)\b[^>]*\bname="` + regexp.QuoteMeta(name) + `"[^>]*>`).FindString(page)
	if wrong = strings.TrimSpace(strings.ReplaceAll(wrong, "\x00", "")); free != "" && !strings.Contains(free, "checkbox") && !strings.Contains(free, "radio") && strings.TrimSpace(form.Get(name)) != wrong {
		t.Errorf("%s with %s in %s has lost it: %.60q", at, kind, name, form.Get(name))
	}
}

func TestAnOldVersionNeverOverwrites(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		b := as(t, d, "admin")
		for _, at := range settingsForms(t, b) {
			if strings.HasSuffix(at, "/new") {
				continue
			}
			form := formOf(t, b.get(at), at)
			for _, old := range []string{"", "0", "-1", "99", "one"} {
				if at == "/settings/matrix" && old == "0" {
					continue // that is its version
				}
				form.Set("version", old)
				if status, page, _ := b.send("POST", at, "application/x-www-form-urlencoded", strings.NewReader(form.Encode())); status != http.StatusConflict {
					t.Errorf("%s of version %q answers %d: %.200s", at, old, status, words(page))
				}
			}
		}
	})
}

func TestTheSmallFormsOfAPageRefuseWrongInputToo(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "admin")
	person, huge := "/people/"+d.ID("agent").String(), strings.Repeat("much ", 13000)
	team := first(t, b.get("/teams"), `"(/teams/\d{10,})"`)
	tests := []struct {
		name, at, field string
		form            []string
	}{
		{"an address of an unknown kind", person + "/address", "kind", []string{"kind", "pigeon", "value", "a@b.example"}},
		{"an address that is none", person + "/address", "value", []string{"kind", "email", "value", "no address"}},
		{"a huge address", person + "/address", "value", []string{"kind", "phone", "value", huge}},
		{"an empty address", person + "/address", "value", []string{"kind", "email", "value", ""}},
		{"a role that is none", person + "/role", "role", []string{"role", "1234567890123456789"}},
		{"no role", person + "/role", "role", []string{"role", ""}},
		{"an absence that ends before it begins", person + "/absence", "until", []string{"from", "2026-12-28T09:00", "until", "2026-12-24T09:00"}},
		{"an absence without an end", person + "/absence", "until", []string{"from", "2026-12-28T09:00", "until", ""}},
		{"an absence with a huge note", person + "/absence", "note", []string{"from", "2026-12-24T09:00", "until", "2026-12-28T09:00", "note", huge}},
		{"a huge name of a member", team + "/member", "person", []string{"person", huge}},
		{"no member", team + "/member", "person", []string{"person", ""}},
		{"a member that is nobody", team + "/member", "person", []string{"person", "1234567890123456789"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page := b.post(tt.at, http.StatusUnprocessableEntity, tt.form...)
			if !regexp.MustCompile(`name="` + tt.field + `"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*name="` + tt.field + `"`).MatchString(page) {
				t.Errorf("the fault does not stand at %s:\n%s", tt.field, words(page))
			}
		})
	}
	for _, path := range []string{"/audit?person=" + url.QueryEscape(huge[:5000]), "/audit?kind=" + url.QueryEscape(huge[:5000]), "/people?q=" + url.QueryEscape(huge[:5000]), "/settings?q=" + url.QueryEscape(huge[:5000])} {
		b.get(path)
	}
	for _, path := range []string{"/audit?after=soon", "/audit?after=-1", "/people?after=soon", "/people/12345", "/teams/soon", "/roles/-1", "/settings/fields/99999999999999999999", "/settings/calendars/0", "/settings/service-levels/x", "/entities/1", "/locations/1", "/categories/1"} {
		if status, page, _ := b.send("GET", path, "", nil); status != http.StatusNotFound && status != http.StatusUnprocessableEntity && status != http.StatusBadRequest {
			t.Errorf("GET %s answers %d: %s", path, status, words(page))
		}
	}
}
