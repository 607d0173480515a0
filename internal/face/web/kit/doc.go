// Package kit is what every page of the web face stands on: the request being answered and who sends it, registered routes, forms,
// the frame around a page, error pages, and the words for times and clocks.
//
// It exists so that a page is a short function: it reads a Visit, asks the desk or does an action, and renders. Cookies, security
// headers, compression, cross-site requests, request ids and the choice of a status code are dealt with here, once.
//
// It leaves what the pages show to its sister packages, every permission to the verbs behind the actions, and the looks to ui.
package kit
