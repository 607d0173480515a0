package settings

import (
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/field"
	"github.com/fettle-itsm/fettle/internal/face/web/kit"
	"github.com/fettle-itsm/fettle/internal/ui"
)

// maxClasses is how many classes a field can be tied to on its page.
const maxClasses = 100

// classed reports whether records of a kind are of a class.
func classed(v *kit.Visit, kind string) bool {
	p, err := v.Room.Practice(kind)
	return err == nil && kit.Def(p.Fields, field.ClassKey).Type == field.TypeRecord
}

// classOptions are the classes that things may be of, for those who may see them.
func classOptions(v *kit.Visit) ([]ui.Option, error) {
	p, err := v.Room.Practice(field.ClassKey)
	if errs.Is(err, errs.NotFound) || err == nil && !v.Actor.Can(p.View) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	list, err := v.Room.Queue(v.Ctx(), p, desk.Ask{Q: "status:open", Limit: maxClasses}, false)
	if err != nil {
		return nil, err
	}
	out := make([]ui.Option, len(list.Heads))
	for i, h := range list.Heads {
		out[i] = ui.Option{Value: h.ID.String(), Label: h.Title}
	}
	return out, nil
}

// classWords names the classes of a field.
func classWords(classes []ui.Option, d field.Def) string {
	if len(d.Classes) == 0 {
		return "All"
	}
	var out []string
	for _, c := range classes {
		if i, err := id.Parse(c.Value); err == nil && d.Suits(i) {
			out = append(out, c.Label)
		}
	}
	return strings.Join(out, ", ")
}
