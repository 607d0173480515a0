package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/a-h/templ"

	"github.com/fettle-itsm/fettle/internal/ui/assets"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8099", "address to serve on")
	out := flag.String("out", "", "write the pages to this folder instead of serving")
	flag.Parse()
	if err := run(*listen, *out); err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

func run(listen, out string) error {
	if out != "" {
		return write(out)
	}
	mux := http.NewServeMux()
	mux.Handle(assets.Prefix, assets.Handler())
	mux.HandleFunc("GET /{page}", serve)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		for _, name := range names() {
			fmt.Fprintf(w, "<p><a href=%q>%s</a>", "/"+name, name)
		}
	})
	fmt.Println("gallery on http://" + listen)
	srv := &http.Server{Addr: listen, Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	if err := srv.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

// policy is the content security policy the product uses; a page that breaks
// it shows at once.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func serve(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	look := looks{theme: q.Get("theme"), density: q.Get("density"), dir: q.Get("dir")}
	page, ok := pages(look)[r.PathValue("page")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Security-Policy", policy)
	templ.Handler(page).ServeHTTP(w, r)
}

func write(dir string) error {
	for name, page := range pages(looks{}) {
		f, err := os.Create(filepath.Join(dir, name+".html"))
		if err != nil {
			return fmt.Errorf("create: %w", err)
		}
		if err := errors.Join(page.Render(context.Background(), f), f.Close()); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	return nil
}
