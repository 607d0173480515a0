package lifecycle_test

import (
	"testing"
	"time"

	"github.com/fettle-itsm/fettle/internal/practice/asset/lifecycle"
	"github.com/fettle-itsm/fettle/internal/practice/asset/product"
)

func on(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestFind(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name           string
		raw, version   string
		product, cycle string
		end            string // of security repairs
	}{
		{"Windows 10 by its build", "Microsoft Windows 10 Pro", "10.0.19045", "windows", "10-22h2", "2025-10-14"},
		{"Windows 10 by its servicing name", "Windows 10 Pro 22H2", "", "windows", "10-22h2", "2025-10-14"},
		{"Windows 10 by its build and update", "Microsoft Windows 10 Enterprise", "10.0.19044.1288", "windows", "10-21h2-e", "2024-06-11"},
		{"Windows 11 of an enterprise is supported longer", "Microsoft Windows 11 Enterprise", "10.0.22631", "windows", "11-23h2-e", "2026-11-10"},
		{"than the same at home", "Microsoft Windows 11 Pro", "10.0.22631", "windows", "11-23h2-w", "2025-11-11"},
		{"a long-term Windows has its own end", "Microsoft Windows 10 Enterprise LTSC", "10.0.17763", "windows", "10-1809-e-lts", "2029-01-09"},
		{"Windows 8.1 needs no build", "Microsoft Windows 8.1 Professionnel", "6.3.9600", "windows", "8.1", "2023-01-10"},
		{"Windows 7 neither", "Microsoft Windows 7 Professional", "", "windows", "7", "2020-01-14"},
		{"a Windows server by its year", "Microsoft Windows Server 2019 Standard", "10.0.17763", "windows-server", "2019", "2029-01-09"},
		{"a Windows server by its year and second part", "Microsoft Windows Server 2012 R2 Datacenter", "6.3.9600", "windows-server", "2012-r2", "2023-10-10"},
		{"Ubuntu by its full name", "Ubuntu 22.04.3 LTS", "22.04.3 LTS (Jammy Jellyfish)", "ubuntu", "22.04", "2027-04-01"},
		{"Ubuntu by its version", "Ubuntu", "20.04", "ubuntu", "20.04", "2025-05-31"},
		{"Debian by its full name", "Debian GNU/Linux 11 (bullseye)", "11 (bullseye)", "debian", "11", "2024-08-14"},
		{"Debian by its version", "Debian GNU/Linux", "12.5", "debian", "12", "2026-07-11"},
		{"Fedora by its full name, though the version is a kernel's", "Fedora release 25 (Twenty Five)", "4.11.3-200.fc25.x86_64", "fedora", "25", "2017-12-12"},
		{"Red Hat by its minor release", "Red Hat Enterprise Linux 8.6 (Ootpa)", "8.6 (Ootpa)", "rhel", "8", "2029-05-31"},
		{"CentOS", "CentOS Linux release 7.9.2009 (Core)", "3.10.0-1160", "centos", "7", "2024-06-30"},
		{"SUSE with its service pack", "SUSE Linux Enterprise Server 15 SP5", "15 SP5", "sles", "15.5", "2024-12-31"},
		{"an old Mac", "Mac OS X", "10.6.8 (10K549)", "macos", "10.6", "2011-07-25"},
		{"a Mac", "macOS", "13.6.1", "macos", "13", "2025-09-15"},
		{"a telephone whose version is the number of an interface", "Q Android 10.0 api 29", "29", "android", "10", "2023-03-06"},
		{"Office by its year", "Microsoft Office Professional Plus 2016", "16.0.4266.1001", "office", "2016", "2025-10-14"},
		{"Office by its version", "Microsoft Office", "14.0.7015.1000", "office", "2010", "2020-10-13"},
		{"SQL Server by its year", "Microsoft SQL Server 2014 (64-bit)", "", "mssqlserver", "2014", "2024-07-09"},
		{"SQL Server by its version", "Microsoft SQL Server", "15.0.2000.5", "mssqlserver", "2019", "2030-01-08"},
		{"PostgreSQL by its major version", "PostgreSQL 13", "13.8-1", "postgresql", "13", "2025-11-13"},
		{"PostgreSQL of old by two numbers", "postgresql-server", "9.5.6-1.fc25", "postgresql", "9.5", "2021-02-11"},
		{"a browser is over when the next comes", "Google Chrome", "149.0.7000.1", "chrome", "149", "2026-06-30"},
		{"a long-term browser has its own end", "Mozilla Firefox 115.4.0 ESR (x64 en-US)", "115.4.0", "firefox-esr", "115", "2024-10-01"},
		{"a runtime with a number of its installer", "Microsoft .NET Runtime - 6.0.21 (x64)", "48.84.64", "dotnet", "6", "2024-11-12"},
		{"Python", "Python 3.9.13 (64-bit)", "3.9.13150.0", "python", "3.9", "2025-10-31"},
		{"VirtualBox", "Oracle VM VirtualBox 7.0.10", "7.0.10", "virtualbox", "7.0", "2025-03-31"},
		{"Node.js", "Node.js", "18.17.1", "nodejs", "18", "2025-04-30"},
		{"LibreOffice", "LibreOffice 7.5.7.1", "7.5.7.1", "libreoffice", "7.5", "2023-12-07"},
		{"a tool whose year says less than its version", "Visual Studio Professional 2022", "17.8.3", "visual-studio", "17.8", "2025-07-08"},
		{"PHP of a collection", "php71-php-fpm", "7.1.2-1.fc25.remi", "php", "7.1", "2019-12-01"},
		{"MariaDB", "MariaDB 10.5 (x64)", "10.5.9.0", "mariadb", "10.5", "2025-06-24"},
	}
	c := lifecycle.New()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, ok := c.Find(tt.raw, tt.version)
			if !ok || got.Product != tt.product || got.Release != tt.cycle || !got.EndOfSecurity.Equal(on(tt.end)) {
				t.Errorf("Find(%q, %q) = %v %s %s until %s; want %s %s until %s", tt.raw, tt.version, ok, got.Product, got.Release, got.EndOfSecurity.Format(time.DateOnly), tt.product, tt.cycle, tt.end)
			}
		})
	}
}

