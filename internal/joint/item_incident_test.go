package joint_test

import (
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/joint"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
	"github.com/fettle-itsm/fettle/internal/practice/service"
)

// scene is a desk with a critical and a plain asset and a critical service.
type scene struct {
	*fettletest.Desk
	vital, plain, mail record.Result
}

func stage(t *testing.T, d *fettletest.Desk) scene {
	t.Helper()
	s := scene{Desk: d}
	high, low, name, model, title, prefix := "high", "low", "Controller", "VX-1", "E-mail", "VX"
	class := s.must(d.Assets.AddClass(d.System(), asset.AddClass{ClassFields: asset.ClassFields{Title: &name, TagPrefix: &prefix}}))
	of := s.must(d.Assets.AddModel(d.System(), asset.AddModel{ModelFields: asset.ModelFields{Title: &model, Class: &class.ID}})).ID
	s.vital = s.must(d.Assets.Add(d.System(), asset.Add{Fields: asset.Fields{Model: &of, Criticality: &high}}))
	s.plain = s.must(d.Assets.Add(d.System(), asset.Add{Fields: asset.Fields{Model: &of, Criticality: &low}}))
	s.mail = s.must(d.Services.AddService(d.System(), service.AddService{ServiceFields: service.ServiceFields{Title: &title, Criticality: &high}}))
	return s
}

func (s scene) must(r record.Result, err error) record.Result {
	s.T.Helper()
	if err != nil {
		s.T.Fatal(err)
	}
	return r
}

func (s scene) rule(on bool) {
	s.T.Helper()
	_, version, err := s.Critical.Rule(s.System())
	if err == nil {
		err = s.Critical.EditRule(s.System(), joint.Switch{On: on}, version)
	}
	if err != nil {
		s.T.Fatal(err)
	}
}

func (s scene) settled(r record.Result) incident.Incident {
	s.T.Helper()
	if _, err := s.Queue.Drain(s.T.Context()); err != nil {
		s.T.Fatal(err)
	}
	i, err := s.Incidents.Get(s.System(), r.Number)
	if err != nil {
		s.T.Fatal(err)
	}
	return i
}

func TestWhatIsCriticalMakesAnIncidentUrgentOnlyByTheRule(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		s := stage(t, d)
		ctx := d.System()
		open := func(affects ...string) record.Result {
			return s.must(d.Incidents.Open(ctx, incident.Open{Title: "It stopped", Affects: affects}))
		}
		if i := s.settled(open(s.vital.Number)); i.Urgency != 2 || i.Priority != 4 {
			t.Errorf("the rule is off, and it is urgency %d, P%d", i.Urgency, i.Priority)
		}
		s.rule(true)
		first := open(s.vital.Number)
		if i := s.settled(first); i.Urgency != 1 || i.Priority != 3 {
			t.Errorf("a critical asset: urgency %d, P%d", i.Urgency, i.Priority)
		}
		if i := s.settled(open(s.plain.Number)); i.Urgency != 2 {
			t.Errorf("one that can be missed: urgency %d", i.Urgency)
		}
		later := open()
		s.must(d.Incidents.Link(ctx, incident.Link{On: action.On{Number: later.Number}, To: s.vital.Number, Relation: record.AffectedBy}))
		if i := s.settled(later); i.Urgency != 1 {
			t.Errorf("named afterwards: urgency %d", i.Urgency)
		}
		if i := s.settled(s.must(d.Incidents.Open(ctx, incident.Open{Title: "No mail", Service: s.mail.ID}))); i.Urgency != 1 {
			t.Errorf("a critical service: urgency %d", i.Urgency)
		}
		if i := s.settled(s.must(d.Incidents.Open(ctx, incident.Open{Title: "Slow", Affects: []string{s.vital.Number}, Priority: 4, Impact: 1, PriorityReason: "The night shift waits"}))); i.Urgency != 1 || i.Priority != 4 {
			t.Errorf("a priority with a reason: urgency %d, P%d", i.Urgency, i.Priority)
		}

		v, err := d.Room.Find(ctx, first.Number)
		if err != nil {
			t.Fatal(err)
		}
		items, err := d.Room.Timeline(ctx, v)
		if err != nil {
			t.Fatal(err)
		}
		told := ""
		for _, it := range items {
			told += it.Sentence + "\n"
		}
		if !strings.Contains(told, "changed urgency") || !strings.Contains(told, "its criticality is high: "+s.vital.Number) {
			t.Errorf("the timeline says\n%s", told)
		}

		two := 2
		s.must(d.Incidents.Edit(ctx, incident.Edit{On: action.On{Number: first.Number}, Urgency: &two}))
		if i := s.settled(first); i.Urgency != 2 {
			t.Errorf("somebody set it back, and it is urgency %d", i.Urgency)
		}
	})
}
