# The two commands of the README are `make run` and `make test`; the others serve the day.
# Every target sets up what it needs by itself, or says in one line what to do.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test lint fmt docs proof lint-format lint-clippy lint-deny lint-scripts

# One target folder for every clone, so that dependencies are compiled once on a machine.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/frontrow/target

# What `make run` takes.
BUYERS ?= 200
PLAN ?=
DATA ?= $(HOME)/.local/share/frontrow/demo
LISTEN ?=

phase := scripts/phase.sh

help: ## list the targets
	@echo "usage: make TARGET [PLAN=FILE] [BUYERS=N] [DATA=FOLDER] [LISTEN=ADDRESS]"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## serve a live event with BUYERS simulated buyers on it, on the map PLAN (default: a generated arena)
	@scripts/setup.sh build
	@cargo build --release --locked --bin frontrow --package frontrow --bin onsale --package onsale
	@PLAN='$(PLAN)' BUYERS='$(BUYERS)' DATA='$(DATA)' LISTEN='$(LISTEN)' scripts/run.sh

test: ## run every test
	@$(phase) setup scripts/setup.sh build
	@$(phase) build-tests cargo test --workspace --locked --no-run
	@$(phase) test cargo test --workspace --locked --no-fail-fast

lint: lint-format lint-clippy lint-deny lint-scripts ## check format, lints, dependencies and scripts

lint-format:
	@$(phase) setup scripts/setup.sh lint
	@$(phase) format cargo fmt --all --check

lint-clippy:
	@$(phase) clippy cargo clippy --workspace --all-targets --locked -- -D warnings
	@$(phase) clippy-bench cargo clippy --workspace --lib --bins --test baseline --locked --features baseline -- -D warnings

lint-deny:
	@$(phase) deny scripts/deny.sh

lint-scripts:
	@$(phase) scripts scripts/lint-scripts.sh

fmt: ## format the code
	@scripts/setup.sh lint
	@cargo fmt --all

docs: ## build the pages of the crates' own documentation
	@scripts/setup.sh build
	@RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --locked
	@echo "open $(CARGO_TARGET_DIR)/doc/frontrow/index.html"

proof: ## run what does not fit CI: every test optimised, property tests and the simulator a hundred times longer
	@scripts/setup.sh build
	@PROPTEST_CASES=25600 FRONTROW_SIM_CRASHES=100000 FRONTROW_SIM_FIRST=$$(date +%s) \
		cargo test --workspace --locked --release
	@cargo test --locked --release --features baseline --test baseline
