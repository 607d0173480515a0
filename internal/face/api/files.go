package api

import (
	"cmp"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/face/api/contract"
	"github.com/fettle-itsm/fettle/internal/face/api/intake"
	"github.com/fettle-itsm/fettle/internal/face/api/problem"
)

// file is an attachment.
type file struct {
	attach.Attachment
	Public bool   `json:"public" doc:"The requester may see it."`
	URL    string `json:"url" doc:"Where the content is."`
}

func fileOf(at string, x attach.Attachment) file {
	return file{x, x.Visibility == attach.Public, at + "/attachments/" + x.ID.String()}
}

// files returns the operations on single attachments.
func (a *API) files(p desk.Practice) []op {
	at := root + p.Kind.Slug() + "/{number}/attachments"
	tag := p.Kind.Plural
	upload := own("POST", at, p.Kind.Key+".reply or "+string(p.Note), rowScope, "name", "public")
	return []op{
		{Route: upload, name: "attach-to-" + p.Kind.Key, tag: tag, summary: "Attach a file: its bytes are the body, or the one file of a form (curl -F file=@report.pdf). A Content-Digest or Repr-Digest (RFC 9530, sha-256 or sha-512) is checked, and nothing is kept when it differs", stream: true, status: http.StatusCreated,
			query: []contract.Param{{Name: "name", Doc: "The name of the file; that of the file part if absent."}, {Name: "public", Doc: "true lets the requester see it; internal if absent.", Truth: true}}, out: reflect.TypeFor[file](),
			do: func(w http.ResponseWriter, r *http.Request) error { return a.upload(w, r, p) }},
		{Route: read(at+"/{id}", string(p.View), rowScope), name: "download-from-" + p.Kind.Key, tag: tag, summary: "The content of a file, with its SHA-256 in Repr-Digest",
			media: "application/octet-stream", do: func(w http.ResponseWriter, r *http.Request) error { return a.download(w, r, p) }},
	}
}

func (a *API) listFiles(ctx context.Context, p desk.Practice, v desk.View) (any, error) {
	list, err := a.Desk.Attachments(ctx, v)
	if err != nil {
		return nil, err
	}
	out := make([]file, len(list))
	for i, x := range list {
		out[i] = fileOf(path(p, v.Number), x)
	}
	return whole(out), nil
}

// upload streams the body to the store and names it on the record afterwards.
func (a *API) upload(w http.ResponseWriter, r *http.Request, p desk.Practice) error {
	ctx, query := r.Context(), r.URL.Query()
	v, err := a.Desk.Get(ctx, p, r.PathValue("number")) // before a byte is kept
	if err != nil {
		return err
	}
	public, err := intake.Truth(query, "public")
	if err != nil {
		return &problem.Refusal{Status: http.StatusBadRequest, Text: errs.Safe(err), Faults: []problem.Fault{{Parameter: "public", Detail: "Use true or false."}}}
	}
	if err := a.Desk.MayAttach(ctx, p, v.Number, public); err != nil {
		return err
	}
	if limit := a.Files.Limits().File; r.ContentLength > limit+maxForm {
		return a.tooLarge()
	}
	r.Body = http.MaxBytesReader(w, r.Body, a.Files.Limits().File+maxForm) // a form may go on behind its file
	var b attach.Blob
	sent, err := intake.File(r, func(body io.Reader) (err error) {
		b, err = a.Files.Put(ctx, body)
		if errs.Is(err, errs.Invalid) {
			err = a.tooLarge()
		}
		return err
	})
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return a.tooLarge()
	}
	if err != nil {
		return err
	}
	switch sent.Public {
	case "":
	case "true", "false":
		public = sent.Public == "true"
	default:
		return problem.Unfit(problem.Fault{Pointer: "#/public", Detail: "Use true or false."})
	}
	x, err := a.Desk.Attach(ctx, p, v.Number, a.Files, b, cmp.Or(query.Get("name"), sent.Name), public)
	if err != nil {
		return err
	}
	out := fileOf(path(p, v.Number), x)
	w.Header().Set("Location", out.URL)
	return a.answer(w, r, http.StatusCreated, out)
}

// maxForm is what a form may add to a file in bytes.
const maxForm = 16 << 10

func (a *API) tooLarge() error {
	return problem.Refuse(http.StatusRequestEntityTooLarge, "A file has at most %s.", attach.Bytes(a.Files.Limits().File))
}

// download sends a content so that no browser runs it: always as a download, in a sandbox, never sniffed.
func (a *API) download(w http.ResponseWriter, r *http.Request, p desk.Practice) error {
	v, err := a.Desk.Get(r.Context(), p, r.PathValue("number"))
	if err != nil {
		return err
	}
	key, err := id.Parse(r.PathValue("id"))
	if err != nil || key == 0 {
		return errs.Absent("file")
	}
	x, err := a.Desk.Attachment(r.Context(), v, key)
	if err != nil {
		return err
	}
	f, err := a.Files.Open(r.Context(), x.Hash)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	h := w.Header()
	h.Set("Content-Type", x.MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": x.Name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Etag", `"`+x.Hash+`"`)
	h.Set("Repr-Digest", intake.Digest(x.Hash))
	http.ServeContent(w, r, "", x.At.Time(), f)
	return nil
}
