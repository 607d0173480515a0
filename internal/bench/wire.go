package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/fettle-itsm/fettle/internal/bench/lexicon"
)

// Desk is a running product as a client sees it: where it is, how to prove who one is, and what there is to ask for.
type Desk struct {
	Base       string
	PID        int
	Store      int      // first process of the database server, 0 for none that is known
	Token      string   // bearer token of the API
	Cookie     string   // Cookie header of a signed-in agent
	Requesters []string // ids of people in whose name incidents are opened
	Tickets    int      // the incidents INC-1 to INC-Tickets exist
	Open       []string // numbers of some that are open
	Rare       string   // a word of very few incidents
	RareHits   int      // of how many; 0 where nobody knows
	Common     string   // a word of many incidents
}

// What this package knows of the product's wire format stands in this file only.
const (
	pathIncidents  = "/api/v1/incidents"
	pathAssets     = "/api/v1/assets"
	pathItems      = "/api/v1/configuration-items"
	pathServices   = "/services"
	nodeMark       = `data-near=` // stands once in each box of a map
	pathPeople     = "/api/v1/people"
	pathSearch     = "/api/v1/search"
	pathQueue      = "/incidents"
	pathOwned      = "/assets"
	pathRecord     = "/"
	pathSignIn     = "/sign-in"
	pageSize       = 50
	rowMark        = `data-row=` // stands once in each row of a queue page and of every other list
	incidentPrefix = "INC-"
)

type page struct {
	Items []item `json:"items"`
}

type item struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	Title  string `json:"title"`
}

type newIncident struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	Requester   string `json:"requester,omitempty"`
	Email       string `json:"requester_email,omitempty"`
	Name        string `json:"requester_name,omitempty"`
}

// createBody is the JSON of a new incident, in the name of somebody with an address or of one of the requesters.
func createBody(w *lexicon.Words, title, email string, requesters []string) ([]byte, error) {
	in := newIncident{Title: title, Description: w.Body(), Email: email}
	switch {
	case email != "":
		in.Name = "Newcomer " + w.Word()
	case len(requesters) > 0:
		in.Requester = requesters[w.Pick(len(requesters))]
	}
	return json.Marshal(in)
}

func get(ctx context.Context, at string) (*http.Request, error) {
	return http.NewRequestWithContext(ctx, http.MethodGet, at, http.NoBody)
}

func (d *Desk) api(ctx context.Context, path string) (*http.Request, error) {
	req, err := get(ctx, d.Base+path)
	if err == nil {
		req.Header.Set("Authorization", "Bearer "+d.Token)
	}
	return req, err
}

func (d *Desk) html(ctx context.Context, path string) (*http.Request, error) {
	req, err := get(ctx, d.Base+path)
	if err == nil {
		req.Header.Set("Cookie", d.Cookie)
		req.Header.Set("Accept", "text/html")
	}
	return req, err
}

// create asks for a new incident. The key is the Idempotency-Key; email is that of a requester who is not known, "" for a known one.
func (d *Desk) create(ctx context.Context, w *lexicon.Words, title, email, key string) (*http.Request, error) {
	body, err := createBody(w, title, email, d.Requesters)
	if err != nil {
		return nil, err
	}
	return d.post(ctx, pathIncidents, body, key)
}

// reply asks for a public reply.
func (d *Desk) reply(ctx context.Context, number, text, key string) (*http.Request, error) {
	body, err := json.Marshal(map[string]string{"body": text})
	if err != nil {
		return nil, err
	}
	return d.post(ctx, pathIncidents+"/"+number+"/actions/reply", body, key)
}

func (d *Desk) post(ctx context.Context, path string, body []byte, key string) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.Base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+d.Token)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", key)
	return req, nil
}

// created returns the number of the incident that an answer to create tells of.
func created(a Answer) (string, error) {
	if a.Status != http.StatusCreated {
		return "", status(a)
	}
	var i item
	if err := json.Unmarshal(a.Body, &i); err != nil {
		return "", err
	}
	if !strings.Contains(i.Number, "-") {
		return "", fmt.Errorf("no number in %s", tail(string(a.Body)))
	}
	return i.Number, nil
}

// one checks that an answer is the incident with a number.
func one(a Answer, number string) error {
	if a.Status != http.StatusOK {
		return status(a)
	}
	var i item
	if err := json.Unmarshal(a.Body, &i); err != nil {
		return err
	}
	if i.Number != number || i.Title == "" {
		return fmt.Errorf("%s instead of %s", i.Number, number)
	}
	return nil
}

// listed returns the entries of a JSON list.
func listed(a Answer) ([]item, error) {
	if a.Status != http.StatusOK {
		return nil, status(a)
	}
	var p page
	err := json.Unmarshal(a.Body, &p)
	return p.Items, err
}

// markup checks that an answer is a whole page that says something at least so often.
func markup(a Answer, say string, times int) error {
	if a.Status != http.StatusOK {
		return status(a)
	}
	if !bytes.Contains(a.Body, []byte("</html>")) {
		return errors.New("the page is cut short")
	}
	return counted(a, say, times)
}

// counted reports what is wrong with an answer that should say something so many times.
func counted(a Answer, say string, times int) error {
	if a.Status != http.StatusOK {
		return status(a)
	}
	if n := bytes.Count(a.Body, []byte(say)); n < times {
		return fmt.Errorf("%q stands %d times in the answer, not %d", say, n, times)
	}
	return nil
}

func status(a Answer) error { return fmt.Errorf("status %d: %s", a.Status, tail(string(a.Body))) }

// SignIn signs in with a password and keeps the cookies.
func (d *Desk) SignIn(ctx context.Context, login, password string) error {
	form := url.Values{"address": {login}, "password": {password}}.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.Base+pathSignIn, strings.NewReader(form))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	c := NewClient(1)
	defer c.Close()
	a, err := c.Send(req)
	if err != nil {
		return err
	}
	var pairs []string
	for _, k := range (&http.Response{Header: a.Header}).Cookies() {
		pairs = append(pairs, k.Name+"="+k.Value)
	}
	if len(pairs) == 0 || a.Status >= http.StatusBadRequest {
		return fmt.Errorf("no session: %w", status(a))
	}
	d.Cookie = strings.Join(pairs, "; ")
	return nil
}

// Explore asks the desk for requesters and incidents to work with.
func (d *Desk) Explore(ctx context.Context) error {
	c := NewClient(1)
	defer c.Close()
	fetch := func(path string) ([]item, error) {
		req, err := d.api(ctx, path)
		if err != nil {
			return nil, err
		}
		a, err := c.Send(req)
		if err != nil {
			return nil, err
		}
		items, err := listed(a)
		if err == nil && len(items) == 0 {
			err = errors.New("the list is empty")
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return items, nil
	}
	people, err := fetch(pathPeople + "?limit=100")
	if err != nil {
		return err
	}
	for _, p := range people {
		d.Requesters = append(d.Requesters, p.ID)
	}
	open, err := fetch(pathIncidents + "?limit=100&q=" + url.QueryEscape("status:open"))
	for _, i := range open {
		d.Open = append(d.Open, i.Number)
	}
	return err
}
