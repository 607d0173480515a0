package demo

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

// story is an incident of the last days, as it is played.
type story struct {
	key             string // how other stories name it
	ago             string // when it is reported: "7h17m" before now
	by              string // login of whoever reports it
	via             string // channel, portal when empty
	title, report   string
	category        string
	impact, urgency int
	acts            []act
}

// act is something that happens to it later. arg depends on what is done: a hold reason, a resolution code, the key of another story, a
// file name.
type act struct {
	ago, who, do, arg, text string
}

// cue is an act with its instant.
type cue struct {
	at    time.Time
	story *story
	act   *act // nil for the opening
}

// cues puts all openings and acts in the order of time.
func cues(now time.Time, list []story) ([]cue, error) {
	var out []cue
	for i := range list {
		s := &list[i]
		opened, err := before(now, s.ago)
		if err != nil {
			return nil, err
		}
		out = append(out, cue{opened, s, nil})
		for j := range s.acts {
			at, err := before(now, s.acts[j].ago)
			if err != nil {
				return nil, err
			}
			if at.Before(opened) {
				return nil, errs.New(errs.Internal, "%s: %s comes before its beginning", s.key, s.acts[j].do)
			}
			out = append(out, cue{at, s, &s.acts[j]})
		}
	}
	sorted.By(out, func(a, b cue) int { return cmp.Compare(a.at.UnixNano(), b.at.UnixNano()) })
	return out, nil
}

func before(now time.Time, ago string) (time.Time, error) {
	d, err := time.ParseDuration(ago)
	return now.Add(-d), err
}

// play lets the last days happen.
func (s *show) play(ctx context.Context, now time.Time, list []story) error {
	all, err := cues(now, list)
	if err != nil {
		return err
	}
	s.numbers, s.now = map[string]string{}, now
	for _, c := range all {
		if err := s.until(ctx, c.at); err != nil {
			return err
		}
		if c.act == nil {
			err = s.report(ctx, c.story)
		} else {
			err = s.perform(ctx, c.story, c.act)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", c.story.title, err)
		}
	}
	return s.until(ctx, now)
}

// until moves the clock to an instant and lets every timer ring on the way at its own time.
func (s *show) until(ctx context.Context, at time.Time) error {
	for range 10_000 {
		next, err := job.Oldest(ctx, s.DB)
		if err != nil {
			return err
		}
		if next == 0 || next > clock.Of(at) {
			break
		}
		s.stage.to(next.Time())
		if ran, err := s.Queue.Drain(actor.With(ctx, actor.OfSystem("jobs"))); err != nil || ran == 0 {
			return err
		}
	}
	s.stage.to(at)
	return nil
}

// as returns a context in which somebody acts.
func (s *show) as(ctx context.Context, login, channel string) (context.Context, error) {
	person, ok := s.company.people[login]
	if !ok {
		return nil, errs.New(errs.Internal, "nobody is called %s", login)
	}
	a, err := s.People.Actor(ctx, s.DB, person, channel)
	return actor.With(ctx, a), err
}

func (s *show) report(ctx context.Context, st *story) error {
	category, ok := s.company.categories[st.category]
	if !ok {
		return errs.New(errs.Internal, "there is no category %q", st.category)
	}
	in := incident.Open{Title: s.told(st.title, st.by), Description: s.told(st.report, st.by), Category: category, Impact: st.impact, Urgency: st.urgency, Location: s.company.sites[s.company.at[st.by]].Location}
	who, channel := st.by, "portal"
	switch st.via {
	case "phone", "walk_in":
		in.Requester, in.Channel, who, channel = s.company.people[st.by], st.via, agent, "web"
	case "email":
		channel = "mail"
	}
	ctx, err := s.as(ctx, who, channel)
	if err != nil {
		return err
	}
	r, err := s.Incidents.Open(ctx, in)
	s.numbers[st.key] = r.Number
	return err
}

