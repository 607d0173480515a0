package count_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/stocktake/count"
)

func TestACountEndsInASignedReportThatNobodyChanges(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		n := w.begun()
		w.scan(n, "a", "LT-0001", w.one)
		w.scan(n, "b", "https://desk.example/a/LT-0002", w.two) // elsewhere
		w.scan(n, "c", "LT-0005", w.two)                        // Ana's, right wherever it is
		w.scan(n, "d", "LT-0006", w.one)                        // from elsewhere
		w.scan(n, "e", "ZZ-77", w.one)                          // nobody knows it
		w.scan(n, "f", "LT-0004", w.two)
		got, r := w.results(n)
		want := map[string]string{"LT-0001": "found", "LT-0002": "misplaced", "LT-0003": "missing", "LT-0004": "found", "LT-0005": "found",
			"LT-0006": "misplaced beyond", "ZZ-77": "unknown beyond"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if r.Expected != 5 || r.Seen != 4 || r.Open != 4 || w.value(n, "progress") != "4 of 5" {
			t.Errorf("%+v, %s", r.Progress, w.value(n, "progress"))
		}
		if err := w.verb(w.all(), "sign", n, "{}"); !errs.Is(err, errs.Conflict) {
			t.Errorf("signed while it was counted: %v", err)
		}
		w.corrected(n)
		if err := w.verb(w.all(), "review", n, "{}"); err != nil {
			t.Fatal(err)
		}
		if err := w.verb(w.all(), "sign", n, "{}"); err != nil {
			t.Fatal(err)
		}
		w.signed(n)
	})
}

// corrected settles every row at one click each, and looks at what that did to the assets.
func (w *world) corrected(n string) {
	w.t.Helper()
	row := func(tag string) string {
		_, r := w.results(n)
		for _, x := range r.Rows {
			if x.Tag == tag {
				return x.Key
			}
		}
		return "none"
	}
	decide := func(tag, correction, more string) error {
		return w.verb(w.all(), "decide", n, `{"row":"`+row(tag)+`","correction":"`+correction+`"`+more+`}`)
	}
	if err := decide("LT-0001", "move", ""); !errs.Is(err, errs.Invalid) {
		w.t.Errorf("what is found was moved: %v", err)
	}
	if err := decide("ZZ-77", "create", ""); !errs.Is(err, errs.Invalid) {
		w.t.Errorf("an asset without a model: %v", err)
	}
	err := errors.Join(decide("LT-0002", "move", ""), decide("LT-0003", "mark_missing", `,"note":"Gone since May"`), decide("LT-0006", "leave", ""),
		decide("ZZ-77", "create", `,"model":"`+w.laptop.String()+`"`))
	if err != nil {
		w.t.Fatal(err)
	}
	if got := w.value("LT-0002", "location"); got != w.two.String() {
		w.t.Errorf("LT-0002 is at %s", got)
	}
	if got := w.value("LT-0003", "state"); got != asset.Missing {
		w.t.Errorf("LT-0003 is %s", got)
	}
	chain, err := w.assets.Chain(w.all(), "LT-0003")
	if err != nil || len(chain) != 1 || chain[0].Action != "lose" || !strings.Contains(chain[0].Note, n) || !strings.Contains(chain[0].Note, "Gone since May") {
		w.t.Errorf("the custody of LT-0003: %+v, %v", chain, err)
	}
	if got := w.value("ZZ-77", "location"); got != w.one.String() {
		w.t.Errorf("ZZ-77 is at %s", got)
	}
	if _, r := w.results(n); r.Open != 0 || r.Decided["asset:"+w.made["LT-0006"].ID.String()].Correction != "" {
		w.t.Errorf("%+v", r.Progress)
	}
}

