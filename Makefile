.PHONY: run test fuzz check emulators bench bench-api bench-context clean

export PYTHONPATH := .:functions

python := functions/venv/bin/python
stamp := build/ready

run: $(stamp)
	@$(python) -m demo.serve

test: check
	@$(python) -m pytest emulator_tests/harness/tests
	@$(python) -m pytest emulator_tests --ignore emulator_tests/harness

fuzz: $(stamp)
	@FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-100} $(python) -m pytest tests/test_api_document.py emulator_tests/test_api_schema.py

check: $(stamp)
	@$(python) -m ruff check . && $(python) -m ruff format --check . && $(python) -m mypy
	@$(python) -m pytest tests -n auto

emulators: $(stamp)
	@$(python) -m emulator_harness --project-dir .

bench: $(stamp)
	@$(python) -m benchmarks.rtdb_server
	@$(python) -m benchmarks.daily_run

bench-api: $(stamp)
	@$(python) -m benchmarks.api_list

bench-context: $(stamp)
	@$(python) -m benchmarks.context_view

clean:
	rm -rf build functions/venv node_modules dashboard/dist

$(stamp): requirements.txt package-lock.json emulator_tests/harness/pyproject.toml dashboard/index.html
	@python3 -m venv functions/venv
	@$(python) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(python) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e emulator_tests/harness
	@npm ci --no-audit --no-fund --loglevel error
	@mkdir -p dashboard/dist build && cp dashboard/index.html dashboard/dist/
	@touch $@
