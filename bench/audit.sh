#!/bin/sh
# Outside checkers of what is built on: licences, sources, bans and known holes of crates; known holes of npm packages.
# Looks at all of it, and fails at the end if anything was found, or could not be looked at.
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
exit "$found"
