package cost

import (
	"cmp"
	"context"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
)

// Ask is a question to the report.
type Ask struct {
	By   By
	Sort string        // one of Sorts, the dearest first if ""
	At   calendar.Date // today if 0
}

// CostReport is what assets have cost, put together.
type CostReport struct {
	At        string     `json:"at"`
	Lines     []CostLine `json:"items"`
	Uncounted []string   `json:"uncounted,omitempty" doc:"The sorts of cost that are left out, because the caller may not see them or nobody has said what an hour of work costs."`
	Next      *string    `json:"next" doc:"The cursor of the next page."`
}

// Bys returns what assets may be put together by.
func Bys() []string { return []string{string(Model), string(Class), string(Person), string(Entity)} }

// Sorts returns the orders of the report; amounts of different currencies are not compared, the currencies come one after the other.
func Sorts() []string {
	return []string{"-total", "total", "-monthly", "monthly", "name", "-name", "-assets", "assets"}
}

// Report returns what the assets that the actor may see have cost. Kinds: Forbidden, Invalid.
func (d *Desk) Report(ctx context.Context, ask Ask) (r CostReport, err error) {
	v, err := d.may(ctx)
	if err != nil {
		return r, err
	}
	if ask.By.column() == "" {
		return r, errs.Bad("by", "Use %s.", strings.Join(Bys(), ", "))
	}
	if ask.Sort = cmp.Or(ask.Sort, Sorts()[0]); !slices.Contains(Sorts(), ask.Sort) {
		return r, errs.Bad("sort", "Use %s.", strings.Join(Sorts(), ", "))
	}
	if ask.At == 0 {
		if ask.At, err = d.asked(ctx, nil); err != nil {
			return r, err
		}
	}
	r.At, r.Uncounted = ask.At.String(), v.uncounted()
	if r.Lines, err = d.lines(ctx, v, ask.By, 0, ask.At); err == nil {
		err = d.name(ctx, ask.By, r.Lines)
	}
	sorted.By(r.Lines, order(ask.Sort))
	return r, err
}

// order compares lines.
func order(sort string) func(a, b CostLine) int {
	key, down := strings.CutPrefix(sort, "-")
	return func(a, b CostLine) int {
		var n int
		money := cmp.Compare(a.Total.Currency, b.Total.Currency)
		switch key {
		case "total":
			n = cmp.Compare(a.Total.Minor, b.Total.Minor)
		case "monthly":
			n = cmp.Compare(a.Monthly.Minor, b.Monthly.Minor)
		case "assets":
			n, money = cmp.Compare(a.Assets, b.Assets), 0
		default:
			n, money = cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), 0
		}
		if down {
			n = -n
		}
		return cmp.Or(money, n, cmp.Compare(a.Name, b.Name), cmp.Compare(a.Of, b.Of))
	}
}

// atOnce is how many names are asked for with one statement.
const atOnce = 5_000

// name fills in the names of lines.
func (d *Desk) name(ctx context.Context, by By, lines []CostLine) error {
	kind := map[By]field.Type{Person: field.TypePerson, Entity: field.TypeEntity}[by]
	if kind == "" {
		kind = field.TypeRecord
	}
	for part := range slices.Chunk(lines, atOnce) {
		want := desk.Wanted{}
		for _, l := range part {
			want.Add(kind, l.Of)
		}
		names, err := d.room.Labels(ctx, want)
		if err != nil {
			return err
		}
		for i := range part {
			if part[i].Of != 0 {
				part[i].Name = names.Of(kind, part[i].Of)
			}
		}
	}
	return nil
}

// Collection describes the report to the API.
func (d *Desk) Collection() desk.Collection {
	return desk.Collection{Name: "asset-costs", Doc: "What the assets that the caller may see have cost, by model, class, holder or organisation, each currency by itself", Output: reflect.TypeFor[CostReport](),
		Query: []desk.Param{{Name: "by", Doc: "What assets are put together by; model if absent.", Options: Bys()}, {Name: "sort", Doc: "The order; the dearest of each currency first if absent.", Options: Sorts()},
			{Name: "at", Doc: "A date in the past or the future, today if absent."}, {Name: "limit", Doc: "1 to 200, 50 if absent.", Most: record.MaxPage}, {Name: "after", Doc: "The next of the page before."}},
		Read: d.page}
}

func (d *Desk) page(ctx context.Context, q url.Values) (any, string, error) {
	ask := Ask{By: By(cmp.Or(q.Get("by"), string(Model))), Sort: q.Get("sort")}
	limit, first := 50, 0
	var err error
	if ask.At, err = d.asked(ctx, q); err != nil {
		return nil, "", err
	}
	if s := q.Get("limit"); s != "" {
		if limit, err = strconv.Atoi(s); err != nil || limit < 1 || limit > record.MaxPage {
			return nil, "", errs.Bad("limit", "Ask for 1 to %d rows.", record.MaxPage)
		}
	}
	if s := q.Get("after"); s != "" {
		if first, err = strconv.Atoi(s); err != nil || first < 0 {
			return nil, "", errs.Bad("after", "This is no cursor of this list; start again at the first page.")
		}
	}
	r, err := d.Report(ctx, ask)
	if err != nil {
		return nil, "", err
	}
	next := ""
	end := min(first+limit, len(r.Lines))
	if end < len(r.Lines) {
		next = strconv.Itoa(end)
		r.Next = &next
	}
	r.Lines = slices.Concat([]CostLine{}, r.Lines[min(first, end):end])
	return r, next, nil
}
