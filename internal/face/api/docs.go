package api

import (
	"bytes"
	"html/template"
	"net/http"

	"github.com/fettle-itsm/fettle/internal/face/face"
)

// documents returns the operations that describe the others. They hold no data, so that they ask for no proof.
func (a *API) documents() []op {
	page, err := a.page()
	fixed := func(kind string, b []byte) func(w http.ResponseWriter, r *http.Request) error {
		return func(w http.ResponseWriter, _ *http.Request) error {
			if err != nil {
				return err
			}
			h := w.Header()
			h.Set("Content-Type", kind)
			h.Set("Cache-Control", "public, max-age=300")
			h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'")
			_, _ = w.Write(b)
			return nil
		}
	}
	return []op{
		{Route: read("/api/openapi.json", face.Anyone, "no rows"), name: "openapi", do: fixed("application/json", a.spec)},
		{Route: read("/docs/api", face.Anyone, "no rows"), name: "docs", do: fixed("text/html; charset=utf-8", page)},
	}
}

// docsPage lists the operations. It has no style of its own: it reads well as plain HTML.
const docsPage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Fettle API</title></head><body><main><h1>Fettle API</h1>
<p>The whole contract is <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1). Send a token as <code>Authorization: Bearer ftl_…</code>.</p>
<ul>
<li>Lists answer <code>{"items": […], "next": …}</code>; ask for the next page with <code>?after=</code>. <code>?fields=</code> keeps answers small.</li>
<li>Reading gives an <code>ETag</code>; <code>PATCH</code> wants it back in <code>If-Match</code>: 428 without, 412 when somebody was faster.</li>
<li>A <code>POST</code> with <code>Idempotency-Key</code> can be repeated for 24 hours and takes effect once.</li>
<li>A change answers with the number, state and version; <code>Prefer: return=representation</code> gives the whole record.</li>
<li>Errors are <code>application/problem+json</code> with a pointer to each wrong field and a <code>trace_id</code> that stands in the log.</li>
</ul>
{{range .}}<section><h2>{{.Tag}}</h2><dl>{{range .Ops}}
<dt><code>{{.Method}} {{.Pattern}}</code></dt><dd>{{.Summary}}. {{.Rests}}{{if .Query}}<br>Query: {{range $i, $q := .Query}}{{if $i}}; {{end}}<code>{{$q.Name}}</code> {{$q.Doc}}{{end}}{{end}}{{if .Writes}}<br>Body: {{range $i, $w := .Writes}}{{if $i}}, {{end}}<code>{{$w}}</code>{{end}}{{end}}</dd>{{end}}</dl></section>
{{end}}</main></body></html>`

type docsOp struct {
	Method, Pattern, Summary, Rests string
	Query                           []docsParam
	Writes                          []string
}

type docsParam struct{ Name, Doc string }

type docsTag struct {
	Tag string
	Ops []docsOp
}

func (a *API) page() ([]byte, error) {
	t, err := template.New("docs").Parse(docsPage)
	if err != nil {
		return nil, err
	}
	var tags []docsTag
	at := map[string]int{}
	for _, o := range a.ops {
		i, ok := at[o.tag]
		if !ok {
			i = len(tags)
			at[o.tag] = i
			tags = append(tags, docsTag{Tag: o.tag})
		}
		x := docsOp{Method: o.Method, Pattern: o.Pattern, Summary: o.summary, Rests: rests(o)}
		for _, q := range o.query {
			x.Query = append(x.Query, docsParam{q.name, q.doc})
		}
		if o.in != nil {
			x.Writes = o.Writes
		}
		tags[i].Ops = append(tags[i].Ops, x)
	}
	var b bytes.Buffer
	err = t.Execute(&b, tags)
	return b.Bytes(), err
}
