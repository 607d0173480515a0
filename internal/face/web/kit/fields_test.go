package kit

import (
	"net/url"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/ui"
)

func TestTheCursorIsInTheFirstFieldThatIsWrong(t *testing.T) {
	for wrong, want := range map[string]string{"": "name", "price": "price", "name": "name", "elsewhere": "name"} {
		fields := []ui.Field{{Name: "name", Autofocus: true}, {Name: "price"}, {Name: "date"}}
		var err error
		if wrong != "" {
			err = errs.Bad(wrong, "No.")
		}
		Refill(fields, url.Values{"name": {"A"}}, err)
		for _, f := range fields {
			if f.Autofocus != (f.Name == want) {
				t.Errorf("with %q wrong the cursor is in %s: %v", wrong, f.Name, f.Autofocus)
			}
		}
	}
}
