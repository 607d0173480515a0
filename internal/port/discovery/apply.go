package discovery

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/port/inventory"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/software"
)

// add makes the asset of a subject that is like no known device.
func (d *Desk) add(tx *db.Tx, s *subject) (record.Ref, error) {
	found := s.Found
	var err error
	if found.Holder, err = holder(tx, s.users); err != nil {
		return record.Ref{}, err
	}
	if found.Holder != 0 {
		found.Note = "Signed in as " + s.users[0].Login + " when it was first reported."
	}
	made, err := d.assets.AddFound(tx, found)
	if err != nil {
		return made.Ref, err
	}
	a, err := d.assets.ByID(tx.Context(), tx, made.ID)
	if err != nil {
		return made.Ref, err
	}
	sources := []Source{{Field: "title", Source: byAgent, Value: a.Title}, {Field: "model", Source: byAgent, Value: named(s.Maker, s.Model) + "\n" + a.Model.String()}}
	if a.Serial != "" {
		sources = append(sources, Source{Field: "serial", Source: byAgent, Value: a.Serial})
	}
	for _, one := range sources {
		if err := d.note(tx, a.ID, one); err != nil {
			return made.Ref, err
		}
	}
	_, err = d.keep(tx, a.ID, s)
	return made.Ref, err
}

// update brings a known device in step with a subject.
func (d *Desk) update(tx *db.Tx, number string, s *subject) (record.Ref, error) {
	made, err := d.assets.ChangeIn(tx, number, func(tx *db.Tx, a *asset.Asset) ([]field.Change, error) {
		was, first, err := factsOf(tx, a.ID)
		if err == nil && (first == 0 || !s.aside(was)) {
			err = d.settleAll(tx, a, s)
		}
		if err != nil {
			return nil, err
		}
		return d.keep(tx, a.ID, s)
	})
	return made.Ref, err
}

// aside reports whether what a subject says stands behind what is known of a device: a directory, and whoever looks at a computer over the
// network, know less of it than its own agent.
func (s *subject) aside(was facts) bool {
	return was.agent != fromDirectory && (s.outside || was.kind == string(inventory.Computer) && s.kind != was.kind)
}

// keep stores what is known of a device beside its asset, and returns what is worth a line in its history.
func (d *Desk) keep(tx *db.Tx, asset id.ID, s *subject) ([]field.Change, error) {
	was, first, err := factsOf(tx, asset)
	if err != nil {
		return nil, err
	}
	aside := first != 0 && s.aside(was)
	if err := remember(tx, asset, s.keys, aside); err != nil || aside {
		return nil, err
	}
	detail, err := compact(s.detail)
	if err != nil {
		return nil, err
	}
	if first == 0 {
		first = tx.Now()
	}
	now := s.facts
	if err := tx.Put(`INSERT INTO device (asset_id, kind, agent, first_at, last_at, os, os_version, cores, memory_mb, disk_mb, login, detail)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (asset_id) DO UPDATE SET kind = excluded.kind, agent = excluded.agent, last_at = excluded.last_at, os = excluded.os, os_version = excluded.os_version,
		cores = excluded.cores, memory_mb = excluded.memory_mb, disk_mb = excluded.disk_mb, login = excluded.login, detail = excluded.detail`,
		asset, s.kind, s.agent, first, tx.Now(), now.os, now.version, now.cores, now.memoryMB, now.diskMB, now.login, detail); err != nil {
		return nil, err
	}
	var changes []field.Change
	if first != tx.Now() {
		changes = was.diff(now)
	}
	if !s.says {
		return changes, nil
	}
	before, err := d.software.Replace(tx, asset, s.programs)
	if err != nil || len(before) == 0 {
		return changes, err
	}
	added, removed, changed := inventory.Compare(plain(before), plain(s.programs))
	if len(added)+len(removed)+len(changed) > 0 {
		changes = append(changes, field.Change{Key: "software", From: counted(int64(len(before)), "program"),
			To: fmt.Sprintf("%s: %d added, %d removed, %d changed", cmp.Or(counted(int64(len(s.programs)), "program"), "none"), len(added), len(removed), len(changed))})
	}
	return changes, nil
}

// factsOf returns what was last said of a device and when it was first heard of, 0 for never.
func factsOf(tx *db.Tx, asset id.ID) (f facts, first clock.Time, err error) {
	err = tx.QueryRow(tx.Context(), "SELECT kind, agent, os, os_version, cores, memory_mb, disk_mb, first_at FROM device WHERE asset_id = $1", asset).
		Scan(&f.kind, &f.agent, &f.os, &f.version, &f.cores, &f.memoryMB, &f.diskMB, &first)
	if errs.Is(err, errs.NotFound) {
		return f, 0, nil
	}
	return f, first, err
}

// diff returns what changed and matters; what the agent did not say this time has not changed.
func (f facts) diff(now facts) []field.Change {
	var out []field.Change
	text := func(key, from, to string) {
		if to != "" && from != to {
			out = append(out, field.Change{Key: key, From: from, To: to})
		}
	}
	size := func(key, unit string, from, to int64) { text(key, counted(from, unit), counted(to, unit)) }
	text("operating system", f.os, now.os)
	text("system version", f.version, now.version)
	size("processor", "core", f.cores, now.cores)
	size("memory", "MB", f.memoryMB, now.memoryMB)
	size("disks", "MB", f.diskMB, now.diskMB)
	return out
}

// counted says a number of something, "" for none: what nobody said has no number.
func counted(n int64, of string) string {
	switch {
	case n == 0:
		return ""
	case n == 1 || of == "MB":
		return fmt.Sprintf("%d %s", n, of)
	}
	return fmt.Sprintf("%d %ss", n, of)
}

func plain(list []software.Install) []inventory.Software {
	out := make([]inventory.Software, len(list))
	for i, p := range list {
		out[i] = inventory.Software{Name: p.Name, Version: p.Version, Arch: p.Arch, Source: p.Source, User: p.Login}
	}
	return out
}

// holder returns the one person whom the accounts seen on a device lead to, 0 when there is none or more than one.
func holder(tx *db.Tx, users []inventory.User) (id.ID, error) {
	if len(users) != 1 {
		return 0, nil
	}
	login := users[0].Login
	if _, name, ok := strings.Cut(login, `\`); ok {
		login = name
	}
	login = people.NormalEmail(login)
	if login == "" || login == "root" || login == "administrator" || strings.ContainsAny(login, "%_") {
		return 0, nil
	}
	if strings.Contains(login, "@") {
		person, err := people.Owner(tx.Context(), tx, people.Email, login)
		if errs.Is(err, errs.NotFound) {
			return 0, nil
		}
		return person, err
	}
	var n int
	var person id.ID
	err := tx.QueryRow(tx.Context(), `SELECT count(DISTINCT a.person_id), coalesce(min(a.person_id), 0) FROM person_address a JOIN person p ON p.id = a.person_id
		WHERE a.kind = $1 AND a.value LIKE $2 AND p.status = $3`, string(people.Email), login+"@%", string(people.Active)).Scan(&n, &person)
	if n != 1 {
		person = 0
	}
	return person, err
}
