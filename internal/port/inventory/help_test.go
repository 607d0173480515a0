package inventory_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/port/inventory"
)

// A small machine in both formats, with the same facts.
const (
	smallJSON = `{"action":"inventory","deviceid":"pc1-2026-01-02-03-04-05","itemtype":"Computer","tag":"office","content":{
"versionclient":"GLPI-Agent_v1.7","hardware":{"name":"PC1","uuid":"4C4C4544-0034-3010-8048-B6C04F503732","memory":8192},
"bios":{"ssn":"AB12345","smanufacturer":"Maker","smodel":"Model 5","bdate":"2024-03-05"},
"softwares":[{"name":"editor","version":"1.2","arch":"x86_64","from":"deb"},{"name":"shell","version":"5"}]}}`
	smallXML = `<?xml version="1.0" encoding="UTF-8" ?>
<REQUEST><CONTENT><VERSIONCLIENT>GLPI-Agent_v1.7</VERSIONCLIENT>
<ACCOUNTINFO><KEYNAME>TAG</KEYNAME><KEYVALUE>office</KEYVALUE></ACCOUNTINFO>
<HARDWARE><NAME>PC1</NAME><UUID>4C4C4544-0034-3010-8048-B6C04F503732</UUID><MEMORY>8192</MEMORY></HARDWARE>
<BIOS><SSN>AB12345</SSN><SMANUFACTURER>Maker</SMANUFACTURER><SMODEL>Model 5</SMODEL><BDATE>03/05/2024</BDATE></BIOS>
<SOFTWARES><NAME>editor</NAME><VERSION>1.2</VERSION><ARCH>x86_64</ARCH><FROM>deb</FROM></SOFTWARES>
<SOFTWARES><NAME>shell</NAME><VERSION>5</VERSION></SOFTWARES></CONTENT>
<DEVICEID>pc1-2026-01-02-03-04-05</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>`
)

func read(t *testing.T, message string) inventory.Inventory {
	t.Helper()
	inv, err := inventory.Read(t.Context(), strings.NewReader(message), inventory.Limits{})
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return inv
}

// computer wraps the content of an XML inventory.
func computer(content string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><REQUEST><CONTENT>` + content +
		`</CONTENT><DEVICEID>pc1-2026-01-02-03-04-05</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>`
}

func pack(t *testing.T, how, text string) string {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch how {
	case "none":
		return text
	case "zlib":
		w = zlib.NewWriter(&b)
	case "gzip":
		w = gzip.NewWriter(&b)
	case "deflate":
		var err error
		if w, err = flate.NewWriter(&b, flate.BestCompression); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
