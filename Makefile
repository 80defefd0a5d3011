# Everything a reader needs: `make lab` and `make test`. `make help` lists the rest.
#
# The recipes need sh, make and Python, nothing else on the PATH. All paths are relative,
# so that a space in the name of a folder above does no harm.

VENV     := .venv
PY       := $(VENV)/bin/python
NOTEBOOK ?= 00_start_here
WORKERS  ?= 2

# A Python of your choice: make lab PYTHON=/path/to/python3.13
PYTHONS = $(if $(PYTHON),"$(PYTHON)",python3 python python3.14 python3.13 python3.12 python3.11)

# What of pyproject.toml's extras each kind of work needs.
EXTRA_lab   := [cluster,data]
EXTRA_site  := [cluster,data,site]
EXTRA_slides := $(EXTRA_site)
EXTRA_grade := [cluster,data,site]
EXTRA_screenshots := [cluster,data,site,screenshots]
EXTRA_test  := [test]
EXTRA_lint  := [test,lint]
EXTRA_bench := [bench]

# Kernels of this environment come before any the user has installed elsewhere, and
# this folder's package before any other, also when the folder was copied or moved.
export JUPYTER_PREFER_ENV_PATH := 1
export PYTHONPATH := $(CURDIR)

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help lab present edit test test-machines notebooks site slides screenshots grade catalogue lint format bench clean chromium again

define HELP
make lab        open JupyterLab on clean copies of the notebooks, in my_notebooks/, yours to change
                make lab NOTEBOOK=07 opens another
make present    teach from a notebook: large type, live, its code behind a key; nothing is kept
                make present NOTEBOOK=07
make edit       open the originals in JupyterLab, with their outputs, to change them
make test       unit tests, doctests, browser tests, and every notebook against its outputs
make test-machines  every notebook again, computed as two other processors would
make notebooks  run every notebook afresh and store its outputs
make site       the course as a web site in build/site, with live widgets, for offline use
make slides     a talk of each notebook in build/slides, with live widgets, for offline use
                make slides ARGS=notebooks/07_zig_zag.ipynb
make grade      run the checks of students' notebooks, each in a cage, and write grades.csv
                make grade FILES=submissions
