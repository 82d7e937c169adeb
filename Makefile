# Every task of the house. `make demo` and `make test` need nothing but Swift: they install the three C
# libraries themselves where they are missing (see .ci/deps).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

# Tests have a folder of their own: building them in .build would rebuild the program each time.
TEST_SCRATCH := .build-test
SROC := .build/release/sroc
# Where the static libraries of Swift, GSL, LAPACK and libyaml are there the program carries them: it starts
# sooner, and runs on machines that have none of them.
STATIC = $(shell test ! -d "$$(dirname "$$(readlink -f "$$(command -v swift)")")/../lib/swift_static" || \
  echo --static-swift-stdlib)
# No library beside the program is ever loaded, all addresses of the loader are read-only before main,
# and no path of the building machine is inside: the same sources give the same bytes in any folder.
# lld keeps constants out of writable pages; `make check-binary` holds the program to this.
CLOSED = --disable-local-rpath -Xswiftc -use-ld=lld -Xlinker --as-needed -Xlinker -z -Xlinker relro \
  -Xlinker -z -Xlinker now -Xlinker -z -Xlinker noexecstack
PATHLESS = -debug-info-format none -Xswiftc -file-prefix-map -Xswiftc '$(CURDIR)=.' \
  -Xcc '-ffile-prefix-map=$(CURDIR)=.' -Xswiftc -Xfrontend -Xswiftc -disable-incremental-llvm-codegen
BUILD = swift build -c release $(STATIC) $(CLOSED) $(PATHLESS) --product sroc
PEERS := Benchmarks/peers
FORMATTED := Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/SamplingBenchmarks \
  Benchmarks/KernelBenchmarks

.DEFAULT_GOAL := help
.PHONY: help demo build check-binary reproducible compare-builds sbom test test-reference faults slurm fuzz fuzz-smoke sanitize \
  lint format deps prior-study bench bench-kernels bench-peers bench-models clean

help: ## This list.
	@grep -hE '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## /\1|/' | \
	  while IFS='|' read -r name text; do printf '  %-16s %s\n' "$$name" "$$text"; done

# The review's own studies are not public: its values stand beside the fit, they do not check it.
DEMO_REVIEW := Burmeister 2025 review: se=0.903[0.53,1.00] sp=0.891[0.31,1.00]

demo: build ## Build, then fit two built-in data sets and compare methods.
	@echo
	@echo '$$ sroc fit example:naf-pet-ct'
	@$(SROC) fit example:naf-pet-ct </dev/null
	@echo
	@echo '$$ sroc fit example:anti-ccp'
	@$(SROC) fit example:anti-ccp </dev/null
	@echo
	@echo '$$ sroc compare example:naf-pet-ct --published "$(DEMO_REVIEW)"'
	@$(SROC) compare example:naf-pet-ct --published "$(DEMO_REVIEW)" </dev/null

build: deps ## Release build of the program.
	@echo "$(BUILD)"
	@PKG_CONFIG_PATH="$$(.ci/static-libraries):$${PKG_CONFIG_PATH:-}" $(BUILD)

# Where the scores of the prior's study are kept until all are there; a study that was stopped goes on.
PRIOR_WORK := .build/prior-study
PRIOR := Models/bivariate/calibration/prior

prior-study: deps ## Which prior should be the default: an hour of processor time; writes $(PRIOR).
	@PKG_CONFIG_PATH="$$(.ci/static-libraries):$${PKG_CONFIG_PATH:-}" \
	  $(subst --product sroc,--product prior-study,$(BUILD))
	.build/release/prior-study $(PRIOR) $(PRIOR_WORK) $$(nproc) "$$(date +%F), commit $$(git rev-parse --short HEAD)"

check-binary: build ## The program's protections, and that no path of this machine is inside.
	.ci/check-binary $(SROC)

reproducible: ## Build twice in two folders and compare every byte; six minutes.
	.ci/reproducible

compare-builds: build ## All outputs beside those of another build: make compare-builds BEFORE=its/sroc.
	@test -n "$(BEFORE)" || { echo "make compare-builds BEFORE=path/of/the/other/sroc" >&2; exit 2; }
	.ci/compare-builds "$(BEFORE)" $(SROC)

sbom: build ## What the program is made of, as SPDX 2.3: .build/sroc.spdx.json.
	.ci/sbom $(SROC) .build/sroc.spdx.json

test: deps ## All tests, in release mode.
	.ci/test $(TEST_SCRATCH)

test-reference: deps ## The long comparisons; writes Models/bivariate/REFERENCE-RESULTS.md.
	.ci/reference

faults: build ## Full disks, killed and rival writers, planted links: outcome against promise.
	Tests/faults/faults $(SROC)

slurm: build ## A batch on a real Slurm of this machine's own; skips with words where there is none.
	.ci/slurm $(SROC)

fuzz: build ## Fuzz every reader for two minutes; writes the table in Tests/README.md.
	.ci/fuzz 120 --record

fuzz-smoke: build ## Fuzz all readers for a minute in all.
	.ci/fuzz 8

sanitize: build ## Fits under the address and the thread sanitizer, with 1 and 4 threads.
	.ci/sanitize

lint: ## Style gate.
	swift format lint --strict --parallel --recursive $(FORMATTED)

format: ## Put the sources into the committed style.
	swift format --in-place --parallel --recursive $(FORMATTED)

deps: ## Install GSL, LAPACKE, libyaml, pkg-config and readelf where they are missing (Debian).
	@.ci/deps

bench: build bench-kernels ## Effective draws per second; writes Benchmarks/RESULTS.md.
	swift package --package-path Benchmarks benchmark --target SamplingBenchmarks --no-progress \
	  </dev/null
	$(PEERS)/install ours
	cd $(PEERS) && .venv/bin/python race.py --engine sroc </dev/null

bench-peers: build ## JAGS, Stan, PyMC, NumPyro and R beside ours; half an hour on a quiet machine.
	$(PEERS)/install
	cd $(PEERS) && .venv/bin/python frequentist.py </dev/null
	cd $(PEERS) && .venv/bin/python race.py </dev/null

bench-models: build ## Models with covariates against Stan and nutpie; RESULTS-COVARIATES.md.
	$(PEERS)/install
	cd $(PEERS) && .venv/bin/python race_models.py </dev/null

bench-kernels: deps ## The kernels one by one, held to Benchmarks/Thresholds.
	.ci/bench-kernels

clean: ## Remove what was built.
	rm -rf .build $(TEST_SCRATCH) .build-fuzz .build-address .build-thread Benchmarks/.build $(PEERS)/.venv $(PEERS)/runs/cache
