package ui

import (
	"strings"
	"testing"

	"github.com/a-h/templ"
)

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{"": "–", "Aoife Brennan": "AB", "Nguyễn Thu Hà": "NH", "سارة الأحمد": "سا", "x": "X", "  ": "–", "! ?": "–"} {
		if got := (Person{Name: name}).Initials(); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}

func TestTextIsEscapedAndKeepsItsLines(t *testing.T) {
	got := render(t, Text("a <b>\r\nc\n\n\n\nd"))
	if want := `<p dir="auto">a &lt;b&gt;<br>c</p><p dir="auto">d</p>`; got != want {
		t.Errorf("got %s", got)
	}
}

func TestAFormNamesItsErrorsAndKeepsTheValues(t *testing.T) {
	got := render(t, FormBox(Form{ID: "f", Action: "/x", CSRF: "tok", Fields: []Field{
		{Name: "title", Label: "Title", Value: `"><x`, Error: "Too short."}, {Name: "files", Label: "Files", Kind: FieldFile}}}))
	for _, want := range []string{`aria-invalid="true"`, `aria-describedby="f-title-err"`, `href="#f-title"`, `enctype="multipart/form-data"`, `name="csrf" value="tok"`, `value="&#34;&gt;&lt;x"`, `role="alert"`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}

func TestADangerousAddressIsNotLinked(t *testing.T) {
	if got := render(t, LinkOrText(Link{Label: "x", Href: "javascript:alert(1)"})); strings.Contains(got, "javascript:") {
		t.Error(got)
	}
}

func TestAPriorityOutsideTheScaleStillDraws(t *testing.T) {
	for level, want := range map[int]string{1: "s-p1", 4: "s-p4", 9: "s-p4"} {
		if got := render(t, PriorityMark(Priority{Level: level})); !strings.Contains(got, want) {
			t.Errorf("%d: %s", level, got)
		}
	}
	if got := render(t, PriorityMark(Priority{})); got != "" {
		t.Errorf("no priority drew %s", got)
	}
}
