package contract

import (
	"bytes"
	"html/template"
)

// docsPage lists the operations. It has no style of its own: it reads well as plain HTML.
const docsPage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Fettle API</title></head><body><main><h1>Fettle API</h1>
<p>The whole contract is <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1). Send a token as <code>Authorization: Bearer ftl_…</code>.</p>
<ul>
<li>Lists answer <code>{"items": […], "next": …}</code>; ask for the next page with <code>?after=</code>. <code>?fields=</code> keeps answers small.</li>
<li>Reading gives an <code>ETag</code>; <code>PATCH</code> wants it back in <code>If-Match</code>: 428 without, 412 when somebody was faster.</li>
<li>The body of a <code>PATCH</code> is a JSON merge patch: <code>null</code> empties a field, what is absent stays.</li>
<li><code>/api/v1/events</code> is read to the end by following <code>next</code> until it is null; keep <code>cursor</code> and ask again later with <code>?after=</code>.</li>
<li>A <code>POST</code> with <code>Idempotency-Key</code> can be repeated for 24 hours and takes effect once.</li>
<li>A change answers with the number, state and version; <code>Prefer: return=representation</code> gives the whole record.</li>
<li><code>?expand=timeline,sla</code> on one record brings along what otherwise are requests of their own.</li>
<li><code>RateLimit</code> says what is left of the token's quota; past it, 429 and <code>Retry-After</code>.</li>
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

// Page returns the list of operations as HTML.
func Page(ops []Op) ([]byte, error) {
	t, err := template.New("docs").Parse(docsPage)
	if err != nil {
		return nil, err
	}
	var tags []docsTag
	at := map[string]int{}
	for _, o := range ops {
		i, ok := at[o.Tag]
		if !ok {
			i = len(tags)
			at[o.Tag] = i
			tags = append(tags, docsTag{Tag: o.Tag})
		}
		x := docsOp{Method: o.Method, Pattern: o.Pattern, Summary: o.Summary, Rests: rests(o)}
		for _, q := range o.Query {
			x.Query = append(x.Query, docsParam{q.Name, q.Doc})
		}
		if o.In != nil {
			x.Writes = o.Writes
		}
		tags[i].Ops = append(tags[i].Ops, x)
	}
	var b bytes.Buffer
	err = t.Execute(&b, tags)
	return b.Bytes(), err
}
