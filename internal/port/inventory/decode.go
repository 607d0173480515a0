package inventory

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// readJSON grows the tree from one JSON object, token by token, so that nothing is built beyond the limits.
func readJSON(r io.Reader, t *tree) error {
	d := json.NewDecoder(r)
	d.UseNumber()
	open, err := d.Token()
	if err != nil || open != json.Delim('{') {
		return badJSON(err)
	}
	if err := jsonObject(d, t); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errs.New(errs.Invalid, "The inventory is followed by something else.")
	}
	return nil
}

func badJSON(err error) error {
	if err == nil {
		return errs.New(errs.Invalid, "The inventory is not a JSON object.")
	}
	if errs.KindOf(err) == errs.Invalid {
		return err
	}
	return errs.Because(errs.Invalid, err, "The inventory is not well-formed JSON.")
}

// jsonObject reads up to the closing brace of an object that is already open.
func jsonObject(d *json.Decoder, t *tree) error {
	for {
		tok, err := d.Token()
		if err != nil {
			return badJSON(err)
		}
		key, ok := tok.(string)
		if !ok {
			return nil // the closing brace: the decoder allows nothing else
		}
		value, err := d.Token()
		if err != nil {
			return badJSON(err)
		}
		if err := jsonValue(d, t, key, value, 0); err != nil {
			return err
		}
	}
}

// jsonValue adds one value under a key; the elements of an array become siblings of that name.
func jsonValue(d *json.Decoder, t *tree, key string, value json.Token, arrays int) error {
	if value == json.Delim('[') {
		if arrays >= t.limits.Depth {
			return tooMuch("it is nested deeper than %d levels", t.limits.Depth)
		}
		for {
			item, err := d.Token()
			if err != nil {
				return badJSON(err)
			}
			if item == json.Delim(']') {
				return nil
			}
			if err := jsonValue(d, t, key, item, arrays+1); err != nil {
				return err
			}
		}
	}
	if err := t.enter(key); err != nil {
		return err
	}
	defer t.leave()
	switch v := value.(type) {
	case json.Delim:
		return jsonObject(d, t)
	case string:
		t.add(v)
	case json.Number:
		t.add(v.String())
	case bool:
		t.add(map[bool]string{true: "1", false: "0"}[v])
	}
	return nil
}

// readXML grows the tree from one XML document. A document type is refused whatever it says: agents send none, and it is the door
// to entity expansion and to reading files.
func readXML(r io.Reader, t *tree) error {
	d := xml.NewDecoder(r)
	d.CharsetReader = func(_ string, decoded io.Reader) (io.Reader, error) { return decoded, nil }
	depth := 0
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return badXML(err)
		}
		switch tok := tok.(type) {
		case xml.Directive:
			return errs.New(errs.Invalid, "The inventory is refused: it declares a document type (DTD) or entities, which no agent needs.")
		case xml.StartElement:
			if depth == 0 && len(t.root.kids) > 0 {
				return errs.New(errs.Invalid, "The inventory is followed by something else.")
			}
			if err := xmlElement(tok, t); err != nil {
				return err
			}
			depth++
		case xml.EndElement:
			t.leave()
			depth--
		case xml.CharData:
			if depth > 0 {
				t.add(string(tok))
			}
		}
	}
	if len(t.root.kids) == 0 {
		return errs.New(errs.Invalid, "The inventory is empty.")
	}
	return nil
}

// xmlElement opens an element. Agents send no attributes; if there are, they are children that the report will name.
func xmlElement(e xml.StartElement, t *tree) error {
	if err := t.enter(e.Name.Local); err != nil {
		return err
	}
	for _, a := range e.Attr {
		if err := t.enter("@" + a.Name.Local); err != nil {
			return err
		}
		t.add(a.Value)
		t.leave()
	}
	return nil
}

func badXML(err error) error {
	if errs.KindOf(err) == errs.Invalid {
		return err
	}
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		if strings.Contains(syntax.Msg, "entity") {
			return errs.Because(errs.Invalid, err, "The inventory is refused: it uses an entity that is not defined (line %d).", syntax.Line)
		}
		return errs.Because(errs.Invalid, err, "The inventory is not well-formed XML (line %d).", syntax.Line)
	}
	return errs.Because(errs.Invalid, err, "The inventory is not well-formed XML.")
}
