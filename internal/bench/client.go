package bench

import (
	"fmt"
	"io"
	"net/http"
	"time"
)

// maxAnswer bounds what is read of one answer; a longer one is an error.
const maxAnswer = 8 << 20

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Client sends requests over kept connections and reads every answer to its end. It follows no redirect.
type Client struct{ http *http.Client }

// NewClient returns a client that keeps a connection for each of n concurrent callers.
func NewClient(n int) *Client {
	t := &http.Transport{MaxIdleConns: n, MaxIdleConnsPerHost: n, MaxConnsPerHost: n, DisableCompression: true, IdleConnTimeout: time.Minute}
	return &Client{http: &http.Client{
		Transport: t, Timeout: 60 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Close lets the connections go.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Send sends a request and reads the answer.
func (c *Client) Send(req *http.Request) (Answer, error) {
	res, err := c.http.Do(req)
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err == nil && len(body) > maxAnswer {
		err = fmt.Errorf("an answer of more than %d bytes", maxAnswer)
	}
	return Answer{Status: res.StatusCode, Header: res.Header, Body: body}, err
}
