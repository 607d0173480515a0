package people_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/people"
)

func TestCreatePersonNamesWhatIsWrong(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		tests := []struct {
			name  string
			p     people.Person
			field string
		}{
			{"a person needs a name", people.Person{Email: "x@y.example"}, "name"},
			{"a name is bounded", people.Person{Name: strings.Repeat("é", 201)}, "name"},
			{"a name is text", people.Person{Name: "a\x00b"}, "name"},
			{"an address is an address", people.Person{Name: "X", Email: "nonsense"}, "email"},
			{"an address holds no name", people.Person{Name: "X", Email: "X <x@y.example>"}, "email"},
			{"no two people share an address", people.Person{Name: "X", Email: " ADA@fettle.example"}, "email"},
			{"a zone exists", people.Person{Name: "X", Zone: "Mars/Base"}, "zone"},
			{"the machine's own zone is none", people.Person{Name: "X", Zone: "Local"}, "zone"},
			{"a manager exists", people.Person{Name: "X", Manager: 99}, "manager"},
			{"an entity exists", people.Person{Name: "X", Entity: 99}, "entity"},
			{"a status is known", people.Person{Name: "X", Status: "ghost"}, "status"},
			{"preferences are JSON", people.Person{Name: "X", Preferences: "{"}, "preferences"},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				_, err := k.s.CreatePerson(k.as(k.admin), tt.p)
				if f := errs.Fields(err); errs.KindOf(err) != errs.Invalid || len(f) != 1 || f[0].Key != tt.field {
					t.Errorf("got %v", err)
				}
			})
		}
	})
}

func TestAStaleEditIsRefusedWithTheVersion(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		ctx := k.as(k.admin)
		p, err := k.s.Person(ctx, k.d, k.nobody)
		k.ok(err)
		p.Title = "Caller in chief"
		again, err := k.s.UpdatePerson(ctx, p)
		k.ok(err)
		if again.Version != 2 {
			t.Errorf("version %d", again.Version)
		}
		p.Title = "Something else"
		_, err = k.s.UpdatePerson(ctx, p)
		k.want(err, errs.Conflict)
		if !strings.Contains(errs.Safe(err), "version 2 now") {
			t.Errorf("the message is %q", errs.Safe(err))
		}
		same, err := k.s.UpdatePerson(ctx, again)
		k.ok(err)
		if same.Version != 2 {
			t.Error("an edit that changes nothing made a version")
		}
	})
}

func TestRacingEditsOverwriteNothing(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		ctx := k.as(k.admin)
		p, err := k.s.Person(ctx, k.d, k.nobody)
		k.ok(err)
		var wg sync.WaitGroup
		var mu sync.Mutex
		won, lost := 0, 0
		for i := range 16 {
			wg.Go(func() {
				p := p
				p.Title = fmt.Sprintf("Title %d", i)
				_, err := k.s.UpdatePerson(ctx, p)
				mu.Lock()
				defer mu.Unlock()
				switch errs.KindOf(err) {
				case errs.None:
					won++
				case errs.Conflict:
					lost++
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won != 1 || lost != 15 {
			t.Errorf("%d won, %d lost", won, lost)
		}
	})
}

func TestAnEditStaysWithinTheScope(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		lead := k.as(k.add(k.acme, "Lea Lead", "lea@acme.example", "customer_lead"))
		inside := k.add(k.site, "Ina Inside", "ina@acme.example")
		outside := k.add(k.blue, "Otto Outside", "otto@blue.example")
		p, err := k.s.Person(lead, k.d, inside)
		k.ok(err)
		p.Title = "Seen"
		p, err = k.s.UpdatePerson(lead, p)
		k.ok(err)
		p.Entity = k.blue
		_, err = k.s.UpdatePerson(lead, p)
		k.want(err, errs.Invalid)
		_, err = k.s.Person(lead, k.d, outside)
		k.want(err, errs.NotFound)
		_, err = k.s.UpdatePerson(lead, people.Person{ID: outside, Name: "X", Version: 1})
		k.want(err, errs.NotFound)
		_, err = k.s.UpdatePerson(lead, people.Person{ID: 4711, Name: "X", Version: 1})
		k.want(err, errs.NotFound)
		_, err = k.s.CreatePerson(lead, people.Person{Name: "X", Entity: k.blue})
		k.want(err, errs.Invalid)
		found, err := k.s.Search(lead, k.d, "o", 50)
		k.ok(err)
		if len(found) != 0 {
			t.Errorf("a customer's lead finds %v of another customer", found)
		}
	})
}

