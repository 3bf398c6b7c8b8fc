# The two commands are `make run` and `make test`; everything else here serves them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
DATA ?= data
DEMO_DATA ?= demo-data
BENCH ?=
CHAOS ?=
FLOOD ?=
# One more than there are cores: a test often waits for the disk, a timer or its browser, and leaves a core to another.
WORKERS ?= $(shell expr 1 + $$(getconf _NPROCESSORS_ONLN))

.PHONY: run demo setup test check bench flood chaos screenshots lock clean

run: setup
	LAVTERSKEL_GUARDS=warn LAVTERSKEL_DATA_DIR=$(DATA) $(BIN)/lavterskel serve --host 127.0.0.1 --port $(PORT)

demo: setup
	LAVTERSKEL_GUARDS=warn LAVTERSKEL_DATA_DIR=$(DEMO_DATA) $(BIN)/lavterskel demo --host 127.0.0.1 --port $(PORT)

setup: $(VENV)/.runtime

test: $(VENV)/.dev check
	LAVTERSKEL_GUARDS=warn $(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 4 --dist worksteal

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev
	$(BIN)/python -m tests.bench $(BENCH)

# make flood FLOOD="--networks 500" comes from many networks; see docs/performance.md.
flood: $(VENV)/.dev
	$(BIN)/python -m tests.bench.flood $(FLOOD)

# make chaos CHAOS="--messages 1000000 --kills 500 --faults 2000" is the long one; see docs/reliability.md.
chaos: $(VENV)/.dev
	$(BIN)/python -m tests.chaos $(CHAOS)

screenshots: $(VENV)/.dev
	PICTURES=yes $(BIN)/python -m pytest tests/browser/test_pages.py

$(VENV)/bin/pip:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed. Debian: apt-get install python3 python3-venv. macOS: brew install python"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Name another with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is missing. Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/bin/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# For maintainers: needs `uv`. Writes hashes for every platform and no index address.
lock:
	uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements.lock
	uv pip compile pyproject.toml --extra build --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements-dev.lock

clean:
	rm -rf $(VENV) build *.egg-info
