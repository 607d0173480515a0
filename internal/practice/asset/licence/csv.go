package licence

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// WriteCSV writes the evidence of a position for an auditor: a head line, a line for each row, and a last line with the figures. No
// cell can be taken for a formula by a spreadsheet. Errors: those of the writer, as Internal.
func (p Position) WriteCSV(to io.Writer) error {
	w := csv.NewWriter(to)
	lines := [][]string{{"Product", "Date", "Row", "Number", "Reference", "Person", "Device", "Version", "Metric", "Counted", "Units", "Missing", "Covered by", "Last used", "Source", "Reason"}}
	for _, e := range p.Evidence {
		used := ""
		if !e.LastUsed.IsZero() {
			used = date(e.LastUsed)
		}
		counted := "no"
		if e.Counted {
			counted = "yes"
		}
		lines = append(lines, []string{
			p.Product, date(p.Date), string(e.Kind), strconv.FormatInt(e.ID, 10), e.Reference, e.Person.Name, e.Device.Name, e.Version, string(e.Metric),
			counted, strconv.FormatInt(e.Units, 10), strconv.FormatInt(e.Missing, 10), strings.Join(e.CoveredBy, ", "), used, e.Source, e.Reason,
		})
	}
	lines = append(lines, []string{
		p.Product, date(p.Date), "position", "", "", "", "", "", string(p.Unit), "yes", strconv.FormatInt(p.Used, 10), strconv.FormatInt(p.Short, 10), "", "", "",
		string(p.State) + ": entitled " + strconv.FormatInt(p.Entitled, 10) + ", used " + strconv.FormatInt(p.Used, 10) + ", short " + strconv.FormatInt(p.Short, 10),
	})
	for _, line := range lines {
		for i := range line {
			line[i] = safe(line[i])
		}
		if err := w.Write(line); err != nil {
			return errs.Because(errs.Internal, err, "The evidence could not be written.")
		}
	}
	w.Flush()
	return errs.Because(errs.Internal, w.Error(), "The evidence could not be written.")
}

// safe keeps a spreadsheet from taking a text for a formula, also one behind spaces or in wide letters.
func safe(s string) string {
	if trimmed := strings.TrimLeft(s, " \u00a0"); trimmed != "" && strings.ContainsAny(trimmed[:1], "=+-@\t\r\n") || strings.HasPrefix(s, "＝") ||
		strings.HasPrefix(s, "＋") || strings.HasPrefix(s, "－") || strings.HasPrefix(s, "＠") {
		return "'" + s
	}
	return s
}
