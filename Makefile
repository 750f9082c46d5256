# Waymark: build, run, test, measure. Each target installs what it needs, or says in one line what to install.
.POSIX:
.SUFFIXES:
.PHONY: run build test front lint bench audit clean need-rust need-node need-browser

BIN = target/release/waymark

# Builds, and serves the default site as a demonstration, with keys whose passphrase everyone knows.
run: build
	$(BIN) keys init --demo --if-missing --site site --data data
	$(BIN) serve --site site --data data --public 127.0.0.1:8080 --desk 127.0.0.1:8081

# The program, with the front end in it.
build: $(BIN)

$(BIN): need-rust front
	cargo build --release --locked -p waymark

.PHONY: $(BIN)

# The styles and scripts that are embedded. npm's lock file is its record: nothing is built when nothing has changed.
front: frontend/dist/manifest.json

FRONT = frontend/package-lock.json frontend/build.mjs frontend/favicon.svg frontend/src/*.ts frontend/src/*/*.ts frontend/sw/*.ts frontend/styles/*.scss

frontend/dist/manifest.json: need-node $(FRONT)
	@if [ -f $@ ] && [ -z "$$(find $(FRONT) -newer $@)" ]; then :; else \
	  cd frontend && npm ci --loglevel=error --no-progress --no-fund --no-audit && npm run --silent check && npm run --silent build; fi

# Every test: Rust on both databases, the checks of the default site, the browser, accessibility.
test: need-rust front need-browser
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo nextest run --workspace --locked --no-fail-fast
	cargo test --workspace --locked --doc
	cargo build --locked -p waymark
	target/debug/waymark check site
	cd tests && npm ci --loglevel=error --no-progress --no-fund --no-audit && npm test

# Side by side with peers, as ratios. Never part of the tests: these machines are noisy.
bench: build need-browser
	sh bench/run.sh

# Outside checkers: of dependencies and licences, and of the program as it runs.
audit: build
	sh bench/audit.sh

clean:
	rm -rf target frontend/dist frontend/node_modules tests/node_modules

need-rust:
	@command -v cargo >/dev/null || { echo "Rust is missing: install it with rustup (see rust-toolchain.toml for the version)" >&2; exit 3; }

need-node:
	@command -v npm >/dev/null || { echo "Node and npm are missing: install Node 20 or newer" >&2; exit 3; }

need-browser: need-node
	@sh tests/need.sh
