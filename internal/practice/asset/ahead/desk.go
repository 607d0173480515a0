package ahead

import (
	"cmp"
	"context"
	"database/sql"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/calendar"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/finance"
	"github.com/fettle-itsm/fettle/internal/practice/asset/software"
)

// Desk tells what ends soon.
type Desk struct {
	room    *desk.Room
	finance *finance.Desk
}

// New returns the desk.
func New(room *desk.Room, money *finance.Desk) *Desk { return &Desk{room, money} }

// Sort is what ends.
type Sort string

// What may end.
const (
	Warranty Sort = "warranty" // of an asset
	Notice   Sort = "notice"   // the last day on which notice can be given for a contract
	Contract Sort = "contract" // its last day, or that of its present term
	Licence  Sort = "licence"  // a right to use a program
)

// Sorts returns them all.
func Sorts() []string {
	return []string{string(Warranty), string(Notice), string(Contract), string(Licence)}
}

// Ending is something that ends on a day.
type Ending struct {
	Sort   string `json:"sort" doc:"warranty, notice (the last day to give it), contract or licence."`
	Number string `json:"number"`
	Title  string `json:"title"`
	Whose  string `json:"whose,omitempty" doc:"The holder of an asset, or the program that a licence is for."`
	Date   string `json:"date" doc:"The last day."`
	Days   int    `json:"days" doc:"How many are left."`
}

// mostDays is how far ahead one can look.
const mostDays = 3660

// Soon lists what ends within so many days and the actor may see, the first first; all sorts for "". Kinds: Forbidden, Invalid.
func (d *Desk) Soon(ctx context.Context, sort string, days int) ([]Ending, error) {
	a, err := actor.Require(ctx, asset.PermView)
	if err != nil {
		return nil, err
	}
	if days < 1 || days > mostDays {
		return nil, errs.Bad("days", "Ask for 1 to %d days.", mostDays)
	}
	if sort != "" && !slices.Contains(Sorts(), sort) {
		return nil, errs.Bad("sort", "Use %s.", strings.Join(Sorts(), ", "))
	}
	today := calendar.DateOf(d.room.DB.Clock().Now(), desk.Zone(a))
	w := window{d: d, a: a, today: today, until: today + calendar.Date(days)}
	for _, of := range []struct {
		sorts []Sort
		need  actor.Permission
		read  func(context.Context) error
	}{{[]Sort{Warranty}, asset.PermView, w.warranties}, {[]Sort{Notice, Contract}, finance.PermContractView, w.contracts}, {[]Sort{Licence}, software.PermView, w.licences}} {
		if a.Can(of.need) && (sort == "" || slices.Contains(of.sorts, Sort(sort))) {
			if err := of.read(ctx); err != nil {
				return nil, err
			}
		}
	}
	out := slices.DeleteFunc(w.out, func(e Ending) bool { return sort != "" && e.Sort != sort })
	sorted.By(out, func(x, y Ending) int {
		return cmp.Or(cmp.Compare(x.Date, y.Date), cmp.Compare(x.Sort, y.Sort), cmp.Compare(x.Number, y.Number))
	})
	return out, nil
}

// window collects what ends from one day to another.
type window struct {
	d            *Desk
	a            actor.Actor
	today, until calendar.Date
	out          []Ending
}

// add notes what ends on a date if that lies in the window.
func (w *window) add(sort Sort, number, title, whose, date string) {
	day, err := calendar.ParseDate(date)
	if err == nil && day >= w.today && day <= w.until {
		w.out = append(w.out, Ending{string(sort), number, title, whose, date, int(day - w.today)})
	}
}

// read adds what a query returns: number, title, whose and date.
func (w *window) read(ctx context.Context, sort Sort, query string, args db.Args) error {
	rows, err := w.d.room.DB.Query(ctx, query, args.Values()...)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, e *Ending) error { return rows.Scan(&e.Number, &e.Title, &e.Whose, &e.Date) })
	for _, e := range list {
		w.add(sort, e.Number, e.Title, e.Whose, e.Date)
	}
	return err
}

func (w *window) warranties(ctx context.Context) error {
	p, err := w.d.room.Practice(asset.Kind().Key)
	if err != nil {
		return err
	}
	var args db.Args
	return w.read(ctx, Warranty, `SELECT r.number, r.title, coalesce(p.name, ''), t.warranty_end FROM asset t JOIN record r ON r.id = t.id LEFT JOIN person p ON p.id = t.holder_id
		WHERE t.warranty_end <> '' AND t.warranty_end >= `+args.Add(w.today.String())+` AND t.warranty_end <= `+args.Add(w.until.String())+` AND r.state NOT IN ('missing', 'retired', 'disposed') AND `+
		w.a.Predicate(asset.PermView, &args, p.Rows.Scope), args)
}

func (w *window) contracts(ctx context.Context) error {
	list, err := w.d.finance.Running(ctx, w.today)
	for _, c := range list {
		w.add(Notice, c.Number, c.Title, "", c.NoticeBy)
		w.add(Contract, c.Number, c.Title, "", c.NextEnd)
	}
	return err
}

func (w *window) licences(ctx context.Context) error {
	p, err := w.d.room.Practice("entitlement")
	if err != nil {
		return err
	}
	var args db.Args
	return w.read(ctx, Licence, `SELECT r.number, r.title, coalesce(p.title, ''), t.end_on FROM entitlement t JOIN record r ON r.id = t.id LEFT JOIN record p ON p.id = t.product_id
		WHERE t.end_on >= `+args.Add(w.today.String())+` AND t.end_on <= `+args.Add(w.until.String())+` AND r.state = 'active' AND `+w.a.Predicate(software.PermView, &args, p.Rows.Scope), args)
}

// Collection describes what ends soon to the API.
func (d *Desk) Collection() desk.Collection {
	return desk.Collection{Name: "ending-soon", Doc: "What ends soon of what the caller may see, the first first: warranties, days to give notice, contracts and licences", Output: reflect.TypeFor[desk.List[Ending]](),
		Query: []desk.Param{{Name: "days", Doc: "How far to look ahead, 90 if absent.", Most: mostDays}, {Name: "sort", Doc: "Only what is of this sort.", Options: Sorts()}},
		Read: func(ctx context.Context, q url.Values) (any, string, error) {
			days := 90
			if s := q.Get("days"); s != "" {
				var err error
				if days, err = strconv.Atoi(s); err != nil {
					return nil, "", errs.Bad("days", "Ask for 1 to %d days.", mostDays)
				}
			}
			list, err := d.Soon(ctx, q.Get("sort"), days)
			return desk.List[Ending]{Items: append([]Ending{}, list...)}, "", err
		}}
}
