package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
)

const standInEnv = "BENCH_TEST_STAND_IN"

// TestMain lets the test program play the product and the hello server when it is started as one of them.
func TestMain(m *testing.M) {
	if os.Getenv(standInEnv) != "" {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		defer stop()
		if err := standIn(ctx, os.Args[1:]); err != nil {
			log.Fatal(err)
		}
		return
	}
	os.Exit(m.Run())
}

func standIn(ctx context.Context, args []string) error {
	switch args[0] {
	case "hello":
		return ServeHello(ctx, os.Stdout)
	case "seed":
		return nil
	case "token":
		fmt.Println("The token: t0ken")
		return nil
	case "serve":
		s := &http.Server{Addr: args[2], Handler: newDesk()}
		context.AfterFunc(ctx, func() { _ = s.Close() })
		_ = s.ListenAndServe()
		return nil
	}
	return fmt.Errorf("unknown command %q", args[0])
}

// desk is a stand-in for the product: just enough to be asked.
type desk struct {
	*http.ServeMux
	mu    sync.Mutex
	items []item
	lazy  bool // answers quickly and wrongly: empty lists and pages
}

func newDesk() *desk {
	d := &desk{ServeMux: http.NewServeMux()}
	for i := range 61 {
		d.items = append(d.items, item{ID: fmt.Sprint(i), Number: fmt.Sprintf("INC-%d", i), Title: "common words"})
	}
	d.items[0].Title = "rarest word"
	d.HandleFunc("GET /readyz", func(http.ResponseWriter, *http.Request) {})
	d.HandleFunc("POST "+pathSignIn, func(w http.ResponseWriter, _ *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "s"})
		w.WriteHeader(http.StatusSeeOther)
	})
	d.HandleFunc("POST "+pathIncidents, d.api(d.create))
	d.HandleFunc("GET "+pathIncidents, d.api(func(w http.ResponseWriter, r *http.Request) { d.list(w, r, "") }))
	d.HandleFunc("GET "+pathPeople, d.api(func(w http.ResponseWriter, r *http.Request) { d.list(w, r, "") }))
	d.HandleFunc("GET "+pathSearch, d.api(func(w http.ResponseWriter, r *http.Request) { d.list(w, r, r.FormValue("q")) }))
	d.HandleFunc("GET "+pathAssets, d.api(func(w http.ResponseWriter, r *http.Request) { d.list(w, r, "") }))
	for _, list := range []string{pathQueue, pathOwned} {
		d.pages(list)
	}
	d.HandleFunc("GET "+pathItems+"/{number}/impact", d.api(func(w http.ResponseWriter, _ *http.Request) {
		if !d.lazy {
			_, _ = fmt.Fprint(w, strings.Repeat(`{"distance":1}`, 9))
		}
	}))
	d.HandleFunc("GET "+pathServices+"/{number}/map", func(w http.ResponseWriter, _ *http.Request) {
		if !d.lazy {
			_, _ = fmt.Fprint(w, strings.Repeat(nodeMark, 9)+"</html>")
		}
	})
	d.HandleFunc("GET "+pathIncidents+"/{number}", d.api(d.get))
	d.HandleFunc("POST "+pathIncidents+"/{number}/actions/reply", d.api(func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, "{}") }))
	d.HandleFunc("GET "+pathRecord+"{number}", func(w http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(w, "<html>%s</html>", r.PathValue("number"))
	})
	return d
}

// pages answers with a list of one page.
func (d *desk) pages(path string) {
	d.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Cookie") == "session=s" && !d.lazy {
			_, _ = fmt.Fprint(w, strings.Repeat("<tr "+rowMark+`"1"></tr>`, pageSize))
		}
		_, _ = fmt.Fprint(w, "</html>")
	})
}

func (d *desk) api(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer t0ken" {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		next(w, r)
	}
}

func (d *desk) create(w http.ResponseWriter, r *http.Request) {
	var in newIncident
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.Title == "" || r.Header.Get("Idempotency-Key") == "" {
		http.Error(w, "bad input", http.StatusUnprocessableEntity)
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	it := item{ID: fmt.Sprint(len(d.items)), Number: fmt.Sprintf("INC-%d", len(d.items)), Title: in.Title}
	if d.lazy {
		it.Number = "INC-1"
	}
	d.items = append(d.items, it)
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(it)
}

func (d *desk) get(w http.ResponseWriter, r *http.Request) {
	if d.lazy {
		http.Error(w, "no such incident", http.StatusNotFound)
		return
	}
	_ = json.NewEncoder(w).Encode(item{Number: r.PathValue("number"), Title: "common words"})
}

func (d *desk) list(w http.ResponseWriter, r *http.Request, word string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var p page
	most := 20
	if n, err := strconv.Atoi(r.FormValue("limit")); err == nil {
		most = n
	}
	for _, i := range d.items {
		if strings.Contains(i.Title, word) && len(p.Items) < most && !d.lazy {
			p.Items = append(p.Items, i)
		}
	}
	_ = json.NewEncoder(w).Encode(p)
}
