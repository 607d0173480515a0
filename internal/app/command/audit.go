package command

import (
	"context"
	"fmt"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/event"
)

// auditCmd groups the commands about the log.
type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Find events that were changed, removed or reordered, and texts that are not what they say."`
}

type auditVerifyCmd struct {
	JSON bool `help:"Print JSON."`
}

// Help adds examples to --help.
func (auditVerifyCmd) Help() string {
	return "Examples:\n  fettle audit verify\n  fettle audit verify --json --data /srv/fettle"
}

// verified is the report with the records called by their numbers.
type verified struct {
	event.Report
	Faults []numberedFault `json:"faults"`
}

type numberedFault struct {
	event.Fault
	Number string `json:"number,omitempty"` // of the record it is about; "" for another subject and a record that is gone
}

// Run reads the whole log and fails when it is not what it was.
func (c auditVerifyCmd) Run(e *env) error {
	return e.withDesk(func(ctx context.Context, a *app.App) error {
		bar := newProgress(e.Err, "verifying", -1)
		r, err := a.Events.Verify(ctx, a.DB, func(n int64) { bar.set(n) })
		bar.done()
		if err != nil {
			return err
		}
		v, err := numbered(ctx, a, r)
		if err != nil {
			return err
		}
		if c.JSON {
			if err := e.printJSON(v); err != nil {
				return err
			}
		} else {
			v.print(e)
		}
		if n := len(v.Faults); n > 0 {
			return errs.New(errs.Conflict, "The log is not what it was: %s. Compare with a backup before anybody goes on working.", count(int64(n), "fault"))
		}
		return nil
	})
}

// numbered looks up the numbers of the records that the faults are about.
func numbered(ctx context.Context, a *app.App, r event.Report) (verified, error) {
	v := verified{r, make([]numberedFault, len(r.Faults))}
	known := map[id.ID]string{}
	for i, f := range r.Faults {
		number, ok := known[f.Subject]
		if !ok && f.Subject != 0 {
			err := a.DB.QueryRow(ctx, `SELECT number FROM record WHERE id = $1`, f.Subject).Scan(&number)
			if err != nil && !errs.Is(err, errs.NotFound) {
				return v, err
			}
			known[f.Subject] = number
		}
		v.Faults[i] = numberedFault{f, number}
	}
	return v, nil
}

func (v verified) print(e *env) {
	e.printf("%s of %s and %s were read.\n", count(v.Events, "event"), count(v.Subjects, "subject"), count(v.Seals, "daily seal"))
	for _, f := range v.Faults {
		e.printf("  %s%s\n", f.place(), f.Text)
	}
	if len(v.Faults) == 0 {
		e.printf("Nothing was changed, removed or reordered.\n")
	}
}

// place says where a fault is, as far as that is known: "INC-7 (4711), event 4712: ".
func (f numberedFault) place() string {
	var at string
	switch {
	case f.Number != "":
		at = fmt.Sprintf("%s (%s)", f.Number, f.Subject)
	case f.Subject != 0:
		at = "subject " + f.Subject.String()
	}
	if f.Event != 0 {
		if at != "" {
			at += ", "
		}
		at += "event " + f.Event.String()
	}
	if at != "" {
		at += ": "
	}
	return at
}

// count returns a number with the noun it counts, which takes an s.
func count(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
