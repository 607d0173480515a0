package queue

import (
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// bulk is the bar for ticked rows with what the actor may do to them; nil where that is nothing.
func (l *page) bulk() *ui.Bulk {
	if len(l.q.Heads) == 0 {
		return nil
	}
	b := &ui.Bulk{Action: l.at.base + "/batch", Hidden: []ui.Hidden{{Name: "q", Value: l.at.q}, {Name: "back", Value: l.at.href()}}}
	for _, t := range l.Ticked[l.p.Kind.Key] {
		if !l.Actor.Can(t.Permission) {
			continue
		}
		act := ui.Button{Label: t.Label, Icon: t.Icon, Key: l.Look.Key(t.Command), Look: ui.Quiet, Small: true}
		if t.Do != "" {
			act.Name, act.Value = "do", t.Do
		}
		if !t.Many {
			act.Get = t.Href
		} else if n, ok := l.counts.look(l.Visit, l.p, l.at.q); ok && n > len(l.q.Heads) {
			b.All = "All " + kit.Count(n, record.MaxCount)
		}
		b.Acts = append(b.Acts, act)
	}
	if len(b.Acts) == 0 {
		return nil
	}
	return b
}
