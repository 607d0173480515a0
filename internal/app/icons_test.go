package app_test

import (
	"testing"

	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

func TestEveryKindOfRecordHasAnIconThatIsDrawn(t *testing.T) {
	t.Parallel()
	for _, p := range fettletest.SQLite(t).Room.Practices() {
		if !draw.HasIcon(p.Kind.Icon) {
			t.Errorf("the icon %q of %s is not in the sprite", p.Kind.Icon, p.Kind.Plural)
		}
	}
}
