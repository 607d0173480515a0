package command

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/text"
	"github.com/fettle-itsm/fettle/internal/engine/people"
	"github.com/fettle-itsm/fettle/internal/identity/token"
)

// tokenCmd groups the commands about API tokens.
type tokenCmd struct {
	Create tokenCreateCmd `cmd:"" help:"Make a token for a person and print it once."`
}

type tokenCreateCmd struct {
	Person string   `help:"E-mail address of the person as whom the token acts." required:"" placeholder:"ADDRESS"`
	Name   string   `help:"What the token is for." default:"command line" placeholder:"TEXT"`
	Scopes []string `help:"What it may do, such as incident.view, incident.* or *; never more than the person." default:"*" placeholder:"SCOPE"`
	Days   int      `help:"How many days it lasts, 1 to 365; 90 when absent." default:"90" placeholder:"N"`
	JSON   bool     `help:"Print JSON."`
}

// Help adds examples to --help.
func (tokenCreateCmd) Help() string {
	return "Examples:\n  fettle token create --person ana@example.org\n  fettle token create --person ana@example.org --scopes incident.view,incident.open --days 30 --name monitoring"
}

// Run makes the token.
func (c tokenCreateCmd) Run(e *env) error {
	return e.withDesk(func(ctx context.Context, a *app.App) error {
		t, err := c.token(ctx, a)
		if err != nil {
			return err
		}
		secret, t, err := a.Tokens.Create(ctx, t)
		if err != nil {
			return err
		}
		if c.JSON {
			return e.printJSON(map[string]string{"token": secret, "id": t.ID.String(), "expires_at": t.Expires.String()})
		}
		e.printf("%s\n", secret)
		_, _ = fmt.Fprintf(e.Err, "It lasts until %s and is not shown again.\n", t.Expires.Time().Format(time.DateOnly))
		return nil
	})
}

// token says what is asked for. Kinds: Invalid with a suggestion for each mistyped scope, NotFound.
func (c tokenCreateCmd) token(ctx context.Context, a *app.App) (token.Token, error) {
	var check errs.Check
	check.Must(c.Days >= 1 && c.Days <= 365, "--days", "Use 1 to 365.")
	t := token.Token{Name: c.Name, Expires: clock.Of(a.Clock.Now().Add(time.Duration(c.Days) * 24 * time.Hour))}
	known := a.People.Known()
	words := make([]string, len(known))
	for i, p := range known {
		words[i] = string(p)
	}
	for _, s := range c.Scopes {
		t.Scopes = append(t.Scopes, people.Pattern(s))
		if !slices.ContainsFunc(known, people.Pattern(s).Covers) {
			check.Add("--scopes", "there is no permission %q%s", s, text.Meant(s, words, ""))
		}
	}
	if err := check.Err(); err != nil {
		return t, err
	}
	person, err := people.Owner(ctx, a.DB, people.Email, people.NormalEmail(c.Person))
	if errs.Is(err, errs.NotFound) {
		return t, errs.New(errs.NotFound, "Nobody here has the e-mail address %s. The first person is made at set-up, others under People.", c.Person)
	}
	t.Person = person
	return t, err
}
