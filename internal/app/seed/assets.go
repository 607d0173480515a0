package seed

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/base/money"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
)

// product is what a desk of made-up assets is full of: share is how many of a hundred.
type product struct {
	prefix, title, maker string
	share                int
	pounds               int64
	warranty             int64 // months
	model, class         id.ID
}

func makes() []product {
	return []product{
		{prefix: "LT", title: "Halden Book 14", maker: "Halden", share: 32, pounds: 940, warranty: 36},
		{prefix: "PC", title: "Halden Tower T5", maker: "Halden", share: 15, pounds: 780, warranty: 36},
		{prefix: "MO", title: "Tarn View 27", maker: "Tarn", share: 30, pounds: 265, warranty: 36},
		{prefix: "DK", title: "Tarn Dock 2", maker: "Tarn", share: 10, pounds: 148, warranty: 24},
		{prefix: "PH", title: "Kestrel P5", maker: "Kestrel", share: 8, pounds: 430, warranty: 24},
		{prefix: "PR", title: "Ormond Laser 450", maker: "Ormond", share: 3, pounds: 520, warranty: 24},
		{prefix: "SV", title: "Halden Rack R4", maker: "Halden", share: 1, pounds: 6_300, warranty: 60},
		{prefix: "ND", title: "Corvo Switch 48", maker: "Corvo", share: 1, pounds: 2_150, warranty: 60},
	}
}

// stock makes up assets.
type stock struct {
	*seeder
	makes     []product
	suppliers []id.ID
	from      time.Time
	until     time.Time
	first     int   // how many assets there are already
	keeper    id.ID // who writes everything down
}

const assetChunk = 2_000

// assets makes up what the organisation owns.
func (s *seeder) assets(ctx context.Context) error {
	if s.o.Assets == 0 {
		return nil
	}
	st := &stock{seeder: s, makes: makes(), until: s.Clock.Now(), keeper: s.cast.Teams[0].Members[0]}
	st.from = st.until.Add(-Span)
	if err := s.DB.QueryRow(ctx, `SELECT count(*) FROM asset`).Scan(&st.first); err != nil {
		return err
	}
	if err := st.catalogue(ctx); err != nil {
		return err
	}
	n := (s.o.Assets + assetChunk - 1) / assetChunk
	err := pump(ctx, s.DB, n, st.batch, func(tx *db.Tx, b *asset.Bulk) error { return b.Insert(tx) }, func(*asset.Bulk) int { return assetChunk },
		func(done int64) { s.o.Progress("assets", min(done, int64(s.o.Assets)), int64(s.o.Assets)) })
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *db.Tx) error {
		for _, m := range st.makes {
			if err := asset.ReserveTags(tx, m.prefix, int64(st.first+s.o.Assets)); err != nil {
				return err
			}
		}
		return nil
	})
}

// catalogue makes the models and suppliers, those that are not there yet.
func (st *stock) catalogue(ctx context.Context) error {
	for i := range st.makes {
		m := &st.makes[i]
		var err error
		if m.class, err = st.Assets.ClassByPrefix(ctx, st.DB, m.prefix); err != nil {
			return err
		}
		if m.model, err = st.titled(ctx, "model", m.title); err != nil || m.model != 0 {
			if err != nil {
				return err
			}
			continue
		}
		r, err := st.Assets.AddModel(ctx, asset.AddModel{ModelFields: asset.ModelFields{Title: &m.title, Class: &m.class, Maker: &m.maker, Warranty: &m.warranty, Entity: &st.root}})
		if err != nil {
			return err
		}
		m.model = r.ID
	}
	for _, name := range []string{"Aldgate IT Supply", "Motława Komputery", "Ribeira Informática"} {
		found, err := st.titled(ctx, "supplier", name)
		if err == nil && found == 0 {
			made, bad := st.Assets.AddSupplier(ctx, asset.AddSupplier{SupplierFields: asset.SupplierFields{Title: &name, Entity: &st.root}})
			found, err = made.ID, bad
		}
		if err != nil {
			return err
		}
		st.suppliers = append(st.suppliers, found)
	}
	return nil
}

