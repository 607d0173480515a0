package crash

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// client speaks the API as a foreign program would.
type client struct {
	http  *http.Client
	token string
}

func newClient(token string, conns int) *client {
	return &client{&http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: conns}, Timeout: patience}, token}
}

// reply is what came back: of a change, or of a problem.
type reply struct {
	status int
	header http.Header
	body   []byte
	change
	problem
}

// change is the answer to a change.
type change struct {
	ID      string `json:"id"`
	Number  string `json:"number"`
	Title   string `json:"title"`
	Version int64  `json:"version"`
	Hash    string `json:"hash"`
}

// problem is a problem document.
type problem struct {
	Detail string `json:"detail"`
}

func (r reply) ok() bool { return r.status >= 200 && r.status < 300 }

func (r reply) String() string { return fmt.Sprintf("%d %s", r.status, r.body) }

// is reports a problem document of a status with a text for people.
func (r reply) isProblem(status int, words string) bool {
	return r.status == status && r.header.Get("Content-Type") == "application/problem+json" && strings.Contains(r.Detail, words)
}

// send sends a request; headers come in pairs. An error says that there was no answer, or only a part of one.
func (c *client) send(ctx context.Context, method, at string, body []byte, headers ...string) (r reply, err error) {
	req, err := http.NewRequestWithContext(ctx, method, at, bytes.NewReader(body))
	if err != nil {
		return r, err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	if method != http.MethodGet {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := c.http.Do(req)
	if err != nil {
		return r, err
	}
	defer func() { _ = res.Body.Close() }()
	if r.body, err = io.ReadAll(res.Body); err != nil {
		return r, err
	}
	r.status, r.header = res.StatusCode, res.Header
	if strings.Contains(res.Header.Get("Content-Type"), "json") {
		into := any(&r.change)
		if !r.ok() {
			into = &r.problem
		}
		err = json.Unmarshal(r.body, into)
	}
	return r, err
}

const incidents = "/api/v1/incidents"

// ask is one request, without the server it goes to.
type ask struct {
	method, path string
	body         []byte
	headers      []string
}

func create(title, key string) ask {
	return ask{http.MethodPost, incidents, object("title", title, "description", "It stopped working: "+title), []string{"Idempotency-Key", key}}
}

func answer(number, text, key string) ask {
	return ask{http.MethodPost, incidents + "/" + number + "/actions/reply", object("body", text), []string{"Idempotency-Key", key}}
}

func edit(number, title string, version int64) ask {
	return ask{http.MethodPatch, incidents + "/" + number, object("title", title), []string{"If-Match", strconv.Quote(strconv.FormatInt(version, 10))}}
}

func upload(number, name string, content []byte) ask {
	return ask{http.MethodPost, incidents + "/" + number + "/attachments?name=" + name, content, []string{"Content-Type", "application/octet-stream"}}
}

func look(number string) ask { return ask{method: http.MethodGet, path: incidents + "/" + number} }

func (c *client) do(ctx context.Context, base string, a ask) (reply, error) {
	return c.send(ctx, a.method, base+a.path, a.body, a.headers...)
}

// object makes a JSON object of texts.
func object(pairs ...string) []byte {
	m := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	b, err := json.Marshal(m)
	if err != nil {
		panic(err) // texts always have a form
	}
	return b
}
