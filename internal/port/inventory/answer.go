package inventory

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"slices"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// Policy is what the server wants of its agents.
type Policy struct {
	Every   time.Duration // how long until the agent asks again; at least a minute in JSON, an hour in XML
	Collect bool          // whether an agent that asks shall send its inventory now
}

// Reply is what goes back to the agent, uncompressed; every agent reads that.
type Reply struct {
	ContentType string
	Body        []byte
}

// Answer returns what the agent expects after its message was taken: to a question (prolog, contact, register) what to do and when to
// ask again, to an inventory a receipt. It speaks the format that the agent spoke.
func Answer(inv Inventory, policy Policy) Reply {
	if inv.Format == JSON {
		answer := jsonAnswer{Status: "ok", Expiration: expiration(policy.Every)}
		if inv.Action.asks() {
			answer.Disabled = disabled(inv.Tasks, policy.Collect)
		}
		return answer.reply()
	}
	if !inv.Action.asks() {
		return xmlReply("")
	}
	hours := max(1, int((policy.Every+time.Hour-1)/time.Hour))
	body := fmt.Sprintf("<PROLOG_FREQ>%d</PROLOG_FREQ>", hours)
	if policy.Collect {
		body += "<RESPONSE>SEND</RESPONSE>"
	}
	return xmlReply(body)
}

// Refuse returns the answer to a message that was not taken, with the text of err that may be shown. The older protocol has no word
// for a refusal that its agents heed: the HTTP status must say it as well. An unknown format is answered as JSON.
func Refuse(format Format, err error, policy Policy) Reply {
	if format == XML {
		var text bytes.Buffer
		_ = xml.EscapeText(&text, []byte(errs.Safe(err))) // a buffer takes everything
		return xmlReply("<ERROR>" + text.String() + "</ERROR>")
	}
	return jsonAnswer{Status: "error", Message: errs.Safe(err), Expiration: expiration(policy.Every)}.reply()
}

// xmlReply writes the element with an end tag even when it is empty: agents look for the text "</REPLY>" and complain without it.
func xmlReply(body string) Reply {
	return Reply{"application/xml", []byte(xml.Header + "<REPLY>" + body + "</REPLY>\n")}
}

type jsonAnswer struct {
	Status     string          `json:"status"`
	Message    string          `json:"message,omitempty"`
	Expiration json.RawMessage `json:"expiration"`
	Disabled   []string        `json:"disabled,omitempty"`
}

func (a jsonAnswer) reply() Reply {
	body, err := json.Marshal(a)
	if err != nil { // only texts and a number we wrote ourselves
		body = []byte(`{"status":"error","expiration":24}`)
	}
	return Reply{"application/json", append(body, '\n')}
}

// expiration is a number of hours, or a text in minutes when it is not whole hours. It may not be 0.
func expiration(every time.Duration) json.RawMessage {
	minutes := max(1, int((every+time.Minute-1)/time.Minute))
	if minutes%60 == 0 {
		return json.RawMessage(fmt.Sprint(minutes / 60))
	}
	return json.RawMessage(fmt.Sprintf("%q", fmt.Sprint(minutes, "m")))
}

// disabled names the tasks the agent shall not run for us: all but the inventory, which is all we read.
func disabled(tasks []string, collect bool) []string {
	var off []string
	for _, task := range tasks {
		if task != "inventory" || !collect {
			off = append(off, task)
		}
	}
	slices.Sort(off)
	return slices.Compact(off)
}
