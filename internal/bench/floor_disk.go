package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/fettle-itsm/fettle/internal/bench/gauge"
)

const (
	block    = 4 << 10
	fileSize = 64 << 20 // a file is begun anew when it has grown to this
)

// Names of the floors, by which shares are taken.
const (
	FloorAppend   = "fdatasync, 4 KiB append"
	FloorSpace    = "fdatasync, 4 KiB over written space"
	FloorRow      = "SQLite commit, 1 row"
	FloorRows     = "SQLite commit, 32 rows"
	FloorRowFTS   = "SQLite commit, 1 row, 3 indexes, full text"
	FloorRowsFTS  = "SQLite commit, 32 rows, 3 indexes, full text"
	FloorPostgres = "PostgreSQL commit, 1 row, 2 indexes"
	FloorHello    = "net/http hello"
	FloorWriter   = "grouped writer alone, 13 rows, full text"
)

// DiskFloor measures durable 4 KiB writes by several writers, each to its own file in dir. With over, the space is written
// beforehand, so that only data and no metadata must reach the disk.
func DiskFloor(ctx context.Context, p Plan, dir string, writers int, over bool) (Result, error) {
	files := make([]*os.File, writers)
	offsets := make([]int64, writers)
	defer func() {
		for _, f := range files {
			if f != nil {
				_ = f.Close()
				_ = os.Remove(f.Name())
			}
		}
	}()
	name, size := FloorAppend, int64(fileSize)
	if over {
		name, size = FloorSpace, 4<<20
	}
	for i := range files {
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("floor-%d", i)))
		if err != nil {
			return Result{}, err
		}
		files[i] = f
		if over {
			if err := fill(f, size); err != nil {
				return Result{}, err
			}
		}
	}
	data := make([]byte, block)
	return Measure(ctx, p, Work{Name: name, Clients: writers, Do: func(_ context.Context, c int, _ int64) error {
		if offsets[c] >= size {
			offsets[c] = 0
			if !over {
				if err := files[c].Truncate(0); err != nil {
					return err
				}
			}
		}
		if _, err := files[c].WriteAt(data, offsets[c]); err != nil {
			return err
		}
		offsets[c] += block
		return gauge.DataSync(files[c])
	}})
}

func fill(f *os.File, size int64) error {
	if _, err := f.Write(make([]byte, size)); err != nil {
		return err
	}
	return f.Sync()
}
