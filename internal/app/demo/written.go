package demo

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/engine/macro"
)

// written keeps the texts that this desk writes again and again.
func (s *show) written(ctx context.Context) error {
	ctx, err := s.as(ctx, administrator, "web")
	if err != nil {
		return err
	}
	for _, m := range []macro.Macro{
		{Name: "Ask for a screenshot", Next: "hold", Body: "Hello {first_name},\n\ncould you send us a screenshot of what you see? On Windows press Windows+Shift+S, on a Mac Shift+Command+4, and paste it into your reply.\n\n{my_name}"},
		{Name: "Solved by a restart", Next: "resolve:fixed", Take: true, Body: "Hello {first_name},\n\na restart was all it needed. If it comes back within five days, a reply to this opens {number} again.\n\n{my_name}"},
		{Name: "Not our building", Note: true, ToTeam: s.company.teams["Infrastructure"], Body: "Checked the desk and the cable: the fault is behind the socket."},
		{Name: "Greeting", Body: "Hello {first_name},\n\nthank you for telling us. We are looking into it and write again before the end of the day.\n\n{my_name}"},
	} {
		m.Everybody = true
		if _, err := s.Macros.Save(ctx, m); err != nil {
			return err
		}
	}
	return nil
}
