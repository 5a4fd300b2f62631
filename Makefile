# The verbs that people use. `make demo` and `make test` do all set-up themselves.
.DEFAULT_GOAL := help
BIN := .venv/bin
BROKER ?= memory
COUNT ?= 20000
# Many tests wait for a broker: three processes keep two cores busy (tests/spread.py says which tests go together).
PROCESSES ?= 3

.PHONY: help setup demo test lint golden bench fuzz lock

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/ready: requirements.lock pyproject.toml tools/setup.sh
	@tools/setup.sh

setup: .venv/ready ## Make .venv from the lock and install this checkout into it

demo: setup ## Compile contracts/ and watch the example fleet work (BROKER=kafka: on a real Kafka)
	@$(BIN)/python -m demo --broker $(BROKER)

test: setup ## Run all tests; starts the servers that they need
	@$(BIN)/python -m pytest -n $(PROCESSES)

lint: setup ## Format, lint, types, layers, freshness of generated/
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/treaty generate --check

golden: setup ## Rewrite the golden outputs of the tests; review the difference before you commit it
	@$(BIN)/treaty generate
	@$(BIN)/python -m pytest -q -n $(PROCESSES) --update-golden tests

bench: setup ## Measure against peers, as ratios within one run
	@$(BIN)/python -m benchmarks

fuzz: setup ## Attack the compatibility engines with random pairs (COUNT=20000 for each format)
	@$(BIN)/python -m tests.fuzz --count $(COUNT)

lock: ## Resolve requirements.lock anew (needs uv)
	uv pip compile pyproject.toml --all-extras --group test --group lint --group bench --python-version 3.11 \
		--universal --generate-hashes --no-emit-index-url --quiet --upgrade -o requirements.lock
