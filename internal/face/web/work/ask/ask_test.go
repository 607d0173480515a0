package ask

import (
	"net/url"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/ui"
)

func TestAStaleFieldIsSettledByWhoTouchedIt(t *testing.T) {
	t.Parallel()
	const was, mine, theirs = "as it was", "as I typed it", "as they set it"
	for name, c := range map[string]struct {
		old, typed, now string
		shows           string // the field afterwards
		says            string // its help begins so
		told            bool   // it is among what the others set
	}{
		"nobody did":                     {was, was, was, was, "", false},
		"only I did":                     {was, mine, was, mine, "", false},
		"only they did":                  {was, was, theirs, theirs, "Lea set this meanwhile.", true},
		"both did":                       {was, mine, theirs, mine, "Lea set “as they set it” meanwhile.", true},
		"both did the same":              {was, mine, mine, mine, "", false},
		"they emptied it, I changed it":  {was, mine, "", mine, "Lea set “nothing” meanwhile.", true},
		"only they emptied it":           {was, was, "", "", "Lea set this meanwhile.", true},
		"line ends are the browser's":    {"a\nb", "a\r\nb", theirs, theirs, "Lea set this meanwhile.", true},
		"the form did not say, they did": {"-", mine, theirs, mine, "Lea set “as they set it” meanwhile.", true},
		"the form did not say, empty":    {"-", mine, "", mine, "", false},
	} {
		f := ui.Form{Fields: []ui.Field{{Name: "x", Label: "X", Value: c.typed}}}
		typed := url.Values{"x": {c.typed}, Was + "x": {c.old}}
		if c.old == "-" {
			typed.Del(Was + "x")
		}
		told := Reconcile(&f, map[string]string{"x": c.now}, typed, "Lea")
		if x := f.Fields[0]; !same(x.Value, c.shows) || !strings.HasPrefix(x.Help, c.says) || c.says == "" && x.Help != "" || (len(told) > 0) != c.told {
			t.Errorf("%s: it shows %q, says %q, told %q", name, x.Value, x.Help, told)
		}
	}
}

func TestChoicesAreThePracticesOwn(t *testing.T) {
	t.Parallel()
	own := desk.Practice{Fields: []field.Def{{Key: "hold", Options: []field.Option{{Value: "parts", Label: "Waiting for parts"}}}}}
	hold, other := action.Spec{Name: "incident.hold"}, action.Spec{Name: "incident.cancel"}
	if got := Choices(own, hold, "reason"); len(got) != 1 || got[0].Label != "Waiting for parts" {
		t.Errorf("the practice's own: %v", got)
	}
	if got := Choices(own, other, "reason"); got != nil {
		t.Errorf("any other reason is free: %v", got)
	}
	if got := Choices(own, action.Spec{Name: "incident.link"}, "relation"); len(got) == 0 {
		t.Error("a link has no relations")
	}
}
