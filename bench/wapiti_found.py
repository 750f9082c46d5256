"""Prints what wapiti found, one line each, and fails if that is anything. Must not know the program."""

import json
import sys

# What is as it should be, and why.
MEANT = {
    ("HttpOnly Flag cookie", "HttpOnly flag is not set in the cookie : wm"): "the course's own script notes progress there; it holds no secret",
}

with open(sys.argv[1], encoding="utf-8") as file:
    report = json.load(file)
pages = report["infos"].get("crawled_pages_nbr", 0)
found = [(kind, one) for part in ("vulnerabilities", "anomalies") for kind, all in report[part].items() for one in all]
for kind, one in [f for f in found if (f[0], f[1]["info"]) in MEANT]:
    print(f"{kind}: {one['info']}: meant so: {MEANT[kind, one['info']]}")
found = [f for f in found if (f[0], f[1]["info"]) not in MEANT]
for kind, one in found:
    print(f"{kind}: {one['method']} {one['path']} {one.get('parameter') or ''}: {one['info']}")
print(f"wapiti: {pages} pages, {len(found)} findings")
sys.exit(1 if found or pages < 10 else 0)