// signed looks at what was signed, and tries to change it.
func (w *world) signed(n string) {
	w.t.Helper()
	v, err := w.room.Find(w.all(), n)
	if err != nil {
		w.t.Fatal(err)
	}
	files, err := w.room.Attachments(w.all(), v)
	if err != nil || len(files) != 1 || files[0].Name != n+".pdf" {
		w.t.Fatalf("%+v, %v", files, err)
	}
	f, err := w.files.Open(w.t.Context(), files[0].Hash)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	b, err := io.ReadAll(f)
	sum := sha256.Sum256(b)
	if err != nil || !bytes.HasPrefix(b, []byte("%PDF-")) || hex.EncodeToString(sum[:]) != w.value(n, "report") || len(w.value(n, "digest")) != 64 {
		w.t.Errorf("the report: %v, %s", err, w.value(n, "report"))
	}
	var shown bytes.Buffer
	if err := w.WriteReport(w.all(), n, &shown); err != nil || !bytes.Equal(shown.Bytes(), b) {
		w.t.Errorf("the report that is shown is not the one that was signed: %v", err)
	}
	items, err := w.room.Timeline(w.all(), v)
	told := ""
	for _, it := range items {
		told += it.Sentence + "\n"
	}
	if err != nil || !strings.Contains(told, "set it to signed off") {
		w.t.Errorf("%s, %v", told, err)
	}
	for verb, input := range map[string]string{"scan": `{"scans":[{"id":"z","code":"LT-0003"}]}`, "decide": `{"row":"code:Z","correction":"leave"}`, "edit": `{"title":"Other"}`,
		"resume": "{}", "cancel": `{"reason":"Because"}`, "sign": "{}"} {
		if err := w.verb(w.all(), verb, n, input); !errs.Is(err, errs.Conflict) {
			w.t.Errorf("%s after it was signed: %v", verb, err)
		}
	}
	before := w.value(n, "digest")
	w.must(w.assets.Edit(w.all(), asset.Edit{On: action.On{Number: "LT-0002"}, Fields: asset.Fields{Location: &w.elsewhere}}))
	if got, _ := w.results(n); got["LT-0002"] != "misplaced" || w.value(n, "digest") != before {
		w.t.Errorf("what happens to an asset later changes the result: %v", got)
	}
}

func TestScansMayComeLateTwiceAndInAnyOrder(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		n := w.begun()
		batch := count.Send{On: action.On{Number: n}, Device: "phone", Scans: []count.Sent{{ID: "1", Code: "LT-0001", Place: w.shelf}, {ID: "3", Undoes: "2"}, {ID: "2", Code: "LT-0002", Place: w.one}}}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if _, err := w.Scan(w.all(), batch); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		got, r := w.results(n)
		if got["LT-0001"] != "found" || got["LT-0002"] != "missing" || r.Seen != 1 {
			t.Errorf("%v, %+v", got, r.Progress)
		}
		if w.value(n, "progress") != "1 of 5" {
			t.Errorf("progress %s", w.value(n, "progress"))
		}
		if err := w.verb(w.all(), "review", n, "{}"); err != nil {
			t.Fatal(err)
		}
		w.scan(n, "late", "LT-0003", w.one)
		if got, _ := w.results(n); got["LT-0003"] != "found" {
			t.Errorf("what came late does not count: %v", got)
		}
	})
}

func TestTheListIsFrozenWithItsPlaces(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		n := w.begun()
		w.must(w.assets.Edit(w.all(), asset.Edit{On: action.On{Number: "LT-0001"}, Fields: asset.Fields{Location: &w.elsewhere}}))
		w.scan(n, "a", "LT-0001", w.one)
		if got, _ := w.results(n); got["LT-0001"] != "found" || len(got) != 5 {
			t.Errorf("%v", got)
		}
		err := w.verb(w.all(), "edit", n, `{"location":"`+w.elsewhere.String()+`"}`)
		if f := errs.Fields(err); len(f) != 1 || f[0].Key != "location" {
			t.Errorf("the scope of a frozen list: %v", err)
		}
		empty := w.must(w.Add(w.all(), count.Add{Fields: count.Fields{Title: ptr("Leeds"), Entity: &w.other}}))
		if _, err := w.Begin(w.all(), register.Plain{On: action.On{Number: empty.Number}}); !errs.Is(err, errs.Conflict) {
			t.Errorf("an empty list: %v", err)
		}
		if _, err := w.Scan(w.all(), count.Send{On: action.On{Number: empty.Number}, Scans: []count.Sent{{ID: "x", Code: "LT-0001"}}}); !errs.Is(err, errs.Conflict) {
			t.Errorf("a scan before the count: %v", err)
		}
	})
}

