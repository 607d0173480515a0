package inventory_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/port/inventory"
)

// What the agent of Debian 12 (FusionInventory 2.6-3) sends first, read off the wire: zlib, Content-Type
// application/x-compress-zlib, no Content-Encoding; with --no-compression plain and application/xml.
const prolog = `<?xml version="1.0" encoding="UTF-8" ?>
<REQUEST>
  <DEVICEID>pc1-2026-01-02-03-04-05</DEVICEID>
  <QUERY>PROLOG</QUERY>
  <TOKEN>12345678</TOKEN>
</REQUEST>
`

// What the GLPI agent asks, in the fields its source names.
const contact = `{"action":"contact","deviceid":"pc1-2026-01-02-03-04-05","name":"GLPI-Agent","version":"1.7",
"installed-tasks":["inventory","deploy","netdiscovery"],"enabled-tasks":["inventory"],"httpd-port":62354,"tag":"office"}`

const xmlHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

func TestTheQuestionsOfAgents(t *testing.T) {
	p := read(t, pack(t, "zlib", prolog))
	if p.Action != inventory.ActionProlog || p.Agent.DeviceID != "pc1-2026-01-02-03-04-05" {
		t.Errorf("prolog: %+v", p)
	}
	c := read(t, contact)
	want := inventory.Agent{DeviceID: "pc1-2026-01-02-03-04-05", Name: "GLPI-Agent", Version: "1.7", Tag: "office"}
	if diff := cmp.Diff(want, c.Agent); diff != "" || c.Action != inventory.ActionContact {
		t.Errorf("contact: %s %s", c.Action, diff)
	}
	if diff := cmp.Diff([]string{"inventory", "deploy", "netdiscovery"}, c.Tasks); diff != "" {
		t.Error(diff)
	}
}

func TestAnswers(t *testing.T) {
	collect := inventory.Policy{Every: 24 * time.Hour, Collect: true}
	tests := []struct {
		name, message string
		policy        inventory.Policy
		kind, want    string
	}{
		{"a prolog is told to send", prolog, collect, "application/xml", xmlHead + "<REPLY><PROLOG_FREQ>24</PROLOG_FREQ><RESPONSE>SEND</RESPONSE></REPLY>\n"},
		{"or only when to ask again", prolog, inventory.Policy{Every: 90 * time.Minute}, "application/xml", xmlHead + "<REPLY><PROLOG_FREQ>2</PROLOG_FREQ></REPLY>\n"},
		{"never in no time", prolog, inventory.Policy{}, "application/xml", xmlHead + "<REPLY><PROLOG_FREQ>1</PROLOG_FREQ></REPLY>\n"},
		{"an XML inventory gets an empty reply with an end tag", smallXML, collect, "application/xml", xmlHead + "<REPLY></REPLY>\n"},
		{"a JSON inventory gets a status", smallJSON, collect, "application/json", `{"status":"ok","expiration":24}` + "\n"},
		{"a contact is told which tasks to leave", contact, collect, "application/json",
			`{"status":"ok","expiration":24,"disabled":["deploy","netdiscovery"]}` + "\n"},
		{"or to leave them all", contact, inventory.Policy{Every: 90 * time.Minute}, "application/json",
			`{"status":"ok","expiration":"90m","disabled":["deploy","inventory","netdiscovery"]}` + "\n"},
		{"registering is the same question", `{"action":"register","deviceid":"x"}`, inventory.Policy{}, "application/json",
			`{"status":"ok","expiration":"1m"}` + "\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := inventory.Answer(read(t, tt.message), tt.policy)
			if got.ContentType != tt.kind || string(got.Body) != tt.want {
				t.Errorf("got %s %s", got.ContentType, got.Body)
			}
		})
	}
}

func TestARefusalShowsOnlyWhatAnyoneMaySee(t *testing.T) {
	policy := inventory.Policy{Every: time.Hour}
	bad := errs.New(errs.Invalid, "It is <too> large.")
	tests := []struct {
		name   string
		format inventory.Format
		err    error
		want   string
	}{
		{"XML is escaped", inventory.XML, bad, xmlHead + "<REPLY><ERROR>It is &lt;too&gt; large.</ERROR></REPLY>\n"},
		{"JSON is escaped", inventory.JSON, bad, `{"status":"error","message":"It is \u003ctoo\u003e large.","expiration":1}` + "\n"},
		{"an unknown format is answered as JSON", "", errors.New("disk is on fire"), `{"status":"error","message":"Something went wrong on our side.","expiration":1}` + "\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(inventory.Refuse(tt.format, tt.err, policy).Body); got != tt.want {
				t.Errorf("got %s", got)
			}
		})
	}
}
