package hours

import (
	"strconv"

	"github.com/fettle-itsm/fettle/internal/engine/sla"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// recomputing says how far a change of calendars or agreements has reached the deadlines of open work; nothing once it has reached all.
func (p *pages) recomputing(v *kit.Visit) ([]ui.Banner, error) {
	if p.SLA == nil {
		return nil, nil
	}
	at, err := sla.Recomputing(v.Ctx(), v.Room.DB)
	if err != nil || !at.Running {
		return nil, err
	}
	b := ui.Banner{Lead: "Deadlines are being recomputed.", Text: "It begins in a moment. Until then open work shows the deadlines it had.",
		Act: &ui.Button{Label: "Look again", Href: v.R.URL.Path, Small: true}}
	if at.Total > 0 {
		b.Text = progress(at) + " Until its turn has come, open work shows the deadline it had."
	}
	return []ui.Banner{b}, nil
}

func progress(at sla.Progress) string {
	return kit.Thousands(min(at.Done, at.Total)) + " of " + kit.Thousands(at.Total) + " open records are done (" + strconv.Itoa(100*min(at.Done, at.Total)/at.Total) + " %)."
}
