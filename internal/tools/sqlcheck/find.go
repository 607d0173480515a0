package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

const (
	module    = "github.com/fettle-itsm/fettle"
	dbPackage = module + "/internal/base/db"
)

// statementMethods are the methods of base/db whose first string is SQL. What
// CREATE DATABASE and the like need (Administer) cannot be prepared anywhere.
var statementMethods = []string{"Query", "QueryRow", "Exec", "Put"}

// statementNames are what a function of ours calls its parameter when it passes SQL on.
var statementNames = []string{"sql", "query", "statement"}

var verb = regexp.MustCompile(`(?i)^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|VALUES)\b`)

// A statement is one constant found in the code and where.
type statement struct {
	at     token.Position
	text   string
	engine string // "sqlite" or "postgres" when meant for that one only
}

// found is what the code holds.
type found struct {
	statements []statement
	dynamic    []token.Position // statements put together at run time
}

// load reads the packages that the patterns name. Tests are left out: they may
// be wrong on purpose.
func load(dir string, patterns []string) ([]*packages.Package, error) {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Dir: dir}, patterns...)
	if err != nil {
		return nil, err
	}
	for _, p := range pkgs {
		if len(p.Errors) > 0 {
			return nil, fmt.Errorf("%s does not compile: %w", p.PkgPath, p.Errors[0])
		}
	}
	return pkgs, nil
}

// find returns the statements of the packages, in the order of the files.
func find(pkgs []*packages.Package) found {
	var all found
	for _, p := range pkgs {
		if p.PkgPath == dbPackage {
			continue // its own methods pass statements on; its migrations run in its tests
		}
		for _, file := range p.Syntax {
			hints := engineHints(p.Fset, file)
			ast.Inspect(file, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					all.look(p, call, hints)
				}
				return true
			})
		}
	}
	byPlace := func(a, b token.Position) int {
		return cmp.Or(strings.Compare(a.Filename, b.Filename), a.Offset-b.Offset)
	}
	slices.SortFunc(all.statements, func(a, b statement) int { return byPlace(a.at, b.at) })
	slices.SortFunc(all.dynamic, byPlace)
	return all
}

// look notes the statement of one call, if it takes one.
func (f *found) look(p *packages.Package, call *ast.CallExpr, hints map[int]string) {
	callee, ok := calledFunc(p.TypesInfo, call.Fun)
	if !ok || callee.Pkg() == nil || !strings.HasPrefix(callee.Pkg().Path(), module) {
		return
	}
	i, sure := statementParam(callee)
	if i < 0 || i >= len(call.Args) {
		return
	}
	arg := call.Args[i]
	at := p.Fset.Position(arg.Pos())
	value := p.TypesInfo.Types[arg].Value
	if value == nil || value.Kind() != constant.String {
		if sure {
			f.dynamic = append(f.dynamic, at)
		}
		return
	}
	text := constant.StringVal(value)
	if !sure && !verb.MatchString(text) {
		return // a piece of a statement, not a whole one
	}
	f.statements = append(f.statements, statement{at: at, text: text, engine: engineOf(at, hints)})
}

// calledFunc resolves what a call calls, when it is a function or method with a name.
func calledFunc(info *types.Info, fun ast.Expr) (*types.Func, bool) {
	switch fun := ast.Unparen(fun).(type) {
	case *ast.SelectorExpr:
		f, ok := info.Uses[fun.Sel].(*types.Func)
		return f, ok
	case *ast.Ident:
		f, ok := info.Uses[fun].(*types.Func)
		return f, ok
	case *ast.IndexExpr:
		return calledFunc(info, fun.X)
	case *ast.IndexListExpr:
		return calledFunc(info, fun.X)
	}
	return nil, false
}

// statementParam returns the index of the parameter that is SQL, or -1, and
// whether that is certain or guessed from its name.
func statementParam(f *types.Func) (int, bool) {
	sig, ok := f.Type().(*types.Signature)
	if !ok || !sig.Variadic() {
		return -1, false
	}
	named := slices.Contains(statementMethods, f.Name()) && sig.Recv() != nil
	for i := range sig.Params().Len() {
		param := sig.Params().At(i)
		if basic, ok := param.Type().(*types.Basic); !ok || basic.Kind() != types.String {
			continue
		}
		if named {
			return i, true
		}
		if slices.Contains(statementNames, param.Name()) {
			return i, false
		}
	}
	return -1, false
}

// engineHints maps lines to the engine named by a "sqlcheck:" comment there.
func engineHints(fset *token.FileSet, file *ast.File) map[int]string {
	hints := map[int]string{}
	for _, group := range file.Comments {
		for _, c := range group.List {
			if _, engine, ok := strings.Cut(c.Text, "sqlcheck:"); ok {
				name, _, _ := strings.Cut(strings.TrimSpace(engine), " ")
				hints[fset.Position(c.Pos()).Line] = name
			}
		}
	}
	return hints
}

// engineOf tells which engine alone a statement is meant for, if any.
func engineOf(at token.Position, hints map[int]string) string {
	for _, line := range []int{at.Line, at.Line - 1} {
		if engine := hints[line]; engine != "" {
			return engine
		}
	}
	name := filepath.Base(at.Filename)
	for _, engine := range []string{"sqlite", "postgres"} {
		if strings.HasSuffix(name, engine+".go") {
			return engine
		}
	}
	return ""
}
