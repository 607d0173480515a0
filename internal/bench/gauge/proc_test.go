package gauge

import (
	"testing"
	"time"
)

func TestProcFilesAreRead(t *testing.T) {
	cpu, ok := parseStat("42 (a (b) c) S 1 1 1 0 -1 0 1 2 3 4 150 50 7 8 20 0 9 0 1 2 3\n")
	if !ok || cpu != 2*time.Second {
		t.Errorf("got %v, %v", cpu, ok)
	}
	for _, bad := range []string{"", "42 (x", "42 (x) S 1"} {
		if _, ok := parseStat(bad); ok {
			t.Errorf("%q was read", bad)
		}
	}
	if got := labelled("rchar: 1\nwrite_bytes: 8192\n", "write_bytes:"); got != 8192 {
		t.Errorf("got %d", got)
	}
	busy, total := parseMachine("cpu  10 0 20 60 10 0 0 0 5 0\n")
	if busy != 300*time.Millisecond || total != time.Second {
		t.Errorf("busy %v of %v", busy, total)
	}
	before := Sight{server: Usage{Known: true}, self: Usage{Known: true}}
	after := Sight{server: Usage{CPU: 2, Known: true}, store: Usage{CPU: 1}, self: Usage{CPU: 1, Known: true}, busy: 6, total: 10}
	if u, store, foreign := after.Since(before); u.CPU != 2 || store.CPU != 1 || store.Known || foreign != 0.2 {
		t.Errorf("usage %+v, %+v, foreign %v", u, store, foreign)
	}
}
