package api_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/db/dbtest"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/health"
	"github.com/fettle-itsm/fettle/internal/engine/once"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
	"github.com/fettle-itsm/fettle/internal/engine/search"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/face/api"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

// keyring knows the actors of secrets: tokens and sessions alike.
type keyring struct {
	mu sync.Mutex
	m  map[string]actor.Actor
}

func (k *keyring) get(secret string) (actor.Actor, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	a, ok := k.m[secret]
	if !ok {
		return a, errs.New(errs.Unauthenticated, "The token is not valid.")
	}
	return a, nil
}

func (k *keyring) revoke(secret string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.m, secret)
}

func (k *keyring) change(secret string, f func(a *actor.Actor)) {
	k.mu.Lock()
	defer k.mu.Unlock()
	a := k.m[secret]
	f(&a)
	k.m[secret] = a
}

func (k *keyring) Authenticate(_ context.Context, secret string) (actor.Actor, error) {
	return k.get(secret)
}

type sessions struct{ *keyring }

func (s sessions) Authenticate(_ context.Context, secret string, _ bool) (actor.Actor, error) {
	return s.get(secret)
}

type noClocks struct{}

func (noClocks) Start(*db.Tx, *ticket.Head) error { return nil }

// world is a whole desk with one practice, without the product around it.
type world struct {
	t     testing.TB
	db    *db.DB
	clock *clock.Settable
	api   *api.API
	keys  *keyring
	url   string
	team  id.ID
	ana   id.ID // agent, everything
	rob   id.ID // requester, their own only
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, c *clock.Settable) { f(t, newWorld(t, d, c)) })
}

func newWorld(t testing.TB, d *db.DB, c *clock.Settable) *world {
	t.Helper()
	return newWorldWith(t, d, c, face.Quota{Requests: -1})
}

func newWorldWith(t testing.TB, d *db.DB, c *clock.Settable, quota face.Quota) *world {
	t.Helper()
	w := &world{t: t, db: d, clock: c, keys: &keyring{m: map[string]actor.Actor{}}}
	log := event.New()
	ticket.Register(log)
	people.RegisterEvents(log)
	log.React(once.Note)
	d.SetSink(log)
	custom, index, staff := field.NewCustom(d), search.New(d.Engine()), people.New(d)
	room := &desk.Room{DB: d, Log: log, People: staff, Custom: custom, Index: index}
	room.Add((&chores{d, &ticket.Desk{DB: d, Teams: staff, Index: index, Clocks: noClocks{}}, custom}).practice())
	w.people(staff)
	if _, err := custom.Define(actor.With(context.Background(), actor.OfSystem("test")), field.Define{Kind: "chore", Key: "floor", Type: field.TypeNumber, Label: "Floor"}); err != nil {
		t.Fatal(err)
	}
	store, err := attach.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	tail := face.NewTail(room, slog.New(slog.DiscardHandler))
	w.api, err = api.New(api.Deps{Desk: room, Keys: once.New(d), Tail: tail, Files: attach.NewFiles(store, attach.Limits{File: 1000, Record: 5000, Count: 3}),
		Tokens: w.keys, Sessions: sessions{w.keys}, Cookie: func(bool) string { return "fettle" }, Quota: quota})
	if err != nil {
		t.Fatal(err)
	}
	outer := w.api
	server := httptest.NewServer(outer)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = tail.Run(ctx) }()
	t.Cleanup(func() { stop(); <-ended; server.Close() })
	w.url = server.URL
	return w
}

