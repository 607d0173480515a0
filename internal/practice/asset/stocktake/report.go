package stocktake

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/sorted"
	"github.com/fettle-itsm/fettle/internal/practice/asset/paper"
)

// Decision is what somebody decided about a row.
type Decision struct {
	Correction Correction // "": left as it is
	By         Ref
	At         time.Time
	Note       string
}

// Allowed checks that a decision is one of those its row offers. Kinds: Invalid.
func Allowed(r Row, d Decision) error {
	if d.Correction == "" || slices.Contains(r.Corrections, d.Correction) {
		return nil
	}
	return errs.Bad("correction", "“%s” cannot be done about %s, which is %s.", d.Correction, r.Tag, r.Result)
}

// Report is a stocktake as it is signed.
type Report struct {
	Number  string
	Title   string
	Scope   string // in words
	Frozen  time.Time
	Signed  time.Time // zero: not yet
	By      Ref       // who signs
	Zone    *time.Location
	Rows    []Row
	Decided map[string]Decision // by Row.Key
}

// Digest names the result: the same rows and decisions have the same digest in any order, and any other has another. Names of places and
// people, and the times of scans, are not part of it.
func (r Report) Digest() string {
	rows := slices.Clone(r.Rows)
	sorted.By(rows, func(a, b Row) int {
		if a.Key < b.Key {
			return -1
		}
		return 1
	})
	h := sha256.New()
	put := func(values ...string) {
		for _, v := range values {
			var n [8]byte
			binary.BigEndian.PutUint64(n[:], uint64(len(v)))
			h.Write(n[:])
			h.Write([]byte(v))
		}
	}
	put("stocktake 1", r.Number, strconv.FormatInt(r.Frozen.UnixMicro(), 10), strconv.Itoa(len(rows)))
	for _, row := range rows {
		put(row.Key, key(row.Tag), row.Place.ID.String(), row.Holder.ID.String(), row.State, string(row.Result), strconv.FormatBool(row.Beyond))
		places := make([]string, len(row.Seen))
		for i, s := range row.Seen {
			places[i] = s.Place.ID.String()
		}
		slices.Sort(places)
		put(strconv.Itoa(len(places)))
		put(places...)
		d := r.Decided[row.Key]
		_, ok := r.Decided[row.Key]
		put(strconv.FormatBool(ok), string(d.Correction), d.By.ID.String(), d.Note)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// words are the results and corrections as the report says them.
func words(s string) string {
	return map[string]string{
		string(Found): "Found", string(Misplaced): "Misplaced", string(Missing): "Missing", string(Unknown): "Unknown codes",
		string(Duplicate): "Duplicate", string(Move): "move here", string(MarkMissing): "mark missing", string(MarkFound): "mark found",
		string(Create): "create", string(DropDouble): "drop the double", "": "left as it is",
	}[s]
}

// WritePDF writes the report to be signed: the figures, the digest, every row by result with what was decided, and lines for two names.
// Kinds: Internal.
func (r Report) WritePDF(w io.Writer) (err error) {
	defer errs.Wrap(&err, "stocktake.WritePDF(%s)", r.Number)
	zone := r.Zone
	if zone == nil {
		zone = time.UTC
	}
	when := func(t time.Time) string {
		if t.IsZero() {
			return "not yet"
		}
		return t.In(zone).Format("2006-01-02 15:04 MST")
	}
	made := r.Signed
	if made.IsZero() {
		made = r.Frozen
	}
	doc := paper.NewReport(paper.New(210, 297, r.Title, made), r.Title, r.Number+" · "+r.Digest())
	p := Tally(r.Rows, r.Decided)
	doc.Fact("Stocktake", r.Number)
	doc.Fact("Scope", r.Scope)
	doc.Fact("List frozen", when(r.Frozen))
	doc.Fact("Signed", when(r.Signed))
	doc.Fact("Signed by", r.By.Name)
	doc.Fact("Expected", strconv.Itoa(p.Expected)+", of which seen "+strconv.Itoa(p.Seen))
	doc.Fact("Result", fmtCounts(p))
	doc.Fact("Without a decision", strconv.Itoa(p.Open))
	doc.Fact("Digest (SHA-256)", r.Digest())
	for _, res := range Results() {
		r.section(doc, res, when)
	}
	doc.Signatures("Counted by, date", "Approved by, date")
	return doc.Write(w)
}

func fmtCounts(p Progress) string {
	n := strconv.Itoa
	return n(p.Found) + " found, " + n(p.Misplaced) + " misplaced, " + n(p.Missing) + " missing, " + n(p.Doubtful) + " duplicate; " +
		n(p.Extra) + " from elsewhere, " + n(p.Unknown) + " unknown"
}

func (r Report) section(doc *paper.Report, res Result, when func(time.Time) string) {
	var rows [][]string
	for _, row := range r.Rows {
		if row.Result != res {
			continue
		}
		belongs := row.Place.Name
		if belongs == "" {
			belongs = row.Holder.Name
		}
		seen := ""
		for i, s := range row.Seen {
			if i > 0 {
				seen += "; "
			}
			seen += s.Place.Name
		}
		decision := ""
		if d, ok := r.Decided[row.Key]; ok {
			decision = words(string(d.Correction)) + ", " + d.By.Name + " " + when(d.At)[:10]
		}
		rows = append(rows, []string{row.Tag, row.Name, belongs, seen, decision})
	}
	if len(rows) == 0 {
		return
	}
	doc.Heading(words(string(res)) + " (" + strconv.Itoa(len(rows)) + ")")
	doc.Table([]paper.Column{
		{Title: "Tag", Width: 26}, {Title: "Name", Width: 34}, {Title: "Belongs to", Width: 30}, {Title: "Seen at", Width: 30}, {Title: "Decision", Width: 54},
	}, rows)
}
