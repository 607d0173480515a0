package discovery

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/flow"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/port/inventory/match"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

// Finding is a report about which a person has to decide.
type Finding struct {
	record.Head
	Asset  id.ID // record that it is perhaps about; 0 for none
	Score  int64
	Why    string
	Agent  string
	Maker  string
	Model  string
	Serial string
}

func findings(d register.Deps) *register.Register[Finding] {
	head := func(f *Finding) *record.Head { return &f.Head }
	return &register.Register[Finding]{Deps: d, Table: "finding", Head: head, View: PermView, Add: PermEdit, Edit: PermEdit,
		Kind: record.Kind{Key: "finding", Prefix: "FND", Singular: "finding", Plural: "findings", Icon: "asset", Titled: true, Minor: true, Flow: flow.Machine{
			States: []flow.State{{Key: "open", Label: "Open", Phase: flow.Active}, {Key: "merged", Label: "Merged", Phase: flow.Closed},
				{Key: "made", Label: "Made an asset", Phase: flow.Closed}, {Key: "ignored", Label: "Ignored", Phase: flow.Closed}},
			Moves: []flow.Move{
				{Verb: "merge", Label: "Merge", From: []string{"open"}, To: "merged", Needs: []string{"asset"}},
				{Verb: "make", Label: "Make a new asset", From: []string{"open"}, To: "made"},
				{Verb: "ignore", Label: "Ignore", From: []string{"open"}, To: "ignored", Needs: []string{"reason"}},
				{Verb: "reopen", Label: "Take up again", From: []string{"ignored"}, To: "open"},
			}}},
		Scope: actor.Columns{ID: "t.id", Entity: "t.entity_id"},
		Words: func(f *Finding) string { return strings.Join([]string{f.Maker, f.Model, f.Serial}, " ") },
		Fields: field.Set[Finding]{
			field.Ref(field.TypeRecord, "asset", "Asset", "asset_id", func(f *Finding) *id.ID { return &f.Asset }).Of("asset").ReadOnly().Filter("t.asset_id"),
			field.Number("score", "Score", "score", func(f *Finding) *int64 { return &f.Score }).ReadOnly().Filter("t.score"),
			field.Long("why", "Why", "why", func(f *Finding) *string { return &f.Why }).ReadOnly(),
			field.Text("agent", "Reported by", "agent", func(f *Finding) *string { return &f.Agent }).ReadOnly(),
			field.Text("maker", "Maker", "maker", func(f *Finding) *string { return &f.Maker }).ReadOnly().Filter("t.maker"),
			field.Text("model_name", "Model", "model", func(f *Finding) *string { return &f.Model }).ReadOnly().Filter("t.model"),
			field.Text("serial", "Serial number", "serial", func(f *Finding) *string { return &f.Serial }).ReadOnly().Code().Filter("t.serial"),
		}}
}

func (d *Desk) actions() []action.Spec {
	return []action.Spec{
		action.Of("finding.merge", "Merge", PermEdit, d.Merge),
		action.Of("finding.make", "Make a new asset", PermEdit, d.Make),
		action.Of("finding.ignore", "Ignore", PermEdit, d.Ignore),
		action.Of("finding.reopen", "Take up again", PermEdit, d.Reopen),
	}
}

// mark recognises the reports of one device, so that it waits once however often it reports.
func (s *subject) mark() string {
	h := sha256.New()
	for _, k := range s.keys {
		if k.Kind == match.KeyAgent || k.Kind == match.KeyEntry || k.Kind == match.KeyUUID || k.Kind == match.KeySerial || k.Kind == match.KeyMAC {
			h.Write([]byte(string(k.Kind) + "\x00" + k.Value + "\x00"))
		}
	}
	h.Write([]byte(s.Title))
	return hex.EncodeToString(h.Sum(nil))
}

// ask keeps a report for a person to decide, or renews what is kept of the same device.
func (d *Desk) ask(tx *db.Tx, s *subject, decision match.Decision, key Key, position int, message []byte) (record.Ref, error) {
	kept, err := pack(message)
	if err != nil {
		return record.Ref{}, err
	}
	candidate, err := id.Parse(cmp.Or(decision.Candidate, "0"))
	if err != nil {
		return record.Ref{}, err
	}
	var known id.ID
	err = tx.QueryRow(tx.Context(), `SELECT f.finding_id FROM finding_report f JOIN record r ON r.id = f.finding_id
		WHERE f.mark = $1 AND r.state IN ('open', 'ignored') ORDER BY f.finding_id DESC LIMIT 1`, s.mark()).Scan(&known)
	if err == nil {
		_, err = tx.Exec("UPDATE finding_report SET token_id = $2, position = $3, at = $4, agent_id = $5, message = $6 WHERE finding_id = $1",
			known, key.Token, position, tx.Now(), key.AgentID, kept)
		if err != nil {
			return record.Ref{}, err
		}
		list, err := record.Refs(tx.Context(), tx, []id.ID{known})
		if err != nil || len(list) == 0 {
			return record.Ref{}, cmp.Or(err, errs.Absent("finding"))
		}
		return list[0], nil
	}
	if !errs.Is(err, errs.NotFound) {
		return record.Ref{}, err
	}
	made, err := d.findings.CreateIn(tx, struct{}{}, func(_ *db.Tx, f *Finding) error {
		f.Title = cmp.Or(s.Title, s.Serial, "Unnamed device")
		f.Asset, f.Score, f.Why, f.Agent, f.Maker, f.Model, f.Serial = candidate, int64(decision.Score), strings.Join(decision.Why, "\n"), s.agent, s.Maker, s.Model, s.Serial
		return nil
	})
	if err != nil {
		return made.Ref, err
	}
	_, err = tx.Exec("INSERT INTO finding_report (finding_id, mark, token_id, position, at, agent_id, message) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		made.ID, s.mark(), key.Token, position, tx.Now(), key.AgentID, kept)
	return made.Ref, err
}

// pack compresses a message that came plain.
func pack(message []byte) ([]byte, error) {
	if len(message) > 0 && message[0] != '{' && message[0] != '<' {
		return message, nil
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(message); err != nil {
		return nil, err
	}
	err := z.Close()
	return b.Bytes(), err
}

// Merge is the asset that a finding is about.
type Merge struct {
	action.On
	Asset string `json:"asset,omitempty" doc:"The tag of the asset that it is about; if empty, the one that it was compared with."`
}

// Merge applies the report of a finding to an asset that the actor may change. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) Merge(ctx context.Context, in Merge) (record.Result, error) {
	if in.Asset == "" {
		f, err := d.findings.Get(ctx, d.db, in.Number)
		if err != nil {
			return record.Result{}, err
		}
		list, err := record.Refs(ctx, d.db, []id.ID{f.Asset})
		if err != nil {
			return record.Result{}, err
		}
		if f.Asset == 0 || len(list) == 0 {
			return record.Result{}, errs.Bad("asset", "Give the tag of the asset: this report was like none.")
		}
		in.Asset = list[0].Number
	}
	return d.decide(ctx, in.On, "merge", map[string]string{"asset": in.Asset}, func(tx *db.Tx, f *Finding, s *subject) (record.Ref, error) {
		_, err := d.assets.ChangeIn(tx, in.Asset, func(*db.Tx, *asset.Asset) ([]field.Change, error) { return nil, nil }) // whether they may
		if errs.Is(err, errs.NotFound) {
			return record.Ref{}, errs.Bad("asset", "There is no asset %s that you can change.", ticket.Short(in.Asset))
		}
		if err != nil {
			return record.Ref{}, err
		}
		var ref record.Ref
		err = d.asSystem(tx, func(tx *db.Tx) (err error) {
			ref, err = d.update(tx, in.Asset, s)
			return err
		})
		return ref, err
	})
}

// Make adds the device of a finding as a new asset. Kinds: NotFound, Forbidden, Conflict.
func (d *Desk) Make(ctx context.Context, in register.Plain) (record.Result, error) {
	if _, err := actor.Require(ctx, asset.PermEdit); err != nil {
		return record.Result{}, err
	}
	return d.decide(ctx, in.On, "make", nil, func(tx *db.Tx, _ *Finding, s *subject) (ref record.Ref, err error) {
		err = d.asSystem(tx, func(tx *db.Tx) (err error) {
			ref, err = d.add(tx, s)
			return err
		})
		return ref, err
	})
}

// asSystem runs fn as the product, on behalf of whoever decides.
func (d *Desk) asSystem(tx *db.Tx, fn func(tx *db.Tx) error) error {
	a, err := actor.From(tx.Context())
	if err != nil {
		return err
	}
	return tx.As(system(tx.Context(), a), fn)
}

// decide takes a finding along a verb with the device that it is about.
func (d *Desk) decide(ctx context.Context, on action.On, verb string, inputs map[string]string, fn func(tx *db.Tx, f *Finding, s *subject) (record.Ref, error)) (record.Result, error) {
	if _, err := actor.Require(ctx, PermEdit); err != nil {
		return record.Result{}, err
	}
	f, err := d.findings.Get(ctx, d.db, on.Number)
	if err != nil {
		return record.Result{}, err
	}
	key, device, err := d.kept(ctx, f.ID)
	if err != nil {
		return record.Result{}, err
	}
	return d.findings.Move(ctx, on, verb, inputs, func(tx *db.Tx, f *Finding) error {
		ref, err := fn(tx, f, &device)
		if err != nil {
			return err
		}
		f.Asset = ref.ID
		return bind(tx, key.Token, ref.ID)
	})
}

// Ignore says why a report is not acted on.
type Ignore struct {
	action.On
	Reason string `json:"reason" doc:"Why nothing is done with it."`
}

// Ignore leaves a finding as it is; further reports of the same device do not ask again. Kinds: NotFound, Forbidden, Invalid, Conflict.
func (d *Desk) Ignore(ctx context.Context, in Ignore) (record.Result, error) {
	var c errs.Check
	in.Reason = ticket.Reason(&c, "reason", in.Reason)
	if err := c.Err(); err != nil {
		return record.Result{}, err
	}
	return d.findings.Move(ctx, in.On, "ignore", map[string]string{"reason": in.Reason}, nil)
}

// Reopen takes up a finding that was ignored. Kinds: NotFound, Forbidden, Conflict.
func (d *Desk) Reopen(ctx context.Context, in register.Plain) (record.Result, error) {
	return d.findings.Move(ctx, in.On, "reopen", nil, nil)
}
