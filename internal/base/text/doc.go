// Package text turns what people write into something safe to keep and to show: Markdown and plain text into HTML, HTML from
// elsewhere into HTML that is allowed or into plain text, any input into valid UTF-8 without control characters,
// and a mistyped word into the one that was meant.
//
// It exists so that there is one policy for foreign markup. What the product shows as HTML went through Sanitize, whoever wrote it,
// and what it keeps as a single line went through Line.
//
// It leaves to ui how a text is laid out, and to the rooms how long theirs may be.
package text
