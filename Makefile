# Everything a developer does, one target each. `make` alone lists its targets.
PYTHON ?= python3
BIN := .venv/bin
# Tests wait for servers and browsers more than they compute: one process more than two cores.
TEST_PROCESSES ?= 3

.DEFAULT_GOAL := help
.PHONY: help pin-images bench-reports install assets texts run check test test-slow test-tools format bench bench-edge drill drill-power bench-warehouse bench-fraud bench-ingest bench-budgets bench-attacks bench-whale bench-pages bench-first-figures bench-freshness bench-snippet bench-earnings bench-turn size clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: .venv/installed assets ## make .venv with the prm command, build the snippet and the console's assets

.venv/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "prm needs Python 3.11 or newer: make PYTHON=python3.11 install"; exit 1; }
	$(PYTHON) -m venv .venv
	@echo "installing prm's packages into .venv (the ClickHouse engine is large: this takes some minutes)"
	$(BIN)/pip install --quiet --editable '.[embedded]'
	@touch $@

.venv/installed-dev: .venv/installed requirements/development.txt
ifdef CI
	$(BIN)/pip install --quiet --require-hashes --requirement requirements/development.txt
else
	$(BIN)/pip install --quiet --editable '.[embedded,dev]'
endif
	@touch $@

COMPILE = $(BIN)/uv pip compile pyproject.toml --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-annotate

lock: .venv/installed ## write the versions and hashes that image and CI install
	$(BIN)/pip install --quiet 'uv>=0.9,<1'
	$(COMPILE) --extra embedded --extra postgresql --extra geo --extra s3 --output-file requirements/image.txt
	$(COMPILE) --extra embedded --extra dev --constraint requirements/image.txt --output-file requirements/development.txt

# The variable of compose.yaml and the image that it names there without a digest.
IMAGES = PYTHON=python:3.11-slim CADDY=caddy:2 REDIS=redis:7 CLICKHOUSE=clickhouse/clickhouse-server:25.8

pin-images: ## write the digests that the container images have now into .env, which docker compose reads
	@( for each in $(IMAGES); do \
	  digest=$$(docker buildx imagetools inspect "$${each#*=}" --format '{{.Manifest.Digest}}') && test -n "$$digest" || exit 1; \
	  echo "$${each%%=*}_IMAGE=$${each#*=}@$$digest"; \
	done ) > .env.images || { rm -f .env.images; echo "no digest was learned; .env is as it was" >&2; exit 1; }
	@{ if test -f .env; then sed '/^[A-Z]*_IMAGE=/d' .env; fi; cat .env.images; } > .env.new
	@mv .env.new .env && cat .env.images && rm .env.images

assets: .venv/installed ## build prm.js and the console's assets (Node from the system, else from PyPI)
	$(BIN)/python -m snippet.build

run: install ## start everything with the demo shop; Ctrl-C stops it
	$(BIN)/prm up --demo

size: assets ## size of the served prm.js in bytes: raw, gzip -9, brotli 11; fails above its ceiling
	@$(BIN)/python -m snippet.size

check: .venv/installed-dev ## format, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

test: .venv/installed-dev assets test-tools ## every test but the slow ones, on real Redis, ClickHouse and browsers
	$(BIN)/pytest -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder

test-slow: .venv/installed-dev assets ## a walk of every call and page as everybody; more points of a power cut, months of fraud and random examples
	TEST_SLOW=1 $(BIN)/pytest -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder -m 'slow or random'

test-tools: ## install the browsers and servers of the tests from system packages, where permitted
	@sh tests/install_tools.sh

texts: .venv/installed-dev ## bring the catalogues of the languages up to date with the texts of the code
	$(BIN)/python -m languages.extraction

format: .venv/installed-dev ## apply the formatter and the safe fixes
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/installed-dev assets test-tools ## POST /e compared with a bare server, JSON lines
	$(BIN)/python -m loadtest.bench_edge --events 0

bench-edge: .venv/installed-dev assets test-tools ## the same with batches and memory after a million events
	$(BIN)/python -m loadtest.bench_edge

drill: .venv/installed-dev assets ## kill each process under load and compare what is stored with what was accepted
	$(BIN)/python -m loadtest.drill

drill-power: .venv/installed-dev assets ## cut the power of a disk of its own under load, start again and compare everything (root)
	$(BIN)/python -m loadtest.drill_power

bench-warehouse: .venv/installed-dev ## disk space, partners' totals and rebuilt roll-ups at 1, 10 and 50 million events, JSON lines
	$(BIN)/python -m loadtest.bench_warehouse
	$(BIN)/python -m loadtest.bench_warehouse --sizes 10000000 --codecs

bench-whale: .venv/installed-dev ## reports of a site with and without a visitor of 100,000 events, JSON lines
	$(BIN)/python -m loadtest.bench_whale --shapes visitor

bench-fraud: .venv/installed-dev assets ## labelled months and forged orders through the API, days of a million events, JSON lines
	$(BIN)/python -m loadtest.bench_fraud

bench-ingest: .venv/installed-dev ## a million events from Redis to ClickHouse embedded and over the network, compared with the bare INSERT, JSON lines
	$(BIN)/python -m loadtest.bench_ingest

bench-snippet: .venv/installed-dev assets test-tools ## cost of the tag for a page on a slow processor, compared with the page without it
	$(BIN)/python -m loadtest.bench_snippet

bench-reports: .venv/installed-dev ## attribution, funnel and why on 1, 10 and 50 million touches compared with a plain aggregate, JSON lines
	$(BIN)/python -m loadtest.bench_reports

bench-pages: .venv/installed-dev assets ## every call of the console's pages at 100,000 and a million events, p50 and p95, JSON lines
	$(BIN)/python -m loadtest.bench_pages

bench-first-figures: .venv/installed-dev assets test-tools ## how long a browser waits for the first figures of each page, requests and bytes, JSON lines
	$(BIN)/python -m loadtest.bench_first_figures

bench-earnings: .venv/installed-dev ## 100,000 conversions decided and posted: rate, memory, disk, verification, JSON lines
	$(BIN)/python -m loadtest.bench_earnings

bench-turn: .venv/installed-dev ## a commission run over 1,000 new sales beside a million that are decided, and what people ask then, JSON lines
	$(BIN)/python -m loadtest.bench_turn

bench-budgets: .venv/installed-dev assets ## forty reports at once while a backlog is ingested: rates, memory, waits, JSON lines
	$(BIN)/python -m loadtest.bench_budgets

bench-attacks: .venv/installed-dev assets ## memory under large bodies without a key, time of a fraud run over two years, JSON lines
	$(BIN)/python -m loadtest.bench_attacks

bench-freshness: .venv/installed-dev assets ## time from a sale's 202 to the report that contains it, under a steady load
	$(BIN)/python -m loadtest.bench_freshness

clean: ## remove everything that was built; the data directory stays
	rm -rf .venv node_modules snippet/dist console/static/dist build artefacts *.egg-info
