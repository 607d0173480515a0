package contract

import (
	"reflect"

	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

// Op is what is told of one operation.
type Op struct {
	face.Route
	Name    string // operationId
	Summary string
	Tag     string // the plural of a kind of record, or another noun
	Query   []Param
	In      reflect.Type // the JSON body, nil for none
	Out     reflect.Type // the answer; nil for a record, a page of them, or nothing
	Status  int          // of success, 200 when 0
	Media   string       // of the answer when it is not JSON
	Keyed   bool         // takes an Idempotency-Key
	Match   bool         // takes If-Match
	Stream  bool         // the body is bytes
	Foreign *Foreign     // a protocol of others; nil for the API's own
}

// Foreign is what is told of an operation that speaks a protocol of others: its bodies and answers are not described by types of ours.
type Foreign struct {
	Doc     string
	Takes   []string // media types of the body
	Answers []string // media types of the answer, also to what is refused
	Basic   bool     // the token may come as the password of HTTP Basic
}

// Param is a query parameter.
type Param struct {
	Name, Doc string
	Most      int      // of a whole number, which is at least 1
	Truth     bool     // true or false
	Options   []string // one of these
}

// Kind is a kind of record with what hangs on it.
type Kind struct {
	Practice desk.Practice
	Parts    []Part
}

// Part is what hangs on a record.
type Part struct {
	Name string
	Out  reflect.Type
}

// Types are the answers that all kinds of record share.
type Types struct {
	Done reflect.Type // to a change
	Move reflect.Type // a step that is possible now
}
