package lifecycle

import (
	"strings"
	"unicode"
)

// aliases are the names under which inventories and people know the products of the data, in the form that key gives. A product is also
// known by its own name.
var aliases = [...]string{
	"windows|microsoft windows", "windows-server|microsoft windows server",
	"microsoft-365|microsoft 365 apps for enterprise|microsoft 365 apps for business|microsoft 365|microsoft office 365|microsoft office 365 proplus",
	"office|microsoft office|microsoft office ltsc", "mssqlserver|sql server|microsoft sql server|mssql", "msexchange|exchange server|microsoft exchange server|microsoft exchange",
	"visual-studio|visual studio|microsoft visual studio", "powershell|powershell 7 x64|microsoft powershell",
	"dotnet|microsoft net runtime|microsoft net core runtime|microsoft windows desktop runtime|microsoft asp net core runtime|microsoft net sdk|net runtime|net core|net",
	"dotnetfx|microsoft net framework|net framework",
	"ubuntu|ubuntu linux|ubuntu lts|ubuntu server", "debian|debian gnu linux|debian linux", "fedora|fedora linux|fedora workstation|fedora server", "centos|centos linux",
	"rhel|red hat enterprise linux|red hat enterprise linux server|red hat enterprise linux workstation", "rocky-linux|rocky linux|rocky",
	"sles|suse linux enterprise server|suse linux enterprise", "suse-linux-micro|suse linux micro|suse linux enterprise micro", "alpine-linux|alpine linux|alpine", "linuxmint|linux mint",
	"macos|mac os x|os x|mac os|macosx|apple macos", "proxmox-ve|proxmox ve|proxmox virtual environment", "xcp-ng|xcp ng", "ibm-aix|aix|ibm aix", "ibm-i|ibm i",
	"chrome|google chrome|google chrome stable", "firefox|mozilla firefox", "firefox-esr|mozilla firefox esr|firefox esr",
	"libreoffice|libre office", "postgresql|postgresql server|postgres", "mariadb|mariadb server|mariadb galera server", "mysql|mysql server|mysql community server|oracle mysql",
	"mongodb|mongodb server|mongodb org|mongodb org server", "redis|redis server", "oracle-database|oracle database|oracle database server",
	"nodejs|node js|node", "php|php cli|php fpm|php cgi|php apache", "python|python3|python2|python core interpreter|python interpreter", "openssl|win64 openssl|win32 openssl",
	"oracle-jdk|java se development kit|java development kit|oracle jdk|java", "eclipse-temurin|eclipse temurin jdk with hotspot|eclipse temurin jre with hotspot|eclipse temurin|temurin jdk",
	"microsoft-build-of-openjdk|microsoft build of openjdk|microsoft build of openjdk with hotspot", "ibm-semeru|ibm semeru runtime",
	"virtualbox|oracle vm virtualbox|oracle virtualbox|vm virtualbox", "jira-software|jira software|jira", "ansible-core|ansible core", "apache-airflow|apache airflow",
	"filemaker|filemaker pro|claris filemaker pro|filemaker server", "pan-gp|globalprotect", "pan-cortex-xdr|cortex xdr", "omnissa-horizon|vmware horizon client|omnissa horizon client",
	"ibm-mq|ibm mq|ibm websphere mq", "ibm-db2|db2|ibm db2", "red-hat-jboss-eap|jboss eap", "red-hat-build-of-openjdk|red hat build of openjdk", "containerd|containerd io",
	"freebsd|free bsd", "samsung-mobile|samsung galaxy|samsung", "surface|microsoft surface", "visual-cobol|micro focus visual cobol", "neo4j|neo4j desktop", "zentyal|zentyal server",
}

// systems are the operating systems, in whose full names the first number is the release: "Fedora release 25 (Twenty Five)".
var systems = [...]string{"ubuntu", "debian", "fedora", "centos", "rhel", "rocky-linux", "sles", "suse-linux-micro", "alpine-linux", "linuxmint", "macos", "android", "freebsd", "proxmox-ve", "xcp-ng"}

// known finds the product of a name, by its aliases and then by its own name.
func (c *Catalogue) known(name string) string {
	k := key(name)
	if k == "" {
		return ""
	}
	if own := strings.ReplaceAll(k, " ", "-"); len(c.entries(own)) > 0 {
		return own
	}
	for _, line := range aliases {
		product, rest, _ := strings.Cut(line, "|")
		for alias := range strings.SplitSeq(rest, "|") {
			if alias == k {
				return product
			}
		}
	}
	return ""
}

// key reduces a name to its words: "Node.js" and "node js" are one.
func key(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

func isSystem(product string) bool {
	for _, s := range systems {
		if s == product {
			return true
		}
	}
	return false
}
