package app_test

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/app"
	"github.com/fettle-itsm/fettle/internal/app/config"
	"github.com/fettle-itsm/fettle/internal/face/api"
	"github.com/fettle-itsm/fettle/internal/identity/token"
)

func TestTheLimitsOfTheAPIAreThoseThatWereConfigured(t *testing.T) {
	for _, tt := range []struct {
		name   string
		limits token.Limits
		want   int // wrong tokens that are looked at, of 130
	}{{"two a minute", token.Limits{Failures: 2}, 2}, {"none", token.Limits{Failures: -1}, 130}, {"as usual", token.Limits{}, 120}} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			a, err := app.Build(t.Context(), app.Options{Data: dir, Database: "sqlite:" + filepath.Join(dir, "fettle.db"), Quick: true})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = a.Close() }()
			a.Tokens.Limits = tt.limits
			f, err := a.Faces(app.ServeOptions{})
			if err != nil {
				t.Fatal(err)
			}
			looked := 0
			for range 130 {
				r := httptest.NewRequest(http.MethodGet, "/api/v1/incidents", nil)
				r.Header.Set("Authorization", "Bearer wrong")
				w := httptest.NewRecorder()
				f.ServeHTTP(w, r)
				switch w.Code {
				case http.StatusUnauthorized:
					looked++
				case http.StatusTooManyRequests:
				default:
					t.Fatal(w.Code, w.Body)
				}
			}
			if looked != tt.want {
				t.Errorf("%d wrong tokens were looked at, want %d", looked, tt.want)
			}
		})
	}
}

func TestTheConfiguredLimitsAreTheUsualOnesAtFirst(t *testing.T) {
	c, err := config.Load(config.System(map[string]string{"data": t.TempDir()}))
	if err != nil {
		t.Fatal(err)
	}
	if q, f := api.DefaultQuota(), api.DefaultFailed(); c.API.Requests != q.Requests || c.API.Failures != f.Requests || c.API.Streams != api.DefaultStreams || q.Window != time.Minute || f.Window != time.Minute {
		t.Errorf("%+v, %+v, %+v", c.API, q, f)
	}
}
