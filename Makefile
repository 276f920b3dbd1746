# install · run · test · lint · check: the only commands to remember.

PYTHON ?= python3
BIN := .venv/bin
# What a production start is checked with; nothing here is a secret of anyone's.
DEPLOYED := BEHIND_TLS=yes ALLOWED_HOSTS=backoffice.example \
	SECRET_KEY=only-for-the-start-up-check-7c1f0e5a9b3d2846-only-for-the-start-up-check
CHECK_HOME ?= var/check

.DEFAULT_GOAL := help
.PHONY: help install install-dev run test lint types contracts migrations deploy check lock

help:
	@echo "make run      everything on this machine, with the demonstration company"
	@echo "make test     the whole test suite"
	@echo "make install  the libraries; after it every ./manage.py command works"
	@echo "make lint     format, style and types"
	@echo "make check    all that must be green before a review"

install:
	@$(PYTHON) backoffice/install.py requirements.txt

install-dev:
	@$(PYTHON) backoffice/install.py requirements-dev.txt

run: install
	@exec ./manage.py run

test: install-dev
	$(BIN)/python -m pytest -n auto --dist worksteal -q $(PYTEST)

lint: install-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(MAKE) --no-print-directory types contracts

types: install-dev
	BACKOFFICE_HOME=$(CHECK_HOME) $(BIN)/mypy .

contracts: install-dev
	$(BIN)/lint-imports

migrations: install-dev
	BACKOFFICE_HOME=$(CHECK_HOME) ./manage.py makemigrations --check --dry-run

deploy: install-dev
	BACKOFFICE_HOME=$(CHECK_HOME) $(DEPLOYED) ./manage.py check --deploy --fail-level WARNING

check: lint migrations deploy test

# For developers: pins every library, with hashes and without any registry's address.
lock: install-dev
	$(BIN)/uv pip compile -q --generate-hashes --no-header --python-version 3.11 \
		pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --generate-hashes --no-header --python-version 3.11 \
		pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
