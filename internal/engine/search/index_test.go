package search_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/search"
)

func everything(*db.Args) string { return "TRUE" }

func find(t testing.TB, d *db.DB, r search.Request) string {
	t.Helper()
	if r.Scope == nil {
		r.Scope = everything
	}
	hits, err := search.New(d.Engine()).Find(t.Context(), d, r)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, h := range hits {
		s := strings.TrimPrefix(h.Number, "T-")
		if h.Entry != 0 {
			s += "@" + fmt.Sprint(int64(h.Entry>>22)/3_600_000)
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func world(t *testing.T, d *db.DB) search.Index {
	x := search.New(d.Engine())
	write(t, d, func(tx *db.Tx) error {
		for _, tk := range []ticket{
			{n: 1, title: "VPN down", body: "I cannot connect to the network from home.", owner: 7},
			{n: 2, title: "Printer jams", body: "The printer on floor 3 jams, the VPN works."},
			{n: 3, title: "Down with the VPN", body: ""},
			{n: 4, title: "Großes Café", body: "e-mail to élodie@example.com, Łódź, naïve"},
			{n: 5, title: "打印机坏了", body: "プリンター"},
			{n: 6, kind: "problem", title: "Network", body: "vpn " + strings.Repeat("long ", 400)},
			{n: 7, title: "Key", body: strings.Repeat("k", 5000)},
		} {
			if err := insert(tx, x, tk); err != nil {
				return err
			}
		}
		if err := say(tx, x, 50, 1, 0, "Is the router plugged in?"); err != nil {
			return err
		}
		if err := say(tx, x, 51, 2, 1, "The router is haunted"); err != nil {
			return err
		}
		return say(tx, x, 52, 2, 0, "vpn vpn")
	})
	return x
}

// The suite that both implementations must answer alike, to the order of the hits.
func TestBothIndexesGiveTheSameAnswers(t *testing.T) {
	tests := []struct {
		name string
		r    search.Request
		want string
	}{
		{"titles come first, the one with nothing else before, then newer messages", search.Request{Text: "vpn"}, "3 1 2@52 6"},
		{"case and punctuation do not matter", search.Request{Text: "  ¿VPN? "}, "3 1 2@52 6"},
		{"all words must occur; the row of words wins", search.Request{Text: "vpn down"}, "1 3"},
		{"a phrase in quotes", search.Request{Text: `"vpn down"`}, "1"},
		{"a phrase in the report", search.Request{Text: `"floor 3"`}, "2"},
		{"words of title and report together", search.Request{Text: "vpn network"}, "6 1"},
		{"accents do not matter", search.Request{Text: "cafe"}, "4"},
		{"nor do they in the search", search.Request{Text: "éLODIE"}, "4"},
		{"letters with a stroke", search.Request{Text: "lodz"}, "4"},
		{"sharp s", search.Request{Text: "grosses"}, "4"},
		{"a word with a hyphen is a row of two", search.Request{Text: "e-mail"}, "4"},
		{"an address", search.Request{Text: "elodie@example.com"}, "4"},
		{"Chinese inside a run", search.Request{Text: "印机"}, "5"},
		{"Japanese", search.Request{Text: "プリンター"}, "5"},
		{"the beginning of a word is not the word", search.Request{Text: "prin"}, ""},
		{"but it is while typing", search.Request{Text: "prin", Typing: true}, "2"},
		{"only the last word while typing", search.Request{Text: "prin jam", Typing: true}, ""},
		{"the last of two words while typing", search.Request{Text: "printer jam", Typing: true}, "2"},
		{"two letters are not looked up as a beginning", search.Request{Text: "pr", Typing: true}, ""},
		{"a star asks for beginnings", search.Request{Text: "netw*"}, "6 1"},
		{"a finished word is not a beginning", search.Request{Text: "prin ", Typing: true}, ""},
		{"a message stands for its record", search.Request{Text: "router"}, "1@50"},
		{"agents see internal messages", search.Request{Text: "router", Internal: true}, "2@51 1@50"},
		{"a kind", search.Request{Text: "vpn", Kinds: []string{"problem", "change"}}, "6"},
		{"a limit", search.Request{Text: "vpn", Limit: 2}, "3 1"},
		{"what may not be seen is not found", search.Request{Text: "vpn", Scope: func(a *db.Args) string { return "t.requester_id = " + a.Add(7) }}, "1"},
		{"nothing typed", search.Request{Text: " "}, ""},
		{"no word in it", search.Request{Text: `"" - * ( ' \ :`}, ""},
		{"the search's own syntax means nothing", search.Request{Text: `vpn" OR "printer`}, ""},
		{"words of the engines mean nothing", search.Request{Text: "NOT vpn"}, ""},
		{"a column name means nothing", search.Request{Text: "title:vpn & !x | y <-> z"}, ""},
		{"a long key is cut alike", search.Request{Text: strings.Repeat("k", 300)}, "7"},
		{"very many words", search.Request{Text: strings.Repeat("vpn ", 500)}, "3 1 2@52 6"},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		world(t, d)
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				if got := find(t, d, tt.r); got != tt.want {
					t.Errorf("got %q, want %q", got, tt.want)
				}
			})
		}
	})
}

func TestDocumentsCanBeChangedAndTakenOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		x := world(t, d)
		write(t, d, func(tx *db.Tx) error {
			if err := x.Update(tx, ident(1), 0, "Tunnel down", "I cannot connect"); err != nil {
				return err
			}
			if err := x.Remove(tx, ident(2), ident(52)); err != nil {
				return err
			}
			return x.Remove(tx, ident(999), 0)
		})
		if got := find(t, d, search.Request{Text: "vpn"}); got != "3 6 2" {
			t.Errorf("got %q", got)
		}
		if got := find(t, d, search.Request{Text: "connect"}); got != "1" {
			t.Errorf("got %q", got)
		}
	})
}

func TestWhoMaySeeLittleStillFindsItBehindManyMatches(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		x := search.New(d.Engine())
		write(t, d, func(tx *db.Tx) error {
			for n := 1; n <= 1500; n++ {
				tk := ticket{n: n, title: "Report", body: "the same words each time"}
				if n == 3 {
					tk.owner = 7
				}
				if err := insert(tx, x, tk); err != nil {
					return err
				}
			}
			return nil
		})
		mine := func(a *db.Args) string { return "t.requester_id = " + a.Add(7) }
		if got := find(t, d, search.Request{Text: "same words", Scope: mine}); got != "3" {
			t.Errorf("got %q", got)
		}
		few := func(a *db.Args) string { return "SELECT id FROM ticket WHERE requester_id = " + a.Add(7) }
		for _, words := range []string{"same words", "report", `"each time"`, "tim*"} {
			if got := find(t, d, search.Request{Text: words, Scope: mine, Within: few}); got != "3" {
				t.Errorf("%s within: got %q", words, got)
			}
		}
		for query, want := range map[string]int{"same words": 1500, "report": 1500, "title:report": 1500, "-report": 0, "printer": 0} { // a list with a common word
			q, err := search.Parse(query)
			if err != nil {
				t.Fatal(err)
			}
			var args db.Args
			e := search.Env{Index: x, Defs: map[string]field.Def{"title": {Type: field.TypeText, Filter: "r.title"}}, Indexed: map[string]search.Part{"title": search.InTitle}}
			where, err := search.Compile(q, e, &args)
			if err != nil {
				t.Fatal(err)
			}
			var n int
			if err := d.QueryRow(t.Context(), `SELECT count(*) FROM record r WHERE `+where, args.Values()...).Scan(&n); err != nil || n != want {
				t.Errorf("%s: %d rows, %v", query, n, err)
			}
		}
		if got := find(t, d, search.Request{Text: "same words", Limit: 3}); got != "1500 1499 1498" {
			t.Errorf("got %q", got)
		}
	})
}

func TestFilesAreFoundByTheirNamesByThoseWhoMaySeeThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *clock.Settable) {
		x := world(t, d)
		write(t, d, func(tx *db.Tx) error {
			if err := hang(tx, x, 60, 1, 0, "VPN-error_log.2025.txt"); err != nil {
				return err
			}
			return hang(tx, x, 61, 2, 1, "passwords.xlsx")
		})
		few := func(a *db.Args) string { return "SELECT id FROM ticket WHERE id = " + a.Add(ident(1)) }
		for _, tt := range []struct {
			name string
			r    search.Request
			want string
			file int
		}{
			{"a part of a name", search.Request{Text: "error log"}, "1", 60},
			{"the whole name", search.Request{Text: "vpn-error_log.2025.txt"}, "1", 60},
			{"the beginning of a part while typing", search.Request{Text: "err", Typing: true}, "1", 60},
			{"among few records", search.Request{Text: "error", Within: few}, "1", 60},
			{"an internal one by agents", search.Request{Text: "passwords", Internal: true}, "2", 61},
			{"an internal one by nobody else", search.Request{Text: "passwords"}, "", 0},
			{"not on what may not be seen", search.Request{Text: "error", Scope: func(a *db.Args) string { return "t.requester_id = " + a.Add(8) }}, "", 0},
			{"a title that matches too counts instead", search.Request{Text: "vpn", Limit: 1}, "1", 0},
		} {
			if got := find(t, d, tt.r); got != tt.want {
				t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
			}
			if tt.r.Scope == nil {
				tt.r.Scope = everything
			}
			hits, err := x.Find(t.Context(), d, tt.r)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range hits {
				if h.File != ident(tt.file) || h.Entry != 0 {
					t.Errorf("%s: %+v", tt.name, h)
				}
			}
		}
		for words, want := range map[string][2]int{"error": {1, 1}, "passwords": {0, 1}} { // what a list shows: outsiders, agents
			for i, internal := range []bool{false, true} {
				var args db.Args
				where := x.Condition(&args, []search.Word{{Tokens: []string{words}}}, search.Anywhere, internal)
				var n int
				if err := d.QueryRow(t.Context(), `SELECT count(*) FROM record r WHERE `+where, args.Values()...).Scan(&n); err != nil || n != want[i] {
					t.Errorf("a list with %q, internal %v: %d rows, %v", words, internal, n, err)
				}
			}
		}
	})
}

func FuzzTokensAreWhatBothEnginesTake(f *testing.F) {
	f.Add("Hello 'wörld' \u0301 ß 日本")
	f.Add("\xff\x00 a'b\\c ٣ Ⅷ ½ ﬁ")
	f.Fuzz(func(t *testing.T, s string) {
		for _, tok := range search.Tokens(s) {
			if tok == "" || strings.ContainsAny(tok, "'\"\\ :*\x00") {
				t.Errorf("%q gives the token %q", s, tok)
			}
		}
	})
}
