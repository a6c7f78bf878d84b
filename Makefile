# `make demo` and `make test` set everything up in one .venv and work without the network the second time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready-$(shell cat pyproject.toml constraints.txt 2>/dev/null | cksum | cut -d' ' -f1)

.PHONY: demo test lint types layers slow docs goldens clean help

help:
	@echo "make demo   build, check, record and draw the five policies into out/"
	@echo "make test   lint, types, layers and the test suite"
	@echo "make slow   the slow checks (wheels by both routes, determinism, hostile files, the law by date)"
	@echo "make docs   write the generated pages of docs/ again"
	@echo "make goldens   write the goldens and data/policies/*.ttl again (then read the diff)"

demo: $(STAMP)
	@$(BIN)/ropa demo -o out

test: lint types layers
	@$(BIN)/python -m pytest -n auto --dist loadfile -m "not slow" --ignore tests/slow

lint: $(STAMP)
	@$(BIN)/ruff check ropa tests

types: $(STAMP)
	@$(BIN)/mypy

layers: $(STAMP)
	@$(BIN)/lint-imports --no-cache > .lint-imports.log 2>&1 || { cat .lint-imports.log; exit 1; }; rm -f .lint-imports.log

slow: $(STAMP)
	@$(BIN)/python -m pytest -n auto -m slow tests --ignore tests/slow
	@$(BIN)/python -m pytest tests/slow

docs: $(STAMP)
	@$(BIN)/python tools/docs.py

goldens: $(STAMP)
	@ROPA_WRITE_GOLDENS=1 $(BIN)/python -m pytest -q tests --ignore tests/slow -k golden

$(STAMP):
	@command -v $(PYTHON) >/dev/null || { echo "make: $(PYTHON) is missing: install Python 3.11 or newer, or say PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: Python 3.11 or newer is needed, this is $$($(PYTHON) --version)"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "make: the venv module is missing (Debian: apt install python3-venv)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt hatchling editables setuptools || { echo "make: the packages could not be fetched; the first run needs the network"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation -c constraints.txt -e '.[dev]' || { echo "make: the packages could not be fetched; the first run needs the network"; exit 1; }
	@rm -f $(VENV)/.ready-*; touch $@

clean:
	rm -rf $(VENV) out
