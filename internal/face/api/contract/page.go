package contract

import (
	"bytes"
	"context"
)

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
	err := docs(tags).Render(context.Background(), &b)
	return b.Bytes(), err
}
