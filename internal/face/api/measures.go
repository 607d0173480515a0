package api

import (
	"github.com/fettle-itsm/fettle/internal/engine/health"
	"github.com/fettle-itsm/fettle/internal/face/probe"
)

// Probes answers who asks whether the process lives and works.
type Probes = probe.Probes

// NewMetrics returns the measures of a process; away from this machine they are for tokens that the API knows.
func NewMetrics(a *API, h *health.Desk, version string) *probe.Metrics {
	return probe.NewMetrics(a.Desk.DB.Clock(), h, version, a.Prove)
}
