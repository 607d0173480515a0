package ui

// FieldKind is how a field is edited.
type FieldKind string

// The kinds of fields. Person and Team take a typed name with suggestions, so
// that they work at any number of people and without script.
const (
	FieldText     FieldKind = "text"
	FieldLong     FieldKind = "long"
	FieldSelect   FieldKind = "select"
	FieldRadio    FieldKind = "radio"
	FieldMulti    FieldKind = "multi"
	FieldPerson   FieldKind = "person"
	FieldTeam     FieldKind = "team"
	FieldDate     FieldKind = "date"
	FieldDateTime FieldKind = "datetime"
	FieldTime     FieldKind = "time"
	FieldNumber   FieldKind = "number"
	FieldCheckbox FieldKind = "checkbox"
	FieldFile     FieldKind = "file"
	FieldEmail    FieldKind = "email"
	FieldPhone    FieldKind = "phone"
	FieldURL      FieldKind = "url"
	FieldPassword FieldKind = "password"
	FieldSecret   FieldKind = "secret"
	FieldCode     FieldKind = "code"
)

// Field is one question of a form.
type Field struct {
	Name, Label    string
	Kind           FieldKind
	Value          string
	Values         []string // FieldMulti
	Options        []Option
	Help, Error    string
	Hint           string // placeholder: an example, never the only label
	Unit           string // behind the input, "minutes"
	Required       bool
	ReadOnly       bool
	Disabled       bool
	Checked        bool // FieldCheckbox
	Min, Max, Step string
	MaxLen         int
	Rows           int
	Accept         string
	Multiple       bool
	Autocomplete   string
	Suggest        string // address that answers suggestions for ?q=
	Wide           bool   // takes the whole width of a two-column form
	Autofocus      bool
	Form           string // id of the form it belongs to when it stands outside
}

// Option is one choice. Group starts a new group in a select.
type Option struct {
	Value, Label, Note, Group string
	Selected                  bool
}

// Form is a form from a description. It is multipart when a field takes files.
type Form struct {
	ID, Action, Method, CSRF string
	Title, Lead              string
	Hidden                   []Hidden
	Fields                   []Field
	Groups                   []FieldGroup // after Fields
	Columns                  int          // 2 places fields side by side where there is room
	Error                    string       // about the whole form
	Kept                     string       // what was kept after an error
	Submit                   Button
	Others                   []Button
	Cancel                   *Link
}

// FieldGroup is a titled group of fields; Closed folds it away.
type FieldGroup struct {
	Title, Help string
	Fields      []Field
	Fold        bool
	Open        bool
}

func (f Field) id(form string) string {
	if form == "" {
		return "f-" + f.Name
	}
	return form + "-" + f.Name
}

func (f Field) describedBy(id string) string {
	d := ""
	if f.Help != "" {
		d = id + "-help"
	}
	if f.Error != "" {
		d = classes(d, id+"-err")
	}
	return d
}

func (f Field) selected(o Option) bool {
	if o.Selected {
		return true
	}
	if f.Kind == FieldMulti {
		for _, v := range f.Values {
			if v == o.Value {
				return true
			}
		}
		return false
	}
	return f.Value != "" && f.Value == o.Value
}

// inputType maps a kind to the type of an input element.
func (f Field) inputType() string {
	switch f.Kind {
	case FieldDate, FieldNumber, FieldEmail, FieldURL, FieldPassword, FieldFile, FieldTime:
		return string(f.Kind)
	case FieldDateTime:
		return "datetime-local"
	case FieldPhone:
		return "tel"
	case FieldSecret:
		return "password"
	default:
		return "text"
	}
}

func (f Field) listed() bool {
	return len(f.Options) > 0 && (f.Kind == FieldPerson || f.Kind == FieldTeam || f.Kind == FieldText)
}

func (f Form) all() []Field {
	fields := append([]Field(nil), f.Fields...)
	for _, g := range f.Groups {
		fields = append(fields, g.Fields...)
	}
	return fields
}

func (f Form) multipart() bool {
	for _, field := range f.all() {
		if field.Kind == FieldFile {
			return true
		}
	}
	return false
}

func (f Form) errors() []Field {
	var bad []Field
	for _, field := range f.all() {
		if field.Error != "" {
			bad = append(bad, field)
		}
	}
	return bad
}

func (f Form) method() string { return or(f.Method, "post") }

func (g FieldGroup) open() bool {
	for _, f := range g.Fields {
		if f.Error != "" {
			return true
		}
	}
	return g.Open
}
