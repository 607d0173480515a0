package face_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

func TestClientAddress(t *testing.T) {
	proxies := face.Proxies{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	tests := []struct {
		name, peer string
		forwarded  []string
		want       string
	}{
		{"without a proxy it is the peer", "203.0.113.5:1234", nil, "203.0.113.5"},
		{"a stranger's header is not believed", "203.0.113.5:1234", []string{"198.51.100.1"}, "203.0.113.5"},
		{"a trusted proxy's header is", "10.1.2.3:1234", []string{"198.51.100.1"}, "198.51.100.1"},
		{"what the client wrote itself stands in front", "10.1.2.3:1234", []string{"1.2.3.4, 198.51.100.1"}, "198.51.100.1"},
		{"two trusted proxies in a row", "10.1.2.3:1234", []string{"198.51.100.1, 10.9.9.9"}, "198.51.100.1"},
		{"several headers count as one", "10.1.2.3:1234", []string{"1.2.3.4", "198.51.100.1"}, "198.51.100.1"},
		{"nonsense stops at the proxy", "10.1.2.3:1234", []string{"nonsense"}, "10.1.2.3"},
		{"IPv6", "[::1]:1234", []string{"2001:db8::1"}, "2001:db8::1"},
		{"IPv4 in IPv6 is IPv4", "[::ffff:10.1.2.3]:99", []string{"198.51.100.1"}, "198.51.100.1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
			r.RemoteAddr, r.Header["X-Forwarded-For"] = tt.peer, tt.forwarded
			if got := proxies.Client(r).String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestRequestsHaveNames(t *testing.T) {
	tests := []struct{ name, header, want string }{
		{"a trace is continued", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "0af7651916cd43dd8448eb211c80319c"},
		{"a damaged one is not", "00-0AF7-b7-01", ""},
		{"nor one that says nothing", "00-00000000000000000000000000000000-b7ad6b7169203331-01", ""},
		{"without one a name is made", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, w := httptest.NewRequest(http.MethodGet, "/", http.NoBody), httptest.NewRecorder()
			r.Header.Set("Traceparent", tt.header)
			got := face.RequestID(face.Named(w, r).Context())
			if tt.want != "" && got != tt.want || len(got) != 32 || w.Header().Get("Request-Id") != got {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestStatus(t *testing.T) {
	tests := []struct {
		err  error
		want int
	}{
		{nil, 200}, {errs.New(errs.NotFound, "x"), 404}, {errs.Bad("x", "y"), 422}, {errs.New(errs.Forbidden, "x"), 403}, {errs.New(errs.Unauthenticated, "x"), 401},
		{errs.New(errs.Conflict, "x"), 409}, {errs.New(errs.Unavailable, "x"), 503}, {errs.New(errs.TooMany, "x"), 429}, {errs.New(errs.Precondition, "x"), 428},
		{errors.New("x"), 500}, {fmt.Errorf("op: %w", errs.New(errs.NotFound, "x")), 404}, {context.Canceled, face.StatusClientGone}, {context.DeadlineExceeded, 503},
	}
	for _, tt := range tests {
		if got := face.Status(tt.err); got != tt.want {
			t.Errorf("%v: %d, want %d", tt.err, got, tt.want)
		}
	}
}

func TestARouteMustSayWhatItRestsOn(t *testing.T) {
	whole := face.Route{Method: "POST", Pattern: "/x", Permission: "x.edit", Scope: "all", Writes: []string{"a"}}
	tests := []struct {
		name   string
		change func(r *face.Route)
		want   string
	}{
		{"whole", func(*face.Route) {}, ""},
		{"no permission", func(r *face.Route) { r.Permission = "" }, "permission"},
		{"no scope", func(r *face.Route) { r.Scope = "" }, "narrowed"},
		{"no writes", func(r *face.Route) { r.Writes = nil }, "written"},
		{"no writes on a safe method", func(r *face.Route) { r.Method, r.Writes = "GET", nil }, ""},
		{"no method", func(r *face.Route) { r.Method = "" }, "method"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var m face.Mux
			r := whole
			tt.change(&r)
			m.Handle(r, http.NotFoundHandler())
			if err := m.Err(); (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	var m face.Mux
	m.Handle(whole, http.NotFoundHandler())
	m.Handle(whole, http.NotFoundHandler())
	if m.Err() == nil || len(m.Routes()) != 1 {
		t.Error("the same route twice passed")
	}
}

func TestSeenForgetsTheOldest(t *testing.T) {
	s := face.NewSeen()
	for i := range id.ID(10_000) {
		if !s.Add(i + 1) {
			t.Fatalf("%d is new", i+1)
		}
	}
	if s.Add(10_000) || !s.Add(1) {
		t.Error("the newest is known, the oldest is not")
	}
}

func TestAQuotaComesBackEvenly(t *testing.T) {
	c := clock.At(time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC))
	m := face.NewMeter(face.Quota{Requests: 10, Window: time.Minute}, c)
	passed := func(credential string) (n int, wait int) {
		for range 20 {
			err := m.Count(http.Header{}, credential)
			if err == nil {
				n++
				continue
			}
			if wait = face.RetryAfter(err); !errs.Is(err, errs.TooMany) || wait == 0 {
				t.Fatal(err)
			}
		}
		return n, wait
	}
	tests := []struct {
		name    string
		advance time.Duration
		pass    int
		wait    int
	}{
		{"all at once", 0, 10, 6},
		{"none after that", 0, 0, 6},
		{"one each six seconds", 6 * time.Second, 1, 6},
		{"a part counts", 9 * time.Second, 1, 3},
		{"all after a window", time.Minute, 10, 6},
		{"a clock that goes back gives nothing", -time.Hour, 0, 6},
		{"all after a long time, and not more", 100 * time.Hour, 10, 6},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c.Advance(tt.advance)
			if n, wait := passed("a"); n != tt.pass || wait != tt.wait {
				t.Errorf("%d passed, then %d seconds to wait; want %d and %d", n, wait, tt.pass, tt.wait)
			}
		})
	}
	if n, _ := passed("b"); n != 10 {
		t.Errorf("another credential: %d passed", n)
	}
	if none := face.NewMeter(face.Quota{}, c); none.Count(http.Header{}, "a") != nil {
		t.Error("no quota refuses")
	}
	if face.RetryAfter(errors.New("x")) != 0 {
		t.Error("an error that says nothing asks to wait")
	}
}
