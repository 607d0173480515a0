# Fettle's commands for developers. Everything real is in Go or in scripts/;
# this file only names it. "make help" lists the targets.

# The product is one static binary: what builds here must build without a C compiler.
export CGO_ENABLED = 0
# One build cache serves every checkout.
export GOFLAGS += -trimpath

GO       ?= go
CYCLES   ?= 1000
ARGS     ?=

.DEFAULT_GOAL := help
.PHONY: help run build test check fmt tidy vet lint arch generate generated sqlcheck vuln bench crash cover clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build and start a demo desk on embedded SQLite; prints its address and sign-in links
	$(GO) build -o bin/fettle ./cmd/fettle
	bin/fettle demo $(ARGS)

build: ## build the release binary bin/fettle, assets embedded
	$(GO) build -ldflags "-s -w" -o bin/fettle ./cmd/fettle

test: ## install what the tests need, then run all of them on SQLite and PostgreSQL
	scripts/deps
	scripts/with-postgres scripts/test

check: fmt tidy vet lint arch generated sqlcheck ## every check that is not a test: format, lint, plan, generated files, SQL

fmt: ## gofmt has nothing to change
	scripts/check-format

tidy: ## go.mod and go.sum are exactly what the code needs
	$(GO) mod tidy -diff

vet: ## go vet
	$(GO) vet ./...

lint: ## golangci-lint with the house rules of .golangci.yaml; shellcheck where it is installed
	"$$($(GO) -C tools tool -n golangci-lint)" run ./...
	@! command -v shellcheck >/dev/null || shellcheck -x -P . -P scripts scripts/* .ci/run

arch: ## the plan of ARCHITECTURE.md, as a test
	$(GO) test -run '^TestArch' -count=1 ./internal/app

generate: ## write the generated files again: templates and page assets
	scripts/generate

generated: ## the committed generated files are what their sources give
	scripts/check-generated

sqlcheck: ## prepare every SQL constant on SQLite and PostgreSQL at the newest schema
	scripts/with-postgres $(GO) run ./internal/tools/sqlcheck ./...

vuln: ## known weaknesses in what we link (asks the Go vulnerability database)
	"$$($(GO) -C tools tool -n govulncheck)" ./...

bench: build ## measure against the targets, both engines, fsync on
	scripts/with-postgres --durable sh -c '$(GO) run ./internal/tools/bench -binary bin/fettle -postgres "$$FETTLE_TEST_POSTGRES" -into docs/benchmarks.md -json bin/bench.json $(ARGS)'

crash: build ## kill the server CYCLES times under load on both engines and account for every write
	scripts/with-postgres --durable env FETTLE_TEST_CRASH_CYCLES=$(CYCLES) $(GO) test -run Crash -count=1 -timeout 0 -v ./e2e/...

cover: ## test coverage by package, and coverage.html
	scripts/deps
	scripts/with-postgres $(GO) test -coverpkg=./internal/...,./cmd/... -coverprofile=coverage.out ./...
	$(GO) tool cover -html=coverage.out -o coverage.html
	$(GO) tool cover -func=coverage.out | tail -n 1

clean: ## remove what the other targets made
	rm -rf bin coverage.out coverage.html
