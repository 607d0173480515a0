package clock_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
)

func TestTimeKeepsMicrosecondsThroughJSON(t *testing.T) {
	at := clock.Of(time.Date(2026, 3, 27, 15, 10, 0, 123456000, time.FixedZone("", 3600)))
	b, err := json.Marshal(struct{ At, None clock.Time }{At: at})
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"At":"2026-03-27T14:10:00.123456Z","None":null}`; string(b) != want {
		t.Errorf("got %s, want %s", b, want)
	}
	var back struct{ At, None clock.Time }
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if back.At != at || back.None != 0 {
		t.Errorf("came back as %v", back)
	}
}

func TestSettableMovesOnlyWhenTold(t *testing.T) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	c := clock.At(start)
	c.Advance(time.Hour)
	if got := c.Now(); !got.Equal(start.Add(time.Hour)) {
		t.Errorf("after an hour it is %v", got)
	}
	c.Set(start)
	if got := c.Now(); !got.Equal(start) {
		t.Errorf("after setting it back it is %v", got)
	}
}
