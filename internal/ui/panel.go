package ui

import "strconv"

func moreFields(n int) string {
	if n == 1 {
		return "+ 1 empty field"
	}
	return "+ " + strconv.Itoa(n) + " empty fields"
}

// untitled leaves the title to the summary that opens the form.
func (f Form) untitled() Form {
	f.Title = ""
	f.Submit.Small = true
	return f
}

func (e Entry) tone() string {
	switch e.Kind {
	case Note, Suggestion, Approval:
		return string(e.Kind)
	default:
		return ""
	}
}
