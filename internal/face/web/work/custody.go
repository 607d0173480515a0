package work

import (
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/face/web/work/held"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// maxCards is how many affected items are told of in full.
const maxCards = 3

// itemCard is an affected item: who has it, what became of it lately, and what else was reported about it.
type itemCard struct {
	Row     linkRow
	Facts   []ui.Prop
	Reports []ui.MiniLink
	Changes []ui.EventLine
}

// cards tell of the first few affected items that somebody can hold.
func (s *sheet) cards() ([]itemCard, error) {
	var out []itemCard
	for _, l := range s.affected {
		c := itemCard{Row: rowOf(s.v, s.w, l)}
		c.Row.Words = ""
		if p, err := s.v.Room.Practice(l.Kind); err == nil && len(out) < maxCards && kit.Holdable(p) {
			item, err := held.Tell(s.v, p, l.Number, s.w.Number)
			if err != nil {
				return nil, err
			}
			want := desk.Wanted{}
			Wanted(want, item.Changes)
			names, err := s.v.Room.Labels(s.v.Ctx(), want)
			if err != nil {
				return nil, err
			}
			c.Facts, c.Reports = item.Facts, item.Reports
			for _, it := range item.Changes {
				c.Changes = append(c.Changes, ui.EventLine{When: s.v.Moment(it.At.Time()), Text: kit.Upper(it.Sentence), By: Story{Names: names}.by(it)})
			}
		}
		out = append(out, c)
	}
	return out, nil
}

// heldActs are one-tap ways to add what the requester holds and the work does not name yet.
func (s *sheet) heldActs() ([]ui.Button, error) {
	if s.w.Requester == 0 || !s.w.Can("link") {
		return nil, nil
	}
	return held.Acts(s.v, s.w.Requester, path(s.w, "link"), s.affected)
}
