package snmptest

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/hex"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gosnmp/gosnmp"
)

// Walk is a recorded device: its values in the order of their names.
type Walk []value

type value struct {
	oid []uint64
	pdu gosnmp.SnmpPDU
}

// Parse reads lines of "OID|tag|value"; a tag is a BER number, with "x" when the value is in hexadecimal. Lines that a simulator
// would compute are left out.
func Parse(t *testing.T, text []byte) Walk {
	t.Helper()
	var w Walk
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		parts := strings.SplitN(lines.Text(), "|", 3)
		if len(parts) != 3 || strings.Contains(parts[1], ":") {
			continue
		}
		pdu := gosnmp.SnmpPDU{Name: "." + parts[0], Value: decode(t, parts[1], parts[2])}
		tag, err := strconv.ParseUint(strings.TrimSuffix(parts[1], "x"), 10, 8)
		if err != nil {
			t.Fatal(err)
		}
		pdu.Type = gosnmp.Asn1BER(tag)
		w = append(w, value{numbers(t, parts[0]), pdu})
	}
	slices.SortFunc(w, func(a, b value) int { return slices.Compare(a.oid, b.oid) })
	return w
}

func decode(t *testing.T, tag, text string) any {
	t.Helper()
	raw := []byte(text)
	if strings.HasSuffix(tag, "x") {
		var err error
		if raw, err = hex.DecodeString(text); err != nil {
			t.Fatal(err)
		}
	}
	switch strings.TrimSuffix(tag, "x") {
	case "4":
		return raw
	case "6":
		return "." + text
	case "64":
		return net.IP(raw).String()
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	switch tag {
	case "2":
		return int(n)
	case "70":
		return uint64(n)
	}
	return uint32(n)
}

func numbers(t *testing.T, oid string) []uint64 {
	t.Helper()
	var all []uint64
	for part := range strings.SplitSeq(strings.Trim(oid, "."), ".") {
		n, err := strconv.ParseUint(part, 10, 32)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, n)
	}
	return all
}

// Serve answers for a device at a loopback address until the test ends, to this community only, and falls silent after so many answers; 0 is
// never. It returns the port, which is a free one where at has none.
func Serve(t *testing.T, at netip.AddrPort, w Walk, community string, answers int64) uint16 {
	t.Helper()
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(at))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	var answered atomic.Int64
	go func() {
		buffer := make([]byte, 64<<10)
		for {
			n, from, err := conn.ReadFromUDPAddrPort(buffer)
			if err != nil {
				return
			}
			request, err := (&gosnmp.GoSNMP{Version: gosnmp.Version2c}).SnmpDecodePacket(buffer[:n])
			if err != nil || request.Community != community || answers > 0 && answered.Add(1) > answers {
				continue
			}
			reply := w.reply(t, request)
			if out, err := reply.MarshalMsg(); err == nil {
				_, _ = conn.WriteToUDPAddrPort(out, from) // a lost packet is repeated
			}
		}
	}()
	return conn.LocalAddr().(*net.UDPAddr).AddrPort().Port()
}

func (w Walk) reply(t *testing.T, request *gosnmp.SnmpPacket) *gosnmp.SnmpPacket {
	reply := &gosnmp.SnmpPacket{Version: request.Version, Community: request.Community, PDUType: gosnmp.GetResponse, RequestID: request.RequestID}
	times := 1
	if request.PDUType == gosnmp.GetBulkRequest {
		times = int(request.MaxRepetitions)
	}
	for i, v := range request.Variables {
		oid := numbers(t, v.Name)
		for range times {
			at, exact := slices.BinarySearchFunc(w, oid, func(a value, o []uint64) int { return slices.Compare(a.oid, o) })
			if request.PDUType != gosnmp.GetRequest && exact {
				at, exact = at+1, at+1 < len(w)
			} else if request.PDUType != gosnmp.GetRequest {
				exact = at < len(w)
			}
			if exact {
				reply.Variables = append(reply.Variables, w[at].pdu)
				oid = w[at].oid
				continue
			}
			missing := gosnmp.SnmpPDU{Name: v.Name, Type: cmp.Or(map[gosnmp.PDUType]gosnmp.Asn1BER{gosnmp.GetRequest: gosnmp.NoSuchObject}[request.PDUType], gosnmp.EndOfMibView)}
			if request.Version == gosnmp.Version1 {
				reply.Error, reply.ErrorIndex = gosnmp.NoSuchName, uint8(i+1)
				missing.Type = gosnmp.Null
			}
			reply.Variables = append(reply.Variables, missing)
			break
		}
	}
	return reply
}
