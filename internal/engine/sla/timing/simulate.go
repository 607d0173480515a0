package timing

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
)

// MaxCaseLine is the longest line Simulate reads, in bytes.
const MaxCaseLine = 1 << 20

// Simulated counts what Simulate did. Bad lines were answered with an error.
type Simulated struct{ Cases, Bad int }

// Simulate answers "what would this agreement have said?": it reads one JSON
// case per line and writes one JSON answer per line, in order. A line it cannot
// read is answered with {"line":…,"error":…} naming field and cure, and the
// next line goes on; empty lines are passed over. The error is only about
// reading r and writing w.
//
// In an answer due_at is null while state is paused, and when the clock was
// stopped before it. A clock that was breached stays breached and keeps its
// due_at, also while it is paused. One without a start is paused.
func Simulate(r io.Reader, w io.Writer) (done Simulated, err error) {
	in, out := bufio.NewReaderSize(r, 64<<10), bufio.NewWriterSize(w, 64<<10)
	defer func() { err = errors.Join(err, out.Flush()) }()
	sim := simulator{calendars: map[string]*calendar.Hours{}}
	for number := 1; ; number++ {
		line, readErr := readLine(in)
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte(byteOrderMark))
		}
		if len(bytes.TrimSpace(line)) > 0 || errors.Is(readErr, errTooLong) {
			answer, caseErr := sim.answer(line, readErr)
			done.Cases++
			if caseErr != nil {
				done.Bad++
				answer, err = json.Marshal(badLine{number, inWords(caseErr)})
				if err != nil {
					return done, err
				}
			}
			if _, err := out.Write(append(answer, '\n')); err != nil {
				return done, err
			}
		}
		switch {
		case errors.Is(readErr, io.EOF):
			return done, nil
		case readErr != nil && !errors.Is(readErr, errTooLong):
			return done, readErr
		}
	}
}

// byteOrderMark is what some editors put before UTF-8.
const byteOrderMark = "\ufeff"

type badLine struct {
	Line  int    `json:"line"`
	Error string `json:"error"`
}

var errTooLong = errors.New("line too long")

// readLine returns the next line. A line over the limit is passed over to its
// end and reported as errTooLong.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := in.ReadSlice('\n')
		if long = long || len(line)+len(part) > MaxCaseLine; long {
			line = nil
		} else {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case long && (err == nil || errors.Is(err, io.EOF)):
			return nil, errTooLong
		}
		return line, err
	}
}

// inWords joins the mistakes of a case as "field: text; field: text".
func inWords(err error) string {
	fields := errs.Fields(err)
	if len(fields) == 0 {
		return err.Error()
	}
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = f.Key + ": " + f.Text
	}
	return strings.Join(parts, "; ")
}

// simulator remembers the calendars it has seen: thousands of cases usually
// share a few.
type simulator struct{ calendars map[string]*calendar.Hours }

const maxCalendars = 64

func (s *simulator) answer(line []byte, readErr error) ([]byte, error) {
	if errors.Is(readErr, errTooLong) {
		return nil, errs.Bad("line", "is longer than %d bytes; split the case or drop events", MaxCaseLine)
	}
	c, err := readCase(line)
	if err != nil {
		return nil, err
	}
	hours, err := s.hours(c.Calendar)
	var check errs.Check
	if err != nil {
		check.Join("calendar", err)
	}
	target := c.target(&check)
	marks := c.marks(&check)
	asOf := instant("as_of", c.AsOf, &check)
	if err := check.Err(); err != nil {
		return nil, err
	}
	r := Compute(hours, target, marks, asOf)
	return json.Marshal(answerOf(&r))
}

func (s *simulator) hours(raw json.RawMessage) (*calendar.Hours, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, errs.Bad("zone", "is missing with the whole calendar; give at least {\"zone\":\"UTC\",\"weekly\":{}}")
	}
	if h := s.calendars[string(raw)]; h != nil {
		return h, nil
	}
	h, err := readCalendar(raw)
	if err != nil {
		return nil, err
	}
	if len(s.calendars) >= maxCalendars {
		clear(s.calendars)
	}
	s.calendars[string(raw)] = h
	return h, nil
}

// answer is the line written for a case, keys in this order.
type answer struct {
	DueAt     *time.Time      `json:"due_at"`
	Minutes   int             `json:"elapsed_minutes"`
	State     State           `json:"state"`
	Intervals []calendar.Span `json:"intervals"`
	Pauses    []answerPause   `json:"pauses"`
}

type answerPause struct {
	From  time.Time  `json:"from"`
	To    *time.Time `json:"to"` // null while it lasts
	Cause string     `json:"cause,omitempty"`
}

func answerOf(r *Result) answer {
	a := answer{
		DueAt: r.DueAt, Minutes: r.ElapsedMinutes(), State: r.State,
		Intervals: r.Intervals, Pauses: []answerPause{},
	}
	if a.Intervals == nil {
		a.Intervals = []calendar.Span{}
	}
	for _, p := range r.Pauses {
		out := answerPause{From: p.From, Cause: p.Cause}
		if !p.To.IsZero() {
			out.To = &p.To
		}
		a.Pauses = append(a.Pauses, out)
	}
	return a
}
