package snmp

import (
	"context"
	"net/netip"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/port/inventory"
)

// Summary counts what a sweep did. Asked = Found + Silent.
type Summary struct {
	Asked, Found, Silent int
	Broken               int // of those found, how many stopped answering before everything was read
}

// Sweep asks each address by each access, in order, until one is answered, and hands every device found to found, one at a time. It
// ends with the first error of found, or when ctx does; an address that does not answer is no error.
func Sweep(ctx context.Context, addrs []netip.Addr, access []Access, o Options,
	found func(ctx context.Context, addr netip.Addr, inv inventory.Inventory) error) (Summary, error) {
	o = o.orDefault()
	var mu sync.Mutex
	var sum Summary
	group, running := errgroup.WithContext(ctx)
	group.SetLimit(o.Parallel)
	for _, addr := range addrs {
		if running.Err() != nil {
			break
		}
		group.Go(func() error {
			inv, err := Read(running, addr, access, o)
			if running.Err() != nil {
				return running.Err()
			}
			if errs.Is(err, errs.Invalid) {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			sum.Asked++
			if o.Asked != nil {
				o.Asked(sum.Asked)
			}
			if err != nil {
				sum.Silent++
				return nil
			}
			sum.Found++
			if inv.Partial {
				sum.Broken++
			}
			return found(running, addr, inv)
		})
	}
	err := group.Wait()
	if err == nil {
		err = ctx.Err()
	}
	return sum, err
}

// Read asks one device. When no access is answered the error is of kind NotFound; when the device stops answering half-way, what it
// said is returned as Partial, with the reason in the Error of the device.
func Read(ctx context.Context, addr netip.Addr, access []Access, o Options) (inventory.Inventory, error) {
	o = o.orDefault()
	for _, a := range access {
		inv, ok, err := read(ctx, addr, a, o)
		if ok || errs.Is(err, errs.Invalid) {
			return inv, err
		}
		if ctx.Err() != nil {
			return inventory.Inventory{}, ctx.Err()
		}
	}
	return inventory.Inventory{}, errs.New(errs.NotFound, "No device answers over SNMP at %s.", addr)
}

func read(ctx context.Context, addr netip.Addr, a Access, o Options) (inventory.Inventory, bool, error) {
	c, err := a.client(ctx, addr, o)
	if err != nil {
		return inventory.Inventory{}, false, err
	}
	defer c.Close()
	t := &talk{c: c, rows: o.Rows}
	d, ok := describe(t)
	if !ok {
		return inventory.Inventory{}, false, t.err
	}
	inv := inventory.Inventory{Format: inventory.SNMP, Action: inventory.ActionNetInventory}
	if t.err != nil {
		inv.Partial, d.Error = true, "It stopped answering: "+t.err.Error()
	}
	if len(d.Addresses) == 0 {
		d.Addresses = []string{addr.String()}
	}
	inv.Kind, inv.Devices = d.Kind, []inventory.Device{d}
	return inv, true, nil
}
