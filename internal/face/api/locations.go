package api

import (
	"context"
	"net/http"
	"reflect"

	"github.com/fettle-itsm/fettle/internal/base/id"
	"github.com/fettle-itsm/fettle/internal/engine/people/place"
)

// locationIn is what can be written of a location. What is absent stays as it is.
type locationIn struct {
	Name     *string `json:"name,omitempty"`
	Entity   *id.ID  `json:"entity,omitempty" doc:"The organisation that it belongs to."`
	Parent   *id.ID  `json:"parent,omitempty" doc:"What it is in: the floor of a room, the building of a floor."`
	Zone     *string `json:"zone,omitempty" doc:"IANA name; empty takes the organisation's."`
	Archived *bool   `json:"archived,omitempty"`
}

func (in locationIn) onto(l *place.Location) {
	set(&l.Name, in.Name)
	set(&l.Entity, in.Entity)
	set(&l.Parent, in.Parent)
	set(&l.Zone, in.Zone)
	set(&l.Archived, in.Archived)
}

func (a *API) locations() []op {
	const scope = "own entity, entity tree or all, by the role"
	places, tx, view := a.Desk.People, a.Desk.DB, string(place.PermEntityView)
	get := func(ctx context.Context, of id.ID) (place.Location, error) { return places.Location(ctx, tx, of) }
	list := op{Route: read(root+"locations", view, scope), name: "list-locations", tag: "locations", summary: "List all locations by name; parent leads up the tree",
		out: reflect.TypeFor[items[place.Location]](), do: func(w http.ResponseWriter, r *http.Request) error {
			list, err := places.Locations(r.Context(), tx)
			if err != nil {
				return err
			}
			return a.answer(w, r, http.StatusOK, whole(list))
		}}
	return append([]op{list}, single(a, noun[place.Location, locationIn]{plural: "locations", one: "location", view: view, edit: string(place.PermEntityEdit), scope: scope,
		read: get, again: get, add: places.CreateLocation, change: places.UpdateLocation, onto: locationIn.onto,
		stamp: func(l place.Location) (id.ID, int64) { return l.ID, l.Version }})...)
}
