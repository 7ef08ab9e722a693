# Two commands for a newcomer: `make run` and `make test`. Needs Python 3.11 or newer and nothing else.
PYTHON ?= python3
PORT ?= 8000
DATA ?= data
KILLS ?= 200
SECONDS ?= 60
SEED := $(or $(SEED),$(shell date +%s))
BIN := .venv/bin
# Tests wait for other processes more than they compute.
TESTERS ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) * 2 )))
INSTALLED := .venv/.installed

.DEFAULT_GOAL := help
.PHONY: help run install test fuzz crash stress check format bench bench-quick lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(INSTALLED) ## start with the sample catalog and launch a first product (PORT=, DATA=)
	@exec $(BIN)/launchpath serve --demo --tour --port $(PORT) --data $(DATA) --log-file $(DATA)/serve.log

install: $(INSTALLED) ## make .venv with everything

$(INSTALLED): pyproject.toml requirements.txt tests/acceptance/seed_client.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Launchpath needs Python 3.11 or newer; name one with PYTHON=")'
	@echo "Installing Launchpath, its sandbox and the AWS CLI into .venv: once, and it takes a minute or two."
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
	  --dest .venv/seed-client -r tests/acceptance/seed_client.txt
	@touch $@

test: $(INSTALLED) ## run the tests (installs a Chromium for those of the portal, if there is none)
	$(BIN)/python tools/install_browser.py
	$(BIN)/python -m pytest -n $(TESTERS) --dist worksteal

fuzz: $(INSTALLED) ## try more than twenty thousand requests (SEED=)
	@echo "SEED=$(SEED)"
	LAUNCHPATH_FUZZ=nightly LAUNCHPATH_FUZZ_SEED=$(SEED) $(BIN)/python -m pytest -n $(TESTERS) tests/fuzz

check: $(INSTALLED) ## formatter, linter, types, architecture
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(INSTALLED) ## mend what the formatter and the linter can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

crash: $(INSTALLED) ## kill servers and workers at every step boundary and at random moments (KILLS=)
	$(BIN)/python -m tests.crash --kills $(KILLS)
	$(BIN)/python -m tests.crash.terraform --kills $$(( $(KILLS) / 10 ))

stress: $(INSTALLED) ## fifty clients at once, on each database (SECONDS=)
	$(BIN)/python -m tests.crash.crowd --seconds $(SECONDS)

bench: $(INSTALLED) ## the benchmarks, on a quiet machine (about twelve minutes)
	$(BIN)/python tools/install_browser.py
	$(BIN)/python -m benchmarks operations growth launches footprint soak

bench-quick: $(INSTALLED) ## smaller benchmarks, in about two minutes
	$(BIN)/python tools/install_browser.py
	$(BIN)/python -m benchmarks --quick

lock: $(INSTALLED) ## pin all dependencies anew, with hashes
	$(BIN)/uv pip compile pyproject.toml --extra ansible --extra sandbox --extra otel --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header --quiet --upgrade --output-file requirements.txt

clean: ## remove .venv and caches
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache build *.egg-info
