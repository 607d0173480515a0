package demo

import (
	"context"
	"strconv"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/practice/asset/stocktake/count"
)

// counted is a stocktake of one office under way: most was seen, something from elsewhere and a label that nobody knows too.
func (s *show) counted(ctx context.Context, now time.Time) error {
	ctx, err := s.as(ctx, keeper, "web")
	if err != nil {
		return err
	}
	var office id.ID
	if err := s.DB.QueryRow(ctx, `SELECT id FROM location WHERE name = $1`, "Porto").Scan(&office); err != nil {
		return err
	}
	root, err := place.Root(ctx, s.DB)
	if err != nil {
		return err
	}
	title, due := "Porto, autumn", now.AddDate(0, 0, 5).Format("2006-01-02")
	take, err := s.Stocktakes.Add(ctx, count.Add{Fields: count.Fields{Title: &title, Location: &office, Due: &due, Entity: &root}})
	if err != nil {
		return err
	}
	on := action.On{Number: take.Number}
	if _, err := s.Stocktakes.Begin(ctx, register.Plain{On: on}); err != nil {
		return err
	}
	r, err := s.Stocktakes.Result(ctx, take.ID)
	if err != nil {
		return err
	}
	send := count.Send{On: on, Device: "phone"}
	see := func(code string) {
		n := len(send.Scans)
		send.Scans = append(send.Scans, count.Sent{ID: "demo-" + strconv.Itoa(n), Code: code, Place: office, At: clock.Of(s.stage.Now().Add(-time.Duration(60-n) * time.Minute / 3)), Seq: int64(n + 1)})
	}
	for i, row := range r.Rows {
		if i%4 != 3 {
			see(row.Tag)
		}
	}
	see("DK-0001") // from Leeds
	see("OLD-4711")
	_, err = s.Stocktakes.Scan(ctx, send)
	return err
}
