# Short names for the habits; the work is done by the scripts and the environment's tools.

PYTHON ?= python3
VENV := $(or $(CODEGEN_VENV),.venv)
RUN := $(VENV)/bin/python

.DEFAULT_GOAL := help
.PHONY: help env demo check test coverage sweep wire toolchains snippets snippets-all client-quality hostile fuzz crash bench lock audit sbom pythons pages hosts lint format samples clean

SHARED := $(or $(CODEGEN_SHARED),../shared)
PAGES := $(SHARED)/pages
PREDICTIONS := $(or $(TMPDIR),/tmp)/codegen-pages

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | \
		while IFS='|' read -r name text; do printf '  %-15s %s\n' "$$name" "$$text"; done

env: ## make the environment; does nothing when it is up to date
	@$(PYTHON) -m scripts.bootstrap

demo: ## generate from a sample and run what came out
	@$(PYTHON) demo.py

check: ## every check and every test, as CI runs them
	@$(PYTHON) check.py

test: env ## the tests only
	PATH="$(abspath $(VENV))/bin:$$PATH" $(RUN) -m pytest -n auto

coverage: env ## the quick tests, and whether they cover enough
	PATH="$(abspath $(VENV))/bin:$$PATH" $(RUN) -m pytest -n auto -m "not slow" --cov --cov-report=term

sweep: env ## the slow tests over all real collections, of which CI takes a sample
	CODEGEN_ALL=1 PATH="$(abspath $(VENV))/bin:$$PATH" $(RUN) -m pytest -n auto -m slow

wire: env ## compare all real collections with what Postman sends
	$(RUN) -m scripts.wire --all

toolchains: env ## install what the snippets of all targets are run with
	$(RUN) -m scripts.snippets --toolchains

snippets: env ## run the snippets of the targets that CI runs, and compare
	$(RUN) -m scripts.snippets --cheap

snippets-all: env ## run those of all targets over more requests; writes docs/targets.md
	$(RUN) -m scripts.snippets --collections 30 --write
	$(RUN) -m scripts.docs

client-quality: env ## measure the clients of all real collections
	$(RUN) -m scripts.client_quality

hostile: env ## generate from all hostile collections, and run what came out
	$(RUN) -m scripts.hostile

fuzz: env ## let a fuzzer look for input that ends the readers, a minute each
	$(RUN) -m pip install --quiet "atheris>=2.3"
	$(RUN) -m scripts.fuzz

bench: env ## measure runs: cold beside openapi-python-client, again, of many collections
	$(RUN) -m benchmarks.speed
	$(RUN) -m benchmarks.again
	$(RUN) -m benchmarks.many

crash: env ## stop runs at every step of their writing, and see what they leave
	$(RUN) -m scripts.crash

lock: env ## renew constraints.txt, the versions that are installed; needs the network
	$(RUN) -m pip install --quiet "uv>=0.5"
	$(RUN) -m uv pip compile --quiet --upgrade --universal --python-version 3.10 --extra dev \
		--no-annotate --custom-compile-command "make lock" pyproject.toml -o constraints.txt

pythons: env ## generate and run clients with each Python that is installed
	$(RUN) -m scripts.pythons

audit: env ## look the dependencies up in a database of vulnerabilities; needs the network
	$(RUN) -m pip install --quiet "pip-audit>=2.7"
	$(RUN) -m pip_audit --strict --disable-pip --no-deps --requirement constraints.txt

sbom: env ## write build/sbom.json, a CycloneDX list of what constraints.txt pins
	$(RUN) -m pip install --quiet "cyclonedx-bom>=4"
	mkdir -p build
	$(RUN) -m cyclonedx_py requirements --output-reproducible --pyproject pyproject.toml \
		--output-file build/sbom.json constraints.txt

pages: env ## read documentation pages, and score what was read (PAGES=FOLDER for others)
	$(RUN) -m benchmarks.predict_pages $(PAGES) $(PREDICTIONS)
	$(RUN) $(SHARED)/pages/score.py $(PREDICTIONS) $(LABELS)

hosts: env ## install what the tests of pages and sites look at them with
	$(RUN) -m scripts.hosts

lint: env ## ruff, black, mypy and the import contracts
	$(RUN) -m ruff check .
	$(RUN) -m black --check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports

format: env ## sort imports, apply ruff's fixes and black
	$(RUN) -m ruff check --fix .
	$(RUN) -m black .

samples: env ## regenerate generated/ from collections/
	$(RUN) tests/samples.py

clean: ## remove what builds, tests and tools leave behind; keeps the environment
	rm -rf build dist .coverage .coverage.* htmlcov .mypy_cache .pytest_cache .ruff_cache \
		.hypothesis .import_linter_cache
	find generator scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +
