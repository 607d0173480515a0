package app

import (
	"context"

	web "github.com/fettle-itsm/fettle/internal/face/web/ahead"
)

// endingSoon tells the pages what ends soon.
func (a *App) endingSoon(ctx context.Context, sort string, days int) ([]web.Ending, error) {
	list, err := a.Ahead.Soon(ctx, sort, days)
	out := make([]web.Ending, len(list))
	for i, e := range list {
		out[i] = web.Ending(e)
	}
	return out, err
}
