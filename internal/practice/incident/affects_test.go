package incident_test

import (
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/practice/incident"
)

func TestWhatAnIncidentAffectsIsLinkedAtOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx := b.as(t, b.agent)
		one, two := b.open(t, "Network down"), b.open(t, "No mail")
		tests := []struct {
			name    string
			affects []string
			want    string // the numbers that are linked, in order
		}{
			{"nothing", nil, ""},
			{"one number", []string{one.Number}, one.Number},
			{"several", []string{one.Number, two.Number}, one.Number + " " + two.Number},
			{"as people type them into one field", []string{" " + strings.ToLower(one.Number) + ", " + two.Number + ";\n"}, one.Number + " " + two.Number},
			{"the same twice", []string{one.Number, one.Number}, one.Number},
			{"blanks", []string{"", " , ;"}, ""},
		}
		for _, tt := range tests {
			r, err := b.Open(ctx, incident.Open{Title: "Cold desk", Requester: b.requester.ID, Affects: tt.affects})
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
				continue
			}
			if got := strings.Join(b.affected(t, r), " "); got != tt.want {
				t.Errorf("%s: linked to %q, want %q", tt.name, got, tt.want)
			}
		}
	})
}

func TestAnIncidentAffectsOnlyWhatItsReporterSees(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		own, err := b.Open(b.as(t, b.stranger), incident.Open{Title: "Mine"})
		if err != nil {
			t.Fatal(err)
		}
		foreign := b.open(t, "Network down")
		for name, numbers := range map[string][]string{"somebody else's": {foreign.Number}, "one that there is not": {"INC-999"}, "no number": {"the printer"}, "one of two": {own.Number, foreign.Number}} {
			before := b.count(t)
			_, err := b.Open(b.as(t, b.stranger), incident.Open{Title: "Cold desk", Affects: numbers})
			wantField(t, err, "affects")
			if after := b.count(t); after != before {
				t.Errorf("%s: %d incidents became %d", name, before, after)
			}
		}
		r, err := b.Open(b.as(t, b.stranger), incident.Open{Title: "Cold desk", Affects: []string{own.Number}})
		if err != nil || strings.Join(b.affected(t, r), " ") != own.Number {
			t.Errorf("%v, linked to %v", err, b.affected(t, r))
		}
	})
}

// affected returns the numbers of what an incident says it affects, in the order of the links.
func (b *bundle) affected(t *testing.T, r incident.Result) (numbers []string) {
	t.Helper()
	ctx := b.as(t, b.agent)
	v, err := b.room.Find(ctx, r.Number)
	if err != nil {
		t.Fatal(err)
	}
	links, err := b.room.Links(ctx, v)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range links {
		if l.Relation == record.AffectedBy && !l.Reverse {
			numbers = append(numbers, l.Number)
		}
	}
	return numbers
}

// count returns how many incidents there are.
func (b *bundle) count(t *testing.T) (n int) {
	t.Helper()
	if err := b.db.QueryRow(t.Context(), `SELECT count(*) FROM record`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
