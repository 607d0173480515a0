package probe

import (
	"net/http"

	"github.com/fettle-itsm/fettle/internal/engine/health"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

// Probes answers who asks whether the process lives and works. The paths stand outside of any base path and ask for no proof, so they
// tell nothing but the state of the process.
type Probes struct {
	Health *health.Desk
	Ready  func() bool // the process takes work: it has started and is not stopping; nil is always
}

// Mount adds the probes to a mux.
func (p Probes) Mount(m *face.Mux) {
	m.Handle(open("/livez"), http.HandlerFunc(p.live))
	m.Handle(open("/readyz"), http.HandlerFunc(p.ready))
}

func open(path string) face.Route {
	return face.Route{Method: http.MethodGet, Pattern: path, Permission: face.Anyone, Scope: "no rows"}
}

func (p Probes) live(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok\n") }

func (p Probes) ready(w http.ResponseWriter, r *http.Request) {
	if p.Ready != nil && !p.Ready() {
		plain(w, http.StatusServiceUnavailable, "starting or stopping\n")
		return
	}
	ok, checks := p.Health.Ready(r.Context())
	text, status := "ok\n", http.StatusOK
	if !ok {
		text, status = "not ready\n", http.StatusServiceUnavailable
	}
	if _, verbose := r.URL.Query()["verbose"]; verbose {
		for _, c := range checks {
			mark := "[+]"
			if !c.OK {
				mark = "[-]"
			}
			text = mark + c.Name + ": " + c.Text + "\n" + text
		}
	}
	plain(w, status, text)
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text))
}
