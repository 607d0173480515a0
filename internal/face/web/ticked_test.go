package web_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/fettletest"
)

func TestTickedAssetsAreLedToLabelsAndToTheScannerWithoutAScript(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		b := as(t, d, "admin")
		b.add("asset-models", "title", "Book 14", "class", "Laptops")
		one, two := b.add("assets", "model", "Book 14", "serial", "KPX100"), b.add("assets", "model", "Book 14", "serial", "4711")
		p := b.get("/assets").want(http.StatusOK, one, two, "Print labels", "Take back")
		if boxes := p.all(`.row .c-sel input[name=tags][form=ticked]`); len(boxes) != 2 || attr(boxes[0], "value") == "" {
			t.Fatalf("%d boxes", len(boxes))
		}
		ways := map[string]bool{}
		for _, n := range p.all(`form#ticked button[formaction]`) {
			ways[attr(n, "formaction")+" "+attr(n, "value")] = true
		}
		if !ways["/assets/labels "] || !ways["/assets/scan issue"] || !ways["/assets/scan return"] || !ways["/assets/scan receive"] {
			t.Errorf("acts: %v", ways)
		}
		if p := b.get("/suppliers"); len(p.all(".c-sel")) > 0 || len(p.all("#ticked")) > 0 {
			t.Error("suppliers can be ticked though nothing can be done with them")
		}
		if p := as(t, d, "requester").get("/assets"); len(p.all(".c-sel")) > 0 {
			t.Error("somebody who may only look can tick")
		}

		p = b.get("/assets/labels?tags="+one+"&tags="+two).want(http.StatusOK, one, two)
		if got := p.text("#labels-tags"); got != one+"\n"+two && got != one+" "+two {
			t.Errorf("tags: %q", got)
		}
		pdf := b.get("/assets/labels.pdf?sheet=tape18&start=1&barcode=1&tags=" + strings.ToLower(one) + "%0A" + two + "," + one)
		if pdf.Status != http.StatusOK || !bytes.HasPrefix([]byte(pdf.Body), []byte("%PDF-")) {
			t.Errorf("the labels: %d", pdf.Status)
		}
		b.get("/assets/labels.pdf?sheet=tape18&tags="+one+"&tags=NOPE-1").want(http.StatusUnprocessableEntity, "There is no asset NOPE-1", one)
		if p = b.get("/assets/labels"); p.value("#labels-sheet") != "tape18" || len(p.all("#labels-barcode[checked]")) != 1 {
			t.Errorf("the sheet is not remembered: %q", p.value("#labels-sheet"))
		}

		p = b.get("/assets/scan?do=return&tags="+one+"&tags="+two).want(http.StatusOK, one, two)
		if p.value("#inout-do") != "return" {
			t.Errorf("the page is to %q", p.value("#inout-do"))
		}
		if p = b.get("/assets/scan?do=retire"); p.value("#inout-do") != "issue" {
			t.Errorf("a verb that is not scanned: %q", p.value("#inout-do"))
		}
		b.post("/assets/scan", "do", "issue", "person", "Ana Agent", "tags", "kpx100 "+two+" 47119").want(http.StatusOK, "2 of 3 done", one, two, "There is no such asset")
		b.post("/assets/scan", "do", "return", "tags", one+"\n4711").want(http.StatusOK, "2 of 2 done")
	})
}
