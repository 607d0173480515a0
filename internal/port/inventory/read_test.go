package inventory_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/port/inventory"
)

func TestAMessageIsRecognisedByItsContent(t *testing.T) {
	for format, text := range map[inventory.Format]string{inventory.JSON: smallJSON, inventory.XML: smallXML} {
		for _, how := range []string{"none", "zlib", "gzip", "deflate"} {
			for _, before := range []string{"", "\xef\xbb\xbf", "\r\n  "} {
				if before != "" && strings.HasPrefix(text, "<?xml") && before[0] == '\r' {
					continue // white space before an XML declaration is not well formed
				}
				t.Run(fmt.Sprintf("%s %s %q", format, how, before), func(t *testing.T) {
					inv := read(t, pack(t, how, before+text))
					if inv.Format != format || inv.Report.Compression != how || inv.Report.Expanded != int64(len(before+text)) {
						t.Errorf("got %s, %s, %d bytes", inv.Format, inv.Report.Compression, inv.Report.Expanded)
					}
					want := inventory.Inventory{
						Format: format, Action: inventory.ActionInventory, Kind: inventory.Computer,
						Agent: inventory.Agent{DeviceID: "pc1-2026-01-02-03-04-05", Name: "GLPI-Agent", Version: "1.7", Tag: "office"},
						Machine: inventory.Machine{Name: "PC1", UUID: "4c4c4544-0034-3010-8048-b6c04f503732", MemoryMB: 8192, Serial: "AB12345",
							Manufacturer: "Maker", Model: "Model 5", BIOS: inventory.BIOS{Date: time.Date(2024, 3, 5, 0, 0, 0, 0, time.UTC)}},
						Software: []inventory.Software{{Name: "editor", Version: "1.2", Arch: "x86_64", Source: "deb"}, {Name: "shell", Version: "5"}},
						Report:   inv.Report,
					}
					if diff := cmp.Diff(want, inv); diff != "" {
						t.Error(diff)
					}
				})
			}
		}
	}
}

func TestWhatIsRefused(t *testing.T) {
	bomb := func(t *testing.T, how string) string {
		return pack(t, how, `{"deviceid":"x","content":{"hardware":{"name":"`+strings.Repeat("a", 3<<20)+`"}}}`)
	}
	tests := []struct {
		name    string
		message string
		limits  inventory.Limits
		want    string
	}{
		{"nothing at all", "", inventory.Limits{}, "empty"},
		{"only white space", " \n ", inventory.Limits{}, "white space"},
		{"neither of the formats", "hello, this is a form", inventory.Limits{}, "decompressed"},
		{"a picture", "\x89PNG\r\n\x1a\n" + strings.Repeat("x", 100), inventory.Limits{}, "decompressed"},
		{"a list instead of an object", `["a"]`, inventory.Limits{}, "neither JSON nor XML"},
		{"JSON that breaks off", smallJSON[:200], inventory.Limits{}, "well-formed JSON"},
		{"JSON followed by more", smallJSON + smallJSON, inventory.Limits{}, "followed by"},
		{"XML that breaks off", smallXML[:300], inventory.Limits{}, "well-formed XML"},
		{"XML followed by more", smallXML + "<REQUEST/>", inventory.Limits{}, "followed by"},
		{"XML with elements crossed", computer("<BIOS><SSN>x</BIOS></SSN>"), inventory.Limits{}, "well-formed XML"},
		{"another document", "<html><body/></html>", inventory.Limits{}, "REQUEST"},
		{"no content", `{"deviceid":"x"}`, inventory.Limits{}, "no content"},
		{"no device id", `{"content":{"hardware":{"name":"a"}}}`, inventory.Limits{}, "device id"},
		{"a document type", `<!DOCTYPE REQUEST><REQUEST/>`, inventory.Limits{}, "document type"},
		{"an external entity", `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><REQUEST><CONTENT>&e;</CONTENT></REQUEST>`,
			inventory.Limits{}, "document type"},
		{"an entity nobody defined", computer("<BIOS><SSN>&lol;</SSN></BIOS>"), inventory.Limits{}, "entity"},
		{"an encoding we do not read", `<?xml version="1.0" encoding="UTF-16"?><REQUEST/>`, inventory.Limits{}, "utf-16"},
		{"more bytes than allowed", smallJSON, inventory.Limits{Compressed: 100}, "as received"},
		{"a gzip bomb", bomb(t, "gzip"), inventory.Limits{Expanded: 1 << 20}, "when decompressed"},
		{"a zlib bomb", bomb(t, "zlib"), inventory.Limits{Expanded: 1 << 20}, "when decompressed"},
		{"a deflate bomb", bomb(t, "deflate"), inventory.Limits{Expanded: 1 << 20}, "when decompressed"},
		{"zlib that breaks off", pack(t, "zlib", smallXML)[:120], inventory.Limits{}, "breaks off"},
		{"deep XML", computer(strings.Repeat("<A>", 10_000) + strings.Repeat("</A>", 10_000)), inventory.Limits{}, "deeper"},
		{"deep JSON objects", `{"deviceid":"x","content":` + strings.Repeat(`{"a":`, 10_000), inventory.Limits{}, "deeper"},
		{"deep JSON lists", `{"deviceid":"x","content":` + strings.Repeat(`[`, 10_000), inventory.Limits{}, "deeper"},
		{"a crowd of elements", computer(strings.Repeat("<SOFTWARES><NAME>a</NAME></SOFTWARES>", 600)), inventory.Limits{Elements: 1000}, "more than 1000 elements"},
		{"100,000 programs", computer(strings.Repeat("<SOFTWARES><NAME>a</NAME><VERSION>1</VERSION><FROM>x</FROM></SOFTWARES>", 100_001)), inventory.Limits{}, "elements"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inv, err := inventory.Read(t.Context(), strings.NewReader(tt.message), tt.limits)
			if errs.KindOf(err) != errs.Invalid || !strings.Contains(errs.Safe(err), tt.want) {
				t.Fatalf("got %v, want an invalid message about %q", err, tt.want)
			}
			if inv.Agent.DeviceID != "" || len(inv.Software) > 0 {
				t.Error("a refused message left something behind")
			}
		})
	}
}

