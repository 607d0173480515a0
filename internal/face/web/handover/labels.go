package handover

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// mostLabels bounds what is printed at once.
const mostLabels = 1000

// atOnce is how many tags are looked up in one question.
const atOnce = 40

// labels asks for which assets and on what to print.
func (r *room) labels(v *kit.Visit) error {
	if err := action.May(v.Ctx(), edit); err != nil {
		return err
	}
	return r.labelsPage(v, http.StatusOK, nil)
}

func (r *room) labelsPage(v *kit.Visit, status int, failed error) error {
	typed := v.R.URL.Query()
	if typed.Has("tags") {
		typed.Set("tags", strings.Join(wanted(v), "\n"))
	}
	f := ui.Form{ID: "labels", Method: "get", Action: "/assets/labels.pdf", Fields: []ui.Field{
		{Name: "tags", Label: "Tags", Kind: ui.FieldLong, Rows: 4, Help: "One on each line; or leave this empty and give a filter."},
		{Name: "q", Label: "Or a filter of the asset list", Hint: "location:Berlin status:in_stock", Help: "As it is written above the list of assets."},
		{Name: "sheet", Label: "What is printed on?", Kind: ui.FieldSelect, Options: r.Sheets, Required: true},
		{Name: "start", Label: "First label of the sheet", Kind: ui.FieldNumber, Min: "1", Value: "1", Help: "A sheet that was begun is used up from there."},
		{Name: "barcode", Label: "The tag as a barcode too, where it fits", Kind: ui.FieldCheckbox, Value: "1"},
	}, Submit: ui.Button{Label: "Make the PDF"}}
	f.Fields[2].Value, f.Fields[4].Checked = lastSheet(v)
	for i := range f.Fields {
		if _, there := typed[f.Fields[i].Name]; there && f.Fields[i].Kind != ui.FieldCheckbox {
			f.Fields[i].Value = typed.Get(f.Fields[i].Name)
		}
	}
	if failed != nil {
		kit.RefillForm(&f, typed, failed)
	}
	v.About = r.asset.Kind.Key
	shell := v.Shell("Labels")
	shell.Crumbs = []ui.Link{{Label: kit.Upper(r.asset.Kind.Plural), Href: "/assets"}, {Label: "Labels"}}
	plain := ui.Plain{Title: "Labels", Lead: "Each has a QR code with the address " + v.Origin(r.base) + "/a/… and the tag to read. Print at 100 %, without fitting to the page."}
	return v.Page(status, shell, ui.PlainPage(plain, formBlock(f)))
}

// What was printed on the last time is kept by this name, with barred at its end where there were barcodes.
const sheetCookie, barred = "labels", "+bars"

// lastSheet is what was printed on the last time in this browser, "" for nothing yet, and whether with barcodes.
func lastSheet(v *kit.Visit) (sheet string, bars bool) {
	return strings.CutSuffix(v.Remembered(sheetCookie), barred)
}

// print answers with the labels as a PDF.
func (r *room) print(v *kit.Visit) error {
	if err := action.May(v.Ctx(), edit); err != nil {
		return err
	}
	list, err := r.chosen(v)
	var b bytes.Buffer
	if err == nil {
		start, bad := strconv.Atoi(v.Query("start"))
		if v.Query("start") == "" {
			start, bad = 1, nil
		}
		if bad != nil {
			err = errs.Bad("start", "Give a number, such as 1.")
		} else {
			err = r.Print(v.Ctx(), &b, v.Query("sheet"), start, v.Query("barcode") != "", v.Origin(r.base), list)
		}
	}
	if errs.Is(err, errs.Invalid) {
		return r.labelsPage(v, face.Status(err), err)
	}
	if err != nil {
		return err
	}
	v.Remember(sheetCookie, v.Query("sheet")+map[bool]string{true: barred}[v.Query("barcode") != ""])
	v.W.Header().Set("Content-Disposition", `inline; filename="labels.pdf"`)
	return v.Bytes(http.StatusOK, "application/pdf", b.Bytes())
}

// wanted are the tags of the address, each once and as it is written: typed in one field, or one for each row that was ticked.
func wanted(v *kit.Visit) (out []string) {
	for _, tag := range strings.Fields(strings.ReplaceAll(strings.ToUpper(strings.Join(v.R.URL.Query()["tags"], " ")), ",", " ")) {
		if !slices.Contains(out, tag) {
			out = append(out, tag)
		}
	}
	return out
}

// tagged are the assets of those tags, in their order.
func (r *room) tagged(v *kit.Visit, list []string) ([]Label, error) {
	if len(list) > mostLabels {
		return nil, errs.Bad("tags", "Print at most %d labels at once.", mostLabels)
	}
	names := map[string]string{}
	for some := range slices.Chunk(list, atOnce) {
		q := search.Query{}.And(search.Where("number", search.Is, some...)).String()
		page, err := v.Room.Queue(v.Ctx(), r.asset, desk.Ask{Q: q, Limit: atOnce}, false)
		if errs.Is(err, errs.Invalid) { // no tag is as long as that
			return nil, errs.Bad("tags", "There is no asset %s that you can see.", short(slices.MaxFunc(some, func(a, b string) int { return len(a) - len(b) })))
		}
		if err != nil {
			return nil, err
		}
		for _, h := range page.Heads {
			names[strings.ToUpper(h.Number)] = h.Title
		}
	}
	out := make([]Label, len(list))
	for i, tag := range list {
		name, ok := names[tag]
		if !ok {
			return nil, errs.Bad("tags", "There is no asset %s that you can see.", short(tag))
		}
		out[i] = Label{tag, name}
	}
	return out, nil
}

// chosen are the assets by their tags, or else by the filter, in that order.
func (r *room) chosen(v *kit.Visit) ([]Label, error) {
	if list := wanted(v); len(list) > 0 {
		return r.tagged(v, list)
	}
	var out []Label
	q := v.Query("q")
	if q == "" {
		return nil, errs.Bad("tags", "Give tags, or a filter.")
	}
	for after := ""; ; {
		page, err := v.Room.Queue(v.Ctx(), r.asset, desk.Ask{Q: q, After: after, Limit: 200}, false)
		if errs.Is(err, errs.Invalid) {
			return nil, errs.Bad("q", "%s", err.Error())
		}
		if err != nil {
			return nil, err
		}
		for _, h := range page.Heads {
			out = append(out, Label{h.Number, h.Title})
		}
		if len(out) > mostLabels {
			return nil, errs.Bad("q", "These are more than %d; narrow the filter.", mostLabels)
		}
		if after = page.Next; after == "" {
			break
		}
	}
	if len(out) == 0 {
		return nil, errs.Bad("q", "No asset is like that.")
	}
	return out, nil
}

// short is a tag as somebody typed it, fit to be named in a refusal.
func short(tag string) string {
	if r := []rune(tag); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return tag
}
