# Every target that runs something sets the checkout up first; a second run downloads nothing.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv/bin
COMPILE := $(VENV)/uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --python-version 3.11

.PHONY: help setup demo up test check format bench lock clean

help: ## show this list
	@sed -nE 's/^([a-z]+):.*## (.*)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do printf '  make %-8s %s\n' "$$name" "$$what"; done

setup: ## install what is missing: system packages, .venv, Kafka's jars
	@deploy/setup.sh

demo: setup ## start the whole system, play a project through it, stop
	@$(VENV)/kladka demo

up: setup ## start the whole system with the project played, keep it until Ctrl-C
	@$(VENV)/kladka up --demo

test: check ## everything that CI checks
	$(VENV)/pytest -n 2 --dist loadfile tests

check: setup ## lint, formatting, types, walls between modules
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/lint-imports

format: setup ## rewrite the code as the linter wants it
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .

bench: setup ## measure
	$(VENV)/python -m tests.benchmarks

lock: setup ## pin the requirements again, with hashes
	$(COMPILE) --output-file requirements/runtime.txt pyproject.toml
	$(COMPILE) --extra local --extra dev --output-file requirements/dev.txt pyproject.toml

clean: ## remove everything that setup and runs have made
	rm -rf .venv .run .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache deploy/local/libs *.egg-info
