package search_test

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/search"
)

type nothing struct{}

func (nothing) Emit(*db.Tx, db.Event) error { return nil }

func custom(t *testing.T, d *db.DB) map[string]field.Def {
	t.Helper()
	d.SetSink(nothing{})
	c := field.NewCustom(d)
	ctx := actor.With(t.Context(), actor.OfSystem("test"))
	sites := []field.Option{{Value: "north", Label: "North wing"}, {Value: "south", Label: "South wing"}}
	for _, in := range []field.Define{
		{Key: "floor", Type: field.TypeNumber}, {Key: "site", Type: field.TypeChoice, Options: sites}, {Key: "tags", Type: field.TypeMulti, Options: sites},
		{Key: "vip", Type: field.TypeBoolean}, {Key: "seen", Type: field.TypeDateTime}, {Key: "day", Type: field.TypeDate},
		{Key: "boss", Type: field.TypePerson}, {Key: "note", Type: field.TypeText}, {Key: "length", Type: field.TypeDuration},
	} {
		in.Kind, in.Label = "incident", in.Key
		if _, err := c.Define(ctx, in); err != nil {
			t.Fatal(err)
		}
	}
	out, err := c.Queryable(t.Context(), "incident")
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func names(known map[string]id.ID) search.Resolver {
	return func(text string) ([]any, error) {
		if i, ok := known[strings.ToLower(text)]; ok {
			return []any{i}, nil
		}
		return nil, nil
	}
}

func env(t *testing.T, d *db.DB, now time.Time) search.Env {
	defs := custom(t, d)
	priorities := []field.Option{{Value: "1", Label: "P1 critical"}, {Value: "2", Label: "P2 high"}, {Value: "3", Label: "P3 moderate"}}
	for key, def := range map[string]field.Def{
		"status":   {Type: field.TypeText, Filter: "r.state"},
		"title":    {Type: field.TypeText, Filter: "r.title"},
		"number":   {Type: field.TypeText, Code: true, Filter: "r.number"},
		"serial":   {Type: field.TypeText, Code: true, Filter: "('Kpx' || substr(r.number, 3))"},
		"order":    {Type: field.TypeText, Code: true, Filter: "('00' || substr(r.number, 3))"},
		"priority": {Type: field.TypeChoice, Whole: true, Options: priorities, Filter: "t.priority"},
		"team":     {Type: field.TypeTeam, Label: "Team", Filter: "t.team_id"},
		"assignee": {Type: field.TypePerson, Label: "Assignee", Filter: "t.assignee_id"},
		"created":  {Type: field.TypeDateTime, Filter: "r.created_at"},
		"due":      {Type: field.TypeDateTime, Filter: "t.due_at"},
		"spent":    {Type: field.TypeDuration, Filter: "t.spent"},
		"ranked":   {Type: field.TypeNumber, Whole: true, Filter: "(SELECT x.priority FROM ticket x WHERE x.id = t.id AND x.priority > 1)"},
		"hidden":   {Type: field.TypeText},
	} {
		def.Key = key
		defs[key] = def
	}
	return search.Env{
		Defs: defs, Now: now, Zone: time.UTC, Me: 7, Index: search.New(d.Engine()), Indexed: map[string]search.Part{"title": search.InTitle},
		Types: map[field.Type]search.Resolver{field.TypeTeam: names(map[string]id.ID{"service desk": 21, "network": 22}), field.TypePerson: names(map[string]id.ID{"ann": 7, "bob": 8})},
		Values: map[string]search.Resolver{"status": func(s string) ([]any, error) {
			return map[string][]any{"new": {"new"}, "work": {"new", "in_progress"}}[s], nil
		}},
		Fixed: map[string]map[string]string{"status": {"open": "t.phase < 2", "closed": "t.phase >= 2"}},
	}
}

func TestQueriesFindTheSameRowsOnBothEngines(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		e := env(t, d, c.Now())
		fourTickets(t, d, e, c.Now())
		for _, q := range append(questions(), customQuestions()...) {
			t.Run(q.query, func(t *testing.T) {
				if got := run(t, d, e, q.query); got != q.want {
					t.Errorf("got %q, want %q", got, q.want)
				}
			})
		}
		e.Internal = true
		if got := run(t, d, e, "secret"); got != "4" {
			t.Errorf("an agent finds %q", got)
		}
	})
}

// question is a query and the numbers of the tickets it should find.
type question struct{ query, want string }

func questions() []question {
	return []question{
		{"", "1 2 3 4"},
		{"status:open", "1 2"},
		{"state:open", "1 2"},
		{"STATE:new", "1"},
		{"-state:open", "3 4"},
		{"-status:open", "3 4"},
		{"status!=open", "3 4"},
		{"status:closed,new", "1 3 4"},
		{"status:work", "1 2"},
		{`team:"Service Desk"`, "1 3"},
		{`team:"service desk",network`, "1 2 3"},
		{"team:none", "4"},
		{"team:any", "1 2 3"},
		{"team:none,network", "2 4"},
		{"team!=network", "1 3 4"},
		{"team!=none", "1 2 3"},
		{"assignee:me", "1"},
		{"assignee:me or assignee:bob", "1 2"},
		{"priority:1,2", "1 2"},
		{`priority:"p2 high"`, "2"},
		{"priority:P1", "1"},
		{"priority:p1,P2", "1 2"},
		{"priority<=p2", "1 2"},
		{"priority!=P1", "2 3 4"},
		{"priority<=2", "1 2"},
		{"priority>1", "2 3"},
		{"priority!=1", "2 3 4"},
		{"created>2026-11-10", "3 4"},
		{"created>=2026-11-10", "2 3 4"},
		{"created<2026-11-10", "1"},
		{"created<=2026-11-10", "1 2"},
		{"created:2026-11-10", "2"},
		{"created!=2026-11-10", "1 3 4"},
		{"created:-3d", "3 4"},
		{"created>-3d", "3 4"},
		{"created:today", "4"},
		{"due<2h", "1"},
		{"due:2h", "1"},
		{"sla<2h", "1"},
		{"sla:none", "3 4"},
		{"status:open team:network sla<2d", "2"},
		{"due<2d", "1 2"},
		{"due>now", "1 2"},
		{"due:none", "3 4"},
		{"due:any", "1 2"},
		{"due!=today", "2 3 4"},
		{"spent:30m", "1 2 3 4"},
		{"spent>1h", ""},
		{"ranked<=2", "2"},
		{"-ranked<=2", "1 3 4"},
		{"ranked!=2", "1 3 4"},
		{"ranked:none", "1 4"},
		{"ranked:any", "2 3"},
		{"-ranked:2,3", "1 4"},
		{"title:vpn", "1 2"},
		{"title:VPN", "1 2"},
		{"title:vp*", "1 2"},
		{`title:"vpn down"`, "1"},
		{"title~pn", "1 2"},
		{"title~100%", "4"},
		{"title~0_", ""},
		{`title="VPN down"`, "1"},
		{`title!="VPN down"`, "2 3 4"},
		{"number:T-3", "3"},
		{"number:t-3", "3"},
		{"number=T-3,T-4", "3 4"},
		{"number:3", "3"},
		{"number:T-", ""},
		{"number:T-*", "1 2 3 4"},
		{"serial:kpx3", "3"},
		{`serial="KPX3"`, "3"},
		{"serial:kpx3,KPX4", "3 4"},
		{"serial!=kpx3", "1 2 4"},
		{"serial:kp*", "1 2 3 4"},
		{"serial:kp", ""},
		{"order:003", "3"},
		{"order:3", ""},
		{"number~-3", "3"},
		{"title:%", "4"},
		{`title:"%"`, "4"},
		{"title:_", ""},
		{`title:\`, ""},
		{"vpn & server", "2 3"},
	}
}

// customQuestions ask for custom values and free words.
func customQuestions() []question {
	return []question{
		{"custom.floor:3", "1"},
		{"custom.floor>=3", "1 2"},
		{"custom.floor<3.5", "1"},
		{"-custom.floor:3", "2 3 4"},
		{"custom.floor!=3", "2 3 4"},
		{"custom.floor:none", "3 4"},
		{"custom.floor:any", "1 2"},
		{"custom.site:north", "1"},
		{`custom.site:"South wing"`, "2"},
		{"custom.site!=north", "2 3 4"},
		{"-custom.site:north,south", "3 4"},
		{"custom.tags:south", "1 2"},
		{"custom.tags!=south", "3 4"},
		{"custom.vip:yes", "1"},
		{"custom.vip:no", "2 3 4"},
		{"-custom.vip:yes", "2 3 4"},
		{"custom.seen<2026-06-01", "1"},
		{"custom.seen:2026-07-01", "2"},
		{"custom.seen:none", "3 4"},
		{"custom.day>=2026-02-01", "2"},
		{"custom.day:2026-01", "1"},
		{"custom.boss:ann", "1"},
		{"custom.boss:me,bob", "1 2"},
		{"custom.note~Ä%", "1"},
		{"custom.note=plain", "2"},
		{"custom.length>1h", "2"},
		{"vpn", "1 2 3"},
		{"VPN server", "2 3"},
		{`"the vpn"`, "3"},
		{"-vpn", "4"},
		{"prin*", "4"},
		{"Müller", "2"},
		{"muller", "2"},
		{"secret", ""},
		{"vpn status:open", "1 2"},
		{"vpn or printer", "1 2 3 4"},
		{"(team:network or priority:1) created<now", "1 2"},
		{"-(team:network or priority:1)", "3 4"},
	}
}

// fourTickets fills the tables that the questions are asked of.
func fourTickets(t *testing.T, d *db.DB, e search.Env, now time.Time) {
	t.Helper()
	hour := func(h int) clock.Time { return clock.Of(now.Add(time.Duration(h) * time.Hour)) }
	day := func(n int) clock.Time { return clock.Of(time.Date(2026, 11, n, 8, 0, 0, 0, time.UTC)) }
	write(t, d, func(tx *db.Tx) error {
		for _, x := range []ticket{
			{n: 1, title: "VPN down", body: "no network", state: "new", phase: 0, priority: 1, team: 21, assignee: 7, created: day(1), due: hour(1),
				custom: `{"floor":3,"site":"north","tags":["north","south"],"vip":true,"seen":"2026-01-01T00:00:00Z","day":"2026-01-31","boss":"7","note":"50Ä% off","length":60}`},
			{n: 2, title: "vpn slow", body: "server of Müller", state: "in_progress", phase: 1, priority: 2, team: 22, assignee: 8, created: day(10), due: hour(30),
				custom: `{"floor":3.5,"site":"south","tags":["south"],"vip":false,"seen":"2026-07-01T12:00:00Z","day":"2026-02-01","boss":"8","note":"plain","length":90}`},
			{n: 3, title: "Server", body: "hosts the VPN", state: "closed", phase: 3, priority: 3, team: 21, created: day(15)},
			{n: 4, title: "Printer at 100%", body: "", state: "closed", phase: 3, created: day(16)},
		} {
			if err := insert(tx, e.Index, x); err != nil {
				return err
			}
		}
		return say(tx, e.Index, 100, 4, 1, "a secret note")
	})
}

// run returns the numbers of the tickets that a query finds.
func run(t *testing.T, d *db.DB, e search.Env, query string) string {
	t.Helper()
	q, err := search.Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	var args db.Args
	where, err := search.Compile(q, e, &args)
	if err != nil {
		t.Fatal(err)
	}
	var n int // a row scope in front of the query must hold, whatever the query says
	if err := d.QueryRow(t.Context(), `SELECT count(*) FROM record r JOIN ticket t ON t.id = r.id WHERE FALSE AND `+where, args.Values()...).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d rows leak past a scope, %v", n, err)
	}
	rows, err := d.Query(t.Context(), `SELECT r.number FROM record r JOIN ticket t ON t.id = r.id WHERE `+where+` ORDER BY r.id`, args.Values()...)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, s *string) error { return rows.Scan(s) })
	if err != nil {
		t.Fatalf("%v in %s", err, where)
	}
	return strings.ReplaceAll(strings.Join(list, " "), "T-", "")
}

func TestANumberFindsItsRecordExactly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) {
		e := env(t, d, c.Now())
		write(t, d, func(tx *db.Tx) error {
			for n, title := range map[int]string{1: "Mail", 10: "Printer", 11: "The same as INC-1", 12: "Server", 100: "INC-10 again"} {
				if err := insert(tx, e.Index, ticket{n: n, title: title, state: "new"}); err != nil {
					return err
				}
			}
			_, err := tx.Exec(`UPDATE record SET number = replace(number, 'T-', 'INC-')`)
			return err
		})
		for _, q := range []question{
			{"INC-1", "1 11"}, // and what tells of it
			{"inc-1", "1 11"},
			{`"INC-12"`, "12"},
			{"INC-12 server", "12"},
			{"INC-12 printer", ""},
			{"-INC-1", "10 12 100"},
			{"INC-7", ""},
			{"number:INC-1", "1"},
			{"number:inc1", "1"},
			{"number:1", "1"},
			{"number:INC-1,INC-12", "1 12"},
			{"number!=INC-1", "10 11 12 100"},
			{"number:INC-1*", "1 10 11 12 100"},
			{"number:inc-10*", "10 100"},
			{"number~C-10", "10 100"},
		} {
			if got := strings.ReplaceAll(run(t, d, e, q.query), "INC-", ""); got != q.want {
				t.Errorf("%s: got %q, want %q", q.query, got, q.want)
			}
		}
	})
}

func TestCompileSaysWhatIsWrongAndHowToCureIt(t *testing.T) {
	d := dbtest.Open(t, "sqlite:"+t.TempDir()+"/f.db", clock.System{})
	e := env(t, d, dbtest.Start())
	tests := []struct{ query, want string }{
		{"staus:open", "At position 1: Unknown field 'staus'; did you mean 'status'?"},
		{"a asignee:me", "At position 3: Unknown field 'asignee'; did you mean 'assignee'?"},
		{"http://x", "Unknown field 'http'; use one of assignee"},
		{"hidden:x", "Unknown field 'hidden'"},
		{"custom.flor:3", "did you mean 'custom.floor'?"},
		{"team:desk", "there is no team 'desk'"},
		{"team>desk", "Team cannot be compared with '>'; use team: or team!=."},
		{"priority:9", "priority has no choice '9'"},
		{"custom.site:nord", "did you mean 'north'?"},
		{"custom.floor:three", "'three' is not a value of floor; enter a number"},
		{"custom.vip:perhaps", "neither yes nor no"},
		{"created:soon", "'soon' is not a time; write 2026-11-22"},
		{"title>x", "title is a text"},
		{"status:nope", "there is no status 'nope'"},
		{"stat:open", "did you mean 'state'?"},
		{"slaa<2h", "did you mean 'sla'?"},
		{"sla:broken", "'broken' is not a time"},
		{"' OR 1=1 --", "At position 1: there is no letter or digit in '''; search for letters or digits."},
		{"1 or '--'", "At position 6: there is no letter or digit in ''--''"},
		{"%", "there is no letter or digit in '%'"},
		{"_", "there is no letter or digit"},
		{`\\`, "there is no letter or digit"},
		{`"%_"`, "there is no letter or digit"},
		{"-% status:open", "At position 2: there is no letter or digit in '%'"},
		{"status:open %", "At position 13: there is no letter or digit in '%'"},
	}
	for _, tt := range tests {
		q, err := search.Parse(tt.query)
		if err != nil {
			t.Fatal(err)
		}
		_, err = search.Compile(q, e, &db.Args{})
		if fs := errs.Fields(err); len(fs) != 1 || fs[0].Key != "q" || !strings.Contains(fs[0].Text, tt.want) {
			t.Errorf("%s: %v", tt.query, err)
		}
	}
	e.Index, e.Me = nil, 0
	for _, query := range []string{"vpn", "assignee:me"} {
		q, _ := search.Parse(query)
		if _, err := search.Compile(q, e, &db.Args{}); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", query, err)
		}
	}
}

func FuzzCompileNeverPutsTextIntoSQL(f *testing.F) {
	d := field.Def{Key: "x", Label: "X", Type: field.TypeText, Filter: "r.x"}
	defs := map[string]field.Def{"x": d}
	for _, typ := range []field.Type{field.TypeNumber, field.TypeBoolean, field.TypeDate, field.TypeDateTime, field.TypeDuration, field.TypePerson} {
		d.Type = typ
		defs[string(typ)] = d
	}
	f.Add("x:zq'zq person:zqzq -x~zqzq or zqzq")
	f.Add("datetime:2h date<2026-01-01 number>3 boolean:yes x!=zqzq,zqzq")
	e := search.Env{Defs: defs, Now: dbtest.Start(), Index: search.New(db.SQLite), Me: 1}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := search.Parse(s)
		if err != nil {
			return
		}
		var args db.Args
		where, err := search.Compile(q, e, &args)
		if err != nil {
			if !errs.Is(err, errs.Invalid) {
				t.Errorf("%q: %v", s, err)
			}
			return
		}
		rest := strings.NewReplacer(`'\'`, "", `''`, "", "{{ilike}}", "").Replace(where)
		if strings.Contains(where, "zqzq") || strings.ContainsAny(rest, `'";%`) {
			t.Errorf("%q became %s", s, where)
		}
	})
}
