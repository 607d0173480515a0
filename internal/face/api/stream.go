package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/actor"
	"github.com/fettle-itsm/fettle/internal/engine/event"
	"github.com/fettle-itsm/fettle/internal/face/api/problem"
	"github.com/fettle-itsm/fettle/internal/face/face"
)

const (
	// recheck is how often a silent stream looks whether its caller may still listen.
	recheck = 500 * time.Millisecond
	// heartbeats keep proxies from cutting a silent stream, in rechecks.
	heartbeats = 30
)

// stream sends events as they happen. A stream that is resumed leaves nothing out; on PostgreSQL it may repeat what came just before. Rights
// are looked up again before each batch, and at least every half second whether the token or session still holds.
func (a *API) stream(w http.ResponseWriter, r *http.Request) error {
	free, ok := a.open.Take(a.credential(r))
	if !ok {
		return errs.Because(errs.TooMany, face.Pause(time.Minute), "There are %d streams open with this token already, which is as many as there may be. Close one, or use another token.", a.open.Most())
	}
	defer free()
	out := &outlet{api: a, w: w, r: r, flush: http.NewResponseController(w), sent: face.NewSeen()}
	_ = out.flush.SetWriteDeadline(time.Time{}) // the server's limit is for answers that end; where there is none, all the better
	l, err := a.Tail.Listen(r.Context())
	if err != nil {
		return err
	}
	defer l.Close()
	last, err := a.cursor(r.Context(), r.Header.Get("Last-Event-ID"))
	if err != nil {
		return problem.Refuse(http.StatusBadRequest, "Last-Event-ID is not an id of ours.")
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return nil
	}
	if _, err := w.Write([]byte(": connected\nretry: 2000\n\n")); err != nil || out.flush.Flush() != nil {
		return nil
	}
	out.sent.Add(last)
	if last != 0 && out.resume(face.Since(a.Desk, last)) != nil {
		return nil // the client comes back and tries again
	}
	out.live(l)
	return nil
}

// outlet is one open stream.
type outlet struct {
	api   *API
	w     http.ResponseWriter
	r     *http.Request
	flush *http.ResponseController
	sent  *face.Seen
}

// resume sends what happened since an event.
func (o *outlet) resume(after id.ID) error {
	for {
		list, err := o.api.Desk.Log.After(o.r.Context(), o.api.Desk.DB, after, scanBatch)
		if err != nil {
			return err
		}
		if err := o.send(list); err != nil {
			return err
		}
		if len(list) < scanBatch {
			return nil
		}
		after = list[len(list)-1].ID
	}
}

// live sends what the tail delivers until something ends it.
func (o *outlet) live(l *face.Listener) {
	tick := time.NewTicker(recheck)
	defer tick.Stop()
	for n := 1; ; n++ {
		select {
		case <-o.r.Context().Done():
			return
		case list, ok := <-l.C:
			if !ok || o.send(list) != nil {
				return
			}
		case <-tick.C:
			if _, err := o.who(); err != nil {
				return
			}
			if n%heartbeats == 0 && o.write([]byte(": still here\n\n")) != nil {
				return
			}
		}
	}
}

// who returns a context with the caller as they are now; an error when they may not be here any more.
func (o *outlet) who() (context.Context, error) {
	who, err := o.api.authenticate(o.r, true)
	if err != nil {
		return nil, err
	}
	return actor.With(o.r.Context(), who), nil
}

// send writes those events of a batch that the caller may see at this moment.
func (o *outlet) send(list []event.Envelope) error {
	ctx, err := o.who()
	if err != nil {
		return err
	}
	visible, err := o.api.Desk.Visible(ctx, list)
	if err != nil {
		return err
	}
	told, err := o.api.tell(ctx, visible)
	if err != nil {
		return err
	}
	var b []byte
	for i := range told {
		if !o.sent.Add(told[i].ID) {
			continue
		}
		data, err := json.Marshal(&told[i])
		if err != nil {
			return err
		}
		b = append(b, "id: "+told[i].ID.String()+"\nevent: "+told[i].Kind+"\ndata: "...)
		b = append(append(b, data...), "\n\n"...)
	}
	if len(b) == 0 {
		return nil
	}
	return o.write(b)
}

func (o *outlet) write(b []byte) error {
	if _, err := o.w.Write(b); err != nil {
		return err
	}
	return o.flush.Flush()
}
