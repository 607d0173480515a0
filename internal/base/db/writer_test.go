package db

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// diskError is an error as the driver reports it.
type diskError int

func (e diskError) Error() string { return "disk I/O error" }
func (e diskError) Code() int     { return int(e) }

func openWriter(t *testing.T) *DB {
	t.Helper()
	d, err := Open(t.Context(), Options{URL: "sqlite:" + filepath.Join(t.TempDir(), "fettle.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

func count(d *DB, name string) error {
	return d.Write(context.Background(), func(tx *Tx) error {
		_, err := tx.Exec(`INSERT INTO counter (name, value) VALUES ($1, 1)`, name)
		return err
	})
}

func TestAFailedFsyncEndsAllWritingAndIsToldOnce(t *testing.T) {
	d := openWriter(t)
	commits, commit := 0, d.writer.commit
	d.writer.commit = func() error {
		if commits++; commits == 1 {
			return diskError(10 | 4<<8) // SQLITE_IOERR_FSYNC
		}
		return commit()
	}
	held := make(chan struct{})
	first, queued := make(chan error, 1), make(chan error, 1)
	go func() {
		first <- d.Write(context.Background(), func(*Tx) error { <-held; return nil })
	}()
	go func() { queued <- count(d, "queued") }()
	close(held)
	for name, answer := range map[string]chan error{"the write under way": first, "a write that waited": queued} {
		if err := <-answer; !errs.Is(err, errs.Unavailable) {
			t.Errorf("%s got %v", name, err)
		}
	}
	if err := count(d, "later"); !errs.Is(err, errs.Unavailable) {
		t.Errorf("a later write got %v, although the disk is well again", err)
	}
	if commits != 1 {
		t.Errorf("%d commits were tried, want 1", commits)
	}
	select {
	case err := <-d.Fatal():
		if sqliteCode(err) != 1034 {
			t.Errorf("told: %v", err)
		}
	default:
		t.Error("nobody was told")
	}
}

func TestADiskThatTakesNoMoreDataIsNoReasonToStop(t *testing.T) {
	for name, code := range map[string]diskError{"full": 13, "quota": ioWrite, "shared memory": ioShmSize} {
		t.Run(name, func(t *testing.T) {
			d := openWriter(t)
			commit := d.writer.commit
			d.writer.commit = func() error { return code }
			if err := count(d, "a"); !errs.Is(err, errs.Unavailable) {
				t.Errorf("the write got %v", err)
			}
			d.writer.commit = commit
			if err := count(d, "a"); err != nil {
				t.Errorf("with room again the write got %v", err)
			}
			select {
			case err := <-d.Fatal():
				t.Errorf("it stops: %v", err)
			default:
			}
		})
	}
}

func TestANeighboursErrorIsNotShownToACallerWhoseGroupWasLost(t *testing.T) {
	err := commitError(errs.Because(errs.Invalid, diskError(13), "The title of another is too long."))
	if errs.KindOf(err) != errs.Unavailable || errs.Safe(err) != "The disk is full. Nothing was changed; please try again later." {
		t.Errorf("%v: %s", errs.KindOf(err), errs.Safe(err))
	}
	if err := commitError(errors.New("x")); !errs.Is(err, errs.Unavailable) {
		t.Errorf("%v", err)
	}
}
