# Everything a contributor runs. `make demo` and `make test` need only Python 3.11 or newer and make.
PYTHON ?= python3
BIN := .venv/bin
SHELL := /bin/bash

.DEFAULT_GOAL := help

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"
	PYTHONWARNINGS=ignore $(BIN)/pip install --quiet --constraint constraints.txt --editable ".[ocr]"
	@touch $@

.venv/dev: .venv/installed
	PYTHONWARNINGS=ignore $(BIN)/pip install --quiet --constraint constraints.txt --group dev
	@mkdir -p .types && ln -sfn .. .types/faktum
	@touch $@

demo: .venv/installed  ## extract the example invoices into out/demo (XLSX, CSV, JSON)
	$(BIN)/faktum extract examples --prompt "Extract invoice number, invoice date, vendor name, net amount, tax, total amount" --out out/demo --overwrite

test: lint types unit  ## everything CI runs

unit: .venv/dev  ## the tests
	$(BIN)/pytest -n auto

slow: .venv/dev  ## tests of minutes: a real object store (Debian: ceph-mon ceph-osd radosgw), thousands of made-up requests
	$(BIN)/pytest -m slow

lint: .venv/dev  ## style, layers, spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/codespell --ignore-words-list als *.md

types: .venv/dev  ## pyright, strict, over code and tests
	$(BIN)/pyright

format: .venv/dev  ## put the code in its standard form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:  ## remove what was built
	rm -rf .venv .types out build dist *.egg-info

.PHONY: help demo test unit slow lint types format clean
