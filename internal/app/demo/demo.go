package demo

import (
	"cmp"
	"context"
	"crypto/rand"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/app/seed"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
)

// Options say what to make.
type Options struct {
	Data     string // an empty folder for everything
	Database string // "" is SQLite in Data
	Clock    clock.Clock
	Log      *slog.Logger
	Past     int // incidents of the older months; 2,600 when 0
}

const (
	usualPast = 2_600
	liveDays  = 4 // how many days are played through the verbs
	routines  = 18
	openPast  = 0.0012 // share of the older incidents that nobody ever finished
)

// show is the demonstration while it is made.
type show struct {
	*app.App
	stage   *stage
	company *company
	numbers map[string]string // of the stories, by key
	now     time.Time         // the end of the story, which is when somebody looks
}

// Make builds the product on an empty folder and fills it. The caller serves and closes it. Kinds: Conflict for a database that somebody
// uses.
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
	st.to(now.AddDate(0, 0, -history-1))
	a, err = app.Build(ctx, app.Options{Data: o.Data, Database: o.Database, Clock: st, Log: o.Log, Quick: true, Key: []byte(rand.Text())})
	if err != nil {
		return nil, err
	}
	if _, err := place.Root(ctx, a.DB); !errs.Is(err, errs.NotFound) {
		_ = a.Close()
		return nil, cmp.Or(err, errs.New(errs.Conflict, "This database holds a desk already. The demonstration needs an empty one."))
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
	zone := s.company.zoneOf(administrator) // people report things by the clock on their wall
	dawn := now.Add(-liveDays * 24 * time.Hour).In(zone)
	start := now.Add(-seed.Span).In(zone)
	if err := s.build(ctx); err != nil {
		return err
	}
	if err := s.inventory(ctx, now); err != nil {
		return err
	}
	if err := s.join(ctx, now); err != nil {
		return err
	}
	s.stage.to(dawn)
	err := seed.Incidents(ctx, s.App, seed.Plan{Cast: cast, Teller: t, From: start.Add(24 * time.Hour), Until: dawn, Count: past, Seed: 1, Open: openPast, Clocks: true})
	if err != nil {
		return err
	}
	var callers []string
	for _, e := range employees() {
		if e.role == "" && e.department != "IT" && !e.vip {
			callers = append(callers, login(e.name))
		}
	}
	told, err := about(now, today())
	if err != nil {
		return err
	}
	if err := s.play(ctx, now, append(t.routine(now, callers, liveDays-1, routines), told...)); err != nil {
		return err
	}
	if err := s.counted(ctx, now); err != nil {
		return err
	}
	if err := s.spending(ctx, now); err != nil {
		return err
	}
	if err := s.licensed(ctx); err != nil {
		return err
	}
	if err := s.reported(ctx, now); err != nil {
		return err
	}
	if err := s.handed(ctx, now); err != nil {
		return err
	}
	if err := s.written(ctx); err != nil {
		return err
	}
	if err := seed.Finish(ctx, s.App, nil); err != nil {
		return err
	}
	s.stage.live()
	return nil
}

// Personas returns one person for each kind of person there is.
func Personas(ctx context.Context, a *app.App) (list []app.Persona, err error) {
	defer errs.Wrap(&err, "demo.Personas")
	for _, p := range []struct{ login, key, role, text string }{
		{agent, "agent", "Agent", "works the queue in Leeds"},
		{lead, "lead", "Team lead", "keeps the service desk in order"},
		{requester, "requester", "Requester", "waits for her drawings in Gdańsk"},
		{administrator, "administrator", "Administrator", "sees and sets everything"},
	} {
		made := app.Persona{Key: p.key, Role: p.role, Text: p.text}
		if err := a.DB.QueryRow(ctx, `SELECT id, name FROM person WHERE email = $1`, p.login+domain).Scan(&made.Person, &made.Name); err != nil {
			return nil, err
		}
		list = append(list, made)
	}
	return list, nil
}
