package command

import (
	"github.com/fettle-itsm/fettle/internal/app/config"
	"github.com/fettle-itsm/fettle/internal/app/doctor"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// doctorCmd examines the installation.
type doctorCmd struct {
	JSON bool `help:"Print JSON."`
}

// Help adds examples to --help.
func (doctorCmd) Help() string {
	return "It changes nothing and may run beside the server. It fails when something does not work.\n\nExamples:\n  fettle doctor\n  fettle doctor --data /srv/fettle --json"
}

// Run prints what was found, with the cure of what is wrong.
func (c doctorCmd) Run(e *env) error {
	list := doctor.Examine(e.ctx, config.System(e.flags()), clock.System{})
	if c.JSON {
		if err := e.printJSON(list); err != nil {
			return err
		}
	} else {
		for _, f := range list {
			e.printf("%-8s %-24s %s\n", f.State, f.Check, f.Says)
			if f.Cure != "" {
				e.printf("%-8s %-24s → %s\n", "", "", f.Cure)
			}
		}
	}
	if doctor.Worst(list) == doctor.Fault {
		return errs.New(errs.Unavailable, "Something does not work; the lines above say how to cure it.")
	}
	return nil
}
