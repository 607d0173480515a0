package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/fettletest"
)

// TestRetryAfterSaysWhatThePageSays compares the header with the words, at two instants so that no fixed number passes.
func TestRetryAfterSaysWhatThePageSays(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "")
	waits := map[string]bool{}
	for range 2 {
		var last page
		for range 10 {
			last = b.post("/sign-in", "address", "agent@calder.example", "password", "wrong wrong wrong")
		}
		last.want(http.StatusTooManyRequests, "Please wait")
		said := regexp.MustCompile(`Please wait (\d+) (second|minute)`).FindStringSubmatch(string(last.Body))
		var n, header int
		if _, err := fmt.Sscan(last.Header.Get("Retry-After"), &header); err != nil || said == nil {
			t.Fatalf("Retry-After %q, said %q", last.Header.Get("Retry-After"), said)
		}
		_, _ = fmt.Sscan(said[1], &n)
		if said[2] == "minute" {
			n, header = n*60, (header+59)/60*60
		}
		if n != header {
			t.Errorf("the page says %d seconds, the header %d", n, header)
		}
		waits[last.Header.Get("Retry-After")] = true
		d.Time.Advance(7 * time.Second)
	}
	if len(waits) != 2 {
		t.Errorf("always the same: %v", waits)
	}
}

func TestAFormOfTooManyFieldsIsRefusedWhole(t *testing.T) {
	d := fettletest.SQLite(t)
	b := as(t, d, "agent")
	pairs := []string{"title", "Honest title"}
	for i := range 1000 {
		pairs = append(pairs, "more"+strconv.Itoa(i), "x")
	}
	b.post("/incidents/new", pairs...).want(http.StatusUnprocessableEntity, "more than 1000 fields")
}