// perform does one act through the verb that people use.
func (s *show) perform(ctx context.Context, st *story, a *act) error {
	ctx, err := s.as(ctx, a.who, "web")
	if err != nil {
		return err
	}
	on := action.On{Number: s.numbers[st.key]}
	told := *a
	told.text = s.told(a.text, st.by)
	a = &told
	switch a.do {
	case "reply", "ask":
		in := incident.Reply{On: on, Body: a.text}
		if a.do == "ask" {
			in.Then, in.HoldReason = "hold", cmp.Or(a.arg, "awaiting_caller")
		}
		_, err = s.Incidents.Reply(ctx, in)
	case "note":
		_, err = s.Incidents.Note(ctx, incident.Note{On: on, Body: a.text, Mentions: s.named(a.arg), Minutes: 10})
	case "take":
		if _, err = s.Incidents.Take(ctx, incident.Take{On: on}); err == nil {
			err = s.concern(ctx, st, on)
		}
	case "resume":
		_, err = s.Incidents.Resume(ctx, incident.Move{On: on})
	case "hold":
		in := incident.Hold{On: on, Reason: a.arg}
		if a.arg == "scheduled" {
			after, err := time.ParseDuration(a.text)
			if err != nil {
				return err
			}
			in.Until = clock.Of(s.now.Add(after))
		} else {
			in.Message = a.text
		}
		_, err = s.Incidents.Hold(ctx, in)
	case "resolve":
		_, err = s.Incidents.Resolve(ctx, incident.Resolve{On: on, Code: a.arg, Resolution: a.text})
	case "reopen":
		_, err = s.Incidents.Reopen(ctx, incident.Reopen{On: on, Reason: a.text})
	case "close":
		_, err = s.Incidents.Close(ctx, incident.Move{On: on})
	case "cancel":
		_, err = s.Incidents.Cancel(ctx, incident.Cancel{On: on, Reason: a.text})
	case "merge":
		_, err = s.Incidents.Merge(ctx, incident.Merge{On: on, Into: s.numbers[a.arg]})
	case "parent":
		parent := s.numbers[a.arg]
		_, err = s.Incidents.Edit(ctx, incident.Edit{On: on, Parent: &parent})
	case "link":
		_, err = s.Incidents.Link(ctx, incident.Link{On: on, To: s.numbers[a.arg], Relation: record.RelatesTo})
	default:
		err = s.arrange(ctx, on, a)
	}
	return err
}

// arrange does the acts that need more than one line.
func (s *show) arrange(ctx context.Context, on action.On, a *act) error {
	switch a.do {
	case "raise":
		one := 1
		_, err := s.Incidents.Edit(ctx, incident.Edit{On: on, Impact: &one, Urgency: &one})
		return err
	case "team":
		team := s.company.teams[a.arg]
		_, err := s.Incidents.Assign(ctx, incident.Assign{On: on, Team: &team})
		return err
	case "watch":
		_, err := s.Incidents.Watch(ctx, incident.Watch{On: on, Person: s.company.people[a.arg]})
		return err
	case "task":
		_, err := s.Incidents.AddTask(ctx, incident.AddTask{On: on, Title: a.text, Person: s.company.people[a.arg]})
		return err
	case "done":
		return s.tick(ctx, on, a.text)
	case "affects":
		return s.affects(ctx, on, a.arg)
	case "file":
		blob, err := s.Files.Put(ctx, strings.NewReader(a.text))
		if err != nil {
			return err
		}
		p, err := s.Room.Practice("incident")
		if err != nil {
			return err
		}
		_, err = s.Room.Attach(ctx, p, on.Number, s.Files, blob, a.arg, true)
		return err
	}
	return errs.New(errs.Internal, "nobody knows how to %q", a.do)
}

// tick marks the task with a title as done.
func (s *show) tick(ctx context.Context, on action.On, title string) error {
	i, err := s.Incidents.Get(ctx, on.Number)
	if err != nil {
		return err
	}
	tasks, err := ticket.Tasks(ctx, s.DB, i.ID)
	if err != nil {
		return err
	}
	done := "done"
	for _, t := range tasks {
		if t.Title == title {
			_, err = s.Incidents.EditTask(ctx, incident.EditTask{On: on, Task: t.ID, State: &done})
		}
	}
	return err
}

func (s *show) named(logins string) []id.ID {
	var out []id.ID
	for _, l := range strings.Fields(logins) {
		if p := s.company.people[l]; p != 0 {
			out = append(out, p)
		}
	}
	return out
}
