package demo

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/port/inventory"
)

const (
	reporting = 24 // computers on which the agent runs
	drawing   = 5  // of those, how many have the drawing program: two more than there are seats
	idle      = 130
)

// reported lets the agent on some computers say what is on them, and one machine report under a name that another has: somebody has to
// decide what it is.
func (s *show) reported(ctx context.Context, now time.Time) error {
	ctx = actor.With(ctx, actor.OfSystem("demo"))
	type computer struct {
		id                    id.ID
		number, serial, model string
	}
	rows, err := s.DB.Query(ctx, `SELECT r.id, r.number, t.serial, m.title FROM asset t JOIN record r ON r.id = t.id JOIN record m ON m.id = t.model_id
		WHERE r.state = 'in_use' AND m.title LIKE 'Halden Book%' ORDER BY m.title DESC, r.id LIMIT $1`, reporting)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, c *computer) error { return rows.Scan(&c.id, &c.number, &c.serial, &c.model) })
	if err != nil {
		return err
	}
	for i, c := range list {
		if _, err := s.Discovery.Apply(ctx, report(now, i, c.number, c.serial, c.model)); err != nil {
			return fmt.Errorf("the report of %s: %w", c.number, err)
		}
	}
	if len(list) > 0 {
		twin := report(now, reporting, list[0].number, "Default string", "Halden Book 13")
		if _, err := s.Discovery.Apply(ctx, twin); err != nil {
			return fmt.Errorf("the report of a machine that nobody knows: %w", err)
		}
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error { // what no agent of today can say: when the program was last opened
		for i, c := range list {
			ago := 3 + i*4
			if i == drawing-1 {
				ago = idle
			}
			_, err := tx.Exec(`UPDATE install SET used_at = $1 WHERE asset_id = $2 AND name = 'Halden Draw'`, clock.Of(now.AddDate(0, 0, -ago)), c.id)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// report is what the agent of a computer says; a few have a system that nobody supports any more.
func report(now time.Time, n int, name, serial, model string) *inventory.Inventory {
	mac := fmt.Sprintf("02:ca:1d:00:%02x:%02x", n/200, n%200)
	inv := &inventory.Inventory{Format: inventory.JSON, Action: inventory.ActionInventory, Kind: inventory.Computer, Taken: now.Add(-time.Duration(n+1) * 7 * time.Minute),
		Agent: inventory.Agent{ID: fmt.Sprintf("5c0ffee0-0000-4000-8000-%012d", n+1), DeviceID: strings.ToLower(name) + "-2026-01-12-08-30-00", Name: "GLPI-Agent", Version: "1.11"},
		Machine: inventory.Machine{Name: strings.ToLower(name), Domain: "CALDER", Manufacturer: "Halden", Model: model, Serial: serial, UUID: fmt.Sprintf("ca1de400-0000-4000-9000-%012d", n+1),
			Chassis: "Notebook", MemoryMB: 16_384},
		System:     inventory.System{Name: "Windows", FullName: "Microsoft Windows 11 Pro", Version: "10.0.26200", Arch: "64-bit"},
		CPUs:       []inventory.CPU{{Name: "Arden A7", Manufacturer: "Arden", Cores: 8, Threads: 16, MHz: 2_800}},
		Disks:      []inventory.Disk{{Name: "disk0", Model: "Corvo NV 512", Type: "ssd", SizeMB: 488_386}},
		Interfaces: []inventory.Interface{{Name: "Wi-Fi", MAC: mac, Kind: "wifi", Status: "up", Addresses: []string{fmt.Sprintf("192.0.2.%d", n+10)}}},
		Software: []inventory.Software{{Name: "Mozilla Firefox (x64 en-GB)", Version: "145.0", Publisher: "Mozilla", Source: "registry"},
			{Name: "7-Zip 24.09 (x64)", Version: "24.09", Publisher: "Igor Pavlov", Source: "registry"},
			{Name: "LibreOffice 25.8.2.2", Version: "25.8.2.2", Publisher: "The Document Foundation", Source: "registry"}}}
	if n%6 == 3 {
		inv.System = inventory.System{Name: "Windows", FullName: "Microsoft Windows 10 Pro", Version: "10.0.19045", Arch: "64-bit"}
	}
	if n < drawing {
		inv.Software = append(inv.Software, inventory.Software{Name: "Halden Draw", Version: "9.2", Publisher: "Halden", Source: "registry"})
	}
	return inv
}
