package command_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/app/command"
)

func TestASeededDeskHasAccountsAndWordsToLookFor(t *testing.T) {
	data := t.TempDir()
	run := func(args ...string) (string, string, int) {
		var out, errOut bytes.Buffer
		code := command.Run(t.Context(), append(args, "--data", data), command.Streams{In: strings.NewReader(""), Out: &out, Err: &errOut})
		return out.String(), errOut.String(), code
	}
	out, errOut, code := run("seed", "--scale", "50")
	if code != 0 || !strings.Contains(out, "50 incidents, 60 people and 5 assets") || !strings.Contains(out, "API token") || !strings.Contains(out, "zephyrglass") {
		t.Fatalf("%d: %s%s", code, out, errOut)
	}
	if out, errOut, code = run("audit", "verify"); code != 0 {
		t.Errorf("%d: %s%s", code, out, errOut)
	}
	if _, errOut, code = run("seed", "--scale", "50"); code != 1 || !strings.Contains(errOut, "--add") {
		t.Errorf("a second time: %d: %s", code, errOut)
	}
	if _, errOut, code = run("seed", "--scale", "0", "--add"); code != 2 || !strings.Contains(errOut, "incidents") {
		t.Errorf("nothing: %d: %s", code, errOut)
	}
}

// untilSaid ends a context when a word was printed.
type untilSaid struct {
	bytes.Buffer
	word string
	stop context.CancelFunc
}

func (w *untilSaid) Write(p []byte) (int, error) {
	n, err := w.Buffer.Write(p)
	if strings.Contains(w.String(), w.word) {
		w.stop()
	}
	return n, err
}

func TestTheDemonstrationPrintsHowToWalkIn(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	out := &untilSaid{word: "Ctrl-C", stop: stop}
	if code := command.Run(ctx, []string{"demo", "--past", "100", "--listen", "127.0.0.1:0"}, command.Streams{In: strings.NewReader(""), Out: out, Err: io.Discard}); code != 0 {
		t.Fatalf("%d: %s", code, out.String())
	}
	for _, want := range []string{"Administrator", "Requester", "/demo/", "/portal"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("nothing says %q: %s", want, out.String())
		}
	}
}
