package face

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Proxies are the networks of reverse proxies whose forwarding headers are believed. None are believed by default.
type Proxies []netip.Prefix

func (p Proxies) trusts(a netip.Addr) bool {
	return slices.ContainsFunc(p, func(n netip.Prefix) bool { return n.Contains(a) })
}

// Peer returns the address at the other end of the connection, the zero Addr for a Unix socket.
func Peer(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap().WithZone("")
}

// Client returns the address of whoever sent the request: the peer, or, when the peer is a trusted proxy, the last address in
// X-Forwarded-For that is not one. What a client writes into that header itself stands before it and is not believed.
func (p Proxies) Client(r *http.Request) netip.Addr {
	at := Peer(r)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && p.trusts(at); i-- {
		a, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		at = a.Unmap().WithZone("")
	}
	return at
}

// Source returns what requests from a client are counted under: its address, of IPv6 the /64 that one client has all of.
func (p Proxies) Source(r *http.Request) string {
	a := p.Client(r)
	if !a.Is6() {
		return a.String()
	}
	n, err := a.Prefix(64)
	if err != nil {
		return a.String()
	}
	return n.String()
}

// Secure reports whether the client speaks TLS, to us or to a trusted proxy.
func (p Proxies) Secure(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	return p.trusts(Peer(r)) && strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}
