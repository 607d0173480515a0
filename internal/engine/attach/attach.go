package attach

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
)

// Visibility says who may see an attachment: the values are those of the entry that it came with.
type Visibility int

// The visibilities.
const (
	Public   Visibility = iota // the requester too
	Internal                   // agents only
)

// Limits bound what may be attached.
type Limits struct {
	File   int64 // bytes of one file
	Record int64 // bytes of all files of a record
	Count  int   // files of a record
}

// Usual returns the limits that apply where no others were set: 25 MB a file, 250 MB and 200 files a record.
func Usual() Limits { return Limits{25 << 20, 250 << 20, 200} }

// Attachment is a file on a record.
type Attachment struct {
	ID         id.ID      `json:"id"`
	Record     id.ID      `json:"-"`
	Entry      id.ID      `json:"entry"`
	Hash       string     `json:"hash"`
	Name       string     `json:"name"`
	Size       int64      `json:"size"`
	MediaType  string     `json:"media_type"`
	Visibility Visibility `json:"-"`
	By         id.ID      `json:"created_by"`
	At         clock.Time `json:"created_at"`
}

// Index makes the names of files findable; engine/search implements it.
type Index interface {
	Put(tx *db.Tx, record, entry id.ID, title, body string) error
}

// Files keeps the attachments of records and their contents.
type Files struct {
	// Index learns the name of each file in the transaction that attaches it; nil keeps names out of the search. It is set before the
	// first use.
	Index Index
	// Kept say whether something besides an attachment names a content, such as an import of the table in it. They are set before the first
	// use.
	Kept []func(ctx context.Context, q db.Querier, hash string) (bool, error)

	store  Store
	limits Limits
}

// NewFiles returns the attachments whose contents are in a store. A limit of zero is the usual one.
func NewFiles(s Store, l Limits) *Files {
	u := Usual()
	return &Files{store: s, limits: Limits{cmp.Or(l.File, u.File), cmp.Or(l.Record, u.Record), cmp.Or(l.Count, u.Count)}}
}

// Limits returns what may be attached.
func (f *Files) Limits() Limits { return f.limits }

// Put keeps a content before the transaction that attaches it. Kinds: Invalid (too large), Unavailable (full).
func (f *Files) Put(ctx context.Context, r io.Reader) (Blob, error) {
	return f.store.Put(ctx, r, f.limits.File)
}

// Open returns the content of an attachment; see Store. The caller has checked that the record may be seen.
func (f *Files) Open(ctx context.Context, hash string) (io.ReadSeekCloser, error) {
	return f.store.Open(ctx, hash)
}

