package plan

import (
	"context"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/port/directory"
)

// Directory reads the computers of an LDAP directory.
type Directory struct {
	record.Head
	Timing
	URL      string
	StartTLS bool
	Bind     string
	Base     string
	Filter   string
}

func (d *Directory) source(password string) directory.Source {
	return directory.Source{URL: d.URL, StartTLS: d.StartTLS, Bind: d.Bind, Password: password, Base: d.Base, Filter: d.Filter}
}

func directories(d register.Deps) *planned[Directory] {
	head := func(v *Directory) *record.Head { return &v.Head }
	timing := func(v *Directory) *Timing { return &v.Timing }
	p := &planned[Directory]{timing: timing, needs: func(v *Directory) bool { return v.Bind != "" }}
	p.Register = &register.Register[Directory]{Deps: d, Table: "directory", Head: head, View: PermDirectoryView, Add: PermDirectoryEdit, Edit: PermDirectoryEdit,
		Kind:  record.Kind{Key: "directory", Prefix: "DIR", Singular: "directory", Plural: "directories", Icon: "search", Titled: true, Minor: true, Flow: life()},
		Scope: actor.Columns{ID: "t.id", Entity: "t.entity_id"},
		Words: func(v *Directory) string { return v.URL + " " + v.Base },
		Fields: slices.Concat(field.Set[Directory]{
			field.Text("url", "Address", "url", func(v *Directory) *string { return &v.URL }).Required().Max(500).Code().
				Help("Such as ldaps://directory.example.org. When it changes, the password has to be set again."),
		}, fields(timing), field.Set[Directory]{
			field.Boolean("start_tls", "STARTTLS", "start_tls", func(v *Directory) *bool { return &v.StartTLS }).Help("For ldap:// addresses: encrypt before anything is said."),
			field.Text("bind", "Sign in as", "bind", func(v *Directory) *string { return &v.Bind }).Max(500).Code().Help("Such as cn=reader,dc=example,dc=org; nobody if empty."),
			field.Text("base", "Search below", "base", func(v *Directory) *string { return &v.Base }).Required().Max(500).Code().Help("Such as ou=Computers,dc=example,dc=org."),
			field.Text("search_filter", "Filter", "filter", func(v *Directory) *string { return &v.Filter }).Max(1000).Code().Help(directory.Usual + " if empty."),
		}),
		Check: func(tx *db.Tx, old, v *Directory) error {
			if err := v.source("").Check(); err != nil {
				return err
			}
			return p.check(tx, old, v, &errs.Check{}, func(old *Directory) bool { return old.URL != v.URL || old.StartTLS != v.StartTLS || old.Bind != v.Bind })
		}}
	return p
}

// DirectoryFields are the fields of a directory as a caller gives them; what is absent stays as it is.
type DirectoryFields struct {
	Title        *string `json:"title,omitempty"`
	URL          *string `json:"url,omitempty" doc:"Such as ldaps://directory.example.org. When it changes, the password has to be set again."`
	StartTLS     *bool   `json:"start_tls,omitempty" doc:"For ldap:// addresses: encrypt before anything is said."`
	Bind         *string `json:"bind,omitempty" doc:"The name to sign in with; nobody if absent."`
	Base         *string `json:"base,omitempty" doc:"The entry below which computers are searched."`
	SearchFilter *string `json:"search_filter,omitempty" doc:"An LDAP filter; (objectClass=computer) if absent."`
	Every        *int64  `json:"every,omitempty" doc:"Hours from one run to the next; 0 for only when asked."`
	Entity       *id.ID  `json:"entity,omitempty"`
}

// AddDirectory is a new directory.
type AddDirectory struct {
	DirectoryFields
	Custom register.Custom `json:"custom,omitempty"`
}

// EditDirectory changes a directory.
type EditDirectory struct {
	action.On
	DirectoryFields
	Custom register.Custom `json:"custom,omitempty"`
}

// AddDirectory adds a directory. Kinds: Invalid.
func (d *Desk) AddDirectory(ctx context.Context, in AddDirectory) (record.Result, error) {
	return d.directories.Create(ctx, in.DirectoryFields, in.Custom, nil)
}

// EditDirectory changes a directory. Kinds: NotFound, Invalid, Conflict for a stale version.
func (d *Desk) EditDirectory(ctx context.Context, in EditDirectory) (record.Result, error) {
	return d.directories.Amend(ctx, in.On, in.DirectoryFields, in.Custom)
}
