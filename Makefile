# Every target sets itself up: it needs Python 3.11 or later and make, nothing else.
PYTHON ?= python3
FILE   ?= examples/collaborators.xlsx
OUT    ?=
POLICY ?=
LOCK   ?= requirements/dev.txt
BIN    := .venv/bin

# The environment is installed without compiled modules, so each is compiled by the first process that imports it. Where
# a machine forbids writing them down, every process would compile everything again: seconds at each start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help screen serve client soak test test-slow test-fast test-clients check format eval bench glossary shots texts sbom audit lock fit clean

help: ## show this help
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Installs $(1) into .venv with a line at least every other second, and leaves the file of the target.
define install
	@{ $(BIN)/python -m pip install --no-compile --progress-bar off --disable-pip-version-check --only-binary :all: --require-hashes -r $(1) || touch .venv/failed; } \
  | awk '/^Collecting/ && ++n % 5 == 0 { print "  " n " packages found"; fflush() } /^Installing collected/ { print "  writing them to .venv"; fflush(); system("touch .venv/writing") }' \
  & while kill -0 $$! 2>/dev/null; do sleep 1; test ! -e .venv/writing || { n=$$(ls -d .venv/lib/python*/site-packages/*.dist-info | wc -l); test "$$n" = "$$m" || echo "  $$n packages written"; m=$$n; }; done; rm -f .venv/writing
	@if [ -e .venv/failed ]; then rm .venv/failed; echo "The packages could not be installed; the lines above say why." >&2; exit 1; fi
endef

# A pip of our own, since the one that Python brings may be years old: that of 3.11 takes twice the time to read what an
# index offers. It is installed by the pip of the Python that was given, or where that has none by the one it bundles,
# whose unpacking takes some silent seconds.
.venv/ready: requirements/pip.txt requirements/lock.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; set PYTHON=/path/to/python3.11")'
	@test -x $(BIN)/python || { echo "Making a Python environment in .venv"; $(PYTHON) -m venv --without-pip .venv; }
	@pip="$(PYTHON) -m pip --python $(BIN)/python"; \
	  $(PYTHON) -c 'import pip' 2>/dev/null || { $(BIN)/python -m ensurepip >/dev/null || exit; pip="$(BIN)/python -m pip"; }; \
	  $$pip install --quiet --no-compile --disable-pip-version-check --only-binary :all: --require-hashes -r requirements/pip.txt
	@echo "Installing $$(grep -c '==' requirements/lock.txt) packages, each held to its hash"
	$(call install,requirements/lock.txt)
	@echo "Installing Research Screening itself"
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@echo "Starting; what is imported for the first time is compiled"
	@touch $@

# What tests, checks and measurements need besides.
.venv/dev: requirements/dev.txt .venv/ready
	@echo "Installing what the tests need besides"
	$(call install,requirements/dev.txt)
	@touch $@

screen: .venv/ready ## screen a list: make screen [FILE=list.xlsx] [OUT=result.xlsx] [POLICY=id]
	@$(BIN)/screening screen $(FILE) $(if $(OUT),-o $(OUT)) $(foreach id,$(POLICY),--policy $(id))

# What tests write goes into memory where there is room: they would wait for thousands of writes to reach a disk.
IN_MEMORY = $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000000 { print "TMPDIR=/dev/shm" }')
# Two processes more than cores, since many tests wait for processes that they started; the longest files come first
# (tests/longest_files.py). Each takes most of a gigabyte.
PROCESSES = $(shell $(BIN)/python -c 'import os; print(min(os.cpu_count() + 2, 6))')

PYTEST = $(IN_MEMORY) $(BIN)/python -m pytest --numprocesses $(PROCESSES) --dist loadfile --no-loadscope-reorder

test: .venv/dev ## run the tests of the parts; whole flows, kills, browser and PostgreSQL are in test-slow
	@$(PYTEST) -m "not slow and not soak and not postgresql"

test-slow: .venv/dev ## run the tests that `make test` leaves out, but the soaks
	@$(PYTEST) -m "(slow or postgresql) and not soak"

# What decides without disk, database or process.
PURE = names compare index affiliations policy assessment fairness \
  test_mapped_file.py test_vocabulary.py

test-fast: .venv/dev ## run the tests of the pure parts
	@$(PYTEST) -m "not slow and not soak and not postgresql" $(addprefix tests/screening/,$(PURE)) tests/test_architecture.py

.venv-clients/ready: requirements/clients.txt
	@test -x .venv-clients/bin/python || $(PYTHON) -m venv .venv-clients
	@.venv-clients/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements/clients.txt
	@touch $@

test-clients: .venv/dev .venv-clients/ready ## run nomenklatura's and OpenRefine users' own clients, and generated ones, against the service
	@$(BIN)/python -m pytest tests/web/compat/scenarios

check: .venv/dev ## formatting, lint, types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: .venv/dev ## put the code in order
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

serve: .venv/ready ## serve the pages on http://127.0.0.1:8080 and work on what is accepted
	@$(BIN)/screening serve

client: .venv/ready ## build the Python client as a wheel of its own, in out/: it needs requests and nothing else
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir out ./client
	@ls out/research_screening_client-*.whl

soak: .venv/dev ## the long tests: minutes to hours
	@$(BIN)/python -m pytest -m soak

eval: .venv/dev ## accuracy on labelled strings where they are at hand, and whom alerts burden
	@$(BIN)/python -m benchmarks.evaluate
	@$(BIN)/screening fairness $(FILE)

bench: .venv/dev ## rows per second and peak memory
	@$(BIN)/python -m benchmarks

shots: .venv/dev ## pictures of every page, in out/shots (needs chromium)
	@PYTHONPATH=.:tests $(BIN)/python tests/browser/shots.py $(PAGES)

texts: .venv/dev ## gather the texts of the pages in web/translations/messages.pot
	@$(BIN)/pybabel --quiet extract --mapping web/translations/babel.cfg --add-location never --sort-output --omit-header \
	  --output-file web/translations/messages.pot .

.venv-supply/ready: requirements/supply.txt
	@test -x .venv-supply/bin/python || $(PYTHON) -m venv .venv-supply
	@.venv-supply/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements/supply.txt
	@touch $@

sbom: .venv/ready .venv-supply/ready ## what the service is made of, with licences, as CycloneDX in out/sbom.json
	@mkdir -p out
	@.venv-supply/bin/cyclonedx-py requirements --pyproject pyproject.toml --mc-type application --output-reproducible \
	  --of JSON -o out/sbom.json requirements/lock.txt 2>out/sbom.log || { cat out/sbom.log; exit 1; }
	@$(BIN)/python .ci/sbom.py out/sbom.json
	@.venv-supply/bin/python -c 'import sys; from cyclonedx.schema import SchemaVersion; from cyclonedx.validation.json import JsonStrictValidator; \
	  sys.exit(JsonStrictValidator(SchemaVersion.V1_6).validate_str(open("out/sbom.json").read()))'

audit: .venv-supply/ready ## known vulnerabilities of what is pinned (asks a service on the internet, and says when it could not)
	@.venv-supply/bin/python .ci/audit.py $(LOCK)

PIN = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
  --no-emit-index-url --no-emit-find-links
lock: ## pin every dependency again, with hashes (needs uv): what installs, what the service runs on, and what tests need
	@echo pip | $(PIN) - -o requirements/pip.txt
	@$(PIN) --extra fast --extra build --extra s3 --extra cluster pyproject.toml -o requirements/lock.txt
	@$(PIN) --extra fast --extra build --extra s3 --extra cluster --extra dev --constraint requirements/lock.txt pyproject.toml -o requirements/dev.txt

.venv/fit: .venv/dev requirements/fit.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --no-deps --require-hashes -r requirements/fit.txt
	@touch $@

fit: .venv/fit ## fit the scorecard of the second stage (screening/link/scorecard.json) and print what it is worth
	@$(BIN)/python -m benchmarks.fit_scorecard

clean: ## remove the environment and what was made
	@rm -rf .venv out build *.egg-info

glossary: .venv/dev ## learn the glossaries of native names again, beside those in force (needs ../shared/data)
	@$(BIN)/python -m benchmarks.learn_glossary
