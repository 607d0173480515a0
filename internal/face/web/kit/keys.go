package kit

import (
	"net/url"
	"slices"
	"strings"
)

// Command is what a key does: by the script, or, where its name is that of a verb or a page, by the control on which the key is printed.
// A chord is two keys one after the other, such as "G I".
type Command struct{ Name, Key, Label string }

// Commands are the keys as they are at first. They are off inside controls and with Ctrl, Alt or Meta, except for the palette's.
func Commands() []Command {
	return []Command{
		{"search", "/", "Search"}, {"create", "C", "Create"}, {"help", "?", "The keys of this page"}, {"close", "Escape", "Close what is open"},
		{"next", "J", "Next row"}, {"previous", "K", "Previous row"}, {"peek", "Space", "Show the row beside the list"}, {"select", "X", "Select the row"},
		{"everything", "* A", "Select all rows of the page"}, {"reply", "R", "Reply"}, {"note", "N", "Internal note"},
		{"take", "I", "Assign to me"}, {"assign", "A", "Assign to somebody"}, {"resolve", "S", "Solve"}, {"hold", "H", "Put on hold"}, {"priority", "P", "Priority"}, {"team", "T", "Team"}, {"waiting", "W", "Reply and wait for the requester"}, {"grab", "Shift+G", "Take the next"}, {"link", "L", "Link"}, {"merge", "M", "Merge"}, {"edit", "E", "Edit"},
		{"copy", "Y", "Copy the number"}, {"undo", "U", "Undo the last act"}, {"refresh", ".", "Sort the rows anew"}, {"density", "D D", "Row height"}, {"rail", "[", "Fold the rail"}, {"panel", "]", "Fold the panel"},
		{"go-work", "G M", "Go to my work"}, {"go-incident", "G I", "Go to incidents"}, {"go-asset", "G A", "Go to assets"}, {"go-service", "G S", "Go to services"}, {"go-overview", "G D", "Go to the overview"}, {"go-notifications", "G N", "Go to your notifications"},
	}
}

// KeysOff stands for the chosen keys of who switched single keys off.
const KeysOff = "off"

// own are the keys that somebody chose, by command.
func (l Look) own() url.Values {
	if l.Keys == KeysOff {
		return nil
	}
	v, _ := url.ParseQuery(l.Keys)
	return v
}

// Key is the key of a command, "" when there is none or keys are switched off.
func (l Look) Key(name string) string {
	all := Commands()
	i := slices.IndexFunc(all, func(c Command) bool { return c.Name == name })
	if i < 0 || l.Keys == KeysOff {
		return ""
	}
	return l.Chosen(all[i])
}

// Chosen is the key of a command, also while keys are switched off.
func (l Look) Chosen(c Command) string {
	if own := l.own(); own.Has(c.Name) {
		return own.Get(c.Name)
	}
	return c.Key
}

// keymap tells the script: the commands and their keys, parted by lines. It is "" when keys are switched off.
func (l Look) keymap() string {
	if l.Keys == KeysOff {
		return ""
	}
	var b strings.Builder
	for _, c := range Commands() {
		if key := l.Chosen(c); key != "" {
			b.WriteString(c.Name + "=" + key + "\n")
		}
	}
	return strings.TrimSpace(b.String())
}

// KeysOf reads chosen keys: what is as it is at first is left out. It refuses what is not one key or two, and a key that two commands have.
// The second result says what is wrong, by command.
func KeysOf(chosen map[string]string) (keys string, wrong map[string]string) {
	own, taken := url.Values{}, map[string]string{}
	wrong = map[string]string{}
	for _, c := range Commands() {
		key, given := chosen[c.Name]
		if !given {
			key = c.Key
		}
		parts := strings.Fields(key)
		for i, p := range parts {
			if letter, ok := strings.CutPrefix(p, "Shift+"); ok && len([]rune(letter)) == 1 {
				parts[i] = "Shift+" + strings.ToUpper(letter)
			} else if len([]rune(p)) == 1 {
				parts[i] = strings.ToUpper(p)
			}
		}
		key = strings.Join(parts, " ")
		switch {
		case key == "" || key == c.Key:
		case !single(key):
			wrong[c.Name] = "Type one key, or two with a space between them, such as G I."
		}
		if other := taken[key]; key != "" && other != "" {
			wrong[c.Name] = key + " is the key of “" + other + "”."
		}
		taken[key] = c.Label
		if key != c.Key {
			own.Set(c.Name, key)
		}
	}
	return own.Encode(), wrong
}

// single reports whether a text is one key, or two with a space between them.
func single(key string) bool {
	for _, part := range strings.Split(key, " ") {
		if letter, ok := strings.CutPrefix(part, "Shift+"); ok {
			part = letter
		}
		if len([]rune(part)) != 1 && part != "Space" && part != "Escape" {
			return false
		}
	}
	return strings.Count(key, " ") < 2
}
