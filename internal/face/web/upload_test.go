package web_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"testing"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/fettletest"
)

// keeps reports whether the desk has a content.
func keeps(t *testing.T, d *fettletest.Desk, content string) bool {
	t.Helper()
	sum := sha256.Sum256([]byte(content))
	f, err := d.Files.Open(t.Context(), hex.EncodeToString(sum[:]))
	if errs.Is(err, errs.NotFound) {
		return false
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return true
}

func TestNoByteOfAFileIsKeptForThoseWhoMayNotAttachIt(t *testing.T) {
	d := fettletest.SQLite(t)
	a := as(t, d, "agent")
	open := a.open("The safe", "requester", "requester@calder.example")
	shut := a.open("The old safe", "requester", "requester@calder.example")
	a.follow(a.post("/incidents/"+shut+"/cancel", "version", a.version(shut), "reason", "Sold."))
	tests := []struct {
		name, who, path string
		status          int
		fields          []string
	}{
		{"a stranger in the composer", "stranger", "/incidents/" + open + "/compose", http.StatusNotFound, []string{"mode", "reply", "body", "Mine."}},
		{"who only reads, in the composer", "auditor", "/incidents/" + open + "/compose", http.StatusForbidden, []string{"mode", "note", "body", "Look."}},
		{"work that is closed", "agent", "/incidents/" + shut + "/compose", http.StatusConflict, []string{"mode", "reply", "body", "One more."}},
		{"a stranger in the portal", "stranger", "/portal/" + open + "/compose", http.StatusNotFound, []string{"body", "Mine."}},
		{"a requester whose matter is closed", "requester", "/portal/" + shut + "/compose", http.StatusConflict, []string{"body", "One more."}},
		{"who only reads, with new work", "auditor", "/incidents/new", http.StatusForbidden, []string{"title", "Mine"}},
		{"a verb that takes no files", "agent", "/incidents/" + open + "/log_time", http.StatusUnprocessableEntity, []string{"minutes", "5"}},
		{"a machine in the trap", "", "/portal/report", http.StatusOK, []string{"text", "Buy this.", "website", "x"}},
		{"nobody, at the door", "", "/sign-in", http.StatusUnauthorized, []string{"email", "x@example.org", "password", "guessed"}},
		{"nobody, in the composer", "", "/incidents/" + open + "/compose", http.StatusUnauthorized, []string{"mode", "reply", "body", "Mine."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			content := "kept for " + tt.name
			p := as(t, d, tt.who).upload(tt.path, "x.txt", content, tt.fields...)
			if p.Status != tt.status {
				t.Errorf("status %d, want %d: %.300s", p.Status, tt.status, p.text("main"))
			}
			if keeps(t, d, content) {
				t.Error("the bytes are kept")
			}
		})
	}
	a.follow(a.upload("/incidents/"+open+"/compose", "x.txt", "welcome", "mode", "reply", "body", "Here."))
	if !keeps(t, d, "welcome") {
		t.Error("a file of those who may is not kept")
	}
	p := as(t, d, "agent").upload("/incidents/"+shut+"/compose", "x.txt", "late", "mode", "note", "body", "What I wrote stays.")
	if p.Status == http.StatusConflict && p.value("#composer-body") != "What I wrote stays." {
		t.Errorf("the words went with the file: %q", p.value("#composer-body"))
	}
}
