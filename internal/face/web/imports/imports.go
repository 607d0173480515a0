package imports

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/attach"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
)

// Imports brings tables in.
type Imports interface {
	// Kinds returns what the actor may bring in. Kinds: Forbidden.
	Kinds(ctx context.Context) ([]string, error)
	// List returns the newest imports that the actor may see.
	List(ctx context.Context) ([]Import, error)
	// Prepare makes an import of a file. Kinds: Forbidden, NotFound, Invalid.
	Prepare(ctx context.Context, kind, name string, b attach.Blob) (id.ID, error)
	// Open returns an import with what its page shows. Kinds: Forbidden, NotFound.
	Open(ctx context.Context, of id.ID) (Sheet, error)
	// Check looks at every row and changes nothing. Kinds: NotFound, Invalid, Conflict.
	Check(ctx context.Context, of id.ID, as Asked) error
	// Do carries one of the Acts out. Kinds: NotFound, Conflict when the import is not at this point.
	Do(ctx context.Context, of id.ID, act string) error
	// WriteRefused writes the refused rows as CSV. Kinds: NotFound.
	WriteRefused(ctx context.Context, of id.ID, w io.Writer) error
}

// The acts on an import.
const (
	Start   = "start"
	Stop    = "stop"
	Undo    = "undo"
	Discard = "discard"
)

// Import is one import. State is draft, checking, checked, running, stopping, stopped, done, undoing or undone.
type Import struct {
	ID                                        id.ID
	Kind, File, State, By, Note               string
	Started, Ended                            clock.Time
	Rows, Done, Made, Changed, Same, Refusals int
	Served                                    bool // its file is here: it was sent to these pages
}

// Asked is how a table is to be read: the field of each column, "" for one that is left out.
type Asked struct {
	Columns         []string
	Currency, Dates string
	Update          bool
}

// Field is something that a column can fill.
type Field struct {
	Key, Label string
	Required   bool
}

// Line is a row and what became of it, or what would.
type Line struct {
	At                      int
	Cells                   []string
	Outcome, Number, Reason string
}

// Sheet is an import with its table.
type Sheet struct {
	Import
	Asked
	Header  []string
	Fields  []Field
	First   []Line
	Refused []Line // the first of them, without cells
	Kept    []Line // after an undoing
}

// need is the permission to bring tables in.
const need actor.Permission = "import.run"

// Path is where the pages are.
const Path = "/imports"

// Link is the way to the pages in the rail.
func Link() kit.NavLink {
	return kit.NavLink{Group: "Admin", Label: "Imports", Href: Path, Icon: "folder", Permission: need}
}

type room struct{ Imports }

// Mount adds the pages.
func Mount(s *kit.Site, i Imports) {
	r := room{i}
	s.Show(Path, string(need), kit.OwnRows, func(v *kit.Visit) error {
		return r.list(v, http.StatusOK, url.Values{"kind": {v.Query("kind")}}, nil)
	})
	s.Take(Path, string(need), kit.OwnRows, r.send, "kind", "file")
	at := Path + "/{id}"
	s.Show(at, string(need), kit.OwnRows, func(v *kit.Visit) error {
		of, err := named(v)
		if err != nil {
			return err
		}
		return r.show(v, http.StatusOK, of, nil, nil)
	})
	s.Show(at+"/refused.csv", string(need), kit.OwnRows, r.refused)
	s.Take(at+"/check", string(need), kit.OwnRows, r.check, "columns", "currency", "dates", "update")
	for _, act := range []string{Start, Stop, Undo, Discard} {
		s.Take(at+"/"+act, string(need), kit.OwnRows, func(v *kit.Visit) error { return r.do(v, act) })
	}
}

// named is the import of the address.
func named(v *kit.Visit) (id.ID, error) {
	of, err := id.Parse(v.R.PathValue("id"))
	if err != nil || of == 0 {
		return 0, errs.Absent("import")
	}
	return of, nil
}

func address(of id.ID) string { return Path + "/" + of.String() }

// send keeps a file and leads to the page of its import.
func (r room) send(v *kit.Visit) error {
	kinds, err := r.Kinds(v.Ctx())
	if err != nil {
		return err
	}
	form, err := v.Form(func(url.Values) error {
		if len(kinds) == 0 {
			return errs.New(errs.Forbidden, "Your role does not allow you to add anything that could be imported.")
		}
		return nil
	})
	var of id.ID
	switch {
	case err != nil:
	case form.FileError != nil:
		err = errs.Bad("file", "%s", kit.Join(" ", errs.Safe(form.FileError), texts(form.FileError)))
	case len(form.Files) != 1:
		err = errs.Bad("file", "Choose a file with something in it.")
	default:
		of, err = r.Prepare(v.Ctx(), form.Get("kind"), form.Files[0].Name, form.Files[0].Blob)
		if errs.Is(err, errs.Invalid) && len(errs.Fields(err)) == 0 {
			err = errs.Bad("file", "%s", errs.Safe(err))
		} else if errs.Is(err, errs.NotFound) {
			err = errs.Bad("kind", "Choose one from the list.")
		}
	}
	if errs.Is(err, errs.Invalid) {
		return r.list(v, face.Status(err), form.Values, err)
	}
	if err != nil {
		return err
	}
	v.Redirect(address(of))
	return nil
}

// texts joins what is wrong with fields.
func texts(err error) string {
	var out []string
	for _, f := range errs.Fields(err) {
		out = append(out, f.Text)
	}
	return kit.Join(" ", out...)
}

// check keeps how the table is to be read and has it checked.
func (r room) check(v *kit.Visit) error {
	of, err := named(v)
	if err != nil {
		return err
	}
	s, err := r.Open(v.Ctx(), of)
	if err != nil {
		return err
	}
	form, err := v.Form(nil)
	if err != nil {
		return err
	}
	as := Asked{Currency: form.Get("currency"), Dates: form.Get("dates"), Update: form.Get("update") != ""}
	for i := range s.Columns {
		as.Columns = append(as.Columns, form.Get(column(i)))
	}
	err = r.Check(v.Ctx(), of, as)
	if k := errs.KindOf(err); k == errs.Invalid || k == errs.Conflict {
		return r.show(v, face.Status(err), of, form.Values, err)
	}
	if err != nil {
		return err
	}
	v.Redirect(address(of))
	return nil
}

// column names the input of a column.
func column(i int) string { return "c" + strconv.Itoa(i) }

// do carries an act out.
func (r room) do(v *kit.Visit, act string) error {
	of, err := named(v)
	if err != nil {
		return err
	}
	if _, err := v.Form(nil); err != nil {
		return err
	}
	err = r.Do(v.Ctx(), of, act)
	if errs.Is(err, errs.Conflict) {
		return r.show(v, face.Status(err), of, nil, err)
	}
	if err != nil {
		return err
	}
	if act == Discard {
		v.Say("ok", "The file was thrown away. Nothing was imported.")
		v.Redirect(Path)
		return nil
	}
	v.Redirect(address(of))
	return nil
}

// refused answers with the rows that were refused.
func (r room) refused(v *kit.Visit) error {
	of, err := named(v)
	if err != nil {
		return err
	}
	broke := func(err error) {
		v.Log.ErrorContext(v.Ctx(), "the refused rows ended before their end", "request", v.ID, "error", err)
	}
	return face.SendCSV(v.W, "refused-"+of.String(), broke, func(w io.Writer) error { return r.WriteRefused(v.Ctx(), of, w) })
}
