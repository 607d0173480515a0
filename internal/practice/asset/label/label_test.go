package label

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

const dpi = 300

func sample(n int, barcode bool) []Label {
	names := []string{"ThinkPad T14 Gen 5", "Größter Übungsdrucker im Flur", "شاشة عرض", "Ноутбук Łódź", strings.Repeat("A very long name ", 6), ""}
	out := make([]Label, n)
	for i := range out {
		tag := fmt.Sprintf("LAP-%04d", i+1)
		out[i] = Label{
			Tag: tag, URL: URL("https://fettle.example.org/", tag), Name: names[i%len(names)], Model: "Lenovo 21ML",
			Organisation: "Nordwind Möbel GmbH", Barcode: barcode,
		}
	}
	return out
}

// render prints labels and returns the pages as pictures. KEEP, when set, is a folder that keeps them to be looked at.
func render(t *testing.T, s Sheet, start int, labels []Label) []image.Image {
	t.Helper()
	tool, err := exec.LookPath("pdftoppm")
	if err != nil {
		t.Skip("pdftoppm (poppler-utils) is needed to look at a printed page")
	}
	dir := t.TempDir()
	if keep := os.Getenv("KEEP"); keep != "" {
		dir = filepath.Join(keep, strings.ReplaceAll(t.Name(), "/", "-"))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := Write(&b, s, start, labels); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "labels.pdf")
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), tool, "-r", fmt.Sprint(dpi), "-gray", "-png", file, filepath.Join(dir, "p")).CombinedOutput()
	if err != nil {
		t.Fatalf("pdftoppm: %v\n%s", err, out)
	}
	names, err := filepath.Glob(filepath.Join(dir, "p-*.png"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	var pages []image.Image
	for _, n := range names {
		f, err := os.Open(n)
		if err != nil {
			t.Fatal(err)
		}
		page, err := png.Decode(f)
		_ = f.Close()
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, page)
	}
	return pages
}

func px(mm float64) int { return int(math.Round(mm / inch * dpi)) }

// cut takes one label out of its page.
func cut(page image.Image, x, y, w, h float64) *image.Gray {
	r := image.Rect(px(x), px(y), px(x+w), px(y+h)).Intersect(page.Bounds())
	out := image.NewGray(image.Rect(0, 0, r.Dx(), r.Dy()))
	draw.Draw(out, out.Bounds(), page, r.Min, draw.Src)
	return out
}

func read(t *testing.T, with gozxing.Reader, img image.Image) string {
	t.Helper()
	bmp, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	res, err := with.Decode(bmp, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		return "unreadable: " + err.Error()
	}
	return res.GetText()
}

// ink is the rectangle around everything dark, in millimetres.
func ink(img *image.Gray) (left, top, right, bottom float64) {
	b := img.Bounds()
	r := image.Rectangle{b.Max, b.Min}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if img.GrayAt(x, y).Y < 128 {
				r.Min.X, r.Min.Y = min(r.Min.X, x), min(r.Min.Y, y)
				r.Max.X, r.Max.Y = max(r.Max.X, x+1), max(r.Max.Y, y+1)
			}
		}
	}
	mm := func(n int) float64 { return float64(n) * inch / dpi }
	return mm(r.Min.X), mm(r.Min.Y), mm(r.Max.X), mm(r.Max.Y)
}

func TestEveryCodeOfEverySheetIsReadBack(t *testing.T) {
	for _, s := range Sheets() {
		t.Run(s.Code, func(t *testing.T) {
			count := min(2*s.PerPage()-3, 60) // over the end of a sheet where it is short enough
			if s.Tape {
				count = 4
			}
			start := 1
			if s.PerPage() > 5 {
				start = 6
			}
			labels := sample(count, true)
			pages := render(t, s, start, labels)
			if want := (start - 1 + count + s.PerPage() - 1) / s.PerPage(); len(pages) != want {
				t.Fatalf("%d pages, want %d", len(pages), want)
			}
			bars := 0
			for i, l := range labels {
				at := start - 1 + i
				x, y := s.Place(at % s.PerPage())
				p, err := arrange(s, l)
				if err != nil {
					t.Fatal(err)
				}
				one := cut(pages[at/s.PerPage()], x, y, s.Width, s.Height)
				if got := read(t, qrcode.NewQRCodeReader(), one); got != l.URL {
					t.Errorf("label %d: the QR says %q", i+1, got)
				}
				if p.bars == nil {
					continue
				}
				bars++
				strip := cut(pages[at/s.PerPage()], x+p.barsAt.x-10*p.barModule, y+p.barsAt.y, p.barsAt.w+20*p.barModule, p.barsAt.h)
				if got := read(t, oned.NewCode128Reader(), strip); got != l.Tag {
					t.Errorf("label %d: the bars say %q", i+1, got)
				}
			}
			if wide := s.Code != "L4731"; wide != (bars == count) {
				t.Errorf("%d of %d labels have bars", bars, count)
			}
		})
	}
}

