// Package filmtest makes films of codes for tests in a browser: what a camera sees that is held in front of one label after the other.
//
// It exists so that the scanner is tested as it is used, through the browser's own camera, and not by calling its inside. The film is in a
// form that Chromium takes in place of a camera.
//
// It leaves starting the browser to the tests.
package filmtest

import (
	"bufio"
	"bytes"
	"fmt"
	"image/color"
	"os"

	"github.com/boombuler/barcode/qr"
)

// The size of the picture, and how large one point of a code is in it.
const (
	width, height = 640, 480
	module        = 8
)

// Write makes a film at a path that shows each code as a QR code for half a second, off the middle and not level with the picture's grid.
func Write(path string, codes []string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	fmt.Fprintf(w, "YUV4MPEG2 W%d H%d F2:1 Ip A1:1 C420jpeg\n", width, height)
	grey := bytes.Repeat([]byte{0x80}, width*height/2)
	for n, code := range codes {
		luma, err := frame(n, code)
		if err != nil {
			return err
		}
		_, _ = w.WriteString("FRAME\n") // told by Flush
		_, _ = w.Write(luma)
		_, _ = w.Write(grey)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// frame draws one code, turned by some degrees.
func frame(n int, code string) ([]byte, error) {
	image, err := qr.Encode(code, qr.M, qr.Auto)
	if err != nil {
		return nil, err
	}
	size := image.Bounds().Dx()
	luma := make([]byte, width*height)
	for i := range luma {
		x, y := i%width, i/width
		dx, dy := float64(x-width/2-n*3), float64(y-height/2+n*2)
		u, v := (dx*0.99+dy*0.14)/module+float64(size)/2, (dy*0.99-dx*0.14)/module+float64(size)/2
		luma[i] = 190
		if u >= 0 && v >= 0 && int(u) < size && int(v) < size {
			grey, _ := color.GrayModel.Convert(image.At(int(u), int(v))).(color.Gray)
			luma[i] = 40 + grey.Y/255*150
		}
	}
	return luma, nil
}
