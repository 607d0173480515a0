package snmp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync"

	"github.com/gosnmp/gosnmp"
	"golang.org/x/sync/errgroup"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/port/inventory"
)

// Summary counts what a sweep did. Asked = Found + Silent + Refused.
type Summary struct {
	Asked, Found, Silent int
	Refused              int    // answered and let nobody in, which only version 3 says
	Why                  string // the first of them did not
	Broken               int    // of those found, how many stopped answering before everything was read
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
			if errs.Is(err, errs.Forbidden) {
				sum.Refused++
				sum.Why = cmp.Or(sum.Why, errs.Safe(err))
				return nil
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

// Read asks one device. When no access is answered the error is of kind NotFound, when one is answered with a refusal Forbidden; when the device stops answering half-way, what it
// said is returned as Partial, with the reason in the Error of the device.
func Read(ctx context.Context, addr netip.Addr, access []Access, o Options) (inventory.Inventory, error) {
	o = o.orDefault()
	no := errs.New(errs.NotFound, "No device answers over SNMP at %s.", addr)
	for _, a := range access {
		inv, ok, err := read(ctx, addr, a, o)
		if ok || errs.Is(err, errs.Invalid) {
			return inv, err
		}
		if ctx.Err() != nil {
			return inventory.Inventory{}, ctx.Err()
		}
		if why := refusal(err); why != "" {
			no = errs.Because(errs.Forbidden, err, "%s", why)
		}
	}
	return inventory.Inventory{}, no
}

// refusal says in words why a device that speaks version 3 did not let us in, "" for one that did not answer.
func refusal(err error) string {
	switch said := fmt.Sprint(err); {
	case errors.Is(err, gosnmp.ErrUnknownUsername):
		return "The user is unknown there."
	case errors.Is(err, gosnmp.ErrUnknownSecurityLevel):
		return "This user has to authenticate or to encrypt in another way."
	case errors.Is(err, gosnmp.ErrWrongDigest), strings.Contains(said, "not authentic"), strings.Contains(said, "msgAuthenticationParameters"):
		return "The authentication or its password is wrong."
	case errors.Is(err, gosnmp.ErrDecryption):
		return "The encryption or its password is wrong."
	}
	return ""
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
