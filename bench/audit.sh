#!/bin/sh
# Outside checkers of what is built on: licences, sources and bans of crates; known holes in npm packages.
set -eu
cd "$(dirname "$0")/.."
command -v cargo-deny >/dev/null || cargo install --locked --quiet cargo-deny
cargo deny check licenses bans sources
for folder in frontend tests bench; do
  echo "npm audit: $folder"
  (cd "$folder" && npm audit --package-lock-only)
done
