# Thin lines over scripts/dev.py, which makes .venv itself. Arguments: make test ARGS="-k stage"
PYTHON ?= python3
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench lock

help:
	@echo "make demo    the whole bot on this machine, without any token"
	@echo "make test    the tests, in two minutes     make test ARGS=\"-k stage\""
	@echo "make check   lint, format, types, imports, dependencies, locks, Dockerfile"
	@echo "make bench   speed and size                make bench ARGS=…"
	@echo "make setup   only make .venv               make lock   write the lock files anew"

setup demo test check bench lock:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
		echo "Python 3.11 or newer is needed, $(PYTHON) is not here. Run: sudo apt-get install -y python3 python3-venv" >&2; exit 1; }
	@exec $(PYTHON) scripts/dev.py $@ $(ARGS)
