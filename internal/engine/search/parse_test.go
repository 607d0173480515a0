package search_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/search"
)

func TestParsePrintsCanonically(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"nothing", "  ", ""},
		{"the example of the handbook", `status:open team:"Service Desk" assignee:me priority:1,2 -category:"Hardware / Printer" created>2026-01-01 due<2h title:vpn custom.floor:3 (a:1 or b:2) free words "exact phrase"`,
			`status:open team:"Service Desk" assignee:me priority:1,2 -category:"Hardware / Printer" created>2026-01-01 due<2h title:vpn custom.floor:3 (a:1 or b:2) free words "exact phrase"`},
		{"and binds tighter than or", "a b or c and d", "a b or c d"},
		{"parentheses that are not needed go", "((a) (b c))", "a b c"},
		{"or within and keeps them", "(a or b) c", "(a or b) c"},
		{"a negated group", "not (a or b) -(c d)", "-(a or b) -(c d)"},
		{"two negations", "not not a --b", "a b"},
		{"a colon before a comparison", "created:>=2026-01-01 x:=1", "created>=2026-01-01 x=1"},
		{"field names and keywords in any case", "Status:Open OR NOT B", "status:Open or -B"},
		{"not equal", "a!=b,c", "a!=b,c"},
		{"a relative time in the past", "created>-7d", "created>-7d"},
		{"quotes within quotes", `"say \"hi\" \\ o"`, `"say \"hi\" \\ o"`},
		{"a list of quoted values", `team:"A, B",c`, `team:"A, B",c`},
		{"a word with hyphens", "e-mail", "e-mail"},
		{"a lone hyphen is a word", "a - b", "a - b"},
		{"a keyword in quotes is a word", `"or"`, `"or"`},
		{"a phrase beside a word", `a"b"c`, `a "b" c`},
		{"words in other scripts", "Überprüfung 日本", "Überprüfung 日本"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q, err := search.Parse(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if got := q.String(); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			same(t, q)
		})
	}
}

