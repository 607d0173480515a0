package app_test

import (
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

func TestAFileIsFoundByItsNameAtOnceByThoseWhoMaySeeIt(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		r, err := d.Incidents.Open(d.System(), incident.Open{Title: "No mail", Requester: d.ID("requester")})
		if err != nil {
			t.Fatal(err)
		}
		incidents := d.Room.Practices()[0]
		for name, public := range map[string]bool{"bounce-report.eml": true, "mailbox-quota.csv": false} {
			blob, err := d.Files.Put(t.Context(), strings.NewReader(name))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := d.Room.Attach(d.As("agent"), incidents, r.Number, d.Files, blob, name, public); err != nil {
				t.Fatal(err)
			}
		}
		for _, tt := range []struct {
			who, words string
			found      bool
		}{
			{"agent", "bounce", true}, {"agent", "quota", true}, {"requester", "bounce", true}, {"requester", "quota", false}, {"stranger", "bounce", false},
		} {
			hits, err := d.Room.Search(d.As(tt.who), tt.words, 10, false)
			if err != nil || (len(hits) == 1) != tt.found {
				t.Errorf("%s searches %s: %+v, %v", tt.who, tt.words, hits, err)
			}
			page, err := d.Room.Queue(d.As(tt.who), incidents, desk.Ask{Q: tt.words}, true)
			if err != nil || (len(page.Heads) == 1) != tt.found {
				t.Errorf("%s filters by %s: %d rows, %v", tt.who, tt.words, len(page.Heads), err)
			}
		}
	})
}
