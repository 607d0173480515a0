package web

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/boombuler/barcode/qr"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// quiet is the empty edge that a code needs to be read, in modules.
const quiet = 4

// qrCode is the code of an address, as on the label, with the tag and what it is for.
func qrCode(address, tag string) (templ.Component, error) {
	image, err := qr.Encode(address, qr.M, qr.Auto)
	if err != nil {
		return nil, errs.Because(errs.Internal, err, "The address of %s does not fit into a code.", tag)
	}
	size := image.Bounds().Dx()
	var path strings.Builder
	for y := range size {
		for x := range size {
			if r, _, _, _ := image.At(x, y).RGBA(); r == 0 {
				path.WriteString("M" + strconv.Itoa(x) + " " + strconv.Itoa(y) + "h1v1h-1z")
			}
		}
	}
	whole := strconv.Itoa(size + 2*quiet)
	return codeBox(strconv.Itoa(-quiet)+" "+strconv.Itoa(-quiet)+" "+whole+" "+whole, path.String(), tag), nil
}
