package app_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strings"
	"testing"
)

var (
	generatedMark = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)
	sentenceEnd   = regexp.MustCompile(`[.!?]["')]?(\s|$)`)
)

// checkSources returns a sentence for every house rule that the files of a
// package break. Generated files are not looked at.
func checkSources(p pkg, files []source) []string {
	var (
		violations []string
		doc        string
		lines      int
		written    int
		fset       = token.NewFileSet()
		path       = strings.TrimPrefix(p.ImportPath, module+"/")
	)
	for _, f := range files {
		n := bytes.Count(f.text, []byte("\n"))
		if generatedMark.Match(f.text) {
			continue
		}
		if n > maxFileLines {
			violations = append(violations, fmt.Sprintf("%s has %d lines; split it by noun before %d", f.name, n, maxFileLines))
		}
		if strings.HasSuffix(f.name, ".templ") {
			continue // a page's text, long by nature: held to the size of a file, not of a room
		}
		parsed, err := parser.ParseFile(fset, f.name, f.text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return append(violations, err.Error())
		}
		written++
		test := strings.HasSuffix(f.name, "_test.go")
		if !test {
			lines += n
		}
		if text := parsed.Doc.Text(); len(text) > len(doc) {
			doc = text
		}
		violations = append(violations, checkFile(path, fset, parsed, test)...)
	}
	if lines > maxRoomLines {
		violations = append(violations, fmt.Sprintf("%s has %d hand-written lines; split the room by noun before %d", path, lines, maxRoomLines))
	}
	if n := len(sentenceEnd.FindAllString(doc, -1)); written > 0 && n < minSentences {
		violations = append(violations, fmt.Sprintf("%s: its package comment has %d sentences; say in at least %d what it is, why, and what it leaves to others", path, n, minSentences))
	}
	return violations
}

// checkFile applies the rules that need the syntax of one file.
func checkFile(path string, fset *token.FileSet, file *ast.File, test bool) []string {
	var violations []string
	report := func(pos token.Pos, format string, args ...any) {
		violations = append(violations, fmt.Sprintf("%s: %s", fset.Position(pos), fmt.Sprintf(format, args...)))
	}
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if n := fset.Position(fn.End()).Line - fset.Position(fn.Pos()).Line + 1; n > maxFuncLines {
			report(fn.Pos(), "func %s has %d lines; at most %d", fn.Name.Name, n, maxFuncLines)
		}
		if fn.Recv == nil && fn.Name.Name == "init" {
			report(fn.Pos(), "no init(): wire it in app")
		}
		if !test && !strings.HasPrefix(strings.ToLower(fn.Name.Name), "must") {
			findPanics(fn, func(pos token.Pos) {
				report(pos, "func %s panics; return an error, or call it Must…", fn.Name.Name)
			})
		}
		if !test && practiceRoom(path) && fn.Name.IsExported() && looseTypes(fn.Type) {
			report(fn.Pos(), "func %s takes or gives any; name the type", fn.Name.Name)
		}
	}
	if !test {
		for _, banned := range bannedSelectors(path) {
			if pos := uses(file, banned.pkg, banned.names); pos.IsValid() {
				report(pos, "%s", banned.why)
			}
		}
	}
	return violations
}

func practiceRoom(path string) bool {
	p, ok := locate(path)
	return ok && p.wing.at == "practice/*"
}

// findPanics calls back at every call of the built-in panic in fn.
func findPanics(fn *ast.FuncDecl, found func(token.Pos)) {
	ast.Inspect(fn, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "panic" {
				found(call.Pos())
			}
		}
		return true
	})
}

// looseTypes tells whether the signature says any or interface{} anywhere.
func looseTypes(fn *ast.FuncType) bool {
	loose := false
	for _, list := range []*ast.FieldList{fn.Params, fn.Results} {
		if list == nil {
			continue
		}
		ast.Inspect(list, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				loose = loose || n.Name == "any"
			case *ast.InterfaceType:
				loose = loose || n.Methods.NumFields() == 0
			}
			return !loose
		})
	}
	return loose
}

// banned are names of a package that some wing may not use.
type banned struct {
	pkg   string
	names []string
	why   string
}

// bannedSelectors gives the names that the package at path may not use.
func bannedSelectors(path string) []banned {
	switch {
	case strings.HasPrefix(path, "internal/face/"):
		return []banned{{module + "/internal/engine/actor", []string{"Require"},
			"a face holds no permission check: the practice's verb asks"}}
	case strings.HasPrefix(path, "internal/engine/"):
		return []banned{{"net/http", []string{"Handler", "HandlerFunc", "ResponseWriter", "ServeMux"},
			"the engine answers no requests: that is a face's work"}}
	}
	return nil
}

