package inventory_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/port/inventory"
	"github.com/fettle-itsm/fettle/internal/port/inventory/match"
)

// TestTheRealAgentIsUnderstood runs the agent of the Debian package fusioninventory-agent twice, where it is installed, against a
// server made of Read and Answer alone.
func TestTheRealAgentIsUnderstood(t *testing.T) {
	agent, err := exec.LookPath("fusioninventory-agent")
	if err != nil || os.Geteuid() != 0 || testing.Short() {
		t.Skip("needs the Debian package fusioninventory-agent, and root, since the agent keeps its state below /var/lib")
	}
	var mu sync.Mutex
	var got []inventory.Inventory
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		policy := inventory.Policy{Every: 24 * time.Hour, Collect: true}
		inv, err := inventory.Read(r.Context(), r.Body, inventory.Limits{})
		answer := inventory.Answer(inv, policy)
		if err != nil {
			t.Errorf("Read: %v", err)
			answer = inventory.Refuse(inv.Format, err, policy)
		}
		mu.Lock()
		got = append(got, inv)
		mu.Unlock()
		w.Header().Set("Content-Type", answer.ContentType)
		_, _ = w.Write(answer.Body) // an agent that went away is seen below
	}))
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	for _, extra := range []string{"--tag=office", "--no-compression"} {
		run := exec.CommandContext(ctx, agent, "--server="+server.URL+"/inventory", "--tasks=inventory", "--no-httpd", "--force",
			"--no-category=process,environment", "--logger=stderr", extra)
		run.Env = append(os.Environ(), "no_proxy=127.0.0.1")
		out, err := run.CombinedOutput()
		if err != nil || bytes.Contains(out, []byte("[error]")) {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if len(got) != 4 || got[0].Action != inventory.ActionProlog || got[1].Action != inventory.ActionInventory {
		t.Fatalf("%d messages came, want a prolog and an inventory, twice", len(got))
	}
	first, second := got[1], got[3]
	if first.Report.Compression != "zlib" || second.Report.Compression != "none" || first.Agent.Tag != "office" || first.Agent.Version == "" {
		t.Errorf("agent %+v, %s, %s", first.Agent, first.Report.Compression, second.Report.Compression)
	}
	if first.Machine.Name == "" || first.System.FullName == "" || len(first.Software) == 0 || len(first.CPUs) == 0 || len(first.Interfaces) == 0 {
		t.Errorf("the machine is incomplete: %+v %+v", first.Machine, first.System)
	}
	if d := match.Find(match.Keys(second), []match.Candidate{{ID: "1", Keys: match.Keys(first)}}); d.Verdict != match.Same {
		t.Errorf("the second run is %+v", d)
	}
	if added, removed, changed := inventory.Compare(first.Software, second.Software); len(added)+len(removed)+len(changed) > 0 {
		t.Errorf("software differs between two runs: %v %v %v", added, removed, changed)
	}
}