func TestNobodyGetsAtAMorePowerfulAccountByItsAddress(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		agent := k.as(k.agent)
		p, err := k.s.Person(agent, k.d, k.admin)
		k.ok(err)
		p.Title = "Boss"
		p, err = k.s.UpdatePerson(agent, p)
		k.ok(err)
		p.Email = "ben+ada@fettle.example"
		_, err = k.s.UpdatePerson(agent, p)
		k.want(err, errs.Forbidden)
		k.want(k.s.AddAddress(agent, k.admin, people.Email, "ben+ada@fettle.example"), errs.Forbidden)
		k.ok(k.s.AddAddress(agent, k.nobody, people.Email, "cy2@fettle.example"))
		list, err := k.s.Addresses(agent, k.d, k.nobody)
		k.ok(err)
		if len(list) != 2 {
			t.Errorf("addresses %v", list)
		}
		k.want(k.s.RemoveAddress(agent, k.nobody, people.Email, "cy@fettle.example"), errs.Conflict)
		k.ok(k.s.RemoveAddress(agent, k.nobody, people.Email, "cy2@fettle.example"))
	})
}

func TestResolve(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		resolve := func(c people.Contact) (p id.ID, created bool, err error) {
			err = k.d.Write(actor.With(t.Context(), actor.OfSystem("test")), func(tx *db.Tx) error {
				p, created, err = k.s.Resolve(tx, c)
				return err
			})
			return p, created, err
		}
		p, created, err := resolve(people.Contact{Name: "Not Ada", Email: " Ada@Fettle.Example "})
		if err != nil || created || p != k.admin {
			t.Errorf("a known address gives %v, %v, %v", p, created, err)
		}
		if known, err := people.PersonByID(t.Context(), k.d, k.admin); err != nil || known.Name != "Ada Admin" {
			t.Errorf("the name became %q, %v", known.Name, err)
		}
		p, created, err = resolve(people.Contact{Email: "zoe.von-berg@new.example", Phone: "0049 30 1234567", External: "other:7"})
		k.ok(err)
		made, err := people.PersonByID(t.Context(), k.d, p)
		if err != nil || !created || made.Name != "Zoe Von Berg" || made.Entity != k.root || made.Status != people.Active {
			t.Errorf("%+v, %v, %v", made, created, err)
		}
		for _, c := range []people.Contact{{Email: "zoe.von-berg@new.example"}, {Phone: "+49 (30) 123-45-67"}, {External: "other:7"}} {
			if again, created, err := resolve(c); err != nil || created || again != p {
				t.Errorf("%+v gives %v, %v, %v", c, again, created, err)
			}
		}
		if sharer, created, err := resolve(people.Contact{Name: "Desk mate", Email: "mate@new.example", Phone: "+49301234567"}); err != nil || !created || sharer == p {
			t.Errorf("people share telephones: %v, %v", sharer, err)
		}
		for _, c := range []people.Contact{{}, {Name: "Only a name"}, {Email: "nonsense"}, {Phone: "12"}} {
			_, _, err := resolve(c)
			k.want(err, errs.Invalid)
		}
	})
}

