# The front door: `make site` and `make test` first set up what they need, in .venv, from hash-checked locks.
# Kept plain enough for the make that a Mac brings (GNU make 3.81) and for folders with a space in their path.

.DEFAULT_GOAL := help

# Every target works in the one .venv.
.NOTPARALLEL:
.PHONY: help site serve check test test-all bless lock clean venv site-needs test-needs browser checkers lint

# What Python compiled is kept, whatever is usual here: two of five seconds before the first test go into it.
unexport PYTHONDONTWRITEBYTECODE

# Another Python: `make site PYTHON=/path/to/python3`. More for pytest or `kle serve`: `make test ARGS='-k photos'`.
PYTHON :=
ARGS :=

help: ## print each target and what it does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' Makefile

site: site-needs ## set everything up and build the site into site/
	@.venv/bin/kle build
	@echo 'The site is in site/. To look at it in a browser: make serve'

serve: site-needs ## build, show the site on this machine, and rebuild whenever a file is saved
	@.venv/bin/kle serve $(ARGS)

check: lint ## lint, types and the tests of single parts, in about a minute
	.venv/bin/python -m pytest -n 2 --ignore tests/browser -m 'not slow and not whole' $(ARGS)

test: test-needs browser ## set everything up and pass the tests, Chromium and axe among them
	.venv/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m 'not slow' $(ARGS)

test-all: lint browser checkers ## lint, types and every test, in more browsers and with more checkers
	.venv/bin/python -m pytest $(ARGS)

bless: test-needs browser ## accept today's output: the golden tree, what is told of it, bad files' reports, docs
	.venv/bin/python tools/bless.py

lock: test-needs ## bring the locks in line with pyproject.toml (newest of everything: make lock UPGRADE=1)
	$(COMPILE) $(PROJECT) --output-file requirements.lock
	$(COMPILE) $(PROJECT) --group lint --group test --constraints requirements.lock \
	  --output-file requirements-test.lock
	$(COMPILE) --group checkers --constraints requirements-test.lock --output-file requirements-checkers.lock
	$(COMPILE) --group bench --constraints requirements-test.lock --output-file requirements-bench.lock

clean: ## remove .venv, the site, caches and what tests leave
	rm -rf .venv site .site.* .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache tests/.out $(MODULES)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

lint: test-needs
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/zizmor --offline --quiet --no-progress --persona pedantic --strict-collection .github
	.venv/bin/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	.venv/bin/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	.venv/bin/check-jsonschema --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	.venv/bin/check-jsonschema --builtin-schema vendor.github-issue-forms $(FORMS)

FORMS := .github/ISSUE_TEMPLATE/portrait.yml .github/ISSUE_TEMPLATE/mistake.yml

browser: test-needs
	@.venv/bin/python -m tools.browser

# Each is filled from its lock, whose hashes are checked; its copy in what was filled says that all went well.
MODULES := tests/checkers/node_modules
checkers: test-needs
	@cmp -s requirements-checkers.lock .venv/requirements-checkers.lock || { \
	  echo 'Installing what drives the other browsers …' && \
	  $(PIP) --require-hashes -r requirements-checkers.lock && cp requirements-checkers.lock .venv/; }
	@cmp -s tests/checkers/package-lock.json $(MODULES)/package-lock.json || { \
	  command -v npm >/dev/null || \
	    { echo 'make test-all needs npm. On Debian: sudo apt install nodejs npm' >&2; exit 1; }; \
	  echo 'Installing the checkers …' && \
	  (cd tests/checkers && npm ci --loglevel=error >/dev/null) && cp tests/checkers/package-lock.json $(MODULES)/; }

# One version of everything for every Python and platform ("fewest"), so that a site is the same wherever it is
# built. Wheels only, so that a lock never counts on a compiler.
COMPILE = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-header --only-binary :all: --no-python-downloads $(if $(UPGRADE),--upgrade)
PROJECT = pyproject.toml --group build

# --- .venv ------------------------------------------------------------------------------------------------------
# Nothing here goes by dates, which a checkout or a clock can falsify. .venv/whole holds the folder that .venv was
# made for: it is absent while pip works, so that an interrupted set-up is seen, and differs once the folder has
# moved. Beside it lie the locks that .venv was filled from: one that differs is installed again.

PIP := .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input
WHO := import sys; print(sys.base_prefix, sys.version)

# The Pythons to try; each is run, since pyenv leaves names behind that lead nowhere.
PYTHONS = $(if $(PYTHON),"$(PYTHON)",python3.14 python3.13 python3.12 python3.11 python3)

venv:
	@who=$$(.venv/bin/python -c 'import pip; $(WHO)' 2>/dev/null) && \
	  [ "$$(cat .venv/whole 2>/dev/null)" = "$$(pwd -P)" ] && \
	  { [ -z "$(PYTHON)" ] || [ "$$("$(PYTHON)" -c '$(WHO)' 2>/dev/null)" = "$$who" ]; } && exit 0; \
	lacking=; \
	for python in $(PYTHONS); do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  "$$python" -c 'import ensurepip, venv' 2>/dev/null || { lacking=$${lacking:-$$python}; continue; }; \
	  echo 'Setting up .venv (once, about a minute) …'; \
	  rm -rf .venv && "$$python" -m venv .venv; exit; \
	done; \
	if [ "$$lacking" ]; then \
	  name=$$("$$lacking" -c 'import sys; print("python%d.%d" % sys.version_info[:2])'); \
	  echo "$$lacking cannot make a .venv, as a part of it is missing." \
	    "On Debian or Ubuntu: sudo apt install $$name-venv" >&2; \
	elif [ "$(PYTHON)" ]; then \
	  echo 'This needs Python 3.11 or newer, which PYTHON=$(PYTHON) is not, or it does not run.' >&2; \
	else \
	  echo 'This needs Python 3.11 or newer. On Debian or Ubuntu: sudo apt install python3 python3-venv;' \
	    'on a Mac: python.org or brew install python.' >&2; \
	fi; exit 1

# fill,LOCK,WHO NEEDS IT,LOCKS THEN FILLED: install a lock, then the project itself, editable, by flit_core from the
# lock. Hashes are always checked. Wheels are taken wherever there are any: on Linux (glibc) and macOS with Python
# 3.11 to 3.14 that is every package. Elsewhere (3.15 and PyYAML, say) pip may build one, for which it fetches tools
# that no lock names: better than to refuse such a machine.
define fill
@cmp -s $(1) .venv/$(1) && cmp -s pyproject.toml .venv/pyproject.toml || { \
  echo 'Installing what $(2) …' && rm -f .venv/whole && \
  $(PIP) --require-hashes -r $(1) && $(PIP) --no-build-isolation --no-deps -e . && \
  cp $(3) pyproject.toml .venv/ && pwd -P > .venv/whole; }
endef

site-needs: venv
	$(call fill,requirements.lock,the site needs,requirements.lock)

# The test lock holds everything of the other at the same versions, so that either is then filled.
test-needs: venv
	$(call fill,requirements-test.lock,the tests need,requirements.lock requirements-test.lock)