func TestAConnectionThatBreaksIsNotAnEmptyInventory(t *testing.T) {
	for _, how := range []string{"none", "zlib", "gzip", "deflate"} {
		packed := pack(t, how, smallXML)
		half := io.MultiReader(strings.NewReader(packed[:len(packed)/2]), iotest.ErrReader(errors.New("connection reset")))
		_, err := inventory.Read(t.Context(), half, inventory.Limits{})
		if errs.KindOf(err) != errs.Invalid || !strings.Contains(errs.Safe(err), "to its end") {
			t.Errorf("%s: %v", how, err)
		}
	}
}

func TestReadingEndsWhenTheCallerGivesUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := inventory.Read(ctx, strings.NewReader(smallXML), inventory.Limits{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestCharacters(t *testing.T) {
	latin := func(declared string) string {
		return strings.Replace(strings.Replace(computer("<HARDWARE><NAME>M\xfcller</NAME></HARDWARE>"), "UTF-8", declared, 1), "\u00fc", "\xfc", 1)
	}
	tests := []struct {
		name, message, want string
		odd                 int
	}{
		{"UTF-8 is the default", computer("<HARDWARE><NAME>M\u00fcller &amp; S\u00f6hne &#x20AC;</NAME></HARDWARE>"), "M\u00fcller & S\u00f6hne \u20ac", 0},
		{"Latin-1 that is declared is decoded", latin("ISO-8859-1"), "M\u00fcller", 0},
		{"its Windows name as well", latin("windows-1252"), "M\u00fcller", 0},
		{"Latin-1 that claims to be UTF-8 is marked, not guessed", latin("UTF-8"), "M\uFFFDller", 1},
		{"control characters are marked", computer("<HARDWARE><NAME>a\x01b</NAME></HARDWARE>"), "a\uFFFDb", 1},
		{"character data sections are text", computer("<HARDWARE><NAME><![CDATA[a<b>]]></NAME></HARDWARE>"), "a<b>", 0},
		{"JSON escapes are decoded", `{"deviceid":"x","content":{"hardware":{"name":"M\u00fcller"}}}`, "M\u00fcller", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inv := read(t, tt.message)
			if inv.Machine.Name != tt.want || inv.Report.OddTotal != tt.odd {
				t.Errorf("got %q, want %q; odd: %v", inv.Machine.Name, tt.want, inv.Report.Odd)
			}
		})
	}
}

func TestNothingIsDroppedInSilence(t *testing.T) {
	inv := read(t, computer(`<HARDWARE><NAME>a</NAME><CHECKSUM>1</CHECKSUM><WINPRODKEY>secret</WINPRODKEY></HARDWARE>
<PROCESSES><CMD>x</CMD></PROCESSES><PROCESSES><CMD>y</CMD></PROCESSES><SOMETHING>new</SOMETHING><EMPTY/>
<SOFTWARES><NAME>p</NAME><COMMENTS>c</COMMENTS></SOFTWARES><SOFTWARES><NAME>q</NAME><COMMENTS>d</COMMENTS></SOFTWARES>
<HARDWARE><NAME>again</NAME></HARDWARE><BIOS kind="x"><SSN>1234</SSN></BIOS>stray`))
	want := []inventory.Unread{
		{Path: "bios.@kind", Count: 1}, {Path: "hardware", Count: 1}, {Path: "hardware.checksum", Count: 1}, {Path: "hardware.winprodkey", Count: 1},
		{Path: "processes", Count: 2}, {Path: "softwares.comments", Count: 2}, {Path: "something", Count: 1},
	}
	if diff := cmp.Diff(want, inv.Report.Unread); diff != "" {
		t.Error(diff)
	}
	if !inv.Report.Unread[4].Section() || inv.Report.Unread[5].Section() {
		t.Error("sections and fields are not told apart")
	}
	if diff := cmp.Diff([]inventory.Odd{{Path: "request.content", Value: "stray", Reason: "is text between elements"}}, inv.Report.Odd); diff != "" {
		t.Error(diff)
	}
}

func TestOddValuesAreLeftOutWithTheirPath(t *testing.T) {
	inv := read(t, computer(`<ACCESSLOG><LOGDATE>2019-54-17 10:54:37</LOGDATE></ACCESSLOG>
<SOFTWARES><NAME>a</NAME><INSTALLDATE>01/01/1970</INSTALLDATE><FILESIZE>-5</FILESIZE></SOFTWARES>
<SOFTWARES><VERSION>1</VERSION></SOFTWARES>
<DRIVES><VOLUMN>sda1</VOLUMN><TOTAL>100</TOTAL><FREE>200</FREE></DRIVES>
<NETWORKS><DESCRIPTION>e</DESCRIPTION><MACADDR>d5:c9:gh:81:cf:80</MACADDR><IPADDRESS>300.1.1.1</IPADDRESS><VIRTUALDEV>maybe</VIRTUALDEV></NETWORKS>
<MEMORIES><CAPACITY>lots</CAPACITY></MEMORIES><BATTERIES><CAPACITY>93</CAPACITY><VOLTAGE>8 furlong</VOLTAGE></BATTERIES>
<MONITORS><BASE64>AAAA</BASE64></MONITORS><HARDWARE><NAME>`+strings.Repeat("n", 20<<10)+`</NAME></HARDWARE>`))
	want := []string{
		"request.content.hardware.name: is longer than 16384 bytes", "accesslog.logdate: is not a date with a year",
		"memories[0].capacity: is not a number", "drives[0].free: is more than the whole volume",
		"networks[0].macaddr: is not a hardware address", "networks[0].virtualdev: is neither yes nor no",
		"networks[0].ipaddress: is not an IP address", "monitors[0].base64: is not an EDID block",
		"batteries[0].voltage: has a unit that does not belong here",
		"batteries[0].capacity: is too little for a battery; it is taken for a charge in percent",
		"softwares[0].filesize: is less than nothing", "softwares[0].installdate: is not between 1980 and 2100",
		"softwares[1]: is software without a name",
	}
	var got []string
	for _, o := range inv.Report.Odd {
		got = append(got, o.Path+": "+o.Reason)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if inv.Machine.Name != "" || len(inv.Software) != 1 || inv.Volumes[0].FreeMB != 0 || inv.Interfaces[0].MAC != "" {
		t.Error("an odd value was kept")
	}
}

func TestOddValuesAreCountedBeyondTheFirst200(t *testing.T) {
	inv := read(t, computer(strings.Repeat("<SOFTWARES><NAME>a</NAME><INSTALLDATE>x</INSTALLDATE></SOFTWARES>", 300)))
	if len(inv.Report.Odd) != 200 || inv.Report.OddTotal != 300 || len(inv.Software) != 300 {
		t.Errorf("named %d of %d", len(inv.Report.Odd), inv.Report.OddTotal)
	}
}

func TestEscapedControlCharactersStayOutside(t *testing.T) {
	inv := read(t, `{"action":"inventory","deviceid":"a\u0000-2026","itemtype":"Computer","content":{"hardware":{"name":"pc"},"softwares":[{"name":"Bell\u0007Tool\u0000\u001f","version":"1\u0000"}]}}`)
	if s := inv.Software[0]; s.Name != "Bell\uFFFDTool" || s.Version != "1" || inv.Agent.DeviceID != "a\uFFFD-2026" {
		t.Errorf("%q %q %q", s.Name, s.Version, inv.Agent.DeviceID)
	}
}

func TestALimitIsToldAsPeopleCount(t *testing.T) {
	_, err := inventory.Read(t.Context(), strings.NewReader(pack(t, "gzip", `{"a":"`+strings.Repeat("a", 3<<20)+`"}`)), inventory.Limits{Expanded: 1 << 20})
	if err == nil || !strings.Contains(errs.Safe(err), "more than 1 MB when decompressed") {
		t.Error(err)
	}
}