func TestEveryLabelLiesWhereItsSheetHasIt(t *testing.T) {
	for _, s := range Sheets() {
		t.Run(s.Code, func(t *testing.T) {
			labels := sample(min(s.PerPage(), 200), false)
			pages := render(t, s, 1, labels)
			if got, want := pages[0].Bounds().Size(), image.Pt(px(s.PageWidth), px(s.PageHeight)); abs(got.X-want.X) > 1 || abs(got.Y-want.Y) > 1 {
				t.Errorf("the page has %v dots, want %v", got, want)
			}
			blank := image.NewGray(pages[0].Bounds())
			draw.Draw(blank, blank.Bounds(), pages[0], pages[0].Bounds().Min, draw.Src)
			for i, l := range labels {
				x, y := s.Place(i)
				p, err := arrange(s, l)
				if err != nil {
					t.Fatal(err)
				}
				left, top, _, _ := ink(cut(pages[0], x, y, p.text.x, s.Height))
				_, high, right, bottom := ink(cut(pages[0], x, y, s.Width, s.Height))
				if math.Abs(left-p.qrX) > 0.15 || math.Abs(top-p.qrY) > 0.15 {
					t.Errorf("label %d: the code begins at %.2f, %.2f mm, want %.2f, %.2f", i+1, left, top, p.qrX, p.qrY)
				}
				if high < p.pad-0.2 || right > s.Width-p.pad+0.2 || bottom > s.Height-p.pad+0.2 {
					t.Errorf("label %d: ink from %.2f down to %.2f, %.2f mm of %.2f × %.2f", i+1, high, right, bottom, s.Width, s.Height)
				}
				area := image.Rect(px(x), px(y), px(x+s.Width), px(y+s.Height))
				draw.Draw(blank, area, image.White, image.Point{}, draw.Src)
			}
			if l, _, r, _ := ink(blank); l < r {
				t.Error("something is printed beside the labels")
			}
		})
	}
}

func abs(n int) int { return max(n, -n) }

func TestAllLabelsLieOnTheirPage(t *testing.T) {
	for _, s := range Sheets() {
		x, y := s.Place(s.PerPage() - 1)
		if right, low := x+s.Width, y+s.Height; right > s.PageWidth+1e-6 || low > s.PageHeight+1e-6 || s.Left < 0 || s.Top < 0 {
			t.Errorf("%s: the last label ends at %.2f, %.2f of %.2f × %.2f", s.Code, right, low, s.PageWidth, s.PageHeight)
		}
		if left, right := s.Left, s.PageWidth-x-s.Width; math.Abs(left-right) > 0.3 {
			t.Errorf("%s: margins of %.2f and %.2f mm", s.Code, left, right)
		}
		if found, ok := Find(s.Code); !ok || found != s {
			t.Errorf("%s is not found", s.Code)
		}
	}
}

func TestLabelsThatCannotBePrintedAreRefused(t *testing.T) {
	small, _ := Find("L4731")
	tests := []struct {
		name   string
		sheet  Sheet
		start  int
		labels []Label
	}{
		{"no labels", small, 1, nil},
		{"more than a document holds", small, 1, make([]Label, Most+1)},
		{"a start before the sheet", small, 0, sample(1, false)},
		{"a start after the sheet", small, 190, sample(1, false)},
		{"no sheet", Sheet{}, 1, sample(1, false)},
		{"an address too long for a small label", small, 1, []Label{{Tag: "X-1", URL: "https://" + strings.Repeat("long.", 40) + "example.org/a/X-1"}}},
		{"a tag that bars cannot hold", small, 1, []Label{{Tag: "Ä-1", URL: "https://x.example/a/1", Barcode: true}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := Write(&b, tt.sheet, tt.start, tt.labels); !errs.Is(err, errs.Invalid) || b.Len() > 0 {
				t.Errorf("%v, %d bytes", err, b.Len())
			}
		})
	}
}

func TestTheSameLabelsMakeTheSameFile(t *testing.T) {
	var a, b bytes.Buffer
	s := Sheets()[0]
	if err := Write(&a, s, 1, sample(30, true)); err != nil {
		t.Fatal(err)
	}
	if err := Write(&b, s, 1, sample(30, true)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two prints differ")
	}
}

func TestATagIsNeverCut(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext (poppler-utils) is needed to read a printed page")
	}
	for _, s := range Sheets() {
		var b bytes.Buffer
		if err := Write(&b, s, 1, sample(1, true)); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), tool, "-", "-")
		cmd.Stdin = &b
		words, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(words), "LAP-0001") {
			t.Errorf("%s: the tag does not stand in %q", s.Code, words)
		}
	}
}

func TestTheAddressOfALabel(t *testing.T) {
	if got := URL("https://x.example/", "LAP 1/2"); got != "https://x.example/a/LAP%201%2F2" {
		t.Error(got)
	}
}
