package app

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/face/api/contract"
	"github.com/fettle-itsm/fettle/internal/face/face"
	"github.com/fettle-itsm/fettle/internal/port/discovery"
	"github.com/fettle-itsm/fettle/internal/port/inventory"
)

// perKey is how many messages a key may send in a minute: an agent sends two in a day, one that collects a few for each device.
const perKey = 240

// intake takes the messages of inventory agents over HTTP.
type intake struct {
	app     *App
	proxies face.Proxies
	policy  inventory.Policy
	sent    *face.Meter // by key
	failed  *face.Meter // by address
}

func newIntake(a *App, proxies face.Proxies) *intake {
	return &intake{a, proxies, inventory.Policy{Every: 24 * time.Hour, Collect: true}, face.NewMeter(face.Quota{Requests: perKey, Window: time.Minute}, a.Clock),
		face.NewMeter(perMinute(a.Tokens.Limits.Failures), a.Clock)}
}

// mount adds the address of the intake, and those that agents are usually set up with.
func (in *intake) mount(m *face.Mux) {
	for _, path := range []string{reports, "/ocsinventory", "/front/inventory.php", "/plugins/fusioninventory/{$}", "/plugins/fusioninventory/index.php"} {
		m.Handle(reporting(path), in)
	}
}

// reports is the address of the intake in the API.
const reports = "/api/v1/inventory"

func reporting(path string) face.Route {
	return face.Route{Method: http.MethodPost, Pattern: path, Permission: string(discovery.PermReport) + " or " + string(discovery.PermCollect),
		Scope: "the device of the key", Writes: []string{}}
}

// described tells of the intake in the document of the API: agents speak protocols of their own there.
func described() contract.Op {
	return contract.Op{Route: reporting(reports), Name: "report-inventory", Summary: "Report what a device is and what is on it", Tag: "inventory", Foreign: &contract.Foreign{
		Doc: "For inventory agents: the JSON of the GLPI agent, and the XML of the FusionInventory and OCS agents, plain or compressed; which it is, is seen from the message. " +
			"A key with inventory.report belongs to the first device that it reports; one with inventory.collect reports any. " +
			"A report updates the asset that it is surely about, adds one for a device that is like none, and otherwise waits among the findings.",
		Takes:   []string{"application/json", "application/xml", "application/x-compress-zlib", "application/x-compress-gzip"},
		Answers: []string{"application/json", "application/xml"}, Basic: true}}
}

func (in *intake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r = face.Named(w, r)
	answer, err := in.take(w, r)
	status := face.Status(err)
	if err != nil {
		switch errs.KindOf(err) {
		case errs.Internal:
			in.app.Log.ErrorContext(r.Context(), "inventory failed", "request", face.RequestID(r.Context()), "error", err)
		case errs.Unauthenticated: // every agent asks without its key first
		default: // agents keep the reason to themselves
			in.app.Log.InfoContext(r.Context(), "inventory refused", "request", face.RequestID(r.Context()), "address", in.proxies.Source(r), "reason", errs.Safe(err))
		}
		if status == http.StatusUnauthorized {
			w.Header().Set("WWW-Authenticate", `Basic realm="inventory"`)
		}
		if n := face.RetryAfter(err); n > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(n))
		}
	}
	w.Header().Set("Content-Type", answer.ContentType)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(answer.Body)
}

// take reads and applies a message. Who sends it is asked before a byte of it is read.
func (in *intake) take(w http.ResponseWriter, r *http.Request) (inventory.Reply, error) {
	refuse := func(f inventory.Format, err error) (inventory.Reply, error) {
		return inventory.Refuse(f, err, in.policy), err
	}
	who, key, err := in.prove(r)
	if err != nil {
		return refuse("", err)
	}
	ctx := actor.With(r.Context(), who)
	if _, err := in.app.Discovery.Require(ctx); err != nil {
		return refuse("", err)
	}
	if err := in.sent.Count(w.Header(), key.Token.String()); err != nil {
		return refuse("", errs.Because(errs.TooMany, err, "This key reports too often. Wait as long as Retry-After says."))
	}
	message, err := io.ReadAll(http.MaxBytesReader(w, r.Body, inventory.DefaultLimits().Compressed))
	if err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			err = errs.New(errs.Invalid, "The message is larger than %d MB.", inventory.DefaultLimits().Compressed>>20)
		} else {
			err = errs.Because(errs.Invalid, err, "The message did not arrive whole.")
		}
		return refuse("", err)
	}
	inv, _, err := in.app.Discovery.Receive(ctx, key, message)
	if err != nil {
		return refuse(inv.Format, err)
	}
	return inventory.Answer(inv, in.policy), nil
}

// prove returns who sends a message: by a token as the password of Basic, which is what agents can send, or as a bearer.
func (in *intake) prove(r *http.Request) (actor.Actor, discovery.Key, error) {
	_, secret, ok := r.BasicAuth()
	if scheme, rest, _ := strings.Cut(r.Header.Get("Authorization"), " "); !ok && strings.EqualFold(scheme, "Bearer") {
		secret, ok = strings.TrimSpace(rest), true
	}
	if !ok {
		return actor.Actor{}, discovery.Key{}, errs.New(errs.Unauthenticated, "Send the key of the device as the password.")
	}
	who, token, err := in.app.Tokens.Identify(r.Context(), secret)
	if errs.Is(err, errs.Unauthenticated) {
		if e := in.failed.Count(http.Header{}, in.proxies.Source(r)); e != nil {
			err = errs.Because(errs.TooMany, e, "Too many keys from this address did not hold. Wait as long as Retry-After says.")
		}
	}
	return who, discovery.Key{Token: token, AgentID: agentID(r)}, err
}

// agentID returns the identity that the newer agents put beside the message.
func agentID(r *http.Request) string {
	text := strings.ToLower(strings.TrimSpace(r.Header.Get("GLPI-Agent-ID")))
	if len(text) != 36 || strings.Trim(text, "0123456789abcdef-") != "" {
		return ""
	}
	return text
}
