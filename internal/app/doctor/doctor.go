// Package doctor examines an installation without changing it: settings, folder, disk, address, certificate, proxy, database, clock, time
// zones and work left undone. For each thing that is wrong it names the cause and the cure.
//
// Why: when a desk does not start, nobody can look into it with a browser, and what the system says about it helps only who wrote it.
//
// It leaves what a setting means to config, and the proof that nothing was changed in the log to "fettle audit verify".
package doctor

import (
	"context"
	"errors"

	"github.com/fettle-itsm/fettle/internal/app/config"
	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// State is how a thing is.
type State string

// The states, the best first.
const (
	Well    State = "ok"
	Warning State = "warning" // it works, and may not for long, or not as somebody thinks
	Fault   State = "fault"   // it does not work
)

// Finding is what came of one examination.
type Finding struct {
	Check string `json:"check"`
	State State  `json:"state"`
	Says  string `json:"says"`           // what was found; for a fault the cause
	Cure  string `json:"cure,omitempty"` // what to do
}

// Examine examines the installation that the settings of src name, as far as it can get: without settings nothing else is known.
func Examine(ctx context.Context, src config.Source, now clock.Clock) []Finding {
	conf, err := config.Load(src)
	if err != nil {
		return settings(err)
	}
	out := []Finding{{"settings", Well, known(conf), ""}}
	add := func(more ...Finding) { out = append(out, more...) }
	add(folder(conf.Data)...)
	add(key(conf))
	add(address(ctx, conf)...)
	add(certificate(conf, now.Now()), proxy(conf), clockSet())
	return append(out, database(ctx, conf, now)...)
}

func known(conf *config.Config) string {
	if conf.File == "" {
		return "No file is read; flags, environment and defaults hold. \"fettle config dump\" shows them."
	}
	return "Read from " + conf.File + "."
}

// settings tells what is wrong with each value.
func settings(err error) []Finding {
	fields := errs.Fields(err)
	if len(fields) == 0 {
		return []Finding{{"settings", Fault, errs.Safe(err), "Correct the file, or name another with --config."}}
	}
	out := make([]Finding, len(fields))
	for i, f := range fields {
		out[i] = Finding{"settings", Fault, f.Key + ": " + f.Text, "Correct it where it was given; \"fettle serve --help\" lists the settings."}
	}
	return out
}

// Worst is the worst state of a list.
func Worst(list []Finding) State {
	worst := Well
	for _, f := range list {
		if f.State == Fault || f.State == Warning && worst == Well {
			worst = f.State
		}
	}
	return worst
}

// cause is the safe text of an error, with the innermost one where that says more.
func cause(err error) string {
	inner := err
	for next := errors.Unwrap(inner); next != nil; next = errors.Unwrap(inner) {
		inner = next
	}
	if text := inner.Error(); text != errs.Safe(err) {
		return errs.Safe(err) + " (" + text + ")"
	}
	return errs.Safe(err)
}