make screenshots  the README's pictures, taken from a draft of the site
make lint       formatting, ruff and mypy; of the scripts too where there is npm
make format     put code into the house's form
make catalogue  bring locale/*.po in step with what the code says, and list what has no translation
make bench      speed beside other engines (installs them: large)
make clean      remove .venv and caches

ARGS goes to the tool:  make test ARGS="-k tensor"
                        make notebooks ARGS="notebooks/02_duck_duck_goose.ipynb"
endef

help:
	$(info $(HELP))
	@:

# default_url: also the address it prints, for who opens it by hand, is that of the notebook.
# --allow-root: JupyterLab refuses to run as root, which is who one is in most containers.
lab: $(VENV)/ready-lab
	@copy=$$($(PY) -m lecture_lib.tools.copies "$(NOTEBOOK)") && \
	echo "Starting JupyterLab, which opens $$copy in your browser; Ctrl-C twice ends it ..." && \
	$(PY) -m jupyterlab \
	  --ServerApp.root_dir=my_notebooks --LabApp.default_url="/lab/tree/$$copy" --allow-root $(ARGS)

present: $(VENV)/ready-lab
	@$(PY) -m lecture_lib.tools.present "$(NOTEBOOK)" $(ARGS)

edit: $(VENV)/ready-lab
	@$(PY) -m lecture_lib.tools.present --edit "$(NOTEBOOK)" $(ARGS)

# IPYTHONDIR: start-up files of the user's own IPython must not reach checked outputs.
test test-machines notebooks: export IPYTHONDIR := $(CURDIR)/$(VENV)/ipython
# What is stored and compared is in English.
test test-machines notebooks: export LECTURE_LANGUAGE := en

# Each worker has a core of its own. A second thread of OpenBLAS would spin on the other's: a cell
# of notebook 10 took four times as long. test-machines computes with as many as there are.
test: export OPENBLAS_NUM_THREADS := 1
test: $(VENV)/ready-test chromium
	@echo 'Collecting the tests: half a minute to the first dot, a quarter of an hour or more to the last ...'
	@$(PY) -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

test-machines: $(VENV)/ready-test
	@$(PY) -m lecture_lib.tools.machines notebooks -n $(WORKERS) --dist loadfile $(ARGS)

notebooks: $(VENV)/ready-test
	@$(PY) -m lecture_lib.tools.refresh $(ARGS)

site: $(VENV)/ready-site
	@$(PY) -m lecture_lib.tools.site $(ARGS)

slides: $(VENV)/ready-slides
	@$(PY) -m lecture_lib.tools.talks $(ARGS)

grade: $(VENV)/ready-grade
	@[ -n "$(FILES)" ] || { echo 'Name notebooks or folders:  make grade FILES=submissions' >&2; exit 1; }
	@$(PY) -m lecture_lib.tools.grade $(FILES) $(ARGS)

screenshots: $(VENV)/ready-screenshots
	@$(PY) -m lecture_lib.tools.screenshots $(ARGS)

# The browser tests need a Chromium: found, or installed where that is possible.
chromium: $(VENV)/ready-test
	@$(PY) -m lecture_lib.chromium

catalogue: $(VENV)/ready-test
	@$(PY) -m lecture_lib.tools.catalogue $(ARGS)

lint: $(VENV)/ready-lint
	@$(PY) -m ruff check . $(ARGS)
	@$(PY) -m ruff format --check --quiet . || { echo 'Format them: make format' >&2; exit 1; }
	@$(PY) -m mypy
	@if command -v npm >/dev/null; then \
	  npm install --silent --no-audit --no-fund && npm run --silent lint && npm test --silent; \
	else echo 'No npm here: the scripts of the widgets are not checked.'; fi

format: $(VENV)/ready-lint
	@$(PY) -m ruff check --fix --quiet .
	@$(PY) -m ruff format --quiet .
	@if command -v npm >/dev/null; then \
	  npm install --silent --no-audit --no-fund && npm run --silent format; fi

bench: $(VENV)/ready-bench
	@for script in benchmarks/bench_*.py; do $(PY) "$$script" $(ARGS) || exit; done

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist

# Node takes scripts below a folder for modules if its package.json says so, and ours does. Those of
# JupyterLab are none, and it would begin with a traceback: hence a package.json of the environment's.
#
# One environment, made once; a stamp for each set of packages in it. It is made
# again when its Python has gone, and the packages when their lists have changed.
$(VENV)/ready-%: pyproject.toml constraints.txt $(if $(realpath $(PY)),,again) | $(PY)
	$(info Installing what "make $*" needs into $(VENV): once, a minute or two ...)
	@if command -v uv >/dev/null; then \
	  uv pip install --quiet --python $(PY) -c constraints.txt -e '.$(EXTRA_$*)'; \
	else \
	  $(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.$(EXTRA_$*)'; \
	fi
	@echo '{"type": "commonjs"}' > $(VENV)/package.json
	@: > $@

# With uv and no suitable Python here, uv looks further and may fetch one.
$(PY):
	@found=; chosen=; \
	for python in $(PYTHONS); do \
	  version=$$("$$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) || continue; \
	  found="$$found $$python is $$version;"; \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then chosen=$$python; break; fi; \
	done; \
	echo "Making $(VENV), an environment for this course alone ..."; \
	if command -v uv >/dev/null; then \
	  UV_VENV_CLEAR=1 uv venv --quiet --seed --python "$${chosen:->=3.11}" $(VENV); \
	elif [ -n "$$chosen" ]; then \
	  "$$chosen" -m venv --clear $(VENV); \
	else \
	  echo "Python 3.11 or newer is needed; found:$${found:- none.}" >&2; \
	  echo 'Install one, or name it:  make lab PYTHON=/path/to/python3.11' >&2; \
	  exit 1; \
	fi
