package probe

import (
	"context"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/health"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

// Metrics measures requests and gathers figures in a registry of its own.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	clock    clock.Clock
	prove    func(w http.ResponseWriter, r *http.Request) (*http.Request, bool)
}

// NewMetrics returns the measures of a process; h supplies the figures of the desk. prove finds out who asks and puts them into the
// request's context; when it cannot, it answers and reports false.
func NewMetrics(c clock.Clock, h *health.Desk, version string, prove func(w http.ResponseWriter, r *http.Request) (*http.Request, bool)) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry(), clock: c, prove: prove}
	m.requests = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "fettle_http_request_duration_seconds",
		Help: "How long requests took, by route.", Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}}, []string{"method", "route", "status"})
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "fettle_build_info", Help: "1; the labels say what runs.",
		ConstLabels: prometheus.Labels{"version": version, "go": runtime.Version()}})
	build.Set(1)
	m.registry.MustRegister(m.requests, build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), figures{h})
	return m
}

// Measure observes the requests of a handler. Routes are labelled by their pattern and statuses by their class, so that nobody can make
// series by asking.
func (m *Metrics) Measure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := m.clock.Now()
		if face.RequestID(r.Context()) == "" {
			r = face.Named(w, r) // here, because the mux below leaves the pattern in the request that it gets
		}
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(rec, r)
		pattern := r.Pattern
		if _, after, ok := strings.Cut(pattern, " "); ok {
			pattern = after
		}
		if pattern == "" {
			pattern = "none"
		}
		m.requests.WithLabelValues(method(r.Method), pattern, strconv.Itoa(rec.status/100)+"xx").Observe(m.clock.Now().Sub(start).Seconds())
	})
}

// method bounds a label that comes from outside.
func method(s string) string {
	switch s {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return s
	}
	return "other"
}

// recorder notes the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the status.
func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach what is below.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Mount adds /metrics to a mux: for this machine, or with a token that may read the figures.
func (m *Metrics) Mount(mux *face.Mux) {
	mux.Handle(face.Route{Method: http.MethodGet, Pattern: "/metrics", Permission: string(health.PermView) + ", or from this machine", Scope: "no rows"}, m)
}

// ServeHTTP implements http.Handler.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if at := face.Peer(r); !at.IsLoopback() || r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != "" {
		var ok bool
		if r, ok = m.prove(w, r); !ok {
			return
		}
		if err := health.Allowed(r.Context()); err != nil {
			plain(w, face.Status(err), errs.Safe(err)+"\n")
			return
		}
	}
	opts := promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError, Timeout: 10 * time.Second}
	promhttp.HandlerFor(m.registry, opts).ServeHTTP(w, r)
}

// figures collects counts from the database at each scrape.
type figures struct{ health *health.Desk }

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

// Describe implements prometheus.Collector; what is collected describes itself.
func (figures) Describe(chan<- *prometheus.Desc) {}

// Collect implements prometheus.Collector.
func (f figures) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(actor.With(context.Background(), actor.OfSystem("metrics")), 5*time.Second)
	defer cancel()
	n, err := f.health.Figures(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(describe("fettle_figures", "Counts from the database."), err)
		return
	}
	gauge := func(d *prometheus.Desc, v int64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(v), labels...)
	}
	open := describe("fettle_tickets_open", "Open work, by kind.", "kind")
	for kind, v := range n.Open {
		gauge(open, v, kind)
	}
	pending := describe("fettle_jobs_pending", "Jobs that wait, by kind.", "kind")
	for kind, v := range n.Pending {
		gauge(pending, v, kind)
	}
	gauge(describe("fettle_jobs_dead", "Jobs that were given up."), n.Dead)
	gauge(describe("fettle_sla_overdue", "Open work past its next promise."), n.Breached)
}
