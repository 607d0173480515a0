package crash

import (
	"fmt"
	"sync"
)

// journal is what the program acknowledged, kept outside of it. Nothing is entered that was not answered with 2xx, but for edits: of those
// a writer may learn by reading that one was carried out whose answer was lost.
type journal struct {
	mu       sync.Mutex
	opened   map[string]string // key → number
	numbers  map[string]string // number → key
	replies  map[string]string // text, which is the key → number
	edits    map[string]string // title → number
	titles   map[string]string // number → the title that it must have now
	files    map[string]string // id of an attachment → hash
	unsure   int               // uploads without an answer: they may be there or not
	cut      int               // requests that got no answer
	replayed int               // requests whose first answer was lost after the effect
	refused  int               // 503
	faults   []string
}

func newJournal() *journal {
	m := func() map[string]string { return map[string]string{} }
	return &journal{opened: m(), numbers: m(), replies: m(), edits: m(), titles: m(), files: m()}
}

func (j *journal) fault(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.faults = append(j.faults, fmt.Sprintf(format, args...)); len(j.faults) > 20 {
		j.faults = j.faults[:20]
	}
}

// enter changes the journal.
func (j *journal) enter(f func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	f()
}

// open notes an acknowledged creation and finds a number that was given twice.
func (j *journal) open(key string, r reply) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if other, ok := j.numbers[r.Number]; ok {
		j.faults = append(j.faults, fmt.Sprintf("%s was given to %s and to %s", r.Number, other, key))
	}
	j.opened[key], j.numbers[r.Number], j.titles[r.Number] = r.Number, key, key
	j.note(r)
}

func (j *journal) note(r reply) {
	if r.header.Get("Idempotency-Replayed") != "" {
		j.replayed++
	}
}

// writes is how many changes were acknowledged.
func (j *journal) writes() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.opened) + len(j.replies) + len(j.edits) + len(j.files)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return fmt.Sprintf("acknowledged %d creates, %d replies, %d edits, %d files; without an answer %d requests, of them %d had taken effect; %d uploads unsure; %d refused",
		len(j.opened), len(j.replies), len(j.edits), len(j.files), j.cut, j.replayed, j.unsure, j.refused)
}
