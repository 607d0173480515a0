package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed dist/app.js dist/desk.js dist/desk.css dist/map.js dist/scan.js dist/decode.js dist/offline.js dist/fettle.css favicon.svg
var embedded embed.FS

// Prefix is the path under which Handler must be mounted.
const Prefix = "/static/"

// counting is where the pages are that offline.js may keep: a worker reaches no further than its own folder unless the server allows it.
const counting = "/stocktakes/"

// file is one asset, ready to be served.
type file struct {
	name, url, kind string
	body, packed    []byte
}

// all reads and hashes the assets once.
var all = sync.OnceValue(load)

type index struct{ byName, byURL map[string]*file }

func load() index {
	ix := index{byName: map[string]*file{}, byURL: map[string]*file{}}
	for _, p := range []string{"dist/app.js", "dist/desk.js", "dist/desk.css", "dist/map.js", "dist/scan.js", "dist/decode.js", "dist/offline.js", "dist/fettle.css", "favicon.svg"} {
		body, err := embedded.ReadFile(p)
		if err != nil {
			continue // cannot happen: the build fails without the file
		}
		f := newFile(path.Base(p), body)
		ix.byName[f.name], ix.byURL[f.url] = f, f
	}
	return ix
}

func newFile(name string, body []byte) *file {
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	f := &file{name: name, body: body, kind: mime.TypeByExtension(ext)}
	if ext == ".js" {
		f.kind = "text/javascript; charset=utf-8"
	}
	f.url = Prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return f
	}
	_, err = z.Write(body)
	if err == nil && z.Close() == nil && b.Len() < len(body) {
		f.packed = b.Bytes()
	}
	return f
}

// URL is the address of an asset, with its content's hash: "fettle.css",
// "app.js" or "favicon.svg". An unknown name gives an address that is not found.
func URL(name string) string {
	if f, ok := all().byName[name]; ok {
		return f.url
	}
	return Prefix + name
}

// Handler serves the assets under Prefix. It sets its own content type, length
// and caching, and sends gzip where the browser accepts it.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := all().byURL[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
			return
		}
		h := w.Header()
		h.Set("Content-Type", f.kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Vary", "Accept-Encoding")
		if f.name == "offline.js" {
			h.Set("Service-Worker-Allowed", counting)
		}
		body := f.body
		if f.packed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			body = f.packed
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method == http.MethodGet {
			_, _ = w.Write(body) // the client may have left
		}
	})
}
