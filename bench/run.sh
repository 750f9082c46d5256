#!/bin/sh
# The benchmarks: installs what they need where it may (Debian, as root), says in one line what is missing otherwise, and measures.
# Called by `make bench`, which has built the program. Any argument names a part to run alone: rate, start, weight, lighthouse, concerns, desk, network, link, audit.
set -eu
cd "$(dirname "$0")"
PATH="$PATH:/usr/sbin"
missing=""
command -v nginx >/dev/null || missing="$missing nginx-light"
command -v wrk >/dev/null || missing="$missing wrk"
command -v taskset >/dev/null || missing="$missing util-linux"
python3 -c 'import ensurepip' 2>/dev/null || missing="$missing python3-venv"
[ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null || missing="$missing chromium"
if [ -n "$missing" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    # Where the package would start its own nginx, it must not: the benchmark starts one of its own.
    # shellcheck disable=SC2086  # one word a package
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
  else
    echo "The benchmarks need:$missing. On Debian: apt-get install$missing" >&2
    exit 1
  fi
fi
[ -n "${WAYMARK_BIN:-}" ] || [ -x ../target/release/waymark ] || { echo "Build the program first: make build" >&2; exit 1; }
if [ ! -d node_modules ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --loglevel=error --no-progress --no-fund --no-audit
fi
exec node run.mjs "$@"
