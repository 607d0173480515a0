// Command build bundles the script and minifies the stylesheet of ui/assets.
// It uses esbuild as a Go library, so that neither npm nor Node is needed, and
// it is a tool of the developer: its output is committed and the product does
// not import it. It makes nothing but the files in dist; a test in this
// folder fails when they are older than their sources.
package main
