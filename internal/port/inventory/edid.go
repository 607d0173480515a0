package inventory

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"strings"
)

// edidSize is the length of the block every screen has; extensions may follow.
const edidSize = 128

// monitor reads a screen. What the agent did not take out of the EDID block itself, is.
func monitor(s section) Monitor {
	m := Monitor{
		Name: s.text("caption", "name"), Manufacturer: s.text("manufacturer"), Serial: s.text("serial"), AltSerial: s.text("altserial"),
		Description: s.text("description"), Port: s.text("port"),
	}
	text := s.text("base64")
	if text == "" {
		return m
	}
	block, err := base64.StdEncoding.DecodeString(strings.Map(dropSpace, text))
	edid, ok := parseEDID(block)
	if err != nil || !ok {
		s.report.odd(s.at("base64"), text, "is not an EDID block")
		return m
	}
	m.Name = either(m.Name, edid.Name)
	m.Manufacturer = either(m.Manufacturer, edid.Manufacturer)
	if strings.Trim(m.Serial, "0 ") == "" && edid.Serial != "" {
		m.Serial = edid.Serial
	}
	m.Made = edid.Made
	return m
}

func dropSpace(r rune) rune {
	if r == ' ' || r == '\n' || r == '\r' || r == '\t' {
		return -1
	}
	return r
}

// parseEDID reads the base block of VESA E-EDID: the maker as three letters of five bits, the number or the text a screen has as its
// serial, the year it was made, and its name.
func parseEDID(b []byte) (Monitor, bool) {
	if len(b) < edidSize || !bytes.HasPrefix(b, []byte{0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0}) {
		return Monitor{}, false
	}
	maker := binary.BigEndian.Uint16(b[8:])
	m := Monitor{Manufacturer: string([]byte{letter(maker >> 10), letter(maker >> 5), letter(maker)})}
	if n := binary.LittleEndian.Uint32(b[12:]); n != 0 {
		m.Serial = strconv.FormatUint(uint64(n), 10)
	}
	if b[17] > 0 {
		m.Made = 1990 + int64(b[17])
	}
	for at := 54; at+18 <= 126; at += 18 {
		descriptor := b[at : at+18]
		if !bytes.HasPrefix(descriptor, []byte{0, 0, 0}) {
			continue // a video mode
		}
		text, _, _ := bytes.Cut(descriptor[5:], []byte{'\n'})
		switch clean := strings.TrimSpace(strings.ToValidUTF8(string(text), "")); {
		case descriptor[3] == 0xff && clean != "":
			m.Serial = clean
		case descriptor[3] == 0xfc:
			m.Name = clean
		}
	}
	return m, true
}

func letter(bits uint16) byte { return byte('A' - 1 + bits&0x1f) }