func TestASerialNumberIsAsGoodAsATag(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for tag, serial := range map[string]string{"LT-0001": "PF-3X9", "LT-0006": "PF-ELSEWHERE", "LT-0002": "TWICE", "LT-0003": "TWICE"} {
			w.must(w.assets.Edit(w.all(), asset.Edit{On: action.On{Number: tag}, Fields: asset.Fields{Serial: &serial}}))
		}
		n := w.begun()
		for i, code := range []string{"pf-3x9", "PF-ELSEWHERE", "TWICE"} {
			w.scan(n, fmt.Sprint(i), code, w.one)
		}
		got, r := w.results(n)
		if got["LT-0001"] != "found" || got["LT-0006"] != "misplaced beyond" || got["TWICE"] != "unknown beyond" || r.Seen != 1 {
			t.Errorf("%v", got)
		}
	})
}

func TestAScanThatIsNoneIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		n := w.begun()
		for what, s := range map[string]count.Sent{"no id": {Code: "LT-0001"}, "no code": {ID: "a"}, "its own undoing": {ID: "a", Undoes: "a"},
			"a long code": {ID: "a", Code: strings.Repeat("x", 501)}, "a place that is none": {ID: "a", Code: "LT-0001", Place: w.ana}} {
			_, err := w.Scan(w.all(), count.Send{On: action.On{Number: n}, Scans: []count.Sent{s}})
			if !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := w.Scan(w.all(), count.Send{On: action.On{Number: n}, Scans: make([]count.Sent, 501)}); !errs.Is(err, errs.Invalid) {
			t.Errorf("too many: %v", err)
		}
		if _, r := w.results(n); r.Seen != 0 {
			t.Errorf("refusals left %+v", r.Progress)
		}
	})
}

func TestWhoMayCountMayNotCorrectOrSign(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		n := w.begun()
		counter := w.as(actor.Grants{count.PermView: actor.All, count.PermCount: actor.All})
		if err := w.verb(counter, "scan", n, `{"scans":[{"id":"a","code":"LT-0001"}]}`); err != nil {
			t.Error(err)
		}
		for verb, input := range map[string]string{"decide": `{"row":"x","correction":"leave"}`, "review": "{}", "sign": "{}", "edit": "{}", "begin": "{}", "cancel": `{"reason":"x"}`} {
			if err := w.verb(counter, verb, n, input); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s: %v", verb, err)
			}
		}
		// Who corrects must be allowed to change the asset, and who sees no assets sees none here.
		editor := w.as(actor.Grants{count.PermView: actor.All, count.PermEdit: actor.All})
		_, r := w.results(n)
		for _, row := range r.Rows {
			if row.Tag == "LT-0002" {
				if err := w.verb(editor, "decide", n, `{"row":"`+row.Key+`","correction":"mark_missing"}`); !errs.Is(err, errs.Forbidden) {
					t.Errorf("an asset was changed without the right: %v", err)
				}
			}
		}
		v, err := w.room.Find(counter, n)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := w.Result(counter, v.ID); err != nil || len(r.Rows) != 0 || r.Expected != 5 {
			t.Errorf("%d rows shown, %+v, %v", len(r.Rows), r.Progress, err)
		}
	})
}
