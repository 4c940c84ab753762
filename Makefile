# make run     start See It Learn on http://localhost:8501 (another port: make run PORT=9000)
# make test    the whole test suite, with a real browser, on every core (fewer: make test ARGS="-n 1")
# make check   format, lint, types, manifests, architecture      make coverage   which lines of core/ and charts/ tests reach
# make format  put the code into shape
# make bench   print the measurements                     make parity   compare with PyTorch (downloads it)
# make frameworks      run the programs that are taken away, for many runs, with PyTorch, TensorFlow, Keras, SciPy, scikit-learn
# make frameworks-page measure anew what the page of the frameworks shows
# make load    print what many visitors at once get (how many, how long: make load ARGS="--visitors 30 --minutes 5")
# make plotly  make the plotly.js of the app anew, after a new version or for a new kind of trace (needs Node.js)
# make clean   remove all that was made here

PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin
PY := $(BIN)/python

# The measurements and tests run as the server does: one thread for linear algebra (see app.py).
export OPENBLAS_NUM_THREADS ?= 1
export OMP_NUM_THREADS ?= 1

# What was compiled is kept, whatever the shell says: otherwise every process of the tests compiles all of them anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test coverage parity frameworks frameworks-page check format bench load plotly clean

run: .venv/app.stamp
	@$(PY) tools/open_browser.py $(PORT) &
	@exec $(PY) -m streamlit run app.py --server.port $(PORT)

test: .venv/dev.stamp
	CHROMIUM="$$(PYTHON=$(PY) sh tools/find_chromium.sh)" && export CHROMIUM && \
	$(PY) -m pytest -n auto --dist worksteal --no-skips $(ARGS)

# Apart from the others: to watch every line costs more than twice the time, and plain Python more than NumPy, so that
# the tests of how long a run takes are left out.
coverage: .venv/dev.stamp
	$(PY) -m pytest -n auto --dist worksteal --cov --cov-report=term -k 'not factor_of_three' tests/core tests/charts tests/claims $(ARGS)

parity: .venv/parity.stamp
	$(PY) -m pytest -q tests/parity

# The programs are written here and run there: the app needs none of the frameworks.
frameworks: .venv/dev.stamp .venv-frameworks/stamp
	RANDOM_RUNS=200 $(PY) -m pytest -q -n auto tests/programs/test_random_runs.py
	$(PY) -m tools.write_programs .frameworks
	.venv-frameworks/bin/python tools/run_programs.py .frameworks $(MEASURED)

# What the page of the frameworks shows was measured by this, and is kept in programs/.
frameworks-page: .venv/dev.stamp .venv-frameworks/stamp
	$(PY) -m tools.write_films .frameworks
	.venv-frameworks/bin/python tools/run_films.py .frameworks
	$(PY) -m tools.write_films .frameworks --collect
	.venv-frameworks/bin/python tools/run_shows.py

check: .venv/dev.stamp
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) tools/check_manifests.py
	$(PY) -m pytest -q tests/test_architecture.py

format: .venv/dev.stamp
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

# All but load, which takes minutes and is a target of its own, and its helpers.
BENCHMARKS = $(filter-out load visitor processes,$(basename $(notdir $(wildcard benchmarks/[a-z]*.py))))

bench: .venv/dev.stamp
	@CHROMIUM="$$(PYTHON=$(PY) sh tools/find_chromium.sh)" && export CHROMIUM && \
	for name in $(BENCHMARKS); do \
		echo "== $$name"; $(PY) -m benchmarks.$$name || exit 1; \
	done

load: .venv/dev.stamp
	@$(PY) -m benchmarks.load $(ARGS)

plotly:
	cd tools/plotly && npm install --no-package-lock --ignore-scripts --no-audit --no-fund && \
	npx esbuild index.js --bundle --minify --format=iife --global-name=Plotly --define:global=window --target=es2020 \
		--banner:js="/* plotly.js $$(node -p 'require("plotly.js/package.json").version'), (c) Plotly, Inc., MIT licence */" \
		--loader:.css=empty | gzip -9n > ../../ui/player/plotly.min.js.gz

clean:
	rm -rf .venv .venv-frameworks .frameworks .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is newer than the requirements it was made from, so a second run starts at once.
.venv/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "See It Learn needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/app.stamp: requirements.txt .venv/python.stamp
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/parity.stamp: requirements-parity.txt .venv/dev.stamp
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-parity.txt
	@touch $@

.venv-frameworks/stamp: requirements-frameworks.txt
	$(PYTHON) -m venv .venv-frameworks
	.venv-frameworks/bin/python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) -r requirements-frameworks.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/app.stamp
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
