# One configuration for everything: a release build is what people run, and building both takes twice as long.
CONFIGURATION := -c release
# For scripts/test-debian13, which builds elsewhere.
SWIFTPM_OPTIONS ?=
SWIFT_FILES := $(wildcard Sources Tests Benchmarks Trials Package.swift)
# Debian's own: another node or python3 may come first in PATH, and neither is what Brink embeds.
NODE := /usr/bin/node
PYTHON := /usr/bin/python3

NODE_TESTS = $(shell find runtimes/node page -name '*.test.*js' 2>/dev/null)
PYTHON_TESTS = $(shell find runtimes/python/tests -name 'test_*.py' 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help deps build static demo serve test test-page test-debian13 test-threads check-leaks lint format bench bench-check bench-baseline fuzz faults soak rules clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## install what is needed from Debian; quick when all is there
	@scripts/install-deps

build: deps ## build brink
	swift build $(CONFIGURATION) $(SWIFTPM_OPTIONS)

demo: build ## run every sample and print one table
	@"$$(swift build $(CONFIGURATION) $(SWIFTPM_OPTIONS) --show-bin-path)/brink" demo samples

serve: build ## serve the sample site at http://localhost:8080/, and what happens to it at http://localhost:8081/_brink/
	cd samples/site && "$$(swift build $(CONFIGURATION) $(SWIFTPM_OPTIONS) --show-bin-path)/brink" serve --watch

test: deps ## run all tests: Swift, and the JavaScript and Python that run inside the interpreters
	swift build $(CONFIGURATION) $(SWIFTPM_OPTIONS) --build-tests
	swift test $(CONFIGURATION) $(SWIFTPM_OPTIONS) --skip-build --disable-xctest
	$(if $(NODE_TESTS),$(NODE) --test $(NODE_TESTS))
	$(if $(PYTHON_TESTS),$(PYTHON) -m unittest discover --start-directory runtimes/python/tests)

test-page: build ## try the page of `brink serve` in Chromium, over a fake server and over the real one
	@scripts/install-deps --browser
	BRINK_PROGRAM="$$(swift build $(CONFIGURATION) $(SWIFTPM_OPTIONS) --show-bin-path)/brink" \
		$(PYTHON) -m unittest discover --start-directory page/tests

test-debian13: deps ## run all tests in a Debian 13 root; needs root
	@scripts/test-debian13

test-threads: deps ## run the tests of what happens at once under ThreadSanitizer
	TSAN_OPTIONS=halt_on_error=1 swift test $(CONFIGURATION) --sanitize=thread --scratch-path .build/tsan \
		--disable-xctest --skip 'native crash' \
		--filter 'HandlerRuntimeTests|WorkerRuntimeTests|WorkerTests|ConcurrencyTests|InstanceLifeTests|StuckTests'

check-leaks: deps ## look for memory that the C and C++ shims lose, under valgrind; takes minutes
	@scripts/check-leaks

static: deps ## build a brink that carries Swift's libraries in it and starts quicker: .build/static/release/brink
	swift build $(CONFIGURATION) --static-swift-stdlib --scratch-path .build/static --product brink

bench: build static ## measure, print the figures beside their targets, and draw: .build/bench/
	.build/release/brink-bench run --json .build/bench/figures.json --svg .build/bench/figures.svg

# A missed target, which is status 1, says nothing of what became of the ratios.
bench-check: build static ## measure ratios, and name those that became worse than Benchmarks/baseline.json
	.build/release/brink-bench run --ratios --json .build/bench/ratios.json || [ $$? -eq 1 ]
	.build/release/brink-bench check Benchmarks/baseline.json .build/bench/ratios.json

bench-baseline: build static ## measure ratios, and make them the baseline
	.build/release/brink-bench run --ratios --json Benchmarks/baseline.json || [ $$? -eq 1 ]

fuzz: deps ## judge a million broken results; BRINK_FUZZ_SEED=N chooses others
	BRINK_FUZZ_RUNS=$${BRINK_FUZZ_RUNS:-1000000} swift test $(CONFIGURATION) $(SWIFTPM_OPTIONS) --disable-xctest \
		--filter MutationTests

faults: build ## commit every fault that a handler can, and write docs/faults.md anew
	.build/release/brink-trials faults --markdown docs/faults.md

soak: build ## call from 200 sides with faults among the calls for five minutes; BRINK_SOAK_SECONDS=N changes that
	.build/release/brink-trials soak --seconds $${BRINK_SOAK_SECONDS:-300}

rules: build ## write docs/rules.md anew from the code
	.build/release/brink rules > docs/rules.md

lint: ## check the layout of the Swift files
	swift format lint --strict --recursive --parallel $(SWIFT_FILES)

format: ## lay out the Swift files anew
	swift format --in-place --recursive --parallel $(SWIFT_FILES)

clean: ## delete what was built
	rm -rf .build