func TestParseSaysWhatIsWrongAndWhere(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"a group left open", "a (b", "At position 3: this '(' is not closed"},
		{"a group never opened", "a) b", "At position 2: this ')' has no '('"},
		{"an empty group", "()", "At position 1: these parentheses are empty"},
		{"a quotation left open", `a "b c`, "At position 3: this quotation mark is not closed"},
		{"a field without a value", "status: open", "At position 8: status: needs a value"},
		{"a list that ends early", "p:1,", "At position 5: p: needs a value"},
		{"an or at the start", "or a", "At position 1: something is missing"},
		{"an or at the end", "a or ", "At position 6: something is missing"},
		{"an and at the end", "a and", "At position 3: 'and' needs"},
		{"an and at the start", "and a", "At position 1: 'and' needs"},
		{"a not at the end", "a not", "At position 3: 'not' needs"},
		{"too deep", strings.Repeat("(", 30) + "a" + strings.Repeat(")", 30), "At position 22: parentheses are nested more than 20"},
		{"too deep with negations", strings.Repeat("-(", 30) + "a" + strings.Repeat(")", 30), "nested more than 20"},
		{"too many conditions", strings.Repeat("a ", 101), "more than 100 conditions"},
		{"too many values", "a:1" + strings.Repeat(",1", 100), "more than 100 conditions"},
		{"too long", strings.Repeat("a", 2001), "2001 characters; at most 2000"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := search.Parse(tt.in)
			fs := errs.Fields(err)
			if len(fs) != 1 || fs[0].Key != "q" || !strings.Contains(fs[0].Text, tt.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// same checks that the printed query is read back as the same tree.
func same(t interface {
	Errorf(string, ...any)
	Fatalf(string, ...any)
}, q search.Query) {
	text := q.String()
	if len([]rune(text)) > search.MaxLength {
		return // spaces were added to a query of the largest length
	}
	again, err := search.Parse(text)
	if err != nil {
		t.Fatalf("%q does not parse: %v", text, err)
	}
	if diff := cmp.Diff(q, again, cmpopts.IgnoreFields(search.Node{}, "Pos"), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%q is read differently: %s", text, diff)
	}
}

func TestEveryTreeSurvivesPrinting(t *testing.T) {
	word := rapid.OneOf(rapid.StringMatching(`[a-z]{1,5}`), rapid.SampledFrom([]string{"or", "not", "and", "none", "me", "-x", "a:b", `"`, `\`, `\"`, "a,b", "(", "x)", ">1", "~", "ü b", "", "-", "日"}),
		rapid.StringOfN(rapid.RuneFrom([]rune(`ab:-"\(),<>= ~!`)), 1, 6, -1))
	field := rapid.StringMatching(`[a-z][a-z0-9_.]{0,6}`)
	op := rapid.SampledFrom([]search.Op{search.Is, search.Equal, search.NotEqual, search.Less, search.LessEq, search.Greater, search.GreaterEq, search.Contains})
	var node func(depth int) *rapid.Generator[*search.Node]
	node = func(depth int) *rapid.Generator[*search.Node] {
		return rapid.Custom(func(t *rapid.T) *search.Node {
			kind := rapid.IntRange(0, 4).Draw(t, "kind")
			switch {
			case kind == 0 || depth == 0:
				return search.Words(word.Draw(t, "word"))
			case kind == 1:
				return search.Where(field.Draw(t, "field"), op.Draw(t, "op"), rapid.SliceOfN(word, 1, 3).Draw(t, "values")...)
			case kind == 2:
				return &search.Node{Kind: search.Not, List: []*search.Node{node(depth-1).Draw(t, "not")}}
			}
			return &search.Node{Kind: search.Kind(kind - 3), List: rapid.SliceOfN(node(depth-1), 1, 3).Draw(t, "list")}
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		q := search.Query{}.And(rapid.SliceOfN(node(3), 0, 3).Draw(t, "parts")...)
		same(t, q)
		for _, c := range q.Chips() {
			if _, err := search.Parse(c.Text); err != nil {
				t.Fatalf("chip %q: %v", c.Text, err)
			}
			if _, err := search.Parse(c.Remove); err != nil {
				t.Fatalf("chip %q leaves %q: %v", c.Text, c.Remove, err)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`status:open -a:"b c",d (x or y) "p q"`, "a:>=1 not not b", "((", `or"x"`, "a:!b", "--", "a!=1", "\xff", "-(a or -b) c", `a:"\"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := search.Parse(s)
		if err != nil {
			if !errs.Is(err, errs.Invalid) {
				t.Errorf("%q: %v", s, err)
			}
			return
		}
		same(t, q)
	})
}

func TestChipsCanBeTakenAwayOneByOne(t *testing.T) {
	q, err := search.Parse(`status:open -team:"Service Desk",b vpn (a:1 or b:2)`)
	if err != nil {
		t.Fatal(err)
	}
	want := []search.Chip{
		{"status", search.Is, []string{"open"}, false, "status:open", `-team:"Service Desk",b vpn (a:1 or b:2)`},
		{"team", search.Is, []string{"Service Desk", "b"}, true, `-team:"Service Desk",b`, `status:open vpn (a:1 or b:2)`},
		{"", "", []string{"vpn"}, false, "vpn", `status:open -team:"Service Desk",b (a:1 or b:2)`},
		{"", "", nil, false, "(a:1 or b:2)", `status:open -team:"Service Desk",b vpn`},
	}
	if diff := cmp.Diff(want, q.Chips()); diff != "" {
		t.Error(diff)
	}
	if got := q.And(search.Where("team", search.Is, "none")).String(); !strings.HasSuffix(got, `(a:1 or b:2) team:"none"`) {
		t.Error(got)
	}
}

func TestNumbersAreJumpedTo(t *testing.T) {
	tests := []struct {
		in, want string
		ok       bool
	}{
		{"INC-1042", "INC-1042", true}, {" inc1042 ", "INC-1042", true}, {"#1042", "1042", true}, {"1042", "1042", true},
		{"printer", "", false}, {"INC-", "", false}, {"INC 10", "", false}, {"10.5", "", false}, {"", "", false}, {"1234567890123", "", false},
	}
	for _, tt := range tests {
		if got, ok := search.Jump(tt.in); got != tt.want || ok != tt.ok {
			t.Errorf("%q: %q %v", tt.in, got, ok)
		}
	}
}

func TestOtherNamesOfAFieldPrintAsTheOneThatCounts(t *testing.T) {
	for in, want := range map[string]string{"State:new sla<2h": "status:new due<2h", "-state!=open": "-status!=open", "custom.sla:3": "custom.sla:3", `"sla<2h"`: `"sla<2h"`} {
		q, err := search.Parse(in)
		if err != nil || q.String() != want {
			t.Errorf("%s: %q, %v", in, q.String(), err)
		}
	}
}

func TestCharactersThatCannotBeSeenDoNotReachTheDatabase(t *testing.T) {
	for in, want := range map[string]string{"vp\x00n": "vpn", "title:a\x00\x1bb": "title:ab", "a\tb\nc": "a b c", "custom.x:\"a\x07b\"": `custom.x:"ab"`, "a\xffb": "a\uFFFDb"} {
		q, err := search.Parse(in)
		if err != nil || q.String() != want {
			t.Errorf("%q: %q, %v", in, q.String(), err)
		}
	}
	for _, in := range []string{"\x00", "\x01\x02"} {
		if _, err := search.Parse(in); len(errs.Fields(err)) != 1 || errs.Fields(err)[0].Key != "q" {
			t.Errorf("%q is a question for everything: %v", in, err)
		}
	}
	if q, err := search.Parse(" "); err != nil || !q.Empty() {
		t.Errorf("a blank is a question: %v", err)
	}
}
