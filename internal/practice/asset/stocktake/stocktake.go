package stocktake

import (
	"time"

	"github.com/fettle-itsm/fettle/internal/base/id"
)

// Ref names a thing as it was called when it was frozen or scanned. A zero ID means none.
type Ref struct {
	ID   id.ID
	Name string
}

// Expected is one asset as the register had it when the count began.
type Expected struct {
	Asset  id.ID
	Tag    string
	Name   string
	Place  Ref // none: it belongs to a person, and wherever it is seen is right
	Holder Ref
	State  string // as the register names it
	Lost   bool   // the register already had it as missing
}

// Scan is one code seen by a device. A scan that was taken back is undone by a second one that names it.
type Scan struct {
	ID     string // made by the device; the same id is the same scan, however often it arrives
	Code   string
	Place  Ref // where the counter said they were; none: anywhere
	By     Ref
	At     time.Time // by the device's clock
	Device string
	Seq    int64  // the device's running number
	Undoes string // the id of the scan that this one takes back; its own code does not count
}

// Count is everything a stocktake is decided from.
type Count struct {
	Expected []Expected // the frozen list
	Others   []Expected // assets outside the scope whose codes were scanned; those never scanned do not matter
	Scans    []Scan
	// Inside maps a place to the one that contains it, so that a shelf counts as its room. Nil: places are apart.
	Inside map[id.ID]id.ID
}

// Result is what became of a row.
type Result string

// The results. A row has exactly one.
const (
	Found     Result = "found"     // seen where it belongs
	Misplaced Result = "misplaced" // seen elsewhere, or not on the list at all
	Missing   Result = "missing"   // on the list and not seen
	Unknown   Result = "unknown"   // a code that no asset has
	Duplicate Result = "duplicate" // one tag in places that are apart, or on two assets: somebody must look
)

// Results are all of them in the order of a report.
func Results() []Result { return []Result{Missing, Misplaced, Unknown, Duplicate, Found} }

// Correction is what may be done about a row at one click.
type Correction string

// The corrections.
const (
	Move        Correction = "move"         // the asset is moved to where it was seen
	MarkMissing Correction = "mark_missing" // the asset becomes missing
	MarkFound   Correction = "mark_found"   // it was seen by other means, or is not lost any more
	Create      Correction = "create"       // an asset is made with this code
	DropDouble  Correction = "drop_double"  // the other label is taken off; the asset stays where it is kept
)

// Sighting is where and how often a row was seen.
type Sighting struct {
	Place Ref
	Times int
	First time.Time
	By    Ref // of the first
}

// Row is one line of the result.
type Row struct {
	Key         string // names the row for a decision: "asset:ID" or "code:CODE"
	Expected           // zero but for Tag when unknown
	Result      Result
	Beyond      bool       // not on the frozen list
	Seen        []Sighting // by place, the earliest first
	Corrections []Correction
}
