package app

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/joint"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

// The types of this file give the settings pages the rooms in the words the pages use.

type webMatrix struct{ *App }

func (w webMatrix) Matrix(ctx context.Context) ([3][3]int, int64, error) {
	m, version, err := w.Incidents.MatrixVersion(ctx)
	return [3][3]int(m), version, err
}

func (w webMatrix) EditMatrix(ctx context.Context, m [3][3]int, version int64) error {
	return w.Incidents.EditMatrix(ctx, incident.Matrix(m), version)
}

type webCritical struct{ *App }

func (w webCritical) Rule(ctx context.Context) (bool, int64, error) {
	s, version, err := w.Critical.Rule(ctx)
	return s.On, version, err
}

func (w webCritical) EditRule(ctx context.Context, on bool, version int64) error {
	return w.Critical.EditRule(ctx, joint.Switch{On: on}, version)
}

// priorities returns the priority for each impact and urgency of a kind of work; only incidents have a matrix.
func (a *App) priorities(ctx context.Context, kind string) ([][]int, error) {
	if kind != incident.Kind().Key {
		return nil, nil
	}
	m, err := a.Incidents.Matrix(ctx, a.DB)
	out := make([][]int, len(m))
	for i := range m {
		out[i] = m[i][:]
	}
	return out, err
}

type webTry struct{ *App }

func (w webTry) Try(ctx context.Context, a sla.Agreement, work id.ID) (sla.Answer, error) {
	return w.SLA.Try(ctx, w.DB, a, work)
}

type webAudit struct{ *App }

func (w webAudit) Events(ctx context.Context, person id.ID, kind string, before id.ID, limit int) ([]event.Envelope, map[id.ID]string, id.ID, error) {
	return w.Room.Audit(ctx, desk.Trail{Person: person, Kind: kind, Before: before, Limit: limit})
}

func (w webAudit) Kinds(ctx context.Context) ([]string, error) { return w.Room.AuditKinds(ctx) }

func (w webAudit) Verify(ctx context.Context) (event.Report, error) { return w.Room.VerifyLog(ctx) }

type webInvite struct{ *App }

func (w webInvite) Invite(ctx context.Context, person id.ID) (string, error) {
	secret, err := w.Accounts.Invite(ctx, person)
	return "/invite/" + secret, err
}

type webHolders struct{ *App }

func (w webHolders) Holders(ctx context.Context, role id.ID) ([]people.Person, bool, error) {
	return w.People.Holders(ctx, w.DB, role)
}
