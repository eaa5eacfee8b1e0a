# make run: the app with the sample ledger.  make test: the whole test suite.  make check: lint and test.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
ADDRESS ?= 127.0.0.1

.PHONY: run test check lint quality bench clean help

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/'

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null && $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)

$(VENV)/.run-ready: $(BIN)/python requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.test-ready: $(VENV)/.run-ready tests/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $@

run: $(VENV)/.run-ready  ## read samples/ into var/taizhang.db and start the app
	$(BIN)/python -m etl ingest samples
	@echo "Taizhang 台账: http://$(ADDRESS):$(PORT)"
	$(BIN)/python -m streamlit run streamlit_app.py --server.address $(ADDRESS) --server.port $(PORT)

test: $(VENV)/.test-ready  ## the whole test suite, with a real browser and PostgreSQL where they can be had
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not browser"
	# a browser on a busy machine may miss its moment once: what failed is asked once more, alone
	$(BIN)/python -m pytest -m browser || $(BIN)/python -m pytest -m browser --last-failed

lint: $(VENV)/.test-ready  ## ruff over the source
	$(BIN)/python -m ruff check .

quality: $(VENV)/.test-ready  ## how well the extractor reads: scores, calibration, number accounting
	$(BIN)/python -m bench.quality

bench: $(VENV)/.test-ready  ## throughput of reading and loading, reruns of the pages with 20 users, large tables: as ratios of one run
	$(BIN)/python -m bench.extract
	$(BIN)/python -m bench.load
	$(BIN)/python -m bench.pages

check: lint test  ## what a change must pass

clean:  ## remove the environment and everything built; the ledger in var/ stays
	rm -rf $(VENV) test-output .pytest_cache .ruff_cache
