package app_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	entities "github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/fettletest"
	"github.com/fettle-itsm/fettle/internal/identity/setup"
)

// A write that reads through the pool needs two connections. With a pool that is full of such writes each waits for the others for ever,
// so the whole product is driven through a single connection here, one request after another: whoever asks for a second is found. Jobs are
// not among it, because they work side by side.
func TestNoWriteNeedsASecondConnection(t *testing.T) {
	var refused atomic.Int32
	d := single(t, dbtest.Migrated(t), &refused)
	w := newWorld(t, d)
	w.everything(t)
	for _, role := range []string{"administrator", "requester", visitor} {
		for _, route := range w.routes() {
			if route.Safe() && route.Pattern != "/api/v1/stream" && !beside()[route.Pattern] {
				w.call(request{role: role, route: route, target: w.at(w.own(role))})
				if n := refused.Swap(0); n > 0 {
					t.Errorf("%s %s as %s asked for a second connection", route.Method, route.Pattern, role)
				}
			}
		}
	}
	for _, route := range w.routes() {
		if !route.Safe() && !byRow(route) {
			w.call(request{role: "administrator", route: route, target: w.at(w.row("olga")), body: w.bodyOf(route, w.at(w.row("olga"))), header: map[string]string{"If-Match": "*"}})
		}
	}
	if n := refused.Load(); n > 0 {
		t.Errorf("a second connection was asked for %d times: something reads through the pool while its own write or its own rows are open", n)
	}
	planted := d.DB.Write(d.System(), func(tx *db.Tx) error {
		return d.DB.QueryRow(tx.Context(), `SELECT 1`).Scan(new(int))
	})
	if planted == nil || refused.Load() == 0 {
		t.Error("a planted read through the pool was not found")
	}
}

// beside are the pages that read several things at once: outside of a write, and each without waiting for another.
func beside() map[string]bool { return map[string]bool{"/overview": true, "/overview/{tile}": true} }

// single is a desk whose database lets in one connection at a time. Nothing runs beside the requests.
func single(t *testing.T, at string, refused *atomic.Int32) *fettletest.Desk {
	t.Helper()
	d := &fettletest.Desk{T: t, Time: clock.At(dbtest.Start())}
	var err error
	if d.App, err = app.Build(t.Context(), app.Options{Data: t.TempDir(), Database: turnstile(t, at, refused), Clock: d.Time, Quick: true, Key: bytes.Repeat([]byte{7}, 32)}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	err = d.DB.Write(d.System(), func(tx *db.Tx) error {
		if _, err := d.Setup.First(tx, setup.Input{Organisation: "Calder Instruments", Name: "Ada Admin", Email: "admin@calder.example", Zone: "UTC"}, ""); err != nil {
			return err
		}
		if d.Root, err = entities.Root(tx.Context(), tx); err != nil {
			return err
		}
		other, err := d.People.InsertEntity(tx, entities.Entity{Parent: d.Root, Kind: entities.Customer, Name: "Meridian", Zone: "UTC"})
		d.Other = other.ID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	faces, err := d.Faces(app.ServeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(faces)
	t.Cleanup(srv.Close)
	d.URL = srv.URL
	return d
}

// turnstile puts a relay before a server and returns the URL through it. It carries one connection and counts
// those that it sends away.
func turnstile(t *testing.T, at string, refused *atomic.Int32) string {
	t.Helper()
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	server := u.Host
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	var busy sync.Mutex
	go func() {
		for {
			in, err := ln.Accept()
			if err != nil {
				return
			}
			go admit(in, server, &busy, refused)
		}
	}()
	u.Host = ln.Addr().String()
	q := u.Query()
	q.Set("sslmode", "disable") // a refused offer of TLS would be a second connection
	u.RawQuery = q.Encode()
	return u.String()
}

// admit lets a connection in unless there is one already. That on which numbers are drawn, see db.Tx.Draw, is one beside the pool by
// design; it is known by what it asks for when it starts.
func admit(in net.Conn, server string, busy *sync.Mutex, refused *atomic.Int32) {
	hello := make([]byte, 4)
	if _, err := io.ReadFull(in, hello); err != nil {
		_ = in.Close()
		return
	}
	hello = append(hello, make([]byte, binary.BigEndian.Uint32(hello)-4)...)
	if _, err := io.ReadFull(in, hello[4:]); err != nil {
		_ = in.Close()
		return
	}
	if !bytes.Contains(hello, []byte("synchronous_commit")) {
		if !busy.TryLock() {
			refused.Add(1)
			_ = in.Close()
			return
		}
		defer busy.Unlock()
	}
	relay(in, hello, server)
}

// relay carries bytes both ways until one side hangs up; hello was read already.
func relay(in net.Conn, hello []byte, server string) {
	defer func() { _ = in.Close() }()
	out, err := net.Dial("tcp", server)
	if err != nil {
		return
	}
	if _, err := out.Write(hello); err != nil {
		return
	}
	go func() {
		_, _ = io.Copy(out, in)
		_ = out.Close()
	}()
	_, _ = io.Copy(in, out)
}
