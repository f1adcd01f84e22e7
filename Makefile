# Servanda: `make brief` and `make test` need Python 3.11 or later and make, nothing else.
# The environment is built in .venv the first time and again only when a lock file changes.

PYTHON ?= python3
CASE ?= iran
OUT ?= build/brief
# Options for pytest: `make test ARGS="-k clock"`.
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip --disable-pip-version-check install --quiet
# The locks are complete, so nothing is left to resolve: without --no-deps, older pips look for newer versions of packages
# that are wanted with an extra, and refuse them for want of a hash.
# An environment does not survive being moved or copied, so its stamps carry the place it was built in.
PLACE := $(shell printf '%s' '$(CURDIR)' | cksum | cut -d ' ' -f 1)
RUN := $(VENV)/run-$(PLACE)
DEV := $(VENV)/dev-$(PLACE)
CODE := src tests tools bench

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help brief test check bench format docs lock clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name text; do \
		printf 'make %-8s %s\n' "$$name" "$$text"; done

brief: $(RUN) ## write the brief of the bundled case iran (CASE=..., OUT=...)
	@$(BIN)/servanda brief $(CASE) --out $(OUT)

test: $(DEV) ## run every test in random order, with branch coverage (ARGS=...)
	@$(BIN)/python -m pytest -n 2 --cov --cov-branch --cov-report=term $(if $(ARGS),--cov-fail-under=0) $(ARGS)

check: $(DEV) ## formatting, lint, types, floors, documents
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/mypy $(CODE)
	@$(BIN)/lint-imports
	@$(BIN)/python -m tools.check_docs

bench: $(DEV) ## time the main jobs against their bars
	@$(BIN)/python -m bench.run $(ARGS)

format: $(DEV) ## put the code in the house format
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix $(CODE)

docs: $(DEV) ## write docs/commands.md, docs/agreements and the output shown in the pages from the commands themselves
	@$(BIN)/python -m tools.commands_page
	@$(BIN)/python -m tools.json_page
	@$(BIN)/python -m tools.cases_page
	@$(BIN)/python -m tools.agreement_pages
	@$(BIN)/python -m tools.examples

lock: ## choose versions again (needs uv on the PATH)
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-config --no-header --no-emit-index-url \
		--no-emit-find-links --quiet --upgrade requirements.in --output-file requirements.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-config --no-header --no-emit-index-url \
		--no-emit-find-links --quiet --upgrade requirements-dev.in --output-file requirements-dev.txt

clean: ## remove everything that was built, the environment too
	rm -rf build dist $(VENV) .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Servanda needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) --version 2>/dev/null || echo missing)." \
			"Name another one: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Building the environment in $(VENV) (the first time takes under a minute)" >&2
	@test -e $@ || rm -rf $(VENV)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { \
		echo "Python could not build an environment; Debian and Ubuntu want the package python3-venv." >&2; exit 1; }
	@$(INSTALL) --no-deps --require-hashes -r requirements.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.txt $(RUN)
	@$(INSTALL) --no-deps --require-hashes -r requirements-dev.txt
	@touch $@
