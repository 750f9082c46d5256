#!/bin/sh
# Scans the program as it runs: schemathesis on the API, wapiti on the pages, both from PyPI in a folder of their own under target/.
# `sh bench/scan.sh [BINARY]`; each is bounded in time. Must not know what the program answers.
set -u
cd "$(dirname "$0")/.."
bin=${1:-target/release/waymark}
[ -x "$bin" ] || { echo "Build the program first: make build" >&2; exit 3; }
tools=target/audit
if [ ! -x "$tools/bin/schemathesis" ] || [ ! -x "$tools/bin/wapiti" ]; then
  python3 -m venv "$tools" && "$tools/bin/pip" install --quiet schemathesis==4.32.5 wapiti3==3.1.8 greenlet || {
    echo "The scan needs Python 3 with venv (Debian: python3-venv), and PyPI" >&2
    exit 3
  }
fi
data=$(mktemp -d)
# As it is served behind a proxy with TLS: cookies and headers are then those of https.
cp -r site "$data/site" && sed -i 's|^base = "http://|base = "https://|' "$data/site/site.toml"
"$bin" keys init --demo --site "$data/site" --data "$data" >"$data/born" 2>"$data/log" || { cat "$data/log" >&2; exit 3; }
"$bin" serve --site "$data/site" --data "$data" --public 127.0.0.1:0 --limits off --door public >"$data/out" 2>>"$data/log" &
server=$!
trap 'kill "$server" 2>/dev/null; rm -rf "$data"' EXIT INT TERM
for _ in $(seq 100); do grep -q ready "$data/out" && break; sleep 0.2; done
base=$(sed -n 's/^waymark: public ready //p' "$data/out")
[ -n "$base" ] || { cat "$data/log" >&2; exit 3; }
found=0

api() {
  SCHEMATHESIS_HOOKS=bench/audit_hooks.py PYTHONPATH=. timeout 300 "$tools/bin/schemathesis" --config-file bench/schemathesis.toml \
    run "$base/api/v1/openapi.json" --checks all --workers 1 "$@" >"$data/api" 2>&1 || { cat "$data/api"; found=1; }
}
echo "schemathesis: every corner of the document"
# Its corners come from patterns alone; what is a key of Ed25519 no pattern can say, so a right form may still be refused.
api --phases coverage --exclude-checks positive_data_acceptance
echo "schemathesis: made-up requests"
api --phases fuzzing --max-examples 500

echo "wapiti: headers, policy, cookies, XSS, SQL, CRLF"
timeout 600 "$tools/bin/wapiti" -u "$base/en/" --scope domain -m http_headers,csp,cookieflags,xss,sql,crlf -d 4 --max-links-per-page 40 \
  --max-scan-time 240 --flush-session --store-session "$data/session" --store-config "$data/config" -f json -o "$data/wapiti.json" >"$data/wapiti" 2>&1
python3 bench/wapiti_found.py "$data/wapiti.json" || { tail -n 40 "$data/wapiti"; found=1; }
exit "$found"
