package software

import (
	"context"
	"database/sql"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/engine/job"
	"github.com/fettle-itsm/fettle/internal/engine/record"
	"github.com/fettle-itsm/fettle/internal/engine/register"
	"github.com/fettle-itsm/fettle/internal/engine/ticket"
	"github.com/fettle-itsm/fettle/internal/practice/asset/product"
)

// Rule says which product the names are that a pattern fits, where a person knows better; its title is the product.
type Rule struct {
	record.Head
	Matching  string // of product.Match
	Pattern   string
	Publisher string
}

func (r *Rule) rule() product.Rule {
	return product.Rule{Match: product.Match(r.Matching), Text: r.Pattern, Publisher: r.Publisher, Name: r.Title}
}

// Matchings returns how a pattern may be compared.
func Matchings() []field.Option {
	return []field.Option{{Value: string(product.Prefix), Label: "The name begins with it"}, {Value: string(product.Exact), Label: "It is the name"},
		{Value: string(product.Contains), Label: "The name contains it"}}
}

func rules(d register.Deps) *register.Register[Rule] {
	head := func(r *Rule) *record.Head { return &r.Head }
	return &register.Register[Rule]{Deps: d, Table: "product_rule", Head: head, View: PermView, Add: PermEdit, Edit: PermEdit,
		Kind:  record.Kind{Key: "product_rule", Prefix: "SWR", Singular: "product rule", Plural: "product rules", Icon: "app", Titled: true, Minor: true, Flow: register.Kept()},
		Scope: actor.Columns{ID: "t.id", Entity: "t.entity_id"},
		Words: func(r *Rule) string { return r.Pattern + " " + r.Publisher },
		Fields: field.Set[Rule]{
			field.Text("pattern", "Reported name", "pattern", func(r *Rule) *string { return &r.Pattern }).Required().Max(300).Code().
				Help("The name, or the part of it, as devices report it; case does not matter. The name of the rule is the product that it is."),
			field.Choice("matching", "Compared how", "matching", func(r *Rule) *string { return &r.Matching }, Matchings()...).Required(),
			field.Text("publisher", "Publisher", "publisher", func(r *Rule) *string { return &r.Publisher }).Max(200).Filter("t.publisher").Help("The one that is reported if empty."),
		},
		Check: func(tx *db.Tx, _, r *Rule) error {
			if err := (product.Rules{r.rule()}).Check(); err != nil {
				return errs.Because(errs.Invalid, err, "This rule fits no name: give what is reported, and the product that it is.")
			}
			return renew(tx, 0)
		}}
}

// known returns the rules that count now.
func known(tx *db.Tx) (product.Rules, error) {
	rows, err := tx.Query(tx.Context(), "SELECT t.matching, t.pattern, t.publisher, r.title FROM product_rule t JOIN record r ON r.id = t.id WHERE r.state = 'active' ORDER BY t.id")
	return db.Collect(rows, err, func(rows *sql.Rows, r *product.Rule) error {
		return rows.Scan(&r.Match, &r.Text, &r.Publisher, &r.Name)
	})
}

// keepRule retires a rule or takes it up again; both change what names mean.
func (d *Desk) keepRule(ctx context.Context, on action.On, verb, reason string) (record.Result, error) {
	if verb == "retire" {
		var c errs.Check
		reason = ticket.Reason(&c, "reason", reason)
		if err := c.Err(); err != nil {
			return record.Result{}, err
		}
	}
	return d.rules.Move(ctx, on, verb, map[string]string{"reason": reason}, func(tx *db.Tx, _ *Rule) error { return renew(tx, 0) })
}

// Renew has the installs after a row recognised anew.
type Renew struct {
	After id.ID `json:"after,omitempty"`
}

// Kind implements job.Args.
func (Renew) Kind() string { return "software.renew" }

// renewAtOnce is how many installs are recognised in one write.
const renewAtOnce = 1000

// renew begins, or goes on after a row. A change of the rules while it runs begins anew.
func renew(tx *db.Tx, after id.ID) error {
	return job.Enqueue(tx, Renew{After: after}, job.Opts{Key: Renew{}.Kind()})
}

// Handle has the queue apply changed rules to what was installed before, and ask about seats that nobody uses.
func (d *Desk) Handle(q *job.Queue) {
	job.HandleTx(q, func(tx *db.Tx, r Renew, _ job.Info) error {
		return tx.As(actor.With(tx.Context(), actor.OfSystem("product rules")), func(tx *db.Tx) error { return d.renew(tx, r.After) })
	})
	asks := func(tx *db.Tx, fn func(tx *db.Tx) error) error {
		return tx.As(actor.With(tx.Context(), actor.OfSystem("unused seats")), fn)
	}
	job.HandleTx(q, func(tx *db.Tx, l Look, _ job.Info) error {
		return asks(tx, func(tx *db.Tx) error { return d.look(tx, l.After) })
	})
	job.HandleTx(q, func(tx *db.Tx, s Silence, _ job.Info) error {
		return asks(tx, func(tx *db.Tx) error { return d.lapse(tx, s.Claim) })
	})
}

// renew recognises the next installs, those that are gone too: a position on a past day follows the same rules.
func (d *Desk) renew(tx *db.Tx, after id.ID) error {
	with, err := known(tx)
	if err != nil {
		return err
	}
	cols := columns()
	rows, err := tx.Query(tx.Context(), "SELECT "+cols.List("")+" FROM install WHERE id > $1 ORDER BY id LIMIT $2", after, renewAtOnce)
	list, err := db.Collect(rows, err, func(rows *sql.Rows, i *Install) error { return rows.Scan(cols.Dest(i)...) })
	if err != nil {
		return err
	}
	products, moved := map[string]product.Product{}, map[string][]id.ID{}
	for _, i := range list {
		was := i.Product
		fresh := map[string]product.Product{}
		if recognise(&i, with, fresh); i.Product == was {
			continue
		}
		moved[i.Product] = append(moved[i.Product], i.ID)
		for k, p := range fresh {
			products[k] = p
		}
	}
	for key, ids := range moved {
		args := &db.Args{}
		text := "UPDATE install SET product_key = " + args.Add(key) + " WHERE id IN " + db.List(args, ids)
		if err := tx.Put(text, args.Values()...); err != nil {
			return err
		}
	}
	if err := d.ensure(tx, products); err != nil || len(list) < renewAtOnce {
		return err
	}
	return renew(tx, list[len(list)-1].ID)
}
