# Everything a contributor runs. `make` alone lists the targets.
# Needs only Python 3.11 or newer with venv, make and the package index.
.DEFAULT_GOAL := help
SHELL := bash
PYTHON ?= python3
BIN := .venv/bin
SOURCES := app tests gates migrations benchmarks
# uv writes these into the lock; locking and syncing use the public index as pyproject states it.
UV := env -u UV_INDEX -u UV_DEFAULT_INDEX -u UV_EXTRA_INDEX_URL -u UV_FIND_LINKS -u UV_INDEX_URL $(BIN)/uv
DEMO := SHANGAN_DEMO=1
TESTS ?= tests

.PHONY: help setup run test lint check gates openapi migrate migration lock bench soak clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

setup: .venv/.synced ## Make the environment from the lock

# `uv sync` would remove a uv that is not locked; the lock's dev group holds it.
.venv/.synced: uv.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.13,<0.14"
	@$(UV) sync --frozen --quiet
	@touch $@

run: setup ## Migrate, seed the demo people, serve http://127.0.0.1:8000
	@$(DEMO) $(BIN)/shangan migrate
	@$(DEMO) $(BIN)/shangan serve

test: setup ## The whole test suite, on SQLite and on a real PostgreSQL
	@$(BIN)/python -m gates.browser --announce
	@rm -f .coverage .coverage.*
	$(BIN)/pytest -q -n 2 --dist worksteal --cov --cov-report=term:skip-covered --cov-fail-under=95 $(TESTS)

lint: setup ## Style, types and layers
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check --quiet $(SOURCES)
	$(BIN)/mypy $(SOURCES)
	$(BIN)/lint-imports --no-logo --cache-dir .import_linter_cache

check: lint gates ## Everything a change must hold besides its tests

gates: setup ## The gates on a running demo server
	$(BIN)/python -m gates

openapi: setup ## Write openapi/openapi.json from the code
	$(BIN)/shangan openapi --output openapi/openapi.json

migrate: setup ## Bring the database to this version's schema
	$(BIN)/shangan migrate

migration: setup ## Draft a migration from the models: make migration m="Add a table"
	$(BIN)/python -c 'import sys; from app.core.migrations import draft; draft(sys.argv[1])' "$(m)"

lock: setup ## Resolve the dependencies anew from the public index
	$(UV) lock

bench: setup ## Measure speed (never part of the tests)
	$(BIN)/python -m benchmarks

soak: setup ## The long runs: every operation on the page, 200 kill rounds, fuzz with three seeds
	$(BIN)/python -m gates --soak

clean: ## Remove what can be made again (never var/, which holds data)
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* htmlcov dist
	rm -rf gates/npm/node_modules
	find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +
