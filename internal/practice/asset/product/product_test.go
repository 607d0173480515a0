package product_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fettle-itsm/fettle/internal/practice/asset/product"
)

type row struct{ name, publisher, version string }

func TestNormalise(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		in   row
		want product.Product
	}{
		{"version and architecture leave the name", row{"7-Zip 23.01 (x64)", "Igor Pavlov", "23.01"},
			product.Product{Publisher: "Igor Pavlov", Name: "7-Zip", Version: "23.01", Major: "23", Arch: "x64"}},
		{"architecture and language may share brackets", row{"Mozilla Firefox (x64 de)", "Mozilla", "118.0.2"},
			product.Product{Publisher: "Mozilla", Name: "Mozilla Firefox", Version: "118.0.2", Major: "118", Arch: "x64", Language: "de"}},
		{"a long-term release of a browser keeps its name", row{"Mozilla Firefox 115.4.0 ESR (x64 en-US)", "Mozilla", "115.4.0"},
			product.Product{Publisher: "Mozilla", Name: "Mozilla Firefox ESR", Version: "115.4.0", Major: "115", Arch: "x64", Language: "en-US"}},
		{"legal forms leave the publisher", row{"Google Chrome", "Google LLC", "119.0.6045.160"},
			product.Product{Publisher: "Google", Name: "Google Chrome", Version: "119.0.6045.160", Major: "119"}},
		{"the year is the release of an office suite", row{"Microsoft Office Professional Plus 2019 - de-de", "Microsoft Corporation", "16.0.10404.20013"},
			product.Product{Publisher: "Microsoft", Name: "Microsoft Office", Edition: "Professional Plus", Version: "16.0.10404.20013", Major: "2019", Language: "de-DE"}},
		{"an edition in French is told in English", row{"Microsoft Office Famille et Petite Entreprise 2010", "Microsoft Corporation", "14.0.7015.1000"},
			product.Product{Publisher: "Microsoft", Name: "Microsoft Office", Edition: "Home and Business", Version: "14.0.7015.1000", Major: "2010"}},
		{"what is for an enterprise stays in the name", row{"Microsoft 365 Apps for enterprise - en-us", "Microsoft Corporation", "16.0.16924.20150"},
			product.Product{Publisher: "Microsoft", Name: "Microsoft 365 Apps for enterprise", Version: "16.0.16924.20150", Major: "16", Language: "en-US"}},
		{"an update is a part of its product", row{"Update for Microsoft Office 2010 (KB2553140) 64-Bit Edition", "Microsoft", ""},
			product.Product{Publisher: "Microsoft", Name: "Microsoft Office", Major: "2010", Arch: "x64", Part: product.Update}},
		{"a language pack is a part of its product", row{"Module linguistique Microsoft Visual Studio 2010 Tools pour Office Runtime (x64) - FRA", "Microsoft Corporation", "10.0.50903"},
			product.Product{Publisher: "Microsoft", Name: "Microsoft Visual Studio Tools pour Office Runtime", Version: "10.0.50903", Major: "2010", Arch: "x64", Language: "fr", Part: product.LanguagePack}},
		{"years may span", row{"Microsoft Visual C++ 2015-2022 Redistributable (x64) - 14.36.32532", "Microsoft Corporation", "14.36.32532.0"},
			product.Product{Publisher: "Microsoft", Name: "Microsoft Visual C++ Redistributable", Version: "14.36.32532.0", Major: "2015-2022", Arch: "x64"}},
		{"the update number of a runtime is no product", row{"Java 8 Update 391 (64-bit)", "Oracle Corporation", "8.0.3910.13"},
			product.Product{Publisher: "Oracle", Name: "Java", Version: "8.0.3910.13", Major: "8", Arch: "x64"}},
		{"a version in the middle is found", row{"Python 3.11.4 Core Interpreter (64-bit)", "Python Software Foundation", "3.11.4150.0"},
			product.Product{Publisher: "Python Software Foundation", Name: "Python Core Interpreter", Version: "3.11.4150.0", Major: "3", Arch: "x64"}},
		{"the name gives the version where nothing else does", row{"OpenVPN 2.3.8-I001 ", "", ""},
			product.Product{Name: "OpenVPN", Version: "2.3.8-I001", Major: "2"}},
		{"a trailing number that repeats the version goes", row{"Alfred 2", "", "2.7.1"},
			product.Product{Name: "Alfred", Version: "2.7.1", Major: "2"}},
		{"a trailing number that does not repeat the version stays", row{"Area 51", "", "2.7.1"},
			product.Product{Name: "Area 51", Version: "2.7.1", Major: "2"}},
		{"trademark signs go", row{"Intel® Graphics Driver(R)", "Intel(R) Corporation", "v30.0.101"},
			product.Product{Publisher: "Intel", Name: "Intel Graphics Driver", Version: "30.0.101", Major: "30"}},
		{"an operating system's release is in its name", row{"Microsoft Windows 8.1 Professionnel", "", "6.3.9600"},
			product.Product{Publisher: "Microsoft", Name: "Microsoft Windows", Edition: "Professional", Version: "6.3.9600", Major: "8.1"}},
		{"a feature release is the version of Windows", row{"Windows 10 Pro 22H2", "", ""},
			product.Product{Publisher: "Microsoft", Name: "Microsoft Windows", Edition: "Professional", Version: "22H2", Major: "10"}},
		{"a server's release may have a second part", row{"Microsoft Windows Server 2012 R2 Standard", "", "6.3.9600"},
			product.Product{Publisher: "Microsoft", Name: "Microsoft Windows Server", Edition: "Standard", Version: "6.3.9600", Major: "2012 R2"}},
		{"a copy number of an agent goes", row{"Mail_1", "", "3.6"}, product.Product{Name: "Mail", Version: "3.6", Major: "3"}},
		{"a copyright notice names the publisher", row{"Aperçu", "5.0.1, Copyright 2002-2009 Apple Inc.", "5.0.3"},
			product.Product{Publisher: "Apple", Name: "Aperçu", Version: "5.0.3", Major: "5"}},
		{"the name's version wins over an installer's own number", row{"Microsoft .NET Runtime - 6.0.21 (x64)", "Microsoft Corporation", "48.84.64"},
			product.Product{Publisher: "Microsoft", Name: "Microsoft .NET Runtime", Version: "6.0.21", Major: "6", Arch: "x64"}},
		{"a month as release repeats the version", row{"Citrix Workspace 2302", "Citrix Systems, Inc.", "23.2.0.9"},
			product.Product{Publisher: "Citrix", Name: "Citrix Workspace", Version: "23.2.0.9", Major: "23"}},
		{"a short name of a maker's product is completed", row{"Visual Studio Professional 2022", "Microsoft Corporation", "17.7.4"},
			product.Product{Publisher: "Microsoft", Name: "Microsoft Visual Studio", Edition: "Professional", Version: "17.7.4", Major: "2022"}},
		{"a community edition is one", row{"PyCharm Community Edition 2023.2.1", "JetBrains s.r.o.", "232.9559.58"},
			product.Product{Publisher: "JetBrains", Name: "PyCharm", Edition: "Community", Version: "2023.2.1", Major: "2023"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := product.Normalise(tt.in.name, tt.in.publisher, tt.in.version)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("Normalise(%q) (-want +got):\n%s", tt.in.name, d)
			}
			again := product.Normalise(got.Title(), got.Publisher, got.Version)
			if d := cmp.Diff(got, again); d != "" {
				t.Errorf("the title %q is understood otherwise (-first +again):\n%s", got.Title(), d)
			}
		})
	}
}

func TestNormalisePackages(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name          string
		raw, version  string
		want, wantMaj string
	}{
		{"the number that repeats the version goes", "postgresql-13", "13.8-0+deb11u1", "postgresql", "13"},
		{"also within the name", "java-1.8.0-openjdk-devel", "1.8.0.121-10.b14.fc25", "java-openjdk", "1"},
		{"also without a dash", "python3.9", "3.9.2-1", "python", "3"},
		{"a number that is part of the name stays", "gtk2", "2.24.31-2.fc25", "gtk2", "2"},
		{"a number of something else stays", "jboss-el-3.0-api", "1.0.5-12.fc24", "jboss-el-3.0-api", "1"},
		{"libraries belong to their package", "cheese-libs", "3.22.1-1.fc25", "cheese", "3"},
		{"servers stay apart from clients", "postgresql-server", "9.5.6-1.fc25", "postgresql-server", "9"},
		{"a collection is its package", "php71-php-fpm", "7.1.2-1.fc25.remi", "php-fpm", "7"},
		{"the release of a kernel goes", "linux-image-5.10.0-8-amd64", "5.10.46-4", "linux-image", "5"},
		{"an epoch is no version", "vim-common:amd64", "2:8.2.2434-3", "vim", "8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := product.Normalise(tt.raw, "Fedora Project", tt.version)
			if got.Name != tt.want || got.Major != tt.wantMaj {
				t.Errorf("got %q, major %q; want %q, %q", got.Name, got.Major, tt.want, tt.wantMaj)
			}
		})
	}
}

func TestPublisherHasOneSpelling(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"Microsoft":             "Microsoft",
		"Microsoft Corporation": "Microsoft",
		"Microsoft Corp.":       "Microsoft",
		"Adobe Systems, Inc.":   "Adobe",
		"Adobe UnInstaller 3.7.0.271, Copyright 2009-2016 Adobe Systems Incorporated. All rights reserved.": "Adobe",
		"HP Fax Archive, Â© Copyright 2010-2017 HP Development Company, L.P.":                               "HP",
		"© Copyright Apple Computer Inc. 2003-2005":                                                         "Apple",
		"Siemens AG":                 "Siemens",
		"Müller & Söhne GmbH":        "Müller & Söhne",
		"Nemetschek Allplan S.A.":    "Nemetschek Allplan",
		"Foo Ltd":                    "Foo",
		"Dovecot Oy":                 "Dovecot",
		"Debian Maintainers <a@b>":   "Debian Maintainers",
		"2.2.1":                      "",
		"IM Plugin Converter 1.7":    "",
		"Summary Service Version  2": "",
		"":                           "",
	} {
		if got := product.Publisher(raw); got != want {
			t.Errorf("Publisher(%q) = %q, want %q", raw, got, want)
		}
		if got := product.Publisher(want); got != want {
			t.Errorf("the spelling %q changes again to %q", want, got)
		}
	}
}

func TestAKeyCanBeShown(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]product.Product{"igor pavlov / 7-zip": {Publisher: "Igor Pavlov", Name: "7-Zip"}, "7-zip": {Name: "7-Zip"}} {
		if got := p.Key(); got != want {
			t.Errorf("%+v has the key %q, want %q", p, got, want)
		}
	}
}
