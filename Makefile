# amends needs Python 3.11 or newer, make and git; all else is made here, inside .venv.

PYTHON ?= python3
UV ?= uv
VENV := .venv
BIN := $(VENV)/bin
# Compiling every module of every package takes longer than all the rest; Python does it for those it meets.
PIP_INSTALL := -m pip install -qq --disable-pip-version-check --no-compile
# One more than there are processors: some tests wait for a clock or for another process.
WORKERS = $(shell $(PYTHON) -c "import os; print(min(4, (os.cpu_count() or 1) + 1))")
PYTEST = -m pytest -q --numprocesses=$(WORKERS) --dist=loadfile --max-worker-restart=1
TOGETHER := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

# The tests start amends a hundred times over; where Python may not keep what it compiled, each start takes twice as long.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo up test lint types contracts core-elsewhere on-postgresql gates environment check test-network peers docs messages bench-antennae lock clean

help: ## Say what there is to make
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

demo: $(VENV)/installed ## Play the story of the storm on http://127.0.0.1:8700
	@$(BIN)/amends demo

up: $(VENV)/installed ## Start the site, empty, on http://127.0.0.1:8700
	@$(BIN)/amends up

# The tests last, so that their closing line closes the run.
test: ## Lint, types, import contracts and all tests
	@$(MAKE) --no-print-directory gates
	@$(MAKE) --no-print-directory check

# Several at a time; one more than there are processors, for some wait for what they fetch.
gates: environment
	@$(MAKE) --no-print-directory --jobs=3 $(TOGETHER) lint types contracts core-elsewhere on-postgresql

environment: $(VENV)/installed-dev

lint: $(VENV)/installed-dev ## Check style and layout
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-dev
	$(BIN)/mypy

contracts: $(VENV)/installed-dev
	$(BIN)/lint-imports

# The rules must hold on every Python they claim; only the core can be tried without the rest of the house.
core-elsewhere: core-on-3.12 core-on-3.13
core-on-%:
	@sh tests/core_elsewhere.sh $*

# A part of the tests on a server of its own, where PostgreSQL is installed.
on-postgresql: $(VENV)/installed-dev
	@$(BIN)/python tests/on_postgresql.py

check: $(VENV)/installed-dev
	$(BIN)/python $(PYTEST)

test-network: $(VENV)/installed-dev .peers/installed ## Try amends against the whole of Bluesky's network; needs PostgreSQL and Redis
	@$(BIN)/python docs/network_run.py

peers: .peers/installed ## Install servers of the networks, which some tests listen to
.peers/installed: tests/peers/install.sh tests/peers/atproto/package.json
	@sh tests/peers/install.sh .peers

# Stamps: an environment is brought up to date when what it is made from has changed.
$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "amends needs Python 3.11 or newer, and there is no $(PYTHON) here. Install it, or name another: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "amends needs Python 3.11 or newer; this is $$($(PYTHON) --version). Name another: make PYTHON=python3.12 …"; exit 1; }
	@echo "Making a virtual environment in $(VENV) …"
	@$(PYTHON) -m venv $(VENV) || { \
	  rm -rf $(VENV); echo "Python could not make a virtual environment. On Debian: apt-get install python3-venv."; exit 1; }

$(VENV)/installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what amends stands on …"
	@$(BIN)/python $(PIP_INSTALL) --require-hashes -r requirements.lock
	@$(BIN)/python $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock $(VENV)/installed
	@echo "Installing what its tests need …"
	@$(BIN)/python $(PIP_INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

# Locks hold hashes and no addresses, so any index that serves the same files will do. Only this needs uv.
COMPILE = $(UV) pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock"

docs: $(VENV)/installed-dev ## Write the reference pages that the code itself can tell
	@$(BIN)/python docs/reference_pages.py

messages: $(VENV)/installed-dev ## Gather what the pages say for its translators, and compile what they wrote
	@$(BIN)/python docs/messages.py

bench-antennae: $(VENV)/installed-dev ## Measure the alarm and the reader; takes an hour and the research data
	$(BIN)/pip install --quiet --require-hashes -r requirements-bench.lock
	cd benchmarks && for each in alarm_nab alarm_choice alarm_storms alarm_speed reader_quality reader_speed alarm_nulls; do \
	  echo "## $$each" && OMP_NUM_THREADS=1 ../$(BIN)/python $$each.py || exit 1; done

lock: ## Renew the lock files from pyproject.toml
	$(COMPILE) --upgrade --group build -o requirements.lock
	$(COMPILE) --upgrade --group build --extra dev -c requirements.lock -o requirements-dev.lock
	$(COMPILE) --upgrade --extra careful -c requirements-dev.lock -o requirements-careful.lock
	$(COMPILE) --upgrade --extra bench -c requirements-dev.lock -o requirements-bench.lock
	$(COMPILE:pyproject.toml=) --upgrade --group core -c requirements-dev.lock -o requirements-core.lock

clean: ## Remove everything that was made here, the demo's database too
	rm -rf $(VENV) .venv-3.* .peers .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist var
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
