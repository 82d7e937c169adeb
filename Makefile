# Every task of the house. `make demo` and `make test` need nothing but Swift: they install the two C
# libraries themselves where they are missing (see .ci/deps).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

# Tests have a folder of their own: building them in .build would rebuild the program each time.
TEST_SCRATCH := .build-test
SROC := .build/release/sroc
FORMATTED := Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/SamplingBenchmarks

.DEFAULT_GOAL := help
.PHONY: help demo build test test-reference lint format deps bench clean

help: ## This list.
	@grep -hE '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## /\1|/' | \
	  while IFS='|' read -r name text; do printf '  %-16s %s\n' "$$name" "$$text"; done

demo: build ## Build, then fit two built-in data sets.
	@echo
	@echo '$$ sroc fit example:naf-pet-ct'
	@$(SROC) fit example:naf-pet-ct </dev/null
	@echo
	@echo '$$ sroc fit example:anti-ccp'
	@$(SROC) fit example:anti-ccp </dev/null

build: deps ## Release build of the program.
	swift build -c release --product sroc

test: deps ## All tests, in release mode.
	swift test -c release --scratch-path $(TEST_SCRATCH) </dev/null

test-reference: deps ## The long comparisons; writes Models/bivariate/REFERENCE-RESULTS.md.
	.ci/reference

lint: ## Style gate.
	swift format lint --strict --parallel --recursive $(FORMATTED)

format: ## Put the sources into the committed style.
	swift format --in-place --parallel --recursive $(FORMATTED)

deps: ## Install GSL, LAPACKE and pkg-config where they are missing (Debian).
	@.ci/deps

bench: deps ## Effective draws per second (fetches the benchmark package at first use).
	swift package --package-path Benchmarks benchmark --no-progress </dev/null

clean: ## Remove what was built.
	rm -rf .build $(TEST_SCRATCH) Benchmarks/.build
