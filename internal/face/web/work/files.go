package work

import (
	"mime"
	"net/http"
	"net/url"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
)

func FileHref(w desk.View, a attach.Attachment) string {
	return "/files/" + w.Number + "/" + a.ID.String() + "/" + url.PathEscape(a.Name)
}

// download serves a file of a record that the visitor may see.
func download(v *kit.Visit) error {
	w, err := v.Room.Find(v.Ctx(), v.R.PathValue("number"))
	if errs.Is(err, errs.NotFound) {
		return errs.Absent("file")
	}
	if err != nil {
		return err
	}
	return Serve(v, w)
}

// Serve sends the file that the address names. A browser saves it and never shows it as a page of the desk, whatever is in it.
func Serve(v *kit.Visit, w desk.View) error {
	i, err := id.Parse(v.R.PathValue("attachment"))
	if err != nil || v.Files == nil {
		return errs.Absent("file")
	}
	a, err := v.Room.Attachment(v.Ctx(), w, i)
	if err != nil {
		return err
	}
	body, err := v.Files.Open(v.Ctx(), a.Hash)
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }()
	h := v.W.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": a.Name}))
	h.Set("Content-Type", a.MediaType)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Etag", `"`+a.Hash+`"`)
	http.ServeContent(v.W, v.R, "", a.At.Time(), body)
	return nil
}

// maxSuggestions is how many people a field offers while somebody types.
const maxSuggestions = 10

// suggest answers a field that completes names.
func suggest(v *kit.Visit) error {
	found, err := v.FindPeople(v.Query("q"), maxSuggestions)
	if err != nil {
		return err
	}
	out := make([]kit.Suggestion, len(found))
	for i, p := range found {
		out[i] = kit.Suggestion{Value: kit.PersonLabel(p), Label: kit.Join(" · ", p.Title, p.Department)}
	}
	return v.JSON(out)
}
