package config

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/text"
)

// environ is what the environment says: settings, and the folders that the system names.
type environ struct {
	all    map[string]string
	values map[string]given
}

// readEnviron sorts the environment. An empty variable counts as not set, since
// service managers and compose files pass on empty ones.
func readEnviron(from Source, check *errs.Check) environ {
	env := environ{all: map[string]string{}, values: map[string]given{}}
	for _, line := range from.Environ {
		if name, value, ok := strings.Cut(line, "="); ok && value != "" {
			env.all[name] = value
		}
	}
	for _, name := range slices.Sorted(maps.Keys(env.all)) {
		if !strings.HasPrefix(name, envPrefix) || strings.HasPrefix(name, testPrefix) || name == envPrefix+"CONFIG" {
			continue
		}
		if s, ok := lookup(Setting.Env, name); ok {
			env.values[s.Name] = given{value: env.all[name], origin: "environment " + name, key: name, dir: from.Dir}
		} else {
			env.file(from, name, env.all[name], check)
		}
	}
	return env
}

// file reads a secret from the file that FETTLE_…_FILE names, or says that there
// is no such variable.
func (env environ) file(from Source, name, path string, check *errs.Check) {
	direct, isFile := strings.CutSuffix(name, fileSuffix)
	s, known := lookup(Setting.Env, direct)
	switch {
	case !isFile || !known:
		known := append(keys(Setting.Env), envPrefix+"CONFIG")
		check.Add(name, "there is no such variable%s", text.Meant(name, known, ""))
	case !s.Secret:
		check.Add(name, "only secrets are read from files: use %s", direct)
	case env.all[direct] != "":
		check.Add(name, "%s is set too: use one of them", direct)
	default:
		path, err := absolute(path, from.Dir)
		if err != nil {
			check.Add(name, "%s", err.Error())
			return
		}
		content, err := from.ReadFile(path)
		if err != nil {
			check.Add(name, "cannot read the secret: %v", err)
			return
		}
		env.values[s.Name] = given{
			value:  strings.TrimRight(string(content), "\r\n"),
			origin: "environment " + name + " (" + path + ")",
			key:    name,
			dir:    from.Dir,
		}
	}
}

// xdg returns a user's folder by the XDG rules: the variable when it is absolute,
// else the folder below the home directory; empty without a home.
func (env environ) xdg(variable, belowHome string) string {
	if dir := env.all[variable]; filepath.IsAbs(dir) {
		return dir
	}
	if home := env.all["HOME"]; filepath.IsAbs(home) {
		return filepath.Join(home, belowHome)
	}
	return ""
}

// systemd returns the first folder of a variable that the service manager sets.
func (env environ) systemd(variable string) string {
	first, _, _ := strings.Cut(env.all[variable], ":")
	return first
}

// defaultData returns the data folder when nobody named one, and its origin when
// the service manager did; empty when there is nowhere to put it.
func defaultData(from Source, env environ) (dir, origin string) {
	if dir := env.systemd("STATE_DIRECTORY"); dir != "" {
		return dir, "environment STATE_DIRECTORY"
	}
	if from.Root {
		return "/var/lib/fettle", ""
	}
	if dir := env.xdg("XDG_DATA_HOME", ".local/share"); dir != "" {
		return filepath.Join(dir, "fettle"), ""
	}
	return "", ""
}

// places returns where a YAML file is looked for when nobody named one.
func places(from Source, env environ, data string) []string {
	var dirs []string
	if data != "" {
		dirs = append(dirs, data)
	}
	if dir := env.systemd("CONFIGURATION_DIRECTORY"); dir != "" {
		dirs = append(dirs, dir)
	}
	if from.Root {
		dirs = append(dirs, "/etc/fettle")
	} else if dir := env.xdg("XDG_CONFIG_HOME", ".config"); dir != "" {
		dirs = append(dirs, filepath.Join(dir, "fettle"))
	}
	for i, dir := range dirs {
		dirs[i] = filepath.Join(dir, fileName)
	}
	return slices.Compact(dirs)
}
