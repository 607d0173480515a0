// Package action is the registry of verbs: for each its name, its input type, the permission it needs and the function that does it.
//
// A page's form, the JSON API, an automation rule and an assistant all call the same typed function through it, so that adding a verb
// makes it available everywhere and no caller can bring a permission check of its own. It decodes JSON strictly and forms by the same
// types, and names the field that is wrong.
//
// It leaves the rules to the practices' functions, and routes, sessions and status codes to the faces.
package action
