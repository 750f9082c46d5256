#!/bin/sh
# Outside checkers. Of what is built on: licences, sources, bans and known holes of crates; known holes of npm packages.
# Of the program as it runs, on loopback: the API against its own document (schemathesis), and what a scanner looks for (wapiti).
# Looks at all of it, and fails at the end if anything was found, or could not be looked at. Never part of `make test`.
set -u
cd "$(dirname "$0")/.."
found=0
command -v cargo-deny >/dev/null || cargo install --locked --quiet cargo-deny || exit 3
for what in licenses bans sources advisories; do
  echo "cargo deny: $what"
  cargo deny --log-level error check --hide-inclusion-graph "$what" || found=1
done
for folder in frontend tests bench; do
  echo "npm audit: $folder"
  (cd "$folder" && npm audit --package-lock-only --loglevel=error) || found=1
done
sh bench/scan.sh || found=1
exit "$found"
