# Two commands do all set-up: make maps, make test.
# Without make (Windows): see README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SCRIPT := tests/maps/page/script
export PYTHONUTF8 := 1
# Whoever keeps no compiled modules pays half a second more for every command that the tests start.
unexport PYTHONDONTWRITEBYTECODE
# A clone called opvangkaart would hide the package from its parent folder; a plain path does not.
EDITABLE := --config-settings editable_mode=compat

# Of OSRM's wheel the tests start the programs alone: they run under any Python, while the wheel asks
# for 3.12. Where there is no wheel for a machine, those tests say that they were not run.
OSRM := --quiet --disable-pip-version-check --only-binary=:all: --no-deps --upgrade --python-version 3.12
PACKAGES := import sysconfig; print(sysconfig.get_path("purelib"))

.PHONY: maps documents dictionary bad-input language gallery test fast beside script test-slow test-oldest bench windows clean

# The Dutch sentences are compiled by the installation: after a pull that changes them, install anew.
SENTENCES := $(wildcard opvangkaart/language/locale/*/LC_MESSAGES/*.po)

$(BIN)/opvangkaart: pyproject.toml setup.py constraints.txt $(SENTENCES)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt $(EDITABLE) -e .
	@touch $@

$(VENV)/.test-tools: $(BIN)/opvangkaart
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt $(EDITABLE) -e ".[test,notebooks,scale]"
	@$(BIN)/python -m pip install $(OSRM) --target "$$($(BIN)/python -c '$(PACKAGES)')" \
		$$(grep '^osrm-bindings==' constraints.txt) || [ "$$CI" != true ]
	@touch $@

$(VENV)/.bench-tools: $(VENV)/.test-tools
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt $(EDITABLE) -e ".[test,notebooks,scale,bench]"
	@touch $@

$(SCRIPT)/node_modules/.installed: $(SCRIPT)/package.json $(SCRIPT)/package-lock.json
	npm ci --prefix $(SCRIPT) --loglevel=error
	@touch $@

maps: $(BIN)/opvangkaart
	$(BIN)/opvangkaart run --out maps/out

test: $(VENV)/.test-tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	@$(MAKE) --no-print-directory --jobs 2 fast beside

# The tests wait for browsers, servers and other processes a good part of their time: types, notebooks
# and script use what they leave of two cores.
fast: $(VENV)/.test-tools
	$(BIN)/python -m pytest -q -n 2 --dist worksteal --durations=20

beside: $(VENV)/.test-tools
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -p no:cacheprovider --nbmake notebooks
	@$(MAKE) --no-print-directory script

# The page's script is checked where node is; who only uses opvangkaart never needs it.
script:
	@if command -v node >/dev/null && command -v npm >/dev/null; then \
	  $(MAKE) --no-print-directory $(SCRIPT)/node_modules/.installed && \
	  npm run --prefix $(SCRIPT) --silent lint && \
	  npm run --prefix $(SCRIPT) --silent types && \
	  npm run --prefix $(SCRIPT) --silent test; \
	elif [ "$$CI" = true ]; then \
	  echo "script checks: node or npm is absent, and CI must have them" >&2; exit 1; \
	else \
	  echo "script checks: not run (no node)"; \
	fi

documents: $(BIN)/opvangkaart
	$(BIN)/opvangkaart documents

# What every column is called and means, from the schemas; a test fails when it is stale.
dictionary: $(BIN)/opvangkaart
	$(BIN)/python -m maps.exports.dictionary docs/data-dictionary.md

# What every kind of bad input gets, asked of the command itself; a test fails when it is stale.
bad-input: $(VENV)/.test-tools
	PYTHONPATH=. $(BIN)/python -W ignore tests/bad_input.py docs/bad-input.md

# The sentences of errors, notes and help: new ones get an empty place in the catalogue, a test asks
# for their Dutch.
language: $(VENV)/.test-tools
	$(BIN)/python -m opvangkaart.language.update

# A picture of every kind of page, paper, workbook and QGIS, for people to look at.
gallery: $(VENV)/.test-tools
	$(BIN)/python docs/checks/gallery.py

test-slow: $(VENV)/.test-tools
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -m slow --durations=20

# The oldest versions that pyproject.toml allows, with the test tools of today. Old versions warn of
# each other, which is no fault of ours: warnings are no errors here.
OLDEST := .venv-oldest
OLDEST_TOOLS := ^(hypothesis|networkx|pytest|pytest-socket|pytest-xdist)==

$(OLDEST)/.ready: $(VENV)/.test-tools
	rm -rf $(OLDEST)
	$(BIN)/uv venv --quiet --python $(BIN)/python $(OLDEST)
	$(BIN)/uv pip compile --quiet --python $(OLDEST)/bin/python --resolution lowest-direct \
		--output-file $(OLDEST)/oldest.txt pyproject.toml
	grep -E '$(OLDEST_TOOLS)' constraints.txt >$(OLDEST)/tools.txt
	$(BIN)/uv pip install --quiet --python $(OLDEST)/bin/python \
		-r $(OLDEST)/oldest.txt -r $(OLDEST)/tools.txt
	$(BIN)/uv pip install --quiet --python $(OLDEST)/bin/python --no-deps $(EDITABLE) -e .
	@touch $@

# The core by its own examples and cases, and the readers' examples; the heavy searches stay out,
# and so does scikit-criteria: it asks for a newer scipy than we do.
test-oldest: $(OLDEST)/.ready
	$(OLDEST)/bin/python -m pytest -q -n 2 --dist worksteal -W default -p no:cacheprovider --durations=10 \
		tests/sites sites geodata \
		--ignore=tests/sites/plan/around --ignore=tests/sites/plan/median \
		--ignore=tests/sites/plan/test_make.py --ignore=tests/sites/plan/test_questions.py \
		--ignore=tests/sites/plan/solve/test_published.py \
		--ignore=tests/sites/judgement/trust/test_topsis.py \
		--ignore=tests/sites/travel/streets --ignore=tests/sites/travel/transit

bench: $(VENV)/.bench-tools
	$(BIN)/python -m benchmarks

# A zip that installs on Windows without internet: some 500 MB, for three versions of Python.
windows: $(VENV)/.test-tools
	$(BIN)/python installer/build.py dist

clean:
	rm -rf $(OLDEST) maps/out build dist .mypy_cache .ruff_cache .pytest_cache
