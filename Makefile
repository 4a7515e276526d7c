# Two commands do all set-up: make maps, make test.
# Without make (Windows): see README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONUTF8 := 1
# A clone called opvangkaart would hide the package from its parent folder; a plain path does not.
EDITABLE := --config-settings editable_mode=compat

.PHONY: maps documents dictionary test test-slow bench clean

$(BIN)/opvangkaart: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt $(EDITABLE) -e .
	@touch $@

$(VENV)/.test-tools: $(BIN)/opvangkaart
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt $(EDITABLE) -e ".[test]"
	@touch $@

$(VENV)/.bench-tools: $(VENV)/.test-tools
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt $(EDITABLE) -e ".[test,bench]"
	@touch $@

maps: $(BIN)/opvangkaart
	$(BIN)/opvangkaart run --out maps/out

test: $(VENV)/.test-tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -n 2 --durations=20
	$(BIN)/python -m pytest -q --nbmake notebooks

documents: $(BIN)/opvangkaart
	$(BIN)/opvangkaart documents

# What every column is called and means, from the schemas; a test fails when it is stale.
dictionary: $(BIN)/opvangkaart
	$(BIN)/python -m maps.exports.dictionary docs/data-dictionary.md

test-slow: $(VENV)/.test-tools
	$(BIN)/python -m pytest -q -m slow --durations=20

bench: $(VENV)/.bench-tools
	$(BIN)/python -m benchmarks

clean:
	rm -rf maps/out build dist .mypy_cache .ruff_cache .pytest_cache
