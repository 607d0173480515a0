package device

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
)

// Hardware is what the last report of an asset said.
type Hardware struct {
	Agent    string      `json:"agent,omitempty" doc:"Who reported; empty for what no agent has reported."`
	First    clock.Time  `json:"first,omitzero"`
	Last     clock.Time  `json:"last,omitzero"`
	OS       string      `json:"os,omitempty"`
	Version  string      `json:"os_version,omitempty"`
	Login    string      `json:"login,omitempty" doc:"Who was signed in."`
	Cores    int64       `json:"cores,omitempty"`
	MemoryMB int64       `json:"memory_mb,omitempty"`
	DiskMB   int64       `json:"disk_mb,omitempty"`
	Pieces   []Piece     `json:"pieces"`
	Health   []Condition `json:"health"`
}

// Piece is a part of the device in words.
type Piece struct {
	Sort  string `json:"sort" doc:"network, place, supply, pages, part, processor, memory, drive, volume, screen, battery, protection or firmware."`
	Name  string `json:"name"`
	Size  string `json:"size,omitempty"`
	Notes string `json:"notes,omitempty"`
}

// Condition is something of a device that changes and that people ask for.
type Condition struct {
	Of   string `json:"of"`
	Says string `json:"says"`
}

// report is what discovery keeps of a device.
type report struct {
	BIOS struct {
		Manufacturer, Version string
	} `json:"bios"`
	CPUs []struct {
		Name           string
		Cores, Threads int64
		MHz            int64
	} `json:"cpus"`
	Memory []struct {
		Slot, Description, Type string
		SizeMB                  int64 `json:"size_mb"`
	} `json:"memory"`
	Disks []struct {
		Name, Model, Description, Serial, Type string
		SizeMB                                 int64 `json:"size_mb"`
		Encryption                             encryption
	} `json:"disks"`
	Volumes []struct {
		Device, Mount, Label string
		FileSystem           string `json:"file_system"`
		TotalMB              int64  `json:"total_mb"`
		FreeMB               int64  `json:"free_mb"`
		Encryption           encryption
	} `json:"volumes"`
	Interfaces []struct {
		Name, MAC, Kind, Status string
		Addresses               []string
	} `json:"interfaces"`
	Monitors []struct {
		Name, Manufacturer, Serial, Description string
	} `json:"monitors"`
	Batteries []struct {
		Name, Manufacturer, Chemistry string
		DesignMWh                     int64 `json:"design_m_wh"`
		FullMWh                       int64 `json:"full_m_wh"`
	} `json:"batteries"`
	Antivirus []struct {
		Name, Version string
	} `json:"antivirus"`
	Firewalls []struct {
		Profile, Status string
	} `json:"firewalls"`
	network
}

type encryption struct{ Name, Algorithm, Status string }

func (e encryption) words() string {
	switch {
	case e.Status != "":
		return strings.ToLower(e.Status)
	case e.Name != "" || e.Algorithm != "":
		return "encrypted"
	}
	return ""
}

// Part tells it in the API, on the page of the asset, and to those who make that page.
func Part(d *db.DB) desk.Part {
	return desk.PartOf("hardware", "Hardware", "What an agent reported of its hardware the last time",
		func(ctx context.Context, v desk.View, _ url.Values) (Hardware, error) { return Read(ctx, d, v) }, Hardware.table)
}

// Read returns what was reported of an asset that the actor sees; without an agent when nothing was.
func Read(ctx context.Context, q db.Querier, v desk.View) (h Hardware, err error) {
	defer errs.Wrap(&err, "device.Read(%s)", v.Number)
	h.Pieces, h.Health = []Piece{}, []Condition{}
	var detail string
	err = q.QueryRow(ctx, `SELECT agent, first_at, last_at, os, os_version, cores, memory_mb, disk_mb, login, detail FROM device WHERE asset_id = $1`, v.ID).
		Scan(&h.Agent, &h.First, &h.Last, &h.OS, &h.Version, &h.Cores, &h.MemoryMB, &h.DiskMB, &h.Login, &detail)
	if errs.Is(err, errs.NotFound) {
		return h, nil
	}
	if err != nil || detail == "" {
		return h, err
	}
	var r report
	if err := json.Unmarshal([]byte(detail), &r); err != nil {
		return h, err
	}
	r.outside(&h)
	r.inside(&h)
	r.around(&h)
	return h, nil
}

