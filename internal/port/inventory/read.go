package inventory

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Read reads one message of an agent: JSON or XML, plain, zlib, gzip or deflate, recognised from its bytes. Fields of limits that
// are zero take their default. A message that breaks a limit, is not well formed or declares a document type is refused as a whole
// with kind Invalid; a single value that makes no sense is left out and named in the report. When the caller gives up, the error is
// that of ctx. With an error the Inventory holds nothing but the format, where it was recognised, so that the agent can be answered in it.
func Read(ctx context.Context, r io.Reader, limits Limits) (Inventory, error) {
	limits = limits.orDefault()
	packed := &meter{ctx: ctx, from: r, left: limits.Compressed, what: "as received"}
	unpacked, compression, err := unpack(packed)
	if err != nil {
		return Inventory{}, reason(err, packed)
	}
	plain := &meter{ctx: ctx, from: unpacked, left: limits.Expanded, what: "when decompressed"}
	inv := Inventory{Report: Report{Compression: compression}}
	grown := newTree(limits, &inv.Report)
	inv.Format, err = decode(plain, grown)
	inv.Report.Expanded = plain.read
	if err == nil {
		err = build(&inv, &grown.root)
	}
	if err != nil {
		return Inventory{Format: inv.Format}, reason(err, packed, plain)
	}
	return inv, nil
}

// reason returns why a meter stopped, if one did, since that is what went wrong first, and err otherwise. The first meter counts
// what is received, the others what is decompressed.
func reason(err error, meters ...*meter) error {
	for i, m := range meters {
		switch {
		case m.why == nil:
		case errors.Is(m.why, context.Canceled), errors.Is(m.why, context.DeadlineExceeded), errs.KindOf(m.why) == errs.Invalid:
			return m.why
		case i == 0:
			return errs.Because(errs.Invalid, m.why, "The inventory could not be read to its end.")
		default:
			return errs.Because(errs.Invalid, m.why, "This is not an inventory, or it breaks off: it cannot be decompressed.")
		}
	}
	return err
}

// decode tells the format and grows the tree from it.
func decode(plain io.Reader, grown *tree) (Format, error) {
	text := bufio.NewReaderSize(plain, 4096)
	head, err := text.Peek(512)
	if len(head) == 0 {
		return "", errs.Because(errs.Invalid, err, "The inventory is empty or cannot be decompressed.")
	}
	if strings.HasPrefix(string(head), "\xef\xbb\xbf") {
		if _, err := text.Discard(3); err != nil {
			return "", err
		}
		head = head[3:]
	}
	start := trimStart(head)
	if len(start) == 0 {
		return "", errs.New(errs.Invalid, "This is not an inventory: it begins with nothing but white space.")
	}
	c := &cleaner{report: grown.report}
	defer c.done()
	switch start[0] {
	case '{':
		return JSON, readJSON(c.utf8(text), grown)
	case '<':
		chars, err := c.declared(text, string(head))
		if err != nil {
			return XML, err
		}
		return XML, readXML(chars, grown)
	}
	return "", errs.New(errs.Invalid, "This is not an inventory: it is neither JSON nor XML.")
}

// A cleaner turns the characters of a message into UTF-8 that both decoders accept, and counts what it had to replace.
type cleaner struct {
	report   *Report
	replaced int
}

// utf8 replaces bytes that are not UTF-8 and control characters, which agents copy from firmware tables.
func (c *cleaner) utf8(r io.Reader) io.Reader {
	return transform.NewReader(r, runes.Map(func(ch rune) rune {
		if ch == 0xFFFD || ch == 0xFFFE || ch == 0xFFFF || ch < ' ' && ch != '\t' && ch != '\n' && ch != '\r' {
			c.replaced++
			return 0xFFFD
		}
		return ch
	}))
}

// declared decodes the characters as the XML declaration says.
func (c *cleaner) declared(r io.Reader, head string) (io.Reader, error) {
	switch name := encodingOf(head); name {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		return c.utf8(r), nil
	case "iso-8859-1", "iso8859-1", "latin1", "latin-1", "windows-1252", "cp1252":
		return c.utf8(charmap.Windows1252.NewDecoder().Reader(r)), nil
	case "iso-8859-15":
		return c.utf8(charmap.ISO8859_15.NewDecoder().Reader(r)), nil
	default:
		return nil, errs.New(errs.Invalid, "The inventory is declared as %q; UTF-8 and ISO-8859-1 are read.", cut(name, 40))
	}
}

func (c *cleaner) done() {
	if c.replaced > 0 {
		c.report.odd("message", "", "has %d characters that are not text; each became U+FFFD", c.replaced)
	}
}

// encodingOf returns the encoding named in an XML declaration at the start of head, in lower case.
func encodingOf(head string) string {
	head = strings.TrimLeft(head, " \t\r\n")
	end := strings.Index(head, "?>")
	if !strings.HasPrefix(head, "<?xml") || end < 0 {
		return ""
	}
	_, after, found := strings.Cut(head[:end], "encoding")
	after = strings.TrimLeft(after, " \t\r\n=")
	if !found || after == "" || after[0] != '"' && after[0] != '\'' {
		return ""
	}
	name, _, _ := strings.Cut(after[1:], after[:1])
	return strings.ToLower(name)
}
