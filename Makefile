# The project's commands. `make demo` and `make test` work from a fresh clone: what they need beyond Rust, Node and Python
# is installed by this file, into the target folder. Both honour CARGO_TARGET_DIR and TMPDIR.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help bundle single single-test demo run check build test contract contract-check bench rounds soak dev audit fmt clippy unit suite sdk sdk-deps bindings tools runtime fuzz clean-cache

TARGET := $(abspath $(or $(CARGO_TARGET_DIR),target))
DEBUG := $(TARGET)/debug
# Installed once and kept: the engine, the Python tools, the foreign bindings.
CACHE := $(TARGET)/openwork
RUNTIME := $(CACHE)/home
VENV := $(CACHE)/venv
BINDINGS := $(CACHE)/bindings
# What is given away, and the same from the debug profile for the suite.
BUNDLE := $(CACHE)/bundle
SINGLE := $(CACHE)/single
SINGLE_TEST := $(CACHE)/single-test
INSTALLED = $$(ls -d $(RUNTIME)/runtime/[0-9]* | sort -V | tail -1)
export OPENWORK_TEST_RUNTIME := $(RUNTIME)
export OPENWORK_TEST_BINDINGS := $(BINDINGS)
export OPENWORK_TEST_SINGLE := $(SINGLE_TEST)
export OPENWORK_TEST_PYTHON := $(VENV)/bin/python

help: ## What can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

demo: ## Builds everything and shows the main job on a scripted model
	cargo build --quiet --bin openwork-http --bin openwork-cli
	cargo build --quiet --package openwork-tests --bin model-server --bin demo
	$(MAKE) --no-print-directory runtime
	$(DEBUG)/demo

