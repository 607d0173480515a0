package command_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/db"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/practice/asset"
	"github.com/fettle-itsm/fettle/internal/practice/asset/software"
)

func TestPositionsAndWhatIsPastSupportArePrinted(t *testing.T) {
	data := t.TempDir()
	if code, out, errout := fettle(t.Context(), "seed", "--scale", "5", "--assets=-1", "--data", data); code != 0 {
		t.Fatalf("%d %s%s", code, out, errout)
	}
	a, err := app.Build(t.Context(), app.Options{Data: data, Database: "sqlite:" + filepath.Join(data, "fettle.db"), Clock: clock.System{}, Quick: true})
	if err != nil {
		t.Fatal(err)
	}
	err = a.DB.Write(actor.With(t.Context(), actor.OfSystem("test")), func(tx *db.Tx) error {
		made, err := a.Assets.AddFound(tx, asset.Found{Prefix: "LT", Class: "Laptops", Model: "Book 14", Title: "pc-1"})
		if err == nil {
			_, err = a.Software.Replace(tx, made.ID, []software.Install{{Name: "Python 3.7.9 (64-bit)", Version: "3.7.9150.0", Publisher: "Python Software Foundation", Source: "registry"}})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"licence position", 0, "unlicensed"},
		{"licence position --json", 0, `"evidence"`},
		{"licence position --product SWP-1 --csv", 0, "LT-0001"},
		{"licence position --csv", 2, "add --product"},
		{"licence position --at yesterday", 2, "Enter a date"},
		{"asset past-support", 0, "LT-0001"},
		{"asset past-support --json", 0, `"state": "ended"`},
	} {
		code, out, errout := fettle(t.Context(), append(strings.Fields(c.args), "--data", data)...)
		if code != c.code || !strings.Contains(out+errout, c.want) {
			t.Errorf("%s: %d\n%s%s", c.args, code, out, errout)
		}
	}
}
