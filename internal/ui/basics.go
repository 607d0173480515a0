package ui

import (
	"context"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/ui/draw"
)

// Link is a place to go. Current marks the place where one is; Count stands
// beside the label, capped by the caller ("999+").
type Link struct {
	Label, Href, Icon, Count string
	Note                     string // what is there, for the palette
	Go                       string // the key that leads there, such as "G I"
	Current                  bool
}

// tip is the label, with the key that leads there.
func (l Link) tip() string {
	if l.Go == "" {
		return l.Label
	}
	return l.Label + " (" + l.Go + ")"
}

// Time is an instant and the words shown for it. Full is the absolute form for
// hover and print. Relative lets the script keep "5 m ago" up to date.
type Time struct {
	At         time.Time
	Text, Full string
	Relative   bool
}

// Person is someone as an avatar with a name. A zero Person is drawn as the
// dashed circle that means nobody.
type Person struct {
	Name, Href string
	Me         bool
	Note       string // muted words behind the name, "+ 23 affected"
}

// Initials are one or two letters for the avatar.
func (p Person) Initials() string {
	var out []rune
	for _, word := range strings.Fields(p.Name) {
		r, _ := utf8.DecodeRuneInString(word)
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			out = append(out, unicode.ToUpper(r))
		}
	}
	switch {
	case len(out) == 0:
		return "–"
	case len(out) > 2:
		return string([]rune{out[0], out[len(out)-1]})
	default:
		return string(out)
	}
}

// Kind is what a record is: an icon and a word.
type Kind struct{ Icon, Word string }

// Glyph is the 12 px circle of a state, which fills with progress.
type Glyph string

// The state glyphs.
const (
	GlyphNew      Glyph = "new"
	GlyphProgress Glyph = "prog"
	GlyphWaiting  Glyph = "wait"
	GlyphDone     Glyph = "done"
	GlyphClosed   Glyph = "closed"
)

func (g Glyph) tone() string {
	switch g {
	case GlyphProgress:
		return "t-acc"
	case GlyphDone:
		return "t-ok"
	case GlyphWaiting, GlyphClosed:
		return "mut"
	default:
		return ""
	}
}

// State is the state of a record: a shape and the word.
type State struct {
	Glyph Glyph
	Word  string
}

// Priority is a level from 1 (most urgent) to 4 and its full words, "P1
// critical". Level 0 draws nothing.
type Priority struct {
	Level int
	Word  string
}

func (p Priority) short() string { return "P" + string(rune('0'+p.level())) }

func (p Priority) level() int { return min(max(p.Level, 1), 4) }

func (p Priority) glyph() draw.SVG {
	tones := [...]string{"t-danger", "t-warn", "", "mut"}
	return draw.Glyph("p"+string(rune('0'+p.level())), tones[p.level()-1])
}

// Clock is one service clock: its name, the drawing and the words that always
// stand beside it ("43 m left", "paused · Jon").
type Clock struct {
	Name  string
	Line  draw.Dayline
	Words string
}

// Tag is a small outlined word; Tone is "", "warn", "danger" or "ai".
type Tag struct{ Word, Tone string }

// Text shows plain text from a person: paragraphs at blank lines, line breaks
// kept, direction decided by the text itself.
func Text(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		for part := range strings.SplitSeq(strings.ReplaceAll(strings.TrimSpace(s), "\r\n", "\n"), "\n\n") {
			if part = strings.TrimSpace(part); part == "" {
				continue
			}
			b.WriteString(`<p dir="auto">`)
			b.WriteString(strings.ReplaceAll(templ.EscapeString(part), "\n", "<br>"))
			b.WriteString(`</p>`)
		}
		_, err := io.WriteString(w, b.String())
		return err
	})
}

// HTML shows rich text. The caller vouches that it has been sanitised.
func HTML(clean string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, `<div class="rich" dir="auto">`+clean+`</div>`)
		return err
	})
}

// Join places components one after the other.
func Join(parts ...templ.Component) templ.Component { return templ.Join(parts...) }

// datetime is the machine form of a Time.
func (t Time) datetime() string { return t.At.UTC().Format(time.RFC3339) }

func classes(names ...string) string {
	return strings.Join(strings.Fields(strings.Join(names, " ")), " ")
}
