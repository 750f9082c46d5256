"""Fills the record of acts of a demonstration up to MANY with invented acts, as one chain: a second hand at the hashes, beside the program's own.

Usage: audit_chain.py DATABASE SITE MANY. Must not know anything but the table and how a chain is made (crates/casework/src/audit.rs).
"""
import hashlib
import random
import sqlite3
import sys

ACTS = ["show"] * 60 + ["list"] * 20 + ["find"] * 6 + ["note", "observe", "task", "allocate", "acknowledge", "decide", "outcome-told", "close"]
ACCOUNTS = [f"sample.worker-{n}" for n in range(60)]


def part(data):
    return len(data).to_bytes(8, "big") + data


def chain(site, last, prev, many):
    """Row after row, after the one that is there; one account acts once in ten thousand."""
    rng, at = random.Random(7), 1_700_000_000
    for seq in range(last + 1, many + 1):
        at += rng.randrange(0, 60)
        account = "sample.auditor" if seq % 10_000 == 1 else rng.choice(ACCOUNTS)
        act = rng.choice(ACTS)
        subject = "-" if act in ("list", "find") else f"aB-_{rng.randrange(100_000):018}"
        detail = rng.randbytes(300) if act == "find" else b""
        digest = hashlib.sha256(b"waymark-audit-v1\0")
        for data in (site.encode(), seq.to_bytes(8, "big"), at.to_bytes(8, "big"), account.encode(), act.encode(), subject.encode(), detail, prev.encode()):
            digest.update(part(data))
        own = digest.hexdigest()
        yield site, seq, at, account, act, subject, detail or None, prev, own
        prev = own


def main():
    database, site, many = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with sqlite3.connect(database) as db:
        db.execute("PRAGMA synchronous = OFF")
        head = db.execute("SELECT seq, hash FROM audit WHERE site = ? ORDER BY seq DESC LIMIT 1", (site,)).fetchone()
        db.executemany("INSERT INTO audit (site, seq, at, account, act, subject, detail, prev, hash) VALUES (?,?,?,?,?,?,?,?,?)", chain(site, *(head or (0, "0" * 64)), many))
    db.close()


main()
