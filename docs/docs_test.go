package docs_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/fettle-itsm/fettle/docs"
)

// Whoever writes a document decides whether it is for users.
func TestEveryDocumentIsShownOrIsForDevelopers(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		name, ok := strings.CutSuffix(f.Name(), ".md")
		if ok && name != "benchmarks" && !slices.Contains(docs.Names(), name) {
			t.Errorf("nobody finds %s", f.Name())
		}
	}
	for _, name := range docs.Names() {
		if body, ok := docs.Read(name); !ok || !strings.HasPrefix(body, "# ") {
			t.Errorf("%s cannot be shown", name)
		}
	}
}
