// Package assets carries the stylesheet, the script and the mark inside the
// binary, because a deployment is one file and a page may load nothing from
// elsewhere. Files are served under names that contain a hash of their content,
// so browsers may keep them for ever and a new version is fetched at once. The
// script and the minified stylesheet in dist are made from src and fettle.css
// by "go run ./internal/ui/build" and committed, so building Fettle needs
// neither npm nor a network; this package does not build anything itself.
package assets