// Attach names a content on a record; entry is 0 when it came with no message. The content was Put before. Kinds: Invalid when the
// record has no room left.
func (f *Files) Attach(tx *db.Tx, record, entry id.ID, b Blob, name string, v Visibility) (a Attachment, err error) {
	defer errs.Wrap(&err, "attach.Attach(%d)", record)
	who, err := actor.From(tx.Context())
	if err != nil {
		return a, err
	}
	if !valid(b.Hash) || b.Size < 0 {
		return a, errs.New(errs.Internal, "a content without a hash")
	}
	if err := f.room(tx, record, b.Size); err != nil {
		return a, err
	}
	if _, err := tx.Exec(`INSERT INTO blob (hash, size, media_type, created_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (hash) DO UPDATE SET created_at = excluded.created_at`, b.Hash, b.Size, b.MediaType, tx.Now()); err != nil {
		return a, err
	}
	a = Attachment{ID: tx.NewID(), Record: record, Entry: entry, Hash: b.Hash, Name: Name(name), Size: b.Size, MediaType: b.MediaType,
		Visibility: v, By: who.ID, At: tx.Now()}
	_, err = tx.Exec(`INSERT INTO attachment (id, record_id, entry_id, hash, name, size, media_type, visibility, created_by, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, a.ID, a.Record, a.Entry, a.Hash, a.Name, a.Size, a.MediaType, int(a.Visibility), a.By, a.At)
	if err != nil || f.Index == nil {
		return a, err
	}
	return a, f.Index.Put(tx, a.Record, a.ID, "", a.Name)
}

func (f *Files) room(tx *db.Tx, record id.ID, size int64) error {
	var n int
	var sum int64
	if err := tx.QueryRow(tx.Context(), `SELECT count(*), CAST(coalesce(sum(size), 0) AS BIGINT) FROM attachment WHERE record_id = $1`, record).Scan(&n, &sum); err != nil {
		return err
	}
	if n >= f.limits.Count {
		return errs.Bad("file", "A record holds at most %d files.", f.limits.Count)
	}
	if sum+size > f.limits.Record {
		return errs.Bad("file", "The files of a record hold at most %s; %s are left.", Bytes(f.limits.Record), Bytes(max(0, f.limits.Record-sum)))
	}
	return nil
}

// Name makes a client's file name something to show: the last part of a path, one line, at most 200 characters.
func Name(s string) string {
	s = text.Line(strings.ReplaceAll(s, `\`, "/"), 0)
	s = strings.TrimSpace(filepath.Base(s))
	if s == "." || s == ".." || s == "/" || s == "" {
		return "file"
	}
	if ext := filepath.Ext(s); len([]rune(s)) > 200 && len(ext) < 20 {
		return text.Truncate(strings.TrimSuffix(s, ext), 180) + ext
	}
	return text.Truncate(s, 200)
}

const columns = `id, record_id, entry_id, hash, name, size, media_type, visibility, created_by, created_at`

func scan(rows *sql.Rows, a *Attachment) error {
	return rows.Scan(&a.ID, &a.Record, &a.Entry, &a.Hash, &a.Name, &a.Size, &a.MediaType, &a.Visibility, &a.By, &a.At)
}

// Attachments returns the files of a record, oldest first; without internal only those that the requester may see.
func Attachments(ctx context.Context, q db.Querier, record id.ID, internal bool) ([]Attachment, error) {
	rows, err := q.Query(ctx, `SELECT `+columns+` FROM attachment WHERE record_id = $1 AND (visibility = 0 OR $2) ORDER BY id`, record, internal)
	return db.Collect(rows, err, scan)
}

// Get returns one file of a record. Kinds: NotFound, also for an internal file without internal.
func Get(ctx context.Context, q db.Querier, record, attachment id.ID, internal bool) (Attachment, error) {
	rows, err := q.Query(ctx, `SELECT `+columns+` FROM attachment WHERE id = $1 AND record_id = $2 AND (visibility = 0 OR $3)`, attachment, record, internal)
	list, err := db.Collect(rows, err, scan)
	if err != nil {
		return Attachment{}, err
	}
	if len(list) == 0 {
		return Attachment{}, errs.Absent("file")
	}
	return list[0], nil
}

// Sweep removes contents that neither an attachment nor one of Kept names and that were put longer than age ago: uploads that were never used.
// It returns how many.
func (f *Files) Sweep(ctx context.Context, d *db.DB, age time.Duration) (removed int, err error) {
	defer errs.Wrap(&err, "attach.Sweep")
	before := d.Clock().Now().Add(-age)
	return f.store.Sweep(ctx, before, func(hash string) (bool, error) { return f.forget(ctx, d, hash) })
}

// forget takes a content out of the books unless something names it. Most are attached: those cost no write.
func (f *Files) forget(ctx context.Context, d *db.DB, hash string) (gone bool, err error) {
	var used bool
	if err := d.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM attachment WHERE hash = $1)`, hash).Scan(&used); err != nil || used {
		return false, err
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		gone = false
		for _, kept := range f.Kept {
			if yes, err := kept(ctx, tx, hash); err != nil || yes {
				return err
			}
		}
		if _, err := tx.Exec(`DELETE FROM blob WHERE hash = $1 AND NOT EXISTS (SELECT 1 FROM attachment WHERE hash = $1)`, hash); err != nil {
			return err
		}
		var n int
		err := tx.QueryRow(ctx, `SELECT count(*) FROM blob WHERE hash = $1`, hash).Scan(&n)
		gone = n == 0
		return err
	})
	return gone, err
}

// Check reads every content that is named and returns one sentence for each that is missing or damaged.
func (f *Files) Check(ctx context.Context, q db.Querier) ([]string, error) {
	rows, err := q.Query(ctx, `SELECT DISTINCT hash FROM attachment ORDER BY hash`)
	hashes, err := db.Collect(rows, err, func(rows *sql.Rows, h *string) error { return rows.Scan(h) })
	if err != nil {
		return nil, err
	}
	var faults []string
	for _, h := range hashes {
		r, err := f.store.Open(ctx, h)
		if err == nil {
			_, err = io.Copy(io.Discard, r)
			_ = r.Close()
		}
		if err != nil {
			faults = append(faults, fmt.Sprintf("%s: %v", h, err))
		}
	}
	return faults, ctx.Err()
}
