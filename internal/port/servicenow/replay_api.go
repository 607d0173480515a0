package servicenow

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/clock"
	"github.com/fettle-itsm/fettle/internal/base/errs"
)

// api calls the server and notes how long it took and what failed.
type api struct {
	base, token string
	client      *http.Client
	clock       clock.Clock
	groups      []teamItem

	mu     sync.Mutex
	took   map[string][]time.Duration // by verb
	failed map[string]int             // by what was said
}

type teamItem struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// requestTimeout bounds one request: a server that hangs must not hang the replay.
const requestTimeout = 30 * time.Second

func newAPI(o ReplayOptions) *api {
	c := o.Client
	if c == nil {
		c = &http.Client{Timeout: requestTimeout, Transport: &http.Transport{MaxIdleConnsPerHost: o.Lanes, MaxConnsPerHost: o.Lanes}}
	}
	return &api{base: strings.TrimRight(o.URL, "/"), token: o.Token, client: c, clock: o.Clock, took: map[string][]time.Duration{}, failed: map[string]int{}}
}

// teams reads which teams there are. It is the first request, so a wrong address or token ends the replay before it begins. Kinds:
// Unavailable, Unauthenticated.
func (a *api) teams(ctx context.Context) error {
	var list struct {
		Items []teamItem `json:"items"`
	}
	status, text, err := a.exchange(ctx, http.MethodGet, "/api/v1/teams", nil, &list)
	switch {
	case err != nil:
		return errs.Because(errs.Unavailable, err, "The server at %s does not answer.", a.base)
	case status == http.StatusUnauthorized:
		return errs.New(errs.Unauthenticated, "The server refused the token: %s", text)
	case status == http.StatusNotFound:
		return errs.New(errs.Unavailable, "There is no Fettle at %s.", a.base)
	}
	a.groups = list.Items // none for a token that may not see teams: nothing is assigned then
	return nil
}

// team returns the team for a group of the log: the one of the same name, or always the same other one; "" when there is none.
func (a *api) team(group string) string {
	if group == "" || len(a.groups) == 0 {
		return ""
	}
	for _, t := range a.groups {
		if t.Name == group {
			return t.ID
		}
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(group))
	return a.groups[int(h.Sum32()%uint32(len(a.groups)))].ID
}

func (a *api) act(ctx context.Context, now *incidentNow, verb string, body any) bool {
	return a.send(ctx, verb, http.MethodPost, "/api/v1/incidents/"+now.Number+"/actions/"+verb, body, now)
}

// send makes one request that counts, and reports whether it succeeded.
func (a *api) send(ctx context.Context, verb, method, path string, body any, now *incidentNow) bool {
	began := a.clock.Now()
	status, text, err := a.exchange(ctx, method, path, body, now)
	took := a.clock.Now().Sub(began)
	if ctx.Err() != nil {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.took[verb] = append(a.took[verb], took)
	if err == nil && status < 300 {
		return true
	}
	text, _, _ = strings.Cut(text, " The reference is ") // it differs from failure to failure, which are counted here
	what := fmt.Sprintf("%s: %d %s", verb, status, text)
	if err != nil {
		what = fmt.Sprintf("%s: %v", verb, err)
	}
	a.failed[what]++
	return false
}

// maxAnswer bounds what is read of an answer.
const maxAnswer = 4 << 20

// exchange sends a request and reads the answer into v, or the server's words into text.
func (a *api) exchange(ctx context.Context, method, path string, body, v any) (status int, text string, err error) {
	var in io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return 0, "", err
		}
		in = bytes.NewReader(b)
	}
	r, err := http.NewRequestWithContext(ctx, method, a.base+path, in)
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Authorization", "Bearer "+a.token)
	r.Header.Set("Content-Type", "application/json")
	if method == http.MethodPatch {
		r.Header.Set("If-Match", "*")
	}
	res, err := a.client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return res.StatusCode, "", err
	}
	if res.StatusCode >= 300 {
		return res.StatusCode, problem(answer), nil
	}
	return res.StatusCode, "", json.Unmarshal(answer, v)
}

// problem returns the words of a problem document.
func problem(answer []byte) string {
	var p struct {
		Detail string `json:"detail"`
		Errors []struct {
			Pointer string `json:"pointer"`
			Detail  string `json:"detail"`
		} `json:"errors"`
	}
	if json.Unmarshal(answer, &p) != nil {
		return short(string(answer))
	}
	for _, e := range p.Errors {
		p.Detail += " " + e.Pointer + " " + e.Detail
	}
	return p.Detail
}
