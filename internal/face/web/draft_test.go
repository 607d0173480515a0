package web_test

import (
	"net/http"
	"testing"

	"github.com/fettle-itsm/fettle/internal/fettletest"
)

func TestADraftIsInTheComposerUntilItIsSent(t *testing.T) {
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		b := as(t, d, "agent")
		number := b.open("Nobody can open the vault", "requester", "requester@calder.example")
		holds := func(who *browser, text string) {
			t.Helper()
			p := who.get("/" + number).want(http.StatusOK)
			if got := p.text(".composer textarea"); got != text {
				t.Errorf("the composer holds %q, want %q", got, text)
			}
		}
		save := func(body string) {
			t.Helper()
			b.post("/drafts/"+number, "body", body, "mode", "note", "minutes", "5").want(http.StatusNoContent)
		}
		save("The key is bent")
		holds(b, "The key is bent")
		holds(as(t, d, "lead"), "")
		save("")
		holds(b, "")
		save("The key is bent.")
		b.follow(b.post("/incidents/"+number+"/compose", "mode", "note", "body", "The key is bent.")).want(http.StatusOK, "The key is bent.")
		holds(b, "")
		save("The key is bent.") // arrives behind the sending
		holds(b, "")
		save("And the lock too")
		holds(b, "And the lock too")

		stranger := as(t, d, "requester")
		other := b.open("Somebody else's matter")
		stranger.post("/drafts/"+other, "body", "x").want(http.StatusNotFound)
	})
}
