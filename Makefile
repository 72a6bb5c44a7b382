# `make demo` and `make test` set everything up in .venv by themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TSC := tests/explorer/tools/node_modules/.bin/tsc
# Python compiles a module when it is imported first, so the demo need not wait for all modules of all packages;
# the tests must: a warning of a compilation would be an error in them
INSTALL := $(BIN)/pip install --quiet --constraint constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# tests start Python some hundred times; each start compiles the package again unless the first one keeps it
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check coverage bench format figures docs links clean

demo: $(VENV)/.neurosim
	$(BIN)/neurosim demo --force

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

coverage: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report=term

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@test ! -x $(TSC) || { echo $(TSC); $(TSC) -p neurosim/explorer/page/tsconfig.json; }
	@test -x $(TSC) || echo 'TypeScript is not installed: the types of the page are not checked (npm install --no-package-lock --prefix tests/explorer/tools)'

# PyTorch and the other peers are large: without them the report says that they are not installed
bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks -o docs/benchmarks.md --figures docs/images

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

figures: $(VENV)/.neurosim
	$(BIN)/python docs/figures.py

# a warning is an error, such as a link that leads nowhere
docs: $(VENV)/.docs
	$(BIN)/python -m sphinx -W --keep-going -q -E -b html docs docs/_build/html
	@echo 'Open docs/_build/html/index.html in a browser.'

# asks the servers of others, so no test does it
links: $(VENV)/.docs
	$(BIN)/python -m sphinx -q -b linkcheck docs docs/_build/links

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "neurosim needs Python 3.11 or newer; '$(PYTHON)' is older. Try: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.neurosim: $(BIN)/python pyproject.toml constraints.txt
	$(INSTALL) --no-compile --editable .
	@touch $@

# the loops of the engine are compiled meanwhile, or every worker of the tests would compile them
$(VENV)/.dev: $(VENV)/.neurosim
	@echo "$(INSTALL) --editable '.[dev]'"
	@$(BIN)/python -m neurosim.engine.compile_all & compiling=$$!; \
		$(INSTALL) --editable '.[dev]' && wait $$compiling
	@touch $@

$(VENV)/.docs: $(VENV)/.neurosim
	$(INSTALL) --no-compile --editable '.[docs]'
	@touch $@

$(VENV)/.bench: $(VENV)/.neurosim
	$(INSTALL) --editable '.[bench]'
	@touch $@

clean:
	rm -rf $(VENV) .venv-newest docs/_build build dist demo-output .pytest_cache .mypy_cache .ruff_cache .coverage .hypothesis .import_linter_cache
