groups := test-system test-browser test-vendors test-chaos test-harness

.PHONY: $(groups) run test fuzz attack chaos check emulators screenshots bench bench-api bench-context bench-dashboard load forecast clean

export PYTHONPATH := .:functions
# Without compiled files, each of the many processes would compile every module again.
export PYTHONDONTWRITEBYTECODE :=

python := functions/venv/bin/python
pytest := $(python) -m pytest --durations 10 --durations-min 1
stamp := build/ready
dashboard := dashboard/dist/index.html
browser := emulator_tests/dashboard
peer := build/peer/ready
forecasting := build/forecasting/ready
vendors := emulator_tests/vendors
chaos := emulator_tests/chaos
campaigns := tests/flows/runs/test_hostile_input.py $(addprefix tests/api/test_,access.py openapi.py) \
	$(addprefix emulator_tests/,test_rules.py api/test_access.py vendors/test_schema.py)
api_types := dashboard/src/api/schema.d.ts

run: $(stamp) $(dashboard)
	@$(python) -m demo.serve

test: check $(dashboard)
	@$(MAKE) --no-print-directory --jobs 2 --output-sync $(groups)

# Each group waits for its emulators half of the time, so two at a time keep two cores busy.
test-harness:
	@$(pytest) emulator_tests/harness/tests
test-system:
	@$(pytest) emulator_tests --ignore emulator_tests/harness $(addprefix --ignore ,$(vendors) $(browser) $(chaos))
test-vendors:
	@$(pytest) $(vendors)
test-browser:
	@$(pytest) $(browser)
test-chaos:
	@$(pytest) $(chaos)

fuzz: $(stamp)
	@$(pytest) tests -m hypothesis --hypothesis-profile thorough --numprocesses auto --timeout 0
	@FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-100} $(pytest) tests/api/test_openapi.py emulator_tests/vendors/test_schema.py

attack: $(stamp)
	@HOSTILE_VALUES=10000 FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-100} $(pytest) -p tests.attack --timeout 0 $(campaigns)

chaos: $(stamp)
	@$(python) -m emulator_tests.chaos

check: $(stamp) $(api_types)
	@$(python) -m ruff check . && $(python) -m ruff format --check . && $(python) -m mypy
	@npm run --silent typecheck && npm run --silent lint && npm run --silent api-document
	@cmp --silent build/openapi.json build/linted.json || npm run --silent lint-api
	@$(pytest) tests --numprocesses auto

emulators: $(stamp) $(dashboard)
	@$(python) -m emulator_harness --project-dir .

screenshots: $(stamp) $(dashboard)
	@$(python) -m demo.screenshots

bench: $(stamp)
	@$(python) -m benchmarks.rtdb_server
	@$(python) -m benchmarks.daily_run
	@$(python) -m benchmarks.instances
	@$(python) -m benchmarks.triggers
	@$(python) -m benchmarks.cold_start
	@$(python) -m benchmarks.rehearsal

bench-api: $(stamp) $(peer)
	@$(python) -m benchmarks.api_list
	@$(python) -m benchmarks.peer.compare

bench-context: $(stamp)
	@$(python) -m benchmarks.context_view

load: $(stamp) $(dashboard)
	@$(python) -m benchmarks.load

forecast: $(forecasting)
	@build/forecasting/bin/python -m forecasting simulator
	@build/forecasting/bin/python -m forecasting telco

bench-dashboard: $(stamp) $(dashboard)
	@$(python) -m benchmarks.dashboard

clean:
	rm -rf build functions/venv node_modules dashboard/dist

$(stamp): requirements.txt package-lock.json emulator_tests/harness/pyproject.toml
	@python3 -m venv functions/venv
	@$(python) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(python) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e emulator_tests/harness
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel error
	@mkdir -p build && touch $@

$(peer): benchmarks/peer/requirements.txt
	@python3 -m venv build/peer
	@build/peer/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

$(forecasting): forecasting/requirements.txt
	@python3 -m venv build/forecasting
	@build/forecasting/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@build/forecasting/bin/python -m pip install --quiet --disable-pip-version-check --no-deps fightchurn==1.2.0
	@touch $@

$(api_types): $(stamp) $(shell find functions/customer_health/api -name "*.py")
	@npm run --silent api-types

$(dashboard): $(api_types) $(shell find dashboard -type f -not -path 'dashboard/dist/*')
	@npm run --silent build
