# One configuration for everything: people run release builds, and building both would take twice as long.
CONFIGURATION := -c release
# scripts/in-debian13 sets these to build elsewhere.
SWIFTPM_OPTIONS ?=
SWIFT_BUILD := swift build $(CONFIGURATION) $(SWIFTPM_OPTIONS)
PRODUCTS = $$($(SWIFT_BUILD) --show-bin-path)
SWIFT_FILES := $(wildcard Sources Tests Benchmarks Trials Package.swift)
# Debian's own, which Brink embeds: another node or python3 may come first in PATH, and another node be /usr/bin/node.
NODE = $(shell test -x .build/node/bin/node && echo .build/node/bin/node || echo /usr/bin/node)
PYTHON := /usr/bin/python3

NODE_TESTS = $(shell find runtimes/node page -name '*.test.*js' 2>/dev/null)
PYTHON_TESTS = $(shell find runtimes/python/tests -name 'test_*.py' 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help deps build build-all static demo serve test test-page test-set-up test-debian13 test-threads check-leaks lint format bench bench-check bench-baseline fuzz faults soak rules clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## install what is needed from Debian, unless it is there
	@scripts/install-deps

build: deps ## build brink: .build/release/brink
	$(SWIFT_BUILD) --product brink

demo: deps ## run every sample and print one table
	$(SWIFT_BUILD) --product brink-demo
	@"$(PRODUCTS)/brink-demo" samples

serve: build ## serve the sample site at http://localhost:8080/, with its inspector at http://localhost:8081/_brink/
	products="$(PRODUCTS)" && cd samples/site && "$$products/brink" serve --watch

test: deps ## run all tests: Swift, and the JavaScript and Python that run inside the interpreters
	$(SWIFT_BUILD) --build-tests
	swift test $(CONFIGURATION) $(SWIFTPM_OPTIONS) --skip-build --disable-xctest
	$(if $(NODE_TESTS),$(NODE) --test $(NODE_TESTS))
	$(if $(PYTHON_TESTS),$(PYTHON) -m unittest discover --start-directory runtimes/python/tests)

test-page: build ## test the page of `brink serve` in Chromium, with a scripted server and with the real one
	@scripts/install-deps --browser
	BRINK_PROGRAM="$(PRODUCTS)/brink" \
		$(PYTHON) -m unittest discover --start-directory page/tests

test-set-up: deps ## test that set-up takes nothing away where another Node is installed; needs root
	@scripts/in-debian13 --discard scripts/test-set-up

test-debian13: deps ## run all tests in a Debian 13 root; needs root
	@scripts/in-debian13 make test

test-threads: deps ## run the concurrency tests under ThreadSanitizer
	TSAN_OPTIONS=halt_on_error=1 swift test $(CONFIGURATION) --sanitize=thread --scratch-path .build/tsan \
		--disable-xctest --skip 'native crash' \
		--filter 'HandlerRuntimeTests|WorkerRuntimeTests|WorkerTests|ConcurrencyTests|InstanceLifeTests|StuckTests'

check-leaks: deps ## look for memory leaks of the C and C++ shims with valgrind; takes minutes
	@scripts/check-leaks

static: deps ## build a brink with Swift's libraries linked in, which starts faster: .build/static/release/brink
	swift build $(CONFIGURATION) --static-swift-stdlib --scratch-path .build/static --product brink

bench: build-all static ## measure all figures, print them beside their targets, and draw charts: .build/bench/
	.build/release/brink-bench run --json .build/bench/figures.json --svg .build/bench/figures.svg

# Status 1 is a missed target, which does not concern the comparison with the baseline.
bench-check: build-all static ## measure ratios and list those that are worse than in Benchmarks/baseline.json
	.build/release/brink-bench run --ratios --json .build/bench/ratios.json || [ $$? -eq 1 ]
	.build/release/brink-bench check Benchmarks/baseline.json .build/bench/ratios.json

bench-baseline: build-all static ## measure ratios and save them as the baseline
	.build/release/brink-bench run --ratios --json Benchmarks/baseline.json || [ $$? -eq 1 ]

fuzz: deps ## judge a million malformed results; BRINK_FUZZ_SEED=N selects others
	BRINK_FUZZ_RUNS=$${BRINK_FUZZ_RUNS:-1000000} swift test $(CONFIGURATION) $(SWIFTPM_OPTIONS) --disable-xctest \
		--filter MutationTests

faults: build-all ## run every fault of a handler and regenerate docs/faults.md
	.build/release/brink-trials faults --markdown docs/faults.md

soak: build-all ## invoke from 200 tasks, faults included, for five minutes; BRINK_SOAK_SECONDS=N sets the time
	.build/release/brink-trials soak --seconds $${BRINK_SOAK_SECONDS:-300}

rules: build ## regenerate docs/rules.md from the code
	.build/release/brink rules > docs/rules.md

build-all: deps
	$(SWIFT_BUILD)

lint: ## check the Swift files' format, and each module's imports against ARCHITECTURE.md
	swift format lint --strict --recursive --parallel $(SWIFT_FILES)
	@scripts/check-layers

format: ## format the Swift files
	swift format --in-place --recursive --parallel $(SWIFT_FILES)

clean: ## delete build output
	rm -rf .build
