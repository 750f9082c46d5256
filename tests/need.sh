#!/bin/sh
# Installs what the tests need and the machine lacks, where it may (Debian, as root); otherwise says in one line what to install.
set -eu
missing=""
command -v chromium >/dev/null || missing="$missing chromium"
command -v pdftotext >/dev/null || missing="$missing poppler-utils"
command -v java >/dev/null || missing="$missing default-jre-headless"
command -v pg_ctl >/dev/null || ls /usr/lib/postgresql/*/bin/pg_ctl >/dev/null 2>&1 || missing="$missing postgresql"
for program in age sqlite3; do # a record is opened by hand, with nothing of ours
  command -v "$program" >/dev/null || missing="$missing $program"
done
command -v strace >/dev/null || missing="$missing strace"
python3 -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3 python3-venv" # Splink weighs what we export
if [ -n "$missing" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    # shellcheck disable=SC2086  # one word a package
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
  else
    echo "The tests need:$missing. On Debian: apt-get install$missing" >&2
    exit 3
  fi
fi
if ! cargo nextest --version >/dev/null 2>&1; then
  cargo install --locked --quiet cargo-nextest
fi
