package mention

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
)

// village is a small directory that is searched as the real one is: by the beginning of a name, of a word in it, or of an address.
func village() []people.Person {
	var list []people.Person
	for i, line := range []string{"Ana Agent <ana@calder.example>", "Ana Berg <ana.berg@calder.example>", "José O'Neil <jo@calder.example>", "Magdalena Kern <mk@calder.example>",
		"Lea Lead <lea.lead@calder.example>", "Sam Twin <sam1@calder.example>", "Sam Twin <sam2@calder.example>", "Maria del Carmen López <mdcl@calder.example>", "Star *Gazer* <star@calder.example>"} {
		name, mail, _ := strings.Cut(strings.TrimSuffix(line, ">"), " <")
		list = append(list, people.Person{ID: id.ID(i + 1), Name: name, Email: mail})
	}
	return list
}

func searched(list []people.Person) Finder {
	return func(text string) ([]people.Person, error) {
		var out []people.Person
		text = kit.FoldName(text)
		for _, p := range list {
			name := kit.FoldName(p.Name)
			if len(out) < MaxFound && (strings.HasPrefix(name, text) || strings.Contains(name, " "+text) || strings.HasPrefix(p.Email, text)) {
				out = append(out, p)
			}
		}
		return out, nil
	}
}

func TestMentionsAreUnderstood(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want, people, unknown string }{
		"a full name":                         {"Please ask @Ana Agent today.", "Please ask **@Ana Agent** today.", "Ana Agent", ""},
		"a full name without its accents":     {"@jose o'neil knows", "**@José O'Neil** knows", "José O'Neil", ""},
		"a name of four words":                {"@Maria del Carmen López, please", "**@Maria del Carmen López**, please", "Maria del Carmen López", ""},
		"a first name that one person has":    {"@lea!", "**@Lea Lead**!", "Lea Lead", ""},
		"a last name that one person has":     {"(@Kern)", "(**@Magdalena Kern**)", "Magdalena Kern", ""},
		"the beginning of one name":           {"@Magda look", "**@Magdalena Kern** look", "Magdalena Kern", ""},
		"first.last":                          {"@lea.lead.", "**@Lea Lead**.", "Lea Lead", ""},
		"first.last that is no address":       {"@magdalena.kern:", "**@Magdalena Kern**:", "Magdalena Kern", ""},
		"an address":                          {"@sam2@calder.example, hello", "**@Sam Twin**, hello", "Sam Twin", ""},
		"the part before the @ wins":          {"@ana", "**@Ana Agent**", "Ana Agent", ""},
		"a possessive":                        {"It is @Ana Berg's and @Lea’s.", "It is **@Ana Berg**'s and **@Lea Lead**’s.", "Ana Berg, Lea Lead", ""},
		"one person twice":                    {"@lea @Lea Lead", "**@Lea Lead** **@Lea Lead**", "Lea Lead", ""},
		"bold already":                        {"**@Lea Lead** again", "**@Lea Lead** again", "Lea Lead", ""},
		"a name with marks of Markdown":       {"@star@calder.example", `**@Star \*Gazer\***`, `Star *Gazer*`, ""},
		"an address in a sentence is none":    {"Write to ana@calder.example.", "Write to ana@calder.example.", "", ""},
		"a link is none":                      {"https://social.example/@lea and x/@lea", "https://social.example/@lea and x/@lea", "", ""},
		"with a backslash is none":            {`\@lea`, `\@lea`, "", ""},
		"code is none":                        {"`@lea` and ``a ` @lea`` but @lea", "`@lea` and ``a ` @lea`` but **@Lea Lead**", "Lea Lead", ""},
		"a block of code is none":             {"```\n@lea\n```\n@lea", "```\n@lea\n```\n**@Lea Lead**", "Lea Lead", ""},
		"an open block of code goes on":       {"~~~\n@lea\n", "~~~\n@lea\n", "", ""},
		"a lone mark of code opens nothing":   {"a ` and @lea", "a ` and **@Lea Lead**", "Lea Lead", ""},
		"a quotation is none":                 {"> @lea said\n\nYes", "> @lea said\n\nYes", "", ""},
		"nobody of that name":                 {"@zorro, @zorro and @lea", "@zorro, @zorro and **@Lea Lead**", "Lea Lead", "“@zorro”"},
		"an @ alone, a time and two of them":  {"@ 5, @17:30, @@lea", "@ 5, @17:30, @@lea", "", ""},
		"a name over the end of a line":       {"@Ana\nBerg", "**@Ana Agent**\nBerg", "Ana Agent", ""},
		"a text without any":                  {"Nothing here.", "Nothing here.", "", ""},
		"letters of every width before it":    {"grüße … @lea — ß", "grüße … **@Lea Lead** — ß", "Lea Lead", ""},
		"two letters are no beginning":        {"@Ma hello", "@Ma hello", "", "“@Ma”"},
		"a first name before a word that not": {"@lea Please look", "**@Lea Lead** Please look", "Lea Lead", ""},
	} {
		got, err := Find(c.in, searched(village()))
		if err != nil {
			t.Errorf("%s: %v", name, errs.Fields(err))
			continue
		}
		var names []string
		for _, p := range got.People {
			names = append(names, p.Name)
		}
		if d := cmp.Diff([]string{c.want, c.people, c.unknown}, []string{got.Body, strings.Join(names, ", "), strings.Join(got.Unknown, ", ")}); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestAnUnclearMentionIsAFaultThatNamesThem(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"@Sam Twin please":       "sam1@calder.example",
		"@Sam and @Sam":          "sam2@calder.example",
		"@Twin":                  "Sam Twin <sam1",
		"@Ana Be":                "", // the part before the @ of an address decides
		"and @Carm or @Mar, hm?": "",
	} {
		_, err := Find(in, searched(village()))
		said := ""
		for _, f := range errs.Fields(err) {
			said += f.Key + " " + f.Text
		}
		if want == "" && err != nil || want != "" && (!errs.Is(err, errs.Invalid) || !strings.Contains(said, want) || strings.Count(said, "fits several") != 1) {
			t.Errorf("%q: %v %s", in, err, said)
		}
	}
}

