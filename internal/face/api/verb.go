package api

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/action"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/desk"
	"github.com/fettle-itsm/fettle/internal/engine/once"
	"github.com/fettle-itsm/fettle/internal/face/api/intake"
	"github.com/fettle-itsm/fettle/internal/face/api/problem"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

// verbs returns an operation for each verb of a practice: opening is a POST to the collection, editing a PATCH of the record, and
// everything else a POST to its actions.
func (a *API) verbs(p desk.Practice) []op {
	var out []op
	for _, s := range p.Actions {
		o := op{Route: face.Route{Action: s.Name, Permission: string(s.Permission), Scope: rowScope, Writes: writes(s)},
			name: strings.ReplaceAll(s.Name, ".", "-"), tag: p.Kind.Plural, summary: s.Label, in: s.Input, out: s.Output}
		switch {
		case s.Creates():
			o.Method, o.Pattern, o.status, o.keyed = "POST", root+p.Kind.Slug(), http.StatusCreated, true
			o.do = func(w http.ResponseWriter, r *http.Request) error { return a.create(w, r, p, s) }
		case !s.OnRecord:
			continue
		case s.Verb() == "edit":
			o.Method, o.Pattern, o.match = "PATCH", root+p.Kind.Slug()+"/{number}", true
			o.summary = "Change one " + p.Kind.Singular + ", as a JSON merge patch"
			o.do = func(w http.ResponseWriter, r *http.Request) error { return a.patch(w, r, p, s) }
		default:
			o.Method, o.Pattern, o.keyed, o.match = "POST", root+p.Kind.Slug()+"/{number}/actions/"+s.Verb(), true, true
			o.do = func(w http.ResponseWriter, r *http.Request) error { return a.act(w, r, p, s) }
		}
		out = append(out, o)
	}
	return out
}

// writes are the names of a verb's inputs.
func writes(s action.Spec) []string {
	out := action.Keys(s.Input)
	if out == nil {
		return []string{}
	}
	return out
}

// done is the answer to a change: enough to go on from there.
type done struct {
	once.Answer
	URL      string   `json:"url"`
	Warnings []string `json:"warnings,omitempty"`
}

func (a *API) create(w http.ResponseWriter, r *http.Request, p desk.Practice, s action.Spec) error {
	b, err := intake.Object(r)
	if err != nil {
		return err
	}
	return a.run(w, r, p, s, b, http.StatusCreated, 0)
}

// act carries out a verb. If-Match is welcome but not demanded: a reply does not depend on what else changed.
func (a *API) act(w http.ResponseWriter, r *http.Request, p desk.Practice, s action.Spec) error {
	b, err := intake.Object(r)
	if err != nil {
		return err
	}
	version, _, err := ifMatch(r)
	if err != nil {
		return err
	}
	return a.run(w, r, p, s, b, http.StatusOK, version)
}

// patch edits fields of the version that If-Match names.
func (a *API) patch(w http.ResponseWriter, r *http.Request, p desk.Practice, s action.Spec) error {
	b, err := intake.Object(r)
	if err != nil {
		return err
	}
	version, ok, err := ifMatch(r)
	if err != nil {
		return err
	}
	if !ok {
		return errs.New(errs.Precondition, "Send If-Match with the ETag of the version that you edited, so that nobody's work is overwritten; * takes the newest.")
	}
	return a.run(w, r, p, s, b, http.StatusOK, version)
}

// run calls a verb, at most once for an idempotency key, and answers.
func (a *API) run(w http.ResponseWriter, r *http.Request, p desk.Practice, s action.Spec, b []byte, status int, version int64) error {
	number := r.PathValue("number")
	var result any
	first, replayed, err := a.once(r, b, number, func(ctx context.Context) (err error) {
		result, err = s.Do(ctx, intake.Chosen(b, s.Choices, reading(r, b)), number, version)
		return err
	})
	if err != nil {
		return a.stale(r, p, number, version, problem.Placed(problem.Misfit(err, b, s.Input), s.Input))
	}
	out := done{Answer: first}
	if replayed {
		w.Header()["Idempotency-Replayed"] = []string{"true"}
	} else if out, err = shape(result); err != nil {
		return err
	}
	if out.Number == "" { // a verb whose result is not a record
		if replayed {
			result = out.Answer
		}
		return a.answer(w, r, status, result)
	}
	out.URL = path(p, out.Number)
	if status == http.StatusCreated {
		w.Header()["Location"] = []string{out.URL}
	}
	if wants(r) {
		v, err := a.Desk.Get(r.Context(), p, out.Number)
		if err != nil {
			return err
		}
		w.Header()["Preference-Applied"] = []string{"return=representation"}
		return a.show(w, r, v, status)
	}
	w.Header()["Etag"] = []string{etag(out.Version)}
	return a.answer(w, r, status, out)
}

// once carries out fn under the request's idempotency key, if it has one.
func (a *API) once(r *http.Request, b []byte, number string, fn func(ctx context.Context) error) (once.Answer, bool, error) {
	ctx := r.Context()
	key := r.Header.Get("Idempotency-Key")
	if key == "" || r.Method != http.MethodPost {
		return once.Answer{}, false, fn(ctx)
	}
	who, err := actor.From(ctx)
	if err != nil {
		return once.Answer{}, false, err
	}
	sum := sha256.New()
	for _, part := range [...]string{r.Method, r.URL.Path, string(b)} {
		sum.Write([]byte(part))
		sum.Write([]byte{0})
	}
	return a.Keys.Do(ctx, once.Request{Actor: who.ID, Key: key, Digest: [32]byte(sum.Sum(nil)), Number: number}, fn)
}

// shape reads what a verb answered as the reference to a record that it is by custom; otherwise the number is "".
func shape(result any) (out done, err error) {
	b, err := json.Marshal(result)
	if err == nil && json.Unmarshal(b, &out) != nil {
		return done{}, nil
	}
	return out, err
}

// stale says 412 when a change failed because of the version that the client named.
func (a *API) stale(r *http.Request, p desk.Practice, number string, version int64, err error) error {
	if version == 0 || !errs.Is(err, errs.Conflict) {
		return err
	}
	v, e := a.Desk.Get(r.Context(), p, number)
	if e != nil || v.Version == version {
		return err
	}
	return problem.Refuse(http.StatusPreconditionFailed, "%s", errs.Safe(err))
}

// ifMatch returns the version that If-Match names, 0 for "*", and whether the header is there.
func ifMatch(r *http.Request) (version int64, ok bool, err error) {
	header := strings.TrimSpace(r.Header.Get("If-Match"))
	if header == "" || header == "*" {
		return 0, header != "", nil
	}
	for part := range strings.SplitSeq(header, ",") { // of several only one can be ours to match, and versions only grow
		n, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(strings.TrimSpace(part), "W/"), `"`), 10, 64)
		if err == nil && n > 0 {
			version = max(version, n)
		}
	}
	if version == 0 {
		return 0, true, problem.Refuse(http.StatusPreconditionFailed, "If-Match holds no ETag of ours; read the record again.")
	}
	return version, true, nil
}
