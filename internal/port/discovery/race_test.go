package discovery_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/fettle-itsm/fettle/internal/fettletest"
)

func TestReportsThatArriveTogetherMakeEachDeviceOnce(t *testing.T) {
	t.Parallel()
	fettletest.Each(t, func(t *testing.T, d *fettletest.Desk) {
		const devices, times = 12, 4
		key := d.Key("admin", "inventory.collect")
		var all sync.WaitGroup
		for i := range devices * times {
			all.Go(func() {
				n := i % devices
				status, body := send(t, d, key, report(fmt.Sprintf("pc-%d", n), fmt.Sprintf("SN-%05d", n), fmt.Sprintf("4c4c4544-0034-3010-8048-b6c04f50%04d", n), 8192, "Editor 1.0", fmt.Sprintf("Reader 2.%d", n)))
				if status != http.StatusOK {
					t.Errorf("%d %s", status, body)
				}
			})
		}
		all.Wait()
		for table, want := range map[string]int{"asset": devices, "asset_model": 1, "device": devices, "install WHERE until_at = 0": 2 * devices, "finding": 0, "software_product": 2,
			"(SELECT DISTINCT number FROM record WHERE kind = 'asset') x": devices} {
			if n := count(t, d, "SELECT count(*) FROM "+table); n != want {
				t.Errorf("%s: %d, want %d", table, n, want)
			}
		}
	})
}
