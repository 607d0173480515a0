package app_test

import (
	"os"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
)

func BenchmarkCreateOne(b *testing.B) {
	p := newProduct(b, "sqlite")
	body := `{"title":"The printer on the second floor does not print","description":"` + strings.Repeat("It says that the paper is out. ", 8) + `","requester":"` + p.someone.String() + `"}`
	b.ReportAllocs()
	b.ResetTimer()
	var r0, r1 syscall.Rusage
	_ = syscall.Getrusage(0, &r0)
	io0 := procIO()
	for i := 0; b.Loop(); i++ {
		r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/api/v1/incidents", strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+p.secret)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", fmt.Sprintf("key-%d", i))
		p.ask(b, r, http.StatusCreated, `"INC-`)
	}
	_ = syscall.Getrusage(0, &r1)
	io1 := procIO()
	b.ReportMetric(float64(io1["syscw"]-io0["syscw"])/float64(b.N), "writes/op")
	b.ReportMetric(float64(io1["syscr"]-io0["syscr"])/float64(b.N), "reads/op")
	b.ReportMetric(float64(io1["wchar"]-io0["wchar"])/float64(b.N), "wchar/op")
	cpu := func(r syscall.Rusage) float64 { return float64(r.Utime.Nano()+r.Stime.Nano()) / 1000 }
	b.ReportMetric((cpu(r1)-cpu(r0))/float64(b.N), "cpu-us/op")
	b.ReportMetric(float64(r1.Utime.Nano()-r0.Utime.Nano())/1000/float64(b.N), "user-us/op")
}

func procIO() map[string]int64 {
	b, _ := os.ReadFile("/proc/self/io")
	out := map[string]int64{}
	for line := range strings.Lines(string(b)) {
		var k string
		var n int64
		_, _ = fmt.Sscanf(line, "%s %d", &k, &n)
		out[strings.TrimSuffix(k, ":")] = n
	}
	return out
}