func TestFindClaimsNothingItDoesNotKnow(t *testing.T) {
	t.Parallel()
	c := lifecycle.New()
	for name, in := range map[string][2]string{
		"a program that is not in the data":    {"CCleaner", "5.09"},
		"a program that is called after one":   {"Fedora Media Writer 5", "5.0.2"},
		"a tool for a product":                 {"Microsoft SQL Server Management Studio - 18.12.1", "15.0.18424.0"},
		"an update":                            {"Update for Microsoft Office 2010 (KB2553140) 64-Bit Edition", ""},
		"a language pack":                      {"Language Pack for Microsoft Office 2010", "14.0"},
		"a Windows without a build":            {"Microsoft Windows 11 Pro", ""},
		"a version that is no release":         {"PostgreSQL", "99.1"},
		"a release that only begins alike":     {"PostgreSQL", "130.1"},
		"no version":                           {"PostgreSQL", ""},
		"no name":                              {"", "1.0"},
		"Office of a version of many releases": {"Microsoft Office", "16.0.1"},
	} {
		if got, ok := c.Find(in[0], in[1]); ok {
			t.Errorf("%s: found %s %s", name, got.Product, got.Release)
		}
	}
}

func TestASubscriptionIsSupportedWithoutAnEnd(t *testing.T) {
	t.Parallel()
	got, ok := lifecycle.New().Find("Microsoft 365 Apps for enterprise - en-us", "16.0.16924.20150")
	if !ok || !got.Open || lifecycle.StateOn(got, on("2026-11-22")) != lifecycle.Supported {
		t.Errorf("got %v %+v", ok, got)
	}
}

func TestStateOn(t *testing.T) {
	t.Parallel()
	bullseye := lifecycle.Cycle{EndOfActive: on("2023-06-10"), EndOfSecurity: on("2024-08-14"), Extended: on("2026-08-31")}
	tests := []struct {
		name  string
		cycle lifecycle.Cycle
		date  string
		want  lifecycle.State
	}{
		{"supported until the last day of ordinary repairs", bullseye, "2023-06-10", lifecycle.Supported},
		{"security repairs only from the day after", bullseye, "2023-06-11", lifecycle.SecurityOnly},
		{"not yet ending 181 days before", bullseye, "2024-02-15", lifecycle.SecurityOnly},
		{"ending 180 days before", bullseye, "2024-02-16", lifecycle.Ending},
		{"ending on the last day", bullseye, "2024-08-14", lifecycle.Ending},
		{"ended the day after, whatever can be bought", bullseye, "2024-08-15", lifecycle.Ended},
		{"ended where the day is not known", lifecycle.Cycle{Over: true}, "2024-08-15", lifecycle.Ended},
		{"supported where no end is announced", lifecycle.Cycle{Open: true}, "2099-08-15", lifecycle.Supported},
		{"security repairs only where no end of them is announced", lifecycle.Cycle{Open: true, EndOfActive: on("2024-01-01")}, "2024-08-15", lifecycle.SecurityOnly},
		{"unknown where the data say nothing", lifecycle.Cycle{}, "2024-08-15", lifecycle.Unknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := lifecycle.StateOn(tt.cycle, on(tt.date)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestTheTableCanBeReadAndIsSane(t *testing.T) {
	t.Parallel()
	c := lifecycle.New()
	if err := c.Err(); err != nil {
		t.Fatal(err)
	}
	products, releases := c.Len()
	t.Logf("%d products, %d releases", products, releases)
	if products < 100 || releases < 1500 {
		t.Errorf("only %d products with %d releases", products, releases)
	}
}

func TestMaintainedByADistribution(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]bool{
		"9.5.6-1.fc25": true, "1.1.1k-7.el8_6": true, "7.4.33-1+deb11u4": true, "8.0.36-0ubuntu0.22.04.1": true, "13.8-1": false, "10.0.19045": false, "118.0.2": false,
	} {
		if got := lifecycle.Maintained(version); got != want {
			t.Errorf("Maintained(%q) = %v", version, got)
		}
	}
	if p := product.Normalise("postgresql-server", "Fedora Project", "9.5.6-1.fc25"); !lifecycle.Maintained(p.Version) {
		t.Errorf("the version %q lost its distribution", p.Version)
	}
}

func TestReleasesAreNamedAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ product, release, want string }{
		{"windows", "11-23h2-w", "11 23H2"}, {"windows", "10-1809-e-lts", "10 1809 LTSC"}, {"windows", "11-24h2-iot-lts", "11 24H2 IoT LTSC"}, {"windows", "vista", "Vista"}, {"windows", "8.1", "8.1"},
		{"windows-server", "2012-r2", "2012 R2"}, {"mssqlserver", "2008-r2", "2008 R2"}, {"debian", "12", "12"}, {"some-tool", "4-lts", "4-lts"},
	} {
		if got := (lifecycle.Cycle{Product: c.product, Release: c.release}).Name(); got != c.want {
			t.Errorf("%s %s is called %q, not %q", c.product, c.release, got, c.want)
		}
	}
}
