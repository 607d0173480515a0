package command_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
	"github.com/fettle-itsm/fettle/internal/practice/service"
)

// TestTextsAreProvedWhileTheDeskWorks renames and writes while the log is read: what is only new is no fault, of work and of what is none.
func TestTextsAreProvedWhileTheDeskWorks(t *testing.T) {
	data := t.TempDir()
	for engine, url := range map[string]func(t *testing.T) string{
		"sqlite":   func(*testing.T) string { return "sqlite:" + filepath.Join(data, "fettle.db") },
		"postgres": dbtest.Postgres,
	} {
		t.Run(engine, func(t *testing.T) {
			at := url(t)
			if code, out, errout := fettle(t.Context(), "seed", "--scale", "200", "--data", data, "--database", at); code != 0 {
				t.Fatalf("%d\n%s%s", code, out, errout)
			}
			a, err := app.Build(t.Context(), app.Options{Data: data, Database: at, Clock: clock.System{}, Quick: true})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = a.Close() }()
			ctx := actor.With(t.Context(), actor.OfSystem("test"))
			name := "Mail"
			mail, err := a.Services.AddService(ctx, service.AddService{ServiceFields: service.ServiceFields{Title: &name}})
			if err != nil {
				t.Fatal(err)
			}
			var open string
			if err := a.DB.QueryRow(ctx, `SELECT min(number) FROM record WHERE kind = 'incident' AND phase < 2`).Scan(&open); err != nil {
				t.Fatal(err)
			}
			busy, stop := context.WithCancel(ctx)
			var writers sync.WaitGroup
			defer writers.Wait()
			defer stop()
			writers.Go(func() {
				for i := 0; busy.Err() == nil; i++ {
					title := fmt.Sprintf("Mail %d", i)
					in := service.EditService{ServiceFields: service.ServiceFields{Title: &title}}
					in.Number = mail.Number
					if _, err := a.Services.EditService(ctx, in); err != nil {
						t.Errorf("renaming: %v", err)
						return
					}
				}
			})
			writers.Go(func() {
				for i := 0; busy.Err() == nil; i++ {
					in := incident.Reply{Body: fmt.Sprintf("Answer %d", i)}
					in.Number = open
					if _, err := a.Incidents.Reply(ctx, in); err != nil {
						t.Errorf("writing: %v", err)
						return
					}
				}
			})
			for range 20 {
				r, err := a.Events.Verify(ctx, a.DB, nil)
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range r.Faults {
					if strings.Contains(f.Text, "behind the log") {
						t.Errorf("%+v", f)
					}
				}
			}
			stop()
			writers.Wait()
			tamper(t, at, `UPDATE record SET title = 'Post' WHERE number = '`+mail.Number+`'`)
			r, err := a.Events.Verify(ctx, a.DB, nil)
			if err != nil || len(r.Faults) != 1 || r.Faults[0].Subject != mail.ID || !strings.Contains(r.Faults[0].Text, `it is "Post", the log says "Mail `) {
				t.Errorf("%+v, %v", r.Faults, err)
			}
		})
	}
}
