# Coalesce. `make demo` and `make test` need nothing done before them.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

.DEFAULT_GOAL := help
.PHONY: help install demo pictures test check lint types imports house browser bench encoder names model test-long constraints clean

help:
	@echo "make install      .venv with the coalesce command in it"
	@echo "make demo         the sample task force, built, linked, counted and served on loopback"
	@echo "make test         check, then every test but the long ones"
	@echo "make check        ruff, mypy --strict, import-linter, house rules"
	@echo "make test-long    the tests that take minutes"
	@echo "make pictures     every page of the desk into docs/pictures: light, dark, phone, print"
	@echo "make bench        the benchmarks; writes bench/results.md"
	@echo "make names        trains what names are compared with anew (two minutes; needs ../shared/data)"
	@echo "make model        trains the linking model anew (needs ../shared/data)"
	@echo "make encoder      trains the name encoder anew (about four minutes of one core; needs ../shared/data)"
	@echo "make constraints  resolve every dependency anew into constraints.txt"

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@python=; for name in $(BIN)/python python3.12 python3.11 python3; do \
		if $$name -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' 2>/dev/null; \
		then python=$$name; break; fi; done; \
	test -n "$$python" || { echo "Coalesce needs Python 3.11 or 3.12; none of python3.12, python3.11, python3 is." >&2; exit 1; }; \
	test "$$python" = $(BIN)/python || { rm -rf $(VENV) && $$python -m venv $(VENV); }
	@echo "Installing Coalesce and what it needs into $(VENV): some minutes the first time ..." >&2
	@$(PIP) install -c constraints.txt -e '.[test]'
	@touch $(STAMP)

demo: install
	@$(BIN)/coalesce demo

test:
	@.ci/run

# Each by itself, so that `make -k check` tells of all.
check: lint types imports house

lint: install
	$(BIN)/ruff check --quiet --output-format concise .
	$(BIN)/ruff format --check --quiet .

types: install
	$(BIN)/mypy

imports: install
	$(BIN)/lint-imports --no-logo

house: install
	$(BIN)/pytest tests/house

# Debian's Chromium where there is one or we may install it; else Playwright's own.
browser: install
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests ..." >&2; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } >/dev/null; \
	else $(BIN)/playwright install chromium; fi

pictures: install browser
	$(BIN)/python scripts/make_pictures.py

bench: install
	@$(BIN)/python -m bench

encoder: install
	$(BIN)/python scripts/train_encoder.py

names: install
	$(BIN)/python scripts/train_names.py

model: install
	$(BIN)/python scripts/train_model.py

test-long: install browser
	@$(BIN)/pytest -m long

# A fresh environment, so that nothing left over in .venv is locked. Names and versions only.
constraints:
	@fresh=$$(mktemp -d) && trap 'rm -rf "$$fresh"' EXIT && \
	$(BIN)/python -m venv $$fresh/venv && \
	$$fresh/venv/bin/python -m pip --disable-pip-version-check -qq install -e '.[test]' && \
	$$fresh/venv/bin/python -m pip --disable-pip-version-check freeze --exclude-editable | \
		grep -E '^[A-Za-z0-9_.-]+==[A-Za-z0-9_.!+-]+$$' > $$fresh/constraints.txt && \
	cp $$fresh/constraints.txt constraints.txt && wc -l constraints.txt

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
