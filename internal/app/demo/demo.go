package demo

import (
	"context"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/app/seed"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/identity/link"
)

// Options say what to make.
type Options struct {
	Data     string // an empty folder for everything
	Database string // "" is SQLite in Data
	Clock    clock.Clock
	Log      *slog.Logger
	Past     int // incidents of the older months; 1,100 when 0
}

const (
	usualPast = 1_100
	liveDays  = 4 // how many days are played through the verbs
	routines  = 34
	openPast  = 0.012 // share of the older incidents that nobody ever finished
)

// show is the demonstration while it is made.
type show struct {
	*app.App
	stage   *stage
	company *company
	numbers map[string]string // of the stories, by key
}

// Make builds the product on an empty folder and fills it. The caller serves and closes it.
func Make(ctx context.Context, o Options) (a *app.App, err error) {
	defer errs.Wrap(&err, "demo.Make")
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Database == "" {
		o.Database = "sqlite:" + filepath.Join(o.Data, "fettle.db")
	}
	if o.Past == 0 {
		o.Past = usualPast
	}
	now := o.Clock.Now()
	st := &stage{real: o.Clock}
	st.to(now.Add(-seed.Span))
	a, err = app.Build(ctx, app.Options{Data: o.Data, Database: o.Database, Clock: st, Log: o.Log, Quick: true})
	if err != nil {
		return nil, err
	}
	s := &show{App: a, stage: st, company: newCompany()}
	if err := s.fill(actor.With(ctx, actor.OfSystem("demo")), now, o.Past); err != nil {
		_ = a.Close()
		return nil, err
	}
	return a, nil
}

func (s *show) fill(ctx context.Context, now time.Time, past int) error {
	if err := s.found(ctx); err != nil {
		return err
	}
	s.People.Forget()
	cast, t := s.cast()
	dawn := now.Add(-liveDays * 24 * time.Hour)
	start := s.stage.Now()
	s.stage.to(dawn)
	err := seed.Incidents(ctx, s.App, seed.Plan{Cast: cast, Teller: t, From: start.Add(24 * time.Hour), Until: dawn, Count: past, Seed: 1, Open: openPast, Clocks: true})
	if err != nil {
		return err
	}
	var callers []string
	for _, e := range employees() {
		if e.team == "" && e.department != "IT" && !e.vip {
			callers = append(callers, login(e.name))
		}
	}
	if err := s.play(ctx, now, append(t.routine(now, callers, liveDays-1, routines), today()...)); err != nil {
		return err
	}
	if err := seed.Finish(ctx, s.App, nil); err != nil {
		return err
	}
	s.stage.live()
	return nil
}

// Persona is somebody as whom one can walk in.
type Persona struct {
	Role, Name, Text string
	Secret           string // of a sign-in link that works once within a day
}

// Personas makes a sign-in link for each kind of person there is.
func Personas(ctx context.Context, a *app.App) (list []Persona, err error) {
	defer errs.Wrap(&err, "demo.Personas")
	err = a.DB.Write(actor.With(ctx, actor.OfSystem("demo")), func(tx *db.Tx) error {
		list = nil
		for _, p := range []struct{ role, login, text string }{
			{"Administrator", administrator, "sees and sets everything"},
			{"Team lead", lead, "keeps the service desk in order"},
			{"Agent", agent, "works the queue"},
			{"Requester", requester, "waits for her drawings in Gdańsk"},
		} {
			made := Persona{Role: p.role, Text: p.text}
			var person id.ID
			if err := tx.QueryRow(tx.Context(), `SELECT id, name FROM person WHERE email = $1`, p.login+domain).Scan(&person, &made.Name); err != nil {
				return err
			}
			if made.Secret, err = link.Create(tx, link.SignIn, 0, person); err != nil {
				return err
			}
			list = append(list, made)
		}
		return nil
	})
	return list, err
}
