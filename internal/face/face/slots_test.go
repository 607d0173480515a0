package face_test

import (
	"net/http"
	"net/netip"
	"testing"

	"github.com/fettle-itsm/fettle/internal/face/face"
)

func TestSlotsAreTakenAndGivenBack(t *testing.T) {
	s := face.NewSlots(2)
	first, ok := s.Take("a")
	if !ok {
		t.Fatal("the first of two is refused")
	}
	if _, ok := s.Take("a"); !ok {
		t.Error("the second of two is refused")
	}
	if _, ok := s.Take("a"); ok {
		t.Error("a third of two is given")
	}
	if _, ok := s.Take("b"); !ok {
		t.Error("another credential is refused")
	}
	first()
	if _, ok := s.Take("a"); !ok {
		t.Error("what was given back is refused")
	}
	if free, ok := face.NewSlots(-1).Take("a"); !ok || face.NewSlots(0).Most() != 0 {
		t.Error("no bound refuses")
	} else {
		free()
	}
}

func TestRequestsAreCountedByTheirSource(t *testing.T) {
	trusted := face.Proxies{netip.MustParsePrefix("10.0.0.1/32")}
	for _, tt := range []struct{ name, peer, forwarded, want string }{
		{"an address", "192.0.2.7:1234", "", "192.0.2.7"},
		{"a network of IPv6", "[2001:db8:1:2:3:4:5:6]:1234", "", "2001:db8:1:2::/64"},
		{"behind a proxy that is trusted", "10.0.0.1:1", "192.0.2.9", "192.0.2.9"},
		{"behind one that is not", "10.0.0.2:1", "192.0.2.9", "10.0.0.2"},
		{"a socket", "@", "", "invalid IP"},
	} {
		r := &http.Request{RemoteAddr: tt.peer, Header: http.Header{"X-Forwarded-For": {tt.forwarded}}}
		if got := trusted.Source(r); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
