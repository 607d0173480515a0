package ask

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// Was is what the name of an input begins with that tells what a field held when the form was made. It is how a stale form knows which
// of its fields somebody really changed.
const Was = "was."

// Before notes what fields hold now, to be sent with them.
func Before(fields []ui.Field) []ui.Hidden {
	var out []ui.Hidden
	for _, f := range fields {
		out = append(out, ui.Hidden{Name: Was + f.Name, Value: Held(f)})
	}
	return out
}

// Held is the value of a field as one text.
func Held(f ui.Field) string {
	switch f.Kind {
	case ui.FieldMulti:
		return strings.Join(f.Values, ",")
	case ui.FieldCheckbox:
		return strconv.FormatBool(f.Checked)
	}
	return f.Value
}

// Untouched reports whether a field was sent as it had been.
func Untouched(typed url.Values, key string) bool {
	return typed.Has(Was+key) && same(typed.Get(Was+key), strings.Join(typed[key], ","))
}

// same compares two texts of a form; browsers send line ends in their own way.
func same(a, b string) bool {
	plain := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	return plain(a) == plain(b)
}

// Outdated reports whether what was sent is based on an older version than the fresh form.
func Outdated(f ui.Form, typed url.Values) bool {
	for _, h := range f.Hidden {
		if (h.Name == "version" || h.Name == "task_version") && typed.Get(h.Name) != "" && typed.Get(h.Name) != h.Value {
			return true
		}
	}
	return false
}

// Reconcile settles each field of a stale form: what only the others changed is shown as it is now, what only the visitor changed as they
// typed it, and where both did, the visitor's text stays and the others' stands beside it. It returns what the others set.
func Reconcile(f *ui.Form, fresh map[string]string, typed url.Values, by string) (theirs []string) {
	for i := range f.Fields {
		x := &f.Fields[i]
		now, mine := fresh[x.Name], Held(*x)
		old, known := typed.Get(Was+x.Name), typed.Has(Was+x.Name)
		switch {
		case same(mine, now), known && same(old, now), !known && now == "":
			continue // nobody else touched it, both mean the same, or there is nothing of theirs
		case known && same(old, mine):
			set(x, now)
			x.Help = kit.Join(" ", by+" set this meanwhile.", x.Help)
		default:
			x.Help = by + " set “" + words(*x, now) + "” meanwhile. Yours is kept here and replaces it when you save."
		}
		theirs = append(theirs, x.Label+": now “"+words(*x, now)+"”.")
	}
	return theirs
}

// set gives a field another value.
func set(f *ui.Field, value string) {
	switch f.Kind {
	case ui.FieldMulti:
		f.Values = strings.Split(value, ",")
	case ui.FieldCheckbox:
		f.Checked = value == "true"
	default:
		f.Value = value
	}
}

// words is a value of a field as people read it.
func words(f ui.Field, value string) string {
	var out []string
	for _, part := range strings.Split(value, ",") {
		for _, o := range f.Options {
			if o.Value == part && part != "" {
				out = append(out, o.Label)
			}
		}
	}
	switch {
	case len(out) > 0:
		return strings.Join(out, ", ")
	case strings.TrimSpace(value) == "":
		return "nothing"
	}
	const most = 200
	if r := []rune(value); len(r) > most {
		return string(r[:most]) + "…"
	}
	return value
}
