"""What taking everything away costs: `python benchmarks/export_memory.py 10000 1000000` prints its table of the README.

A site with so many posts is made, and `amends export everything OUT --names` is run in a process of its own.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_MEASURED = """
import resource, sys
from amends.cli import main
try:
    main(sys.argv[1:], standalone_mode=False)
finally:
    print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
_POSTS = """
WITH RECURSIVE n(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < ?)
INSERT INTO store_post (network, origin_id, account_id, text, created_at, heard_at, url, reply_to, quote_of, language,
                        history, around)
SELECT 'bluesky', 'at://did:plc:somebody/app.bsky.feed.post/' || at, 1, ?, 1777000000000000 + at, 1777000000000000 + at,
       'https://bsky.app/profile/did:plc:somebody/post/' || at, '', '', 'en', 0, 0 FROM n
"""
_WORDS = "You could have said in the first line that the phone was given to you, and I would have passed by. " * 2


def amends(*arguments: str | Path) -> str:
    """Run a command to its end, and give what it said."""
    command = [sys.executable, "-c", _MEASURED, *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def measured(posts: int) -> str:
    """Export a site of so many posts, and tell what that took."""
    with tempfile.TemporaryDirectory() as folder:
        data, out = Path(folder) / "site", Path(folder) / "out"
        amends("source", "list", "--data", data)  # makes the database
        with sqlite3.connect(data / "amends.sqlite3") as made:
            made.execute("INSERT INTO store_person (id, key) VALUES (1, 'bluesky:did:plc:somebody')")
            made.execute(
                "INSERT INTO store_account (id, network, author, name, handle, person_id)"
                " VALUES (1, 'bluesky', 'did:plc:somebody', 'Somebody', 'somebody.example', 1)"
            )
            made.execute(_POSTS, [posts, _WORDS])
        made.close()
        begun = time.monotonic()
        said = amends("export", "everything", out, "--names", "--data", data)
        took = time.monotonic() - begun
        peak = int(said.split()[-1]) // 1024
        size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) // 2**20
        database = (data / "amends.sqlite3").stat().st_size // 2**20
        return f"| {posts:,} | {database} MB | {size} MB | {took:.0f} s | {peak} MB |"


if __name__ == "__main__":
    print("| posts | database | what is written | it took | memory at its most |\n|---|---|---|---|---|")
    for given in sys.argv[1:] or ("10000", "1000000"):
        print(measured(int(given)), flush=True)