// titled returns the oldest record of a kind with a title, 0 if there is none.
func (s *seeder) titled(ctx context.Context, kind, title string) (n id.ID, err error) {
	return n, s.DB.QueryRow(ctx, `SELECT coalesce(min(id), 0) FROM record WHERE kind = $1 AND title = $2`, kind, title).Scan(&n)
}

// batch makes the assets of a batch, from 0.
func (st *stock) batch(n int) (*asset.Bulk, error) {
	b := st.Assets.NewBulk(st.DB.NewID)
	r := rand.New(rand.NewPCG(st.o.Seed, uint64(1<<55+n))) //nolint:gosec // made-up data needs no secrecy
	for i := n * assetChunk; i < min(st.o.Assets, (n+1)*assetChunk); i++ {
		a, chain := st.one(r, i)
		if err := b.Add(a, st.keeper, chain...); err != nil {
			return nil, errs.Because(errs.Internal, err, "%s", a.Number)
		}
	}
	return b, nil
}

// one makes up the asset of a place in the whole, from 0, and its chain of custody.
func (st *stock) one(r *rand.Rand, i int) (a asset.Asset, chain []asset.Custody) {
	m := &st.makes[st.sort(r.IntN(100))]
	p := st.cast.People[r.IntN(len(st.cast.People))]
	at := st.from.Add(time.Duration(float64(st.until.Sub(st.from)) * (float64(i) + r.Float64()) / float64(st.o.Assets) * 0.9))
	low := id.ID(0)
	newID := func(at time.Time) id.ID { // the low bits differ for half a million assets in a row
		low++
		return id.At(at) | (id.ID(i)*8+low)&(1<<22-1)
	}
	a.CreatedAt, a.ID = clock.Of(at), newID(at)
	a.Number = fmt.Sprintf("%s-%06d", m.prefix, st.first+i+1)
	a.Title, a.Model, a.Class, a.Entity, a.Location = m.title, m.model, m.class, p.Entity, p.Location
	a.Serial = fmt.Sprintf("%s%07d%02X", m.prefix, i, r.IntN(256))
	bought := at.AddDate(0, 0, -5)
	a.Purchased, a.WarrantyEnd = bought.Format("2006-01-02"), bought.AddDate(0, int(m.warranty), -1).Format("2006-01-02")
	a.Supplier, a.Cost = st.suppliers[r.IntN(len(st.suppliers))], money.Amount{Minor: m.pounds*100 + int64(r.IntN(9_900)), Currency: "EUR"}
	a.Ownership = "owned"
	link := func(action string, after float64) *asset.Custody {
		when := at.Add(time.Duration(float64(st.until.Sub(at)) * after))
		chain = append(chain, asset.Custody{ID: newID(when), At: clock.Of(when), By: st.keeper, Action: action, FromLocation: p.Location, ToLocation: p.Location})
		return &chain[len(chain)-1]
	}
	what := r.IntN(100)
	if what < 8 {
		return a, chain // it lies ready
	}
	link("issue", 0.1).ToPerson = p.ID
	a.InService = chain[0].At.Time().Format("2006-01-02")
	switch {
	case what < 14:
		l := link("return", 0.6)
		l.FromPerson, a.Substate = p.ID, "available"
	case what < 16:
		l := link("lose", 0.7)
		l.FromPerson, l.ToPerson, l.Note, a.Holder, a.Substate = p.ID, p.ID, "Not found at the last count", p.ID, "lost"
	case what < 19:
		l := link("repair", 0.9)
		l.FromPerson, l.ToPerson, l.Note, a.Holder = p.ID, p.ID, "Does not start", p.ID
	case what < 27:
		l := link("retire", 0.8)
		l.FromPerson, l.Note, a.Substate = p.ID, "Replaced", "recycled"
	default:
		a.Holder, a.Substate = p.ID, "normal"
	}
	return a, chain
}

// sort returns the make of a place among a hundred.
func (st *stock) sort(n int) int {
	for i, m := range st.makes {
		if n -= m.share; n < 0 {
			return i
		}
	}
	return 0
}
