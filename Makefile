# One command each. A new machine needs CPython 3.11+, pip, git and make; everything else is set up in .venv.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready

.PHONY: setup demo test browser pictures soak check audit lock clean

setup: $(STAMP)

$(STAMP): requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(STAMP)

demo: $(STAMP)
	$(BIN)/friction demo

# Stories mostly wait: four at a time keep two cores busy. In the order of the files, so that what a module shares
# is made once; who is done early takes over from the others.
test: $(STAMP)
	$(BIN)/python -m pytest -n 4 --dist worksteal

# The scorecard's page in a real browser: Debian's Chromium, installed if it is missing and this is root.
browser: $(STAMP)
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
		|| { [ "$$(id -u)" = 0 ] && apt-get update -q && apt-get install -qy --no-install-recommends chromium; } \
		|| { echo "make browser needs Chromium, which is not here and could not be installed; install the package chromium." >&2; exit 1; }
	$(BIN)/python -m pytest tests/browser

# The pictures in docs/messages.md that no longer show what the product says; needs Chromium, as above.
pictures: $(STAMP)
	$(BIN)/python -m tests.pictures

# Thousands of reports through dying processes and bad weather: make soak REPORTS=300 for a short one.
# PARTS: product, acks, naive; all of them by default.
REPORTS ?= 10000
soak: $(STAMP)
	$(BIN)/python -m tests.soak $(PARTS) --reports $(REPORTS)

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.supply.leaks
	rm -f .venv/schema.db && DATABASE_URL=sqlite:///.venv/schema.db $(BIN)/alembic upgrade head
	DATABASE_URL=sqlite:///.venv/schema.db $(BIN)/alembic check

# Compares the locked versions with the known vulnerabilities; needs the internet, so `make check` does without.
audit:
	$(PYTHON) -m venv .venv/audit
	.venv/audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit
	.venv/audit/bin/pip-audit --require-hashes --disable-pip --requirement requirements.txt

# Rewrites the lock file; needs uv. Host names stay out of it.
lock:
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 --no-header \
		--extra dev --extra models pyproject.toml --output-file requirements.txt

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