func TestRacingContactsMakeOnePerson(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		var wg sync.WaitGroup
		var mu sync.Mutex
		seen := map[id.ID]int{}
		made := 0
		for range 16 {
			wg.Go(func() {
				err := k.d.Write(actor.With(t.Context(), actor.OfSystem("test")), func(tx *db.Tx) error {
					p, created, err := k.s.Resolve(tx, people.Contact{Name: "New One", Email: "new@one.example"})
					tx.After(func() {
						mu.Lock()
						defer mu.Unlock()
						seen[p]++
						if created {
							made++
						}
					})
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if len(seen) != 1 || made != 1 {
			t.Errorf("persons %v, made %d", seen, made)
		}
	})
}

func TestSearchFindsByBeginnings(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		k.add(k.root, "José Álvarez", "jose.alvarez@fettle.example")
		k.add(k.root, "Joan 100% Sure_", "quite@fettle.example")
		tests := []struct{ name, text, want string }{
			{"by the beginning of the name, whatever the case", "CY", "Cy Caller"},
			{"accents do not matter", "jose a", "José Álvarez"},
			{"by a later word", "alv", "José Álvarez"},
			{"by the address", "quite@", "Joan 100% Sure_"},
			{"several by name", "jo", "Joan 100% Sure_, José Álvarez"},
			{"signs of patterns are plain text", "100%", "Joan 100% Sure_"},
			{"a sign of a pattern matches nothing else", "%", ""},
			{"nothing", "xyzzy", ""},
			{"no text gives everybody", "", "Ada Admin, Ben Agent, Cy Caller, Joan 100% Sure_, José Álvarez"},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				list, err := k.s.Search(k.as(k.agent), k.d, tt.text, 0)
				k.ok(err)
				page, _, err := k.s.People(k.as(k.agent), k.d, people.Page{Text: tt.text})
				k.ok(err)
				for what, got := range map[string][]people.Person{"search": list, "list": page} {
					var names []string
					for _, p := range got {
						names = append(names, p.Name)
					}
					if s := strings.Join(names, ", "); s != tt.want {
						t.Errorf("the %s gives %q, want %q", what, s, tt.want)
					}
				}
			})
		}
	})
}

func TestPagesOfPeopleAreCompleteAndInOrder(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		k.write(func(tx *db.Tx) error {
			for i := range 40 {
				k.person(tx, k.root, fmt.Sprintf("Same %d", i%3), fmt.Sprintf("p%d@fettle.example", i))
			}
			return nil
		})
		for _, text := range []string{"", "sam"} {
			var got []id.ID
			after := ""
			for range 20 {
				list, next, err := k.s.People(k.as(k.agent), k.d, people.Page{Text: text, Limit: 7, After: after})
				k.ok(err)
				for _, p := range list {
					got = append(got, p.ID)
				}
				if after = next; next == "" {
					break
				}
			}
			want := 40
			if text == "" {
				want = 43
			}
			n := len(got)
			slices.Sort(got)
			if n != want || len(slices.Compact(got)) != want {
				t.Errorf("%q: %d people on the pages, want %d", text, n, want)
			}
		}
		_, _, err := k.s.People(k.as(k.agent), k.d, people.Page{After: "nonsense"})
		k.want(err, errs.Invalid)
	})
}

func TestNamesInBatches(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		ids := []id.ID{k.admin, k.agent, k.admin, 4711}
		for i := range 1200 {
			ids = append(ids, id.ID(i+1))
		}
		got, err := people.Names(t.Context(), k.d, ids)
		k.ok(err)
		if len(got) != 2 || got[k.agent] != "Ben Agent" {
			t.Errorf("%v", got)
		}
		if got, err := people.Names(t.Context(), k.d, nil); err != nil || len(got) != 0 {
			t.Errorf("no ids give %v, %v", got, err)
		}
	})
}

func TestPreferencesAreOnesOwn(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		k.ok(k.s.SetPreferences(k.as(k.nobody), "de", "Europe/Vienna", `{"theme":"dark"}`))
		p, err := k.s.Person(k.as(k.nobody), k.d, k.nobody)
		k.ok(err)
		if p.Language != "de" || p.Zone != "Europe/Vienna" || p.Preferences != `{"theme":"dark"}` {
			t.Errorf("%+v", p)
		}
		k.want(k.s.SetPreferences(actor.With(t.Context(), actor.OfSystem("x")), "", "", ""), errs.Unauthenticated)
		k.want(k.s.SetPreferences(k.as(k.nobody), "", "Nowhere", ""), errs.Invalid)
	})
}