// uses returns the first use in the file of one of the names of a package.
func uses(file *ast.File, pkgPath string, names []string) token.Pos {
	local := ""
	for _, imp := range file.Imports {
		if strings.Trim(imp.Path.Value, `"`) != pkgPath {
			continue
		}
		local = pkgPath[strings.LastIndex(pkgPath, "/")+1:]
		if imp.Name != nil {
			local = imp.Name.Name
		}
	}
	found := token.NoPos
	if local == "" {
		return found
	}
	ast.Inspect(file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok || found.IsValid() {
			return true
		}
		if id, ok := sel.X.(*ast.Ident); ok && id.Name == local {
			for _, name := range names {
				if sel.Sel.Name == name {
					found = sel.Pos()
				}
			}
		}
		return true
	})
	return found
}

func TestAPlantedLargeRoomIsRefused(t *testing.T) {
	t.Parallel()
	const doc = "// Package x is here. It is for a reason. It leaves the rest.\npackage x\n"
	var files []source
	for i := range 6 {
		files = append(files, source{fmt.Sprintf("x%d.go", i), []byte(doc + strings.Repeat("\n", 500))})
	}
	got := checkSources(pkg{ImportPath: module + "/internal/base/x"}, files)
	if len(got) != 1 || !strings.Contains(got[0], "split the room") {
		t.Errorf("got %q", got)
	}
	for i := range files {
		files[i].name = fmt.Sprintf("x%d_test.go", i)
	}
	if got := checkSources(pkg{ImportPath: module + "/internal/base/x"}, files); len(got) != 0 {
		t.Errorf("tests count: %q", got)
	}
}

func TestPlantedSourcesAreJudgedByTheHouseRules(t *testing.T) {
	t.Parallel()
	const doc = "// Package x is here. It is for a reason. It leaves the rest.\npackage x\n"
	tests := []struct {
		name, path, file, text string
		want                   string // part of the violation, or nothing when allowed
	}{
		{name: "a plain file passes", text: doc + "func F() {}\n"},
		{name: "a short package comment is refused", text: "// Package x is here.\npackage x\n", want: "1 sentences"},
		{name: "a missing package comment is refused", text: "package x\n", want: "0 sentences"},
		{name: "init is refused", text: doc + "func init() {}\n", want: "no init()"},
		{name: "a method called init passes", text: doc + "type T int\nfunc (T) init() {}\n"},
		{name: "panic is refused", text: doc + "func F() { panic(1) }\n", want: "panics"},
		{name: "panic in a Must function passes", text: doc + "func MustF() { panic(1) }\n"},
		{name: "panic in a test passes", file: "x_test.go", text: doc + "func F() { panic(1) }\n"},
		{name: "a long function is refused", text: doc + "func F() {\n" + strings.Repeat("\t_ = 1\n", 99) + "}\n", want: "101 lines"},
		{name: "a function at the limit passes", text: doc + "func F() {\n" + strings.Repeat("\t_ = 1\n", 98) + "}\n"},
		{name: "a long file is refused", text: doc + strings.Repeat("\n", 599), want: "split it by noun"},
		{name: "a long generated file passes", text: "// Code generated by templ - DO NOT EDIT.\n\npackage x\n" + strings.Repeat("\n", 700)},
		{name: "a long template is refused", file: "x.templ", text: strings.Repeat("\n", 601), want: "split it by noun"},
		{name: "a permission check in a face is refused", path: "internal/face/web",
			text: doc + "import \"" + module + "/internal/engine/actor\"\nfunc F() { actor.Require() }\n", want: "permission check"},
		{name: "a permission check under another name is refused", path: "internal/face/web",
			text: doc + "import a \"" + module + "/internal/engine/actor\"\nvar f = a.Require\n", want: "permission check"},
		{name: "a permission check in a practice passes", path: "internal/practice/incident",
			text: doc + "import \"" + module + "/internal/engine/actor\"\nfunc F() { actor.Require() }\n"},
		{name: "a handler in the engine is refused", path: "internal/engine/sla",
			text: doc + "import \"net/http\"\nfunc F(w http.ResponseWriter) {}\n", want: "answers no requests"},
		{name: "a client in the engine passes", path: "internal/engine/attach",
			text: doc + "import \"net/http\"\nvar F http.Client\n"},
		{name: "any in a practice's exported function is refused", path: "internal/practice/incident",
			text: doc + "func F(m map[string]any) {}\n", want: "name the type"},
		{name: "any in a practice's own function passes", path: "internal/practice/incident",
			text: doc + "func f(m map[string]any) {}\n"},
		{name: "a file that does not parse is refused", text: "package\n", want: "expected"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if tt.path == "" {
				tt.path = "internal/base/x"
			}
			if tt.file == "" {
				tt.file = "x.go"
			}
			got := checkSources(pkg{ImportPath: module + "/" + tt.path}, []source{{tt.file, []byte(tt.text)}})
			if tt.want == "" && len(got) > 0 {
				t.Errorf("refused: %q", got)
			}
			if tt.want != "" && (len(got) != 1 || !strings.Contains(got[0], tt.want)) {
				t.Errorf("got %q, want one violation with %q", got, tt.want)
			}
		})
	}
}