func (h *Hardware) add(sort, name, size string, notes ...string) {
	h.Pieces = append(h.Pieces, Piece{sort, name, size, join(notes...)})
}

func join(list ...string) string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, ", ")
}

// inside are the pieces that compute and keep.
func (r *report) inside(h *Hardware) {
	for _, c := range r.CPUs {
		h.add("processor", c.Name, plural(c.Cores, "core"))
	}
	for _, m := range r.Memory {
		slot := ""
		if m.Slot != "" {
			slot = "slot " + m.Slot
		}
		h.add("memory", cmp.Or(m.Description, "Module"), Size(m.SizeMB), m.Type, slot)
	}
	for _, d := range r.Disks {
		h.add("drive", cmp.Or(d.Model, d.Name, d.Description), Size(d.SizeMB), d.Type, d.Serial, d.Encryption.words())
	}
	var total, free int64
	for _, v := range r.Volumes {
		used := ""
		if v.TotalMB > 0 && v.FreeMB > 0 {
			used = fmt.Sprintf("%d %% free", 100*v.FreeMB/v.TotalMB)
			total, free = total+v.TotalMB, free+v.FreeMB
		}
		h.add("volume", cmp.Or(v.Mount, v.Device, v.Label), Size(v.TotalMB), used, v.FileSystem, v.Encryption.words())
	}
	if total > 0 {
		h.Health = append(h.Health, Condition{"Disk", fmt.Sprintf("%d %% free of %s", 100*free/total, Size(total))})
	}
}

// around are the pieces that connect, show, feed and protect.
func (r *report) around(h *Hardware) {
	for _, n := range r.Interfaces {
		h.add("network", cmp.Or(n.Name, n.Kind), "", n.MAC, strings.Join(n.Addresses, " "), strings.ToLower(n.Status))
	}
	for _, m := range r.Monitors {
		h.add("screen", join(m.Manufacturer, cmp.Or(m.Name, m.Description)), "", m.Serial)
	}
	for _, b := range r.Batteries {
		worn := ""
		if b.DesignMWh > 0 && b.FullMWh > 0 {
			worn = fmt.Sprintf("%d %% of new", 100*b.FullMWh/b.DesignMWh)
			h.Health = append(h.Health, Condition{"Battery", worn})
		}
		h.add("battery", join(b.Manufacturer, b.Name), "", b.Chemistry, worn)
	}
	for _, a := range r.Antivirus {
		h.add("protection", a.Name, "", a.Version)
		h.Health = append(h.Health, Condition{"Protection", join(a.Name, a.Version)})
	}
	for _, f := range r.Firewalls {
		h.add("protection", join("Firewall", f.Profile), "", strings.ToLower(f.Status))
	}
	if r.BIOS.Version != "" {
		h.add("firmware", join(r.BIOS.Manufacturer, "BIOS"), "", r.BIOS.Version)
	}
}

func (h Hardware) table() desk.Table {
	t := desk.Table{Heads: []string{"What", "Name", "Size", "More"}, Empty: "No agent has reported it."}
	for _, p := range h.Pieces {
		t.Rows = append(t.Rows, []desk.Cell{{Text: strings.ToUpper(p.Sort[:1]) + p.Sort[1:]}, {Text: p.Name}, {Text: p.Size}, {Text: p.Notes}})
	}
	return t
}

// Size says mebibytes as people do: "512 MB", "16 GB", "1.8 TB".
func Size(mb int64) string {
	switch {
	case mb <= 0:
		return ""
	case mb < 1024:
		return fmt.Sprintf("%d MB", mb)
	case mb < 1024*1024:
		return fmt.Sprintf("%d GB", (mb+512)/1024)
	}
	return fmt.Sprintf("%.1f TB", float64(mb)/1024/1024)
}

func plural(n int64, noun string) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
