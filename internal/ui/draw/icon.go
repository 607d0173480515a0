package draw

import (
	"html"
	"strings"
)

// hatch is the one pattern of the charts: paused or frozen time.
const hatch = `<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hp" d="M0 0v5"/></pattern>`

// Sprite is the hidden SVG that defines every icon and the hatch pattern. The
// shell writes it once at the head of each page.
func Sprite() SVG {
	return SVG(`<svg width="0" height="0" aria-hidden="true" class="sr"><defs>` + hatch + symbols + `</defs></svg>`)
}

// Icon refers to an outline icon of the sprite by its name without prefix, as
// in Icon("inc"). It is hidden from assistive technology: text stands beside it
// or names its control.
func Icon(name string) SVG { return use("i", "i-"+name) }

// IconLarge is the 20 px form, used in the phone bar, the mark and the portal.
func IconLarge(name string) SVG { return use("i i20", "i-"+name) }

// IconSmall is the 12 px form, used inside chips and steps.
func IconSmall(name string) SVG { return use("i i12", "i-"+name) }

// IconClass is Icon with further classes, for instance a tone such as t-warn.
func IconClass(name, class string) SVG { return use("i "+class, "i-"+name) }

// Glyph refers to a 12 px state or priority glyph: new, prog, wait, done,
// closed, p1, p2, p3 or p4. Tone is a colour class or empty.
func Glyph(name, tone string) SVG { return use(tone, "s-"+name) }

// HasIcon reports whether the sprite defines an outline icon of that name.
func HasIcon(name string) bool {
	return name != "" && strings.Contains(symbols, `id="i-`+html.EscapeString(name)+`"`)
}

func use(class, id string) SVG {
	var p pen
	p.raw(`<svg`)
	if class != "" {
		p.raw(` class="`).text(class).raw(`"`)
	}
	return p.raw(` aria-hidden="true"><use href="#`).text(id).raw(`"/>`).done()
}
