package discovery

import (
	"context"
	"database/sql"
	"slices"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/port/inventory/match"
)

// maxAlike bounds how many devices a report is compared with.
const maxAlike = 50

// find says which known device a subject is.
func (d *Desk) find(tx *db.Tx, s *subject) (match.Decision, error) {
	alike, err := d.alike(tx, s)
	if err != nil {
		return match.Decision{}, err
	}
	if len(s.keys) == 0 { // added again with each report, it would be
		return match.Decision{Verdict: match.Review, Why: []string{"Nothing in the report recognises the device."}}, nil
	}
	out := match.Find(s.keys, alike)
	if out.Verdict != match.Review {
		return out, nil
	}
	// Something that has few keys, such as a switch that tells its name only, is what has the very same ones.
	same := slices.DeleteFunc(slices.Clone(alike), func(c match.Candidate) bool { return !equal(c.Keys, s.keys) })
	if len(same) == 1 {
		out.Verdict, out.Candidate = match.Same, same[0].ID
		return out, nil
	}
	// A computer that only its directory has told of is the one that reports by its full name: nothing else is known to compare.
	entered := slices.DeleteFunc(slices.Clone(alike), func(c match.Candidate) bool { return !entryOnly(c.Keys, s.keys) })
	if len(entered) == 1 && entered[0].ID == out.Candidate {
		out.Verdict = match.Same
	}
	return out, nil
}

// entryOnly reports whether known are the keys of a device of which nothing but its entry in a directory is known, and which has the full name
// in keys.
func entryOnly(known, keys []match.Key) bool {
	entry, full := false, false
	for _, k := range known {
		switch k.Kind {
		case match.KeyEntry:
			entry = true
		case match.KeyHost:
			full = full || slices.ContainsFunc(keys, func(o match.Key) bool { return o.Kind == k.Kind && o.Value == k.Value })
		case match.KeyName:
		default:
			return false
		}
	}
	return entry && full
}

// equal reports whether two lists hold the same keys.
func equal(a, b []match.Key) bool {
	within := func(a, b []match.Key) bool {
		return !slices.ContainsFunc(a, func(k match.Key) bool {
			return !slices.ContainsFunc(b, func(o match.Key) bool { return o.Kind == k.Kind && o.Value == k.Value })
		})
	}
	return within(a, b) && within(b, a)
}

// alike returns the devices that share a key with a subject, and the assets with its serial number that no agent has reported yet.
func (d *Desk) alike(tx *db.Tx, s *subject) ([]match.Candidate, error) {
	if len(s.keys) == 0 {
		return nil, nil
	}
	args := &db.Args{}
	where := ""
	for i, k := range s.keys {
		if i > 0 {
			where += " OR "
		}
		where += "kind = " + args.Add(string(k.Kind)) + " AND value = " + args.Add(k.Value)
	}
	rows, err := tx.Query(tx.Context(), "SELECT DISTINCT asset_id FROM device_key WHERE "+where+" ORDER BY asset_id LIMIT "+args.Add(maxAlike), args.Values()...)
	ids, err := db.Collect(rows, err, func(rows *sql.Rows, i *id.ID) error { return rows.Scan(i) })
	if err != nil {
		return nil, err
	}
	var out []match.Candidate
	for _, asset := range ids {
		keys, err := keysOf(tx.Context(), tx, asset)
		if err != nil {
			return nil, err
		}
		out = append(out, match.Candidate{ID: asset.String(), Keys: keys})
	}
	if s.Serial == "" {
		return out, nil
	}
	bought, err := d.assets.BySerial(tx.Context(), tx, s.Serial)
	if err != nil {
		return nil, err
	}
	for _, asset := range bought {
		keys, err := keysOf(tx.Context(), tx, asset)
		if err != nil {
			return nil, err
		}
		if len(keys) == 0 {
			i := slices.IndexFunc(s.keys, func(k match.Key) bool { return k.Kind == match.KeySerial })
			out = append(out, match.Candidate{ID: asset.String(), Keys: s.keys[i : i+1]})
		}
	}
	return out, nil
}

func keysOf(ctx context.Context, q db.Querier, asset id.ID) ([]match.Key, error) {
	rows, err := q.Query(ctx, "SELECT kind, value FROM device_key WHERE asset_id = $1 ORDER BY kind, value", asset)
	return db.Collect(rows, err, func(rows *sql.Rows, k *match.Key) error { return rows.Scan(&k.Kind, &k.Value) })
}

// remember makes the keys of a subject those of a device. Kinds of keys that the report does not have stay, and with aside all do.
func remember(tx *db.Tx, asset id.ID, keys []match.Key, aside bool) error {
	have, err := keysOf(tx.Context(), tx, asset)
	if err != nil {
		return err
	}
	same := func(k match.Key) func(match.Key) bool {
		return func(o match.Key) bool { return o.Kind == k.Kind && o.Value == k.Value }
	}
	for _, h := range have {
		replaced := slices.ContainsFunc(keys, func(k match.Key) bool { return k.Kind == h.Kind })
		if aside || !replaced || slices.ContainsFunc(keys, same(h)) {
			continue
		}
		if err := tx.Put("DELETE FROM device_key WHERE kind = $1 AND value = $2 AND asset_id = $3", string(h.Kind), h.Value, asset); err != nil {
			return err
		}
	}
	for i, k := range keys {
		if slices.ContainsFunc(have, same(k)) || slices.ContainsFunc(keys[:i], same(k)) {
			continue
		}
		if err := tx.Put("INSERT INTO device_key (kind, value, asset_id) VALUES ($1, $2, $3)", string(k.Kind), k.Value, asset); err != nil {
			return err
		}
	}
	return nil
}

// bound returns the asset that a token belongs to, 0 for none yet.
func bound(tx *db.Tx, token id.ID) (id.ID, error) {
	var asset id.ID
	err := tx.QueryRow(tx.Context(), "SELECT asset_id FROM device_token WHERE token_id = $1", token).Scan(&asset)
	if errs.Is(err, errs.NotFound) {
		return 0, nil
	}
	return asset, err
}

// bind makes a token belong to an asset. What a key that still holds reports, no second key may report: it would only have to name the
// serial number of somebody else's device.
func bind(tx *db.Tx, token, asset id.ID) error {
	if token == 0 {
		return nil
	}
	var other id.ID
	err := tx.QueryRow(tx.Context(), `SELECT d.token_id FROM device_token d JOIN api_token k ON k.id = d.token_id
		WHERE d.asset_id = $1 AND d.token_id <> $2 AND k.expires_at > $3 LIMIT 1`, asset, token, tx.Now()).Scan(&other)
	if err == nil {
		return errs.New(errs.Forbidden, "This device reports with another key. Revoke that one first.")
	}
	if !errs.Is(err, errs.NotFound) {
		return err
	}
	has, err := bound(tx, token)
	if err != nil || has == asset {
		return err
	}
	if has != 0 {
		return strange()
	}
	_, err = tx.Exec("INSERT INTO device_token (token_id, asset_id, at) VALUES ($1, $2, $3)", token, asset, tx.Now())
	return err
}

func strange() error {
	return errs.New(errs.Forbidden, "This key belongs to another device. Make one for each device, or one that may collect.")
}
