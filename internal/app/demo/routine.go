package demo

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// routine makes up the ordinary incidents of the last days before today, which come and go without a story. back is how many days.
func (t *teller) routine(now time.Time, people []string, back, count int) []story {
	r := rand.New(rand.NewPCG(7, uint64(count))) //nolint:gosec // made-up data needs no secrecy
	ago := func(at time.Time) string { return max(now.Sub(at), time.Second).Truncate(time.Second).String() }
	var out []story
	for i := range count {
		day := 1 + i*back/count
		opened := now.Add(-time.Duration(day)*24*time.Hour + time.Duration(r.IntN(8*60)-4*60)*time.Minute)
		top := t.topics[r.IntN(len(t.topics))]
		told := t.story(r, top, -1)
		worker := []string{aroha, nuno, zuzanna, samir}[r.IntN(4)]
		s := story{key: fmt.Sprint("routine", i), ago: ago(opened), by: people[r.IntN(len(people))], title: told.Title, report: told.Report, category: top.category,
			impact: told.Impact, urgency: told.Urgency, via: []string{"", "", "email", "phone"}[r.IntN(4)]}
		add := func(after time.Duration, who, do, arg, text string) {
			opened = opened.Add(after)
			s.acts = append(s.acts, act{ago(opened), who, do, arg, text})
		}
		add(time.Duration(4+r.IntN(50))*time.Minute, worker, "take", "", "")
		add(time.Duration(2+r.IntN(20))*time.Minute, worker, "reply", "", told.Reply)
		if r.IntN(12) > 0 {
			add(time.Duration(20+r.IntN(240))*time.Minute, worker, "resolve", told.Code, told.Resolution)
		}
		if r.IntN(4) == 0 && len(s.acts) == 3 {
			add(time.Duration(5+r.IntN(120))*time.Minute, s.by, "close", "", "")
		}
		out = append(out, s)
	}
	return out
}
