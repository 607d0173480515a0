package command

import (
	"context"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/app/seed"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/identity/token"
)

// seedCmd fills a desk with made-up data.
type seedCmd struct {
	Scale    int    `help:"Number of incidents." required:"" placeholder:"N"`
	People   int    `help:"Number of people who report them; a tenth of the incidents when absent." placeholder:"N"`
	Assets   int    `help:"Number of assets; a tenth of the incidents when absent, -1 for none." placeholder:"M"`
	Items    int    `help:"Number of services and configuration items, with three relations each." placeholder:"N"`
	Seed     uint64 `help:"The same seed gives the same data." default:"1"`
	Add      bool   `help:"Put them into a desk that has incidents already."`
	Password string `help:"Password of admin@example.com and agent@example.com; without it an API token is printed." placeholder:"TEXT"`
	JSON     bool   `help:"Print JSON."`
}

// Help adds examples to --help.
func (seedCmd) Help() string {
	return "Example:\n  fettle seed --scale 100000 --data /srv/trial"
}

// Run makes the data and tells how to get at it.
func (c seedCmd) Run(e *env) error {
	return e.withApp(func(ctx context.Context, a *app.App) error {
		bar, what := progress{}, ""
		r, err := seed.Run(ctx, a, seed.Options{Scale: c.Scale, People: c.People, Assets: c.Assets, Items: c.Items, Seed: c.Seed, Add: c.Add, Password: c.Password,
			Progress: func(now string, done, total int64) {
				if now != what {
					bar.done()
					bar, what = newProgress(e.Err, now, total), now
				}
				bar.set(done)
			}})
		bar.done()
		if err != nil {
			return err
		}
		secret := ""
		if c.Password == "" && r.Admin != 0 {
			if secret, _, err = a.Tokens.Create(ctx, token.Token{Person: r.Admin, Name: "seed", Scopes: []people.Pattern{"*"}}); err != nil {
				return err
			}
		}
		return c.print(e, r, secret)
	})
}

// print says what was made and which words and accounts lead to it.
func (c seedCmd) print(e *env, r seed.Result, secret string) error {
	if c.JSON {
		return e.printJSON(struct {
			seed.Result
			Login  string `json:"login"`
			Agent  string `json:"agent"`
			Token  string `json:"token,omitempty"`
			Common string `json:"common_word"`
			Rare   string `json:"rare_word"`
		}{r, seed.AdminEmail, seed.AgentEmail, secret, seed.Common, seed.Rare})
	}
	e.printf("%d incidents, %d people and %d assets in %.1f s (%.0f incidents a second).\n", r.Incidents, r.People, r.Assets, r.Took.Seconds(), r.Rate)
	e.printf("Accounts: %s (administrator), %s (agent).\n", seed.AdminEmail, seed.AgentEmail)
	e.printf("Words to search for: %s (common), %s (rare).\n", seed.Common, seed.Rare)
	if secret != "" {
		e.printf("API token of the administrator, shown once: %s\n", secret)
	}
	return nil
}
