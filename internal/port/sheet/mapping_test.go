package sheet_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/port/sheet"
)

func TestColumnsAreMatchedByTheirNames(t *testing.T) {
	fields := []field.Def{{Key: "tag", Label: "Tag"}, {Key: "title", Label: "Name"}, {Key: "serial", Label: "Serial number"}, {Key: "model", Label: "Model"}, {Key: "holder", Label: "Holder"},
		{Key: "purchased", Label: "Purchased"}, {Key: "cost", Label: "Cost"}, {Key: "cost_centre", Label: "Cost centre"}, {Key: "warranty_end", Label: "Warranty until"}}
	tests := []struct {
		name   string
		header []string
		given  map[string]string
		want   []string
	}{
		{"by key and label, whatever the case", []string{"TAG", "serial NUMBER", "Cost-Centre"}, nil, []string{"tag", "serial", "cost_centre"}},
		{"by what other tools call them", []string{"Asset Tag", "Asset Name", "Serial No.", "Checked Out To", "Purchase Date", "Warranty expires"}, nil,
			[]string{"tag", "title", "serial", "holder", "purchased", "warranty_end"}},
		{"with a letter wrong", []string{"Serial nunber", "Modell"}, nil, []string{"serial", "model"}},
		{"not when it means nothing", []string{"Notes", "Colour"}, nil, []string{"", ""}},
		{"as it was said", []string{"No", "Colour", "Serial"}, map[string]string{"no": "tag", "Serial": "-"}, []string{"tag", "", ""}},
		{"the name by what the rows are called", []string{"Laptop", "Tag"}, nil, []string{"title", "tag"}},
		{"a field is filled once", []string{"Serial", "S/N"}, nil, []string{"serial", ""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			columns, err := sheet.Match(tt.header, fields, tt.given, "laptop")
			var got []string
			for _, c := range columns {
				got = append(got, c.Field)
			}
			if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
				t.Error(err, diff)
			}
		})
	}
	for _, given := range []map[string]string{{"Nowhere": "tag"}, {"No": "nothing"}, {"No": "tag", "Colour": "tag"}} {
		if _, err := sheet.Match([]string{"No", "Colour"}, fields, given); !errs.Is(err, errs.Invalid) {
			t.Errorf("%v: %v", given, err)
		}
	}
}
