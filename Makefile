# What a user runs: make demo, make test. What a developer runs besides: make check, make bench, make example.
# Everything happens in .venv; packages come from wherever pip is set up to look.

PYTHON ?= $(firstword $(foreach name,python3.13 python3.12 python3.11 python3 python,$(shell $(name) -c 'import sys; print("$(name)" if sys.version_info >= (3, 11) else "")' 2>/dev/null)))
BIN := .venv/bin
NEWS ?= data/news
OUT ?= build
# Two processes at most: each holds a tagger, and more of them only wait for each other on a small machine.
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo test check tests lint types node bench example refresh notebooks audit lock clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/' | expand -t 18

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "xinwen-kg needs Python 3.11 or newer, and none was found: install it, or say where it is: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	$(PYTHON) -m venv .venv

# A stamp for each set of packages; it is older than pyproject.toml when the packages may be.
.venv/.kg: pyproject.toml | .venv/bin/python
	@echo "installing xinwen-kg into .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/.kg-dev: pyproject.toml | .venv/bin/python
	@echo "installing xinwen-kg and what its tests need into .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch .venv/.kg $@

.venv/.kg-check: pyproject.toml | .venv/bin/python
	@echo "installing xinwen-kg, what its tests need and the stores it is checked against into .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,stores]'
	@touch .venv/.kg .venv/.kg-dev $@

demo: .venv/.kg ## build the graph of data/news into build/ and say how to look at it
	@$(BIN)/kg build $(NEWS) --out $(OUT)
	@echo
	@echo "The interactive network: open $(OUT)/graph.html in a browser (it needs no network and no server), or run"
	@echo "  $(BIN)/kg view $(OUT)"
	@echo "Ask a question of the library:"
	@echo "  $(BIN)/kg ask $(OUT)"
	@echo "  $(BIN)/kg ask $(OUT) who-holds --organization 中共镇海区委"
	@echo "  $(BIN)/kg explain $(OUT) 令狐砚 --sources $(NEWS)"
	@echo "Write one in SPARQL:"
	@echo "  $(BIN)/kg query $(OUT) 'SELECT ?date ?what WHERE { ?e a kg:Event ; rdfs:label ?what ; kg:startDate ?date } ORDER BY ?date'"
	@echo "Or start a SPARQL endpoint with a page to write queries, on this machine only:"
	@echo "  $(BIN)/kg serve $(OUT)"

test: .venv/.kg-dev ## the tests that need nothing but pip (at most ten minutes)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not check"

check: .venv/.kg-check ## everything: the tests, the long ones, browser, stores, formatting, types
	@$(MAKE) --no-print-directory --keep-going lint types node tests

tests: .venv/.kg-check
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

lint: .venv/.kg-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.kg-dev
	$(BIN)/mypy

# axe-core looks for mistakes of accessibility, N3.js and Comunica read what was exported. Their versions are exact; there is no lock
# file, because npm writes into it where this machine gets its packages.
JS := tests/explorer tests/loaders/javascript
node: $(JS:%=%/node_modules/.kg)
	node --test tests/explorer/js/*.test.js

%/node_modules/.kg: %/package.json
	npm install --prefix $* --no-package-lock --no-audit --no-fund --silent
	@touch $@

bench: .venv/.kg-dev ## the figures of benchmarks/README.md, measured side by side
	$(BIN)/python -m benchmarks

example: .venv/.kg-dev ## write data/example again
	$(BIN)/python -m tests.repo.example data/example

refresh: example notebooks ## everything that shows the graph of data/news: example, notebooks, documents, scores, answers
	KG_REWRITE=1 $(BIN)/python -m pytest -q tests/repo/test_docs.py tests/ask/test_library_news.py

notebooks: .venv/.kg-dev ## run the notebooks again and keep their output
	$(BIN)/python -m tests.repo.notebooks notebooks

audit: .venv/.kg-dev ## known vulnerabilities of the locked packages; fails where a package cannot be asked about
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-audit
	$(BIN)/pip-audit --strict --require-hashes --disable-pip --progress-spinner off --requirement requirements-dev.lock

lock: .venv/.kg-dev ## write requirements-dev.lock again
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra stores --universal --python-version 3.11 --generate-hashes --upgrade --quiet \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links --native-tls --output-file requirements-dev.lock

clean: ## remove what was built, and .venv
	rm -rf .venv build dist benchmarks/results $(JS:%=%/node_modules) .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