// people makes an agent, a requester, a stranger and a team.
func (w *world) people(staff *people.Service) {
	w.t.Helper()
	err := w.db.Write(actor.With(context.Background(), actor.OfSystem("test")), func(tx *db.Tx) error {
		root, err := place.New(w.db, func(*db.Tx) {}).InsertEntity(tx, place.Entity{Name: "Acme", Kind: place.Organisation, Zone: "UTC"})
		if err != nil {
			return err
		}
		add := func(name string) id.ID {
			p, e := staff.InsertPerson(tx, people.Person{Entity: root.ID, Name: name, Email: strings.ToLower(name) + "@example.org"})
			if err == nil {
				err = e
			}
			return p.ID
		}
		w.ana, w.rob = add("Ana"), add("Rob")
		sam := add("Sam")
		team, e := staff.InsertTeam(tx, people.Team{Entity: root.ID, Name: "Front desk"})
		if err == nil {
			err = e
		}
		w.team = team.ID
		agent, guest := actor.Grants{}, actor.Grants{}
		for _, p := range []actor.Permission{"chore.view", "chore.open", "chore.edit", "chore.work", "chore.note", "chore.reply", "people.view", "people.edit", "team.view", "team.edit"} {
			agent[p] = actor.All
		}
		for _, p := range []actor.Permission{"chore.view", "chore.open", "chore.reply"} {
			guest[p] = actor.Own
		}
		make := func(secret string, i id.ID, name string, g actor.Grants) {
			w.keys.m[secret] = actor.Actor{Kind: actor.Person, ID: i, Name: name, Channel: "api", Entity: root.ID, Tree: []id.ID{root.ID}, Grants: g}
		}
		make("ana", w.ana, "Ana", agent)
		make("rob", w.rob, "Rob", guest)
		make("sam", sam, "Sam", guest)
		make("nobody", sam, "Sam", actor.Grants{})
		make("meter", sam, "Sam", actor.Grants{health.PermView: actor.All, desk.PermAudit: actor.All})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// scenario is one request and what its answer must be.
type scenario struct {
	Name       string
	As         string // secret of a token, "" for none
	Method     string
	Path       string
	Body       string
	Header     map[string]string
	WantStatus int
	Want       map[string]any    // JSON path → value, such as "items.0.title"; a func(any) bool decides by itself
	WantHeader map[string]string // value, or "*" for anything
}

// answer is what came back.
type answer struct {
	Status int
	Header http.Header
	Body   []byte
}

func (a answer) at(t testing.TB, path string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(a.Body, &v); err != nil {
		t.Fatalf("%v in %s", err, a.Body)
	}
	for part := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[part]
		case []any:
			var n int
			if _, err := fmt.Sscan(part, &n); err != nil || n >= len(x) {
				return nil
			}
			v = x[n]
		default:
			return nil
		}
	}
	return v
}

func (w *world) do(t testing.TB, s scenario) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), s.Method, w.url+s.Path, bytes.NewBufferString(s.Body))
	if err != nil {
		t.Fatal(err)
	}
	if s.As != "" {
		req.Header.Set("Authorization", "Bearer "+s.As)
	}
	if s.Body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for k, v := range s.Header {
		req.Header.Set(k, v)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, b}
}

func (w *world) check(t *testing.T, s scenario) answer {
	t.Helper()
	a := w.do(t, s)
	if a.Status != s.WantStatus {
		t.Fatalf("%s %s: status %d, want %d: %s", s.Method, s.Path, a.Status, s.WantStatus, a.Body)
	}
	if a.Status >= 400 && s.Path != "/metrics" && a.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%s %s: an error of type %q", s.Method, s.Path, a.Header.Get("Content-Type"))
	}
	for path, want := range s.Want {
		got := a.at(t, path)
		if f, ok := want.(func(any) bool); ok {
			if !f(got) {
				t.Errorf("%s %s: %s is %v", s.Method, s.Path, path, got)
			}
		} else if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s %s: %s is %v, want %v", s.Method, s.Path, path, got, want)
		}
	}
	for name, want := range s.WantHeader {
		if got := a.Header.Get(name); got != want && (want != "*" || got == "") {
			t.Errorf("%s %s: header %s is %q, want %q", s.Method, s.Path, name, got, want)
		}
	}
	return a
}

// open opens a chore as somebody and returns its number.
func (w *world) open(t testing.TB, as, title string) string {
	t.Helper()
	b, err := json.Marshal(map[string]string{"title": title})
	if err != nil {
		t.Fatal(err)
	}
	a := w.do(t, scenario{As: as, Method: "POST", Path: "/api/v1/chores", Body: string(b)})
	if a.Status != http.StatusCreated {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	return a.at(t, "number").(string)
}

func (w *world) count(t testing.TB, table string) (n int) {
	t.Helper()
	if err := w.db.QueryRow(t.Context(), "SELECT count(*) FROM "+table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// listen opens the stream and delivers its lines; the channel is closed when the stream ends.
func (w *world) listen(t testing.TB, as string, header map[string]string) <-chan string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.url+"/api/v1/stream", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if as != "" {
		req.Header.Set("Authorization", "Bearer "+as)
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	res, err := http.DefaultClient.Do(req) //nolint:bodyclose // closed by the goroutine below
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("%d %s", res.StatusCode, res.Header.Get("Content-Type"))
	}
	lines := make(chan string, 1000)
	go func() {
		defer close(lines)
		defer func() { _ = res.Body.Close() }()
		s := bufio.NewScanner(res.Body)
		for s.Scan() {
			lines <- s.Text()
		}
	}()
	for line := range lines {
		if strings.HasPrefix(line, "retry") {
			break
		}
	}
	return lines
}
