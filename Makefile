# camproof: `make demo` runs the main job, `make test` runs every check.

PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

# Bytecode is kept, whatever the environment says: else each worker, and each program that a test starts, compiles all anew.
unexport PYTHONDONTWRITEBYTECODE

# Compiled loops that ask of each index whether it is inside its array: what they write outside would go unseen.
CHECKED = NUMBA_BOUNDSCHECK=1 NUMBA_CACHE_DIR=$(CURDIR)/.numba-checked

BOTH_CLOCKS = $(shell grep -l "clocks: \[wall, virtual\]" scenarios/library/*.yaml)
REAL_TIME   = $(shell grep -rl --include="test_*.py" "mark\.wallclock" tests)

.DEFAULT_GOAL := help
.PHONY: help demo city test agreement soak library lint types imports pytest quick realtime bench lock clean setup

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: $(STAMP) ## set up .venv with the locked dependencies

$(STAMP): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "camproof needs Python 3.11: no '$(PYTHON)' found (set PYTHON=/path/to/python3.11)"; exit 2; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) || { echo "Python's venv module is incomplete here: on Debian run 'apt-get install python3-venv' once"; exit 2; }
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP) ## run the acceptance scenario: 60 cameras, faults, verdicts, a report
	$(BIN)/camproof run scenarios/library/acceptance.scenario.yaml

city: $(STAMP) ## the planner's example: a year of 98 real cameras (a missed goal is an answer), then their build-out
	$(BIN)/camproof city run simulator/examples/trafford.city.yaml || [ $$? -eq 1 ]
	$(BIN)/camproof city plan simulator/examples/trafford.city.yaml

test: lint imports ## everything: lint, types, import contract, tests
	$(MAKE) --no-print-directory -j 2 types quick
	$(MAKE) --no-print-directory realtime

agreement: $(STAMP) ## every scenario by both clocks, held against bounds fixed beforehand; names those that have none: half an hour
	$(BIN)/camproof agree $(BOTH_CLOCKS)

soak: $(STAMP) ## minutes of media through foreign decoders, and long fuzzing: about a quarter of an hour
	$(BIN)/pytest -v -n 2 --dist loadfile -m soak --media-seconds 120 --hypothesis-profile soak --timeout 600

library: $(STAMP) ## every ready-made scenario in virtual time, sound and with a planted defect: about 10 minutes
	$(BIN)/pytest -v -n 2 tests/scenarios/test_planted.py --library virtual

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports --no-cache

pytest: quick realtime

quick: $(STAMP)
	$(CHECKED) $(BIN)/pytest -n 2 -m "not wallclock"

realtime: $(STAMP)
	$(BIN)/pytest -n 2 -m "wallclock and not alone" $(REAL_TIME)
	$(BIN)/pytest -n 0 -m "wallclock and alone" $(REAL_TIME)

bench: $(STAMP) ## the speed figures beside their peers; wants a quiet machine for an hour or so
	$(BIN)/python -m benchmarks.media
	$(BIN)/python -m benchmarks.virtual
	$(BIN)/python -m benchmarks.city
	$(BIN)/python -m benchmarks.parsers

lock: $(STAMP) ## renew requirements.lock from pyproject.toml
	$(BIN)/pip install --quiet --upgrade uv
	$(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
		--custom-compile-command "make lock" --upgrade --group dev pyproject.toml -o requirements.lock

clean: ## remove .venv, caches and runs
	rm -rf $(VENV) .numba-checked runs build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
