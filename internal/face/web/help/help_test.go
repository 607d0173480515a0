package help

import "testing"

func TestLinesOfAParagraphAreOneAndWhatBeginsSomethingStaysApart(t *testing.T) {
	for in, want := range map[string]string{
		"one\ntwo":                          "one two",
		"one\n\ntwo":                        "one\n\ntwo",
		"- one\n  more\n- two":              "- one more\n- two",
		"1. one\n2. two":                    "1. one\n2. two",
		"| a | b |\n|---|---|\n| c | d |":   "| a | b |\n|---|---|\n| c | d |",
		"as in\n\n    a line\n    b line\n": "as in\n\n    a line\n    b line\n",
		"```\na\nb\n```\nend\nof it":        "```\na\nb\n```\nend of it",
		"# Head\ntext":                      "# Head\ntext",
	} {
		if got := joined(in); got != want {
			t.Errorf("%q becomes %q, not %q", in, got, want)
		}
	}
}
