# Due Process. Each target installs what it needs; `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BOOT := .boot
UV := $(BOOT)/bin/uv
TESTDEPS := $(VENV)/.dev
SBOM := dist/sbom
WORKERS ?= 2

# Behind a network with a certificate authority of its own, uv's bundled roots do not suffice; the system's do.
# Bytecode is compiled here: the desk's own user cannot write it, and would compile every module at each command.
sync = { UV_PYTHON=$(PYTHON) $(UV) sync --quiet --locked --compile-bytecode $(1) 2>/dev/null || \
	UV_PYTHON=$(PYTHON) $(UV) --system-certs sync --quiet --locked --compile-bytecode $(1); }
compile = $(BIN)/python -m compileall -q src

.PHONY: help vault vault-packages demo build test test-slow check lint types contracts soak bench clean system-packages

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(UV): .ci/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say PYTHON=python3.11"; exit 2; }
	@echo "Setting up uv …"; $(PYTHON) -m venv $(BOOT) && $(BOOT)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r .ci/uv.txt && touch $@

$(BIN)/dueprocess: pyproject.toml uv.lock | $(UV)
	@$(call sync,--no-dev --inexact) && touch $@

$(TESTDEPS): pyproject.toml uv.lock | $(UV)
	@$(call sync,) && $(compile) && touch $(BIN)/dueprocess $@

build: $(BIN)/dueprocess $(SBOM)/python.cdx.json $(SBOM)/vault.cdx.json ## .venv/bin/dueprocess, and what it is made of: dist/sbom
	@$(compile)

# CycloneDX, by the tools that lock the packages (ADR 0013).
$(SBOM)/python.cdx.json: uv.lock | $(UV)
	@mkdir -p $(@D) && $(UV) export --quiet --frozen --no-dev --all-extras --preview-features sbom-export --format cyclonedx1.5 --output-file $@ >/dev/null

$(SBOM)/vault.cdx.json: frontend/package-lock.json
	@mkdir -p $(@D); command -v npm >/dev/null || { echo "no npm on this machine: no list of the vault's packages"; exit 0; }; \
	cd frontend && { npm sbom --sbom-format cyclonedx --package-lock-only > $(abspath $@).new 2>/dev/null && mv $(abspath $@).new $(abspath $@); } \
	|| { rm -f $(abspath $@).new; echo "no list of the vault's packages: npm 10 or newer makes it"; }

demo: build ## fifteen demands pass through a desk; the public site is served (SERVE=0 ends instead)
	@$(BIN)/dueprocess demo $(if $(filter 0,$(SERVE)),--no-serve,--serve)

system-packages: ## PostgreSQL, Chromium and other tools of the tests, where root on Debian or Ubuntu
	@bash .ci/system-packages

vault-packages: ## packages that build and test the vault, where npm is found
	@command -v npm >/dev/null || { echo "no npm on this machine: the vault's own tests skip (apt-get install nodejs npm)"; exit 0; }; \
	cd frontend && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --ignore-scripts --silent; } \
	|| echo "the vault's packages cannot be had; its own tests skip"

vault: vault-packages ## the vault and the portal's script, built anew from frontend/
	@cd frontend && node build.mjs && node portal.mjs

test: $(TESTDEPS) system-packages vault-packages ## the tests that one waits for; budget: 8 minutes on two cores
	@bash .ci/tier test 480 bash .ci/test $(BIN) $(WORKERS) quick

test-slow: $(TESTDEPS) system-packages vault-packages ## the others: browser, servers, stories; then the database's own on PostgreSQL
	@bash .ci/tier test-slow 840 bash .ci/test $(BIN) $(WORKERS) slow

lint: $(TESTDEPS)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(TESTDEPS)
	@$(BIN)/mypy

contracts: $(TESTDEPS)
	@$(BIN)/lint-imports

check: lint types contracts test test-slow ## lint, types, contracts and all tests

soak: $(TESTDEPS) ## long properties, fuzzing, coverage, and what docs/reference/tests.md lists
	@bash .ci/spark
	@bash .ci/coverage $(BIN) $(WORKERS)
	@HYPOTHESIS_PROFILE=soak $(BIN)/pytest -n $(WORKERS) --dist loadscope -m "soak"

bench: $(TESTDEPS) ## every figure, against a baseline of the same run
	@$(BIN)/python -m bench && $(BIN)/python -m bench.size

clean: ## remove what the targets made
	rm -rf $(VENV) $(BOOT) .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage* dist
