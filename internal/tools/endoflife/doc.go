// Command endoflife writes the ends of life that are embedded in the product: a compact file from the archive of endoflife.date's
// release data and from the supplement beside this program.
//
// It exists so that what ships can be made again from what was given, by one command:
//
//	go run ./internal/tools/endoflife -archive end-of-life.tar.gz -out internal/practice/asset/lifecycle/data.gz
//
// The supplement is there because the archive holds only what its collectors read from machines: it has no dates for Windows, Office,
// SQL Server, Ubuntu and others whose makers publish them as prose. The program leaves to package lifecycle how a program finds its
// release in the file.
package main
