package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"

	"gopkg.in/yaml.v3"

	"github.com/fettle-itsm/fettle/internal/base/errs"
	"github.com/fettle-itsm/fettle/internal/base/text"
)

// yamlFile is the file that was read; its path is empty when there is none.
type yamlFile struct {
	path   string
	inData bool // found in the data folder, not named by anyone
	values map[string]given
}

// findFile reads the named file, or the first that exists of the usual places.
func findFile(from Source, env environ, data string, check *errs.Check) yamlFile {
	for _, named := range []struct{ key, path string }{
		{"--" + configName, from.Flags[configName]},
		{envPrefix + "CONFIG", env.all[envPrefix+"CONFIG"]},
	} {
		if named.path == "" {
			continue
		}
		path, _ := absolute(named.path, from.Dir)
		content, err := from.ReadFile(path)
		if err != nil {
			check.Add(named.key, "cannot read the configuration file: %v", err)
			return yamlFile{}
		}
		return parseFile(path, content, check)
	}
	for _, path := range places(from, env, data) {
		content, err := from.ReadFile(path)
		if absent(err) {
			continue
		}
		if err != nil {
			check.Add(path, "cannot read the configuration file: %v", err)
			return yamlFile{}
		}
		file := parseFile(path, content, check)
		file.inData = data != "" && path == filepath.Join(data, fileName)
		return file
	}
	return yamlFile{}
}

// parseFile takes the settings out of a YAML file: one mapping of names to values,
// where a list stands for its items with commas between.
func parseFile(path string, content []byte, check *errs.Check) yamlFile {
	file := yamlFile{path: path, values: map[string]given{}}
	var doc yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(content))
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		return file // empty, or comments only
	} else if err != nil {
		check.Add(path, "not a YAML file: %v", err)
		return file
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		check.Add(path, "one YAML document is expected, and there is more")
		return file
	}
	root := doc.Content[0]
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		return file
	}
	if root.Kind != yaml.MappingNode {
		check.Add(path, "lines such as \"listen: 127.0.0.1:8080\" are expected")
		return file
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		name, node := root.Content[i], root.Content[i+1]
		key := fmt.Sprintf("%s:%d: %s", path, name.Line, name.Value)
		if _, ok := lookup(settingName, name.Value); !ok {
			check.Add(key, "there is no such setting%s", text.Meant(name.Value, keys(settingName), ""))
			continue
		}
		if _, twice := file.values[name.Value]; twice {
			check.Add(key, "it is set twice")
			continue
		}
		value, err := plain(node)
		if err != nil {
			check.Add(key, "%s", err.Error())
			continue
		}
		file.values[name.Value] = given{value: value, origin: "file " + path, key: key, dir: filepath.Dir(path)}
	}
	return file
}

// plain returns a scalar as written, or a list of scalars with commas between.
func plain(node *yaml.Node) (string, error) {
	switch node.Kind {
	case yaml.ScalarNode:
		if node.Tag == "!!null" {
			return "", nil
		}
		return node.Value, nil
	case yaml.SequenceNode:
		var items []string
		for _, item := range node.Content {
			if item.Kind != yaml.ScalarNode {
				return "", errors.New("a list of plain values is expected")
			}
			items = append(items, item.Value)
		}
		return strings.Join(items, ","), nil
	}
	return "", errors.New("a plain value is expected")
}

// absent reports whether a file is not there, also because what should be its folder is a file.
func absent(err error) bool { return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) }