func TestACrowdOfOneNameIsNeverGuessedAt(t *testing.T) {
	t.Parallel()
	var crowd []people.Person
	for i := range 80 {
		crowd = append(crowd, people.Person{ID: id.ID(i + 1), Name: fmt.Sprintf("Anna Number%02d", i), Email: fmt.Sprintf("a%d@calder.example", i)})
	}
	if got, err := Find("@Anna Number77 here", searched(crowd)); err != nil || got.Body != "**@Anna Number77** here" {
		t.Errorf("by full name: %q, %v", got.Body, err)
	}
	_, err := Find("@Anna here", searched(crowd))
	if f := errs.Fields(err); len(f) != 1 || !strings.Contains(f[0].Text, "and more") {
		t.Errorf("by first name: %v", err)
	}
}

func TestAPastedLogCostsFewLooks(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&text, "at @host%d failed\n", i)
	}
	looks := 0
	got, err := Find(text.String(), func(string) ([]people.Person, error) { looks++; return nil, nil })
	if err != nil || !got.More || looks > maxLooked || got.Body != text.String() {
		t.Errorf("%d looks, more %v, %v", looks, got.More, err)
	}
}

func FuzzMentionsKeepEveryOtherByte(f *testing.F) {
	for _, s := range []string{"@Ana Agent", "`@", "```\n@lea", "> @x", "a\xff@lea", "**@lea**", "@@@", "@lea's\r\n@Sam"} {
		f.Add(s)
	}
	find := searched(village()[4:5])
	f.Fuzz(func(t *testing.T, s string) {
		got, err := Find(s, find)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.People) == 0 && got.Body != s {
			t.Errorf("%q became %q", s, got.Body)
		}
	})
}
