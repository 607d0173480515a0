package snmp

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/gosnmp/gosnmp"
)

// A talk is the conversation with one device. The first failure ends it; what was read before is kept.
type talk struct {
	c    *gosnmp.GoSNMP
	rows int
	err  error
}

// scalars reads single values. Those the device does not have are absent from the result.
func (t *talk) scalars(oids ...string) map[string]gosnmp.SnmpPDU {
	found := map[string]gosnmp.SnmpPDU{}
	if t.err != nil {
		return found
	}
	packet, err := t.c.Get(oids)
	switch {
	case err != nil:
		t.err = err
		return found
	case packet.Error != gosnmp.NoError && len(oids) > 1: // version 1 refuses all when one is missing
		for _, oid := range oids {
			for k, v := range t.scalars(oid) {
				found[k] = v
			}
		}
		return found
	case packet.Error != gosnmp.NoError:
		return found
	}
	for _, v := range packet.Variables {
		if present(v) {
			found[strings.TrimPrefix(v.Name, ".")] = v
		}
	}
	return found
}

func present(v gosnmp.SnmpPDU) bool {
	return v.Type != gosnmp.NoSuchObject && v.Type != gosnmp.NoSuchInstance && v.Type != gosnmp.EndOfMibView && v.Type != gosnmp.Null
}

// column reads one column of a table by the index of its rows.
func (t *talk) column(oid string) map[string]gosnmp.SnmpPDU {
	found := map[string]gosnmp.SnmpPDU{}
	if t.err != nil {
		return found
	}
	walk := t.c.BulkWalk
	if t.c.Version == gosnmp.Version1 {
		walk = t.c.Walk
	}
	err := walk(oid, func(v gosnmp.SnmpPDU) error {
		if len(found) >= t.rows {
			return fmt.Errorf("table %s has more than %d rows", oid, t.rows)
		}
		if index, ok := strings.CutPrefix(strings.TrimPrefix(v.Name, "."), oid+"."); ok && present(v) {
			found[index] = v
		}
		return nil
	})
	if err != nil {
		t.err = err
	}
	return found
}

// text returns what a device says in words, at most 1,000 characters of it, without control characters.
func text(v gosnmp.SnmpPDU) string {
	var s string
	switch value := v.Value.(type) {
	case []byte:
		s = string(value)
	case string:
		s = strings.TrimPrefix(value, ".")
	default:
		return ""
	}
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD")))
	if runes := []rune(s); len(runes) > 1000 {
		s = string(runes[:1000])
	}
	return s
}

// number returns a whole number, 0 for what is none or does not fit.
func number(v gosnmp.SnmpPDU) int64 {
	if v.Value == nil {
		return 0
	}
	if n := gosnmp.ToBigInt(v.Value); n.IsInt64() {
		return n.Int64()
	}
	return 0
}

// last returns the number at the end of an index.
func last(index string) int64 {
	n, err := strconv.ParseInt(index[strings.LastIndexByte(index, '.')+1:], 10, 64)
	if err != nil {
		return 0
	}
	return n
}