bundle: ## A folder with the release programs, the engine and its manifest, to be given away whole
	cargo build --release --bin openwork-http --bin openwork-cli
	$(TARGET)/release/openwork-cli --data-dir $(RUNTIME) runtime install
	rm -rf $(BUNDLE) && mkdir -p $(BUNDLE)
	cp $(TARGET)/release/openwork-http $(TARGET)/release/openwork-cli $(INSTALLED)/* $(BUNDLE)/
	@echo $(BUNDLE)

# The executable is moved away: the other targets expect the one that carries nothing in its place.
single: ## One executable that carries its engine: openwork-cli, for `serve` and all else
	cargo build --release --bin openwork-cli --features openwork-cli/embed-runtime
	mkdir -p $(SINGLE)
	mv $(TARGET)/release/openwork-cli $(SINGLE)/plain
	$(SINGLE)/plain --data-dir $(RUNTIME) runtime install
	cargo build --quiet --package openwork-tests --bin bundle
	$(DEBUG)/bundle single $(SINGLE)/plain $(INSTALLED) $(SINGLE)/openwork-cli

# For the suite: the same from the debug profile. `cargo test` makes both the executable and the test that asks it, out of
# the dependencies that `build` has made: two crates are compiled. Then `build` puts the one without the feature back.
single-test: build runtime
	cargo test --quiet --workspace --features openwork-cli/embed-runtime,openwork-cli/otlp --test carries --test traces
	mkdir -p $(SINGLE_TEST)
	test $(SINGLE_TEST)/openwork-cli -nt $(DEBUG)/openwork-cli || $(DEBUG)/bundle single $(DEBUG)/openwork-cli $(INSTALLED) $(SINGLE_TEST)/openwork-cli
	$(MAKE) --no-print-directory build

run: ## Runs the server for real use, with your own provider
	cargo build --release --bin openwork-http --bin openwork-cli
	$(TARGET)/release/openwork-cli runtime install
	$(TARGET)/release/openwork-http

check: fmt clippy ## Format and lints

fmt:
	cargo fmt --all --check

# The second time with the optional parts, of which two crates have any.
clippy:
	cargo clippy --quiet --workspace --all-targets -- -D warnings
	cargo clippy --quiet --package openwork-http --package openwork-cli --all-features --all-targets -- -D warnings

test: check ## Every test: lints, contract drift, floors, all suites with the real engine
	$(MAKE) --no-print-directory build
	$(MAKE) --no-print-directory runtime tools sdk-deps bindings single-test
	$(MAKE) --no-print-directory contract-check
	$(MAKE) --no-print-directory unit
	$(MAKE) --no-print-directory sdk
	$(MAKE) --no-print-directory suite
	$(MAKE) --no-print-directory fuzz

# What is tested is what the sources say now, whichever part is called by itself.
build:
	cargo build --quiet --workspace --all-targets

# Always the whole workspace: of a part of it the features are others, and the core would be compiled once more.
unit: ## The tests inside the crates
	cargo test --quiet --workspace --lib --bins
	cargo test --quiet --workspace --doc

suite: build ## The stories over the real programs; the rules of the house
	cargo test --workspace --test suite -- --test-threads=2

contract: ## Makes the document and the SDK from the catalogue; writes only what changed
	cargo build --quiet --workspace --bin openwork-http
	mkdir -p $(CACHE)
	$(DEBUG)/openwork-http openapi > $(CACHE)/openapi.json
	cmp --silent $(CACHE)/openapi.json openapi/openwork.json || cp $(CACHE)/openapi.json openapi/openwork.json
	$(MAKE) --no-print-directory sdk-deps
	cd sdk && npm run --silent generate

contract-check: build tools sdk-deps ## Fails where the document or the SDK is not what the catalogue makes
	$(DEBUG)/openwork-http openapi | diff -u openapi/openwork.json - > $(CACHE)/openapi.diff || { head -40 $(CACHE)/openapi.diff; echo 'openapi/openwork.json is stale: run make contract'; exit 1; }
	$(VENV)/bin/openapi-spec-validator openapi/openwork.json
	cd sdk && npm run --silent generate:check

runtime: ## Installs the pinned engine for tests and the demo
	test -x $(DEBUG)/openwork-cli || cargo build --quiet --bin openwork-cli
	$(DEBUG)/openwork-cli --data-dir $(RUNTIME) runtime install

tools: $(VENV)/.stamp

$(VENV)/.stamp: tests/requirements.txt
	mkdir -p $(CACHE)
	python3 -m venv --clear $(VENV)
	$(VENV)/bin/pip install --quiet --requirement tests/requirements.txt
	touch $@

sdk-deps: sdk/node_modules/.stamp

sdk/node_modules/.stamp: sdk/package-lock.json
	cd sdk && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

sdk: sdk-deps ## Type-checks the SDK and runs its own tests
	cd sdk && npm run --silent check && npm run --silent build && npm test --silent

bindings: build ## Writes the foreign bindings: Python for the suite, Swift and Kotlin to see that they can be made
	mkdir -p $(BINDINGS)
	LIBRARY=$$(find $(DEBUG) -maxdepth 1 \( -name libopenwork_ffi.so -o -name libopenwork_ffi.dylib \)); \
	for language in python kotlin swift; do \
	  $(DEBUG)/uniffi-bindgen generate "$$LIBRARY" --no-format --language $$language --out-dir $(BINDINGS)/$$language/openwork; \
	done; \
	cp "$$LIBRARY" openwork-ffi/python/__init__.py $(BINDINGS)/python/openwork/

fuzz: build tools ## Asks the live server everything the document allows, and much that it does not; FUZZ="--seed 7" asks otherwise
	$(DEBUG)/fuzz-contract $(FUZZ)

bench: ## Ratios measured side by side in one run; the table goes to the terminal
	cargo build --release --quiet --package openwork-http --package openwork-benches --package openwork-ffi --package openwork-tests
	test -x $(DEBUG)/openwork-cli || cargo build --quiet --bin openwork-cli
	$(MAKE) --no-print-directory runtime
	$(TARGET)/release/openwork-benches
	$(TARGET)/release/openwork-benches rounds

rounds: ## 50 starts and stops, 20 kills with a tool at work, and what is left of them; about two minutes
	cargo build --release --quiet --package openwork-http --package openwork-benches --package openwork-tests
	test -x $(DEBUG)/openwork-cli || cargo build --quiet --bin openwork-cli
	$(MAKE) --no-print-directory runtime
	$(TARGET)/release/openwork-benches rounds

soak: ## Ten minutes of load, and whether the memory stays where it is
	cargo build --release --quiet --package openwork-http --package openwork-benches --package openwork-tests
	$(TARGET)/release/openwork-benches soak

# Where the core is broken just now, the watcher of before will do: it links the core too.
dev: ## Watches: sources to server and document, document to SDK; ARGS="--help" says more
	cargo build --quiet --package openwork-tests --bin dev || test -x $(DEBUG)/dev
	test -d $(RUNTIME)/runtime || { cargo build --quiet --bin openwork-cli && $(MAKE) --no-print-directory runtime; }
	$(MAKE) --no-print-directory sdk-deps
	$(DEBUG)/dev $(ARGS)

audit: ## Licences, bans and sources of the dependencies
	cargo deny --version >/dev/null 2>&1 || cargo install --quiet --locked cargo-deny
	cargo deny check bans licenses sources

clean-cache: ## Removes what this file installed
	rm -rf $(CACHE) sdk/node_modules
