"""How fast the archive connectors turn bytes into posts, on one core.

The lines are made from a seed: the same on every machine. Run it with

    python benchmarks/connectors_speed.py [LINES]

and it prints one table: records (posts or other events) a CPU-second, the median of five rounds, and beside it the
same for a yardstick, ``json.loads`` on the lines of ``own.jsonl``: on a busy machine both fall, and their ratio stays.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import statistics
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

from amends.connectors.archive import read_archive

SEED = 20_260_302
START = 1_772_438_400_000_000
WORDS = (
    *("the", "phone", "review", "space", "personal", "why", "here", "please", "stop", "thanks", "sponsor", "free"),
    *("honest", "people", "friends", "never", "again", "déjà", "straße", "日本語", "🙂", "disclosure", "network"),
    *("trust", "word", "kept", "broken", "asked", "nobody", "everyone", "morning", "answer"),
)


def words(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(4, 26)))


def own_schema(rng: random.Random, count: int) -> bytes:
    rows = (
        {
            "id": f"p{i}",
            "network": "bluesky",
            "author": f"did:plc:{rng.getrandbits(64):016x}",
            "author_name": "A Person",
            "handle": "person.example",
            "text": words(rng),
            "time": f"2026-03-02T{i // 3600 % 24:02d}:{i // 60 % 60:02d}:{i % 60:02d}.{i % 1000:03d}Z",
            "reply_to": "p0",
            "reply_to_author": "did:plc:ines",
            "url": f"https://bsky.app/profile/x/post/p{i}",
            "lang": "en",
        }
        for i in range(count)
    )
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def bare_rows(rng: random.Random, count: int) -> bytes:
    return b"".join(
        json.dumps({"text": words(rng), "time": 1_772_438_400 + i, "author": rng.getrandbits(40)}).encode() + b"\n"
        for i in range(count)
    )


def table(rng: random.Random, count: int) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["time", "airline", "person", "sentiment", "text"])
    for i in range(count):
        text = words(rng).replace(" why ", ' "why", ') if i % 4 == 0 else words(rng)
        writer.writerow(
            [f"2026-03-02T08:{i // 60 % 60:02d}:{i % 60:02d}-08:00", "x", f"p{rng.getrandbits(32)}", "n", text]
        )
    return out.getvalue().encode()


def event(rng: random.Random, i: int, kind: str) -> dict[str, object]:
    did, at = f"did:plc:{rng.getrandbits(96):024x}", START + i * 2_000
    made = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(at // 1_000_000))
    subject = {"cid": "bafyrei" + "a" * 52, "uri": f"at://did:plc:{rng.getrandbits(96):024x}/app.bsky.feed.post/3k{i}"}
    record: dict[str, object] = {"$type": kind, "createdAt": made, "subject": subject}
    if kind == "app.bsky.feed.post":
        record = {"$type": kind, "createdAt": made, "langs": ["en"], "text": words(rng)}
        if rng.random() < 0.6:
            record["reply"] = {"parent": subject, "root": subject}
        if rng.random() < 0.3:
            record["facets"] = [
                {
                    "features": [{"$type": "app.bsky.richtext.facet#link", "uri": "https://a.example/x"}],
                    "index": {"byteEnd": 9, "byteStart": 0},
                }
            ]
    commit = {
        "rev": "3l" + "x" * 11,
        "operation": "create",
        "collection": kind,
        "rkey": f"3k{i}",
        "record": record,
        "cid": "bafyrei" + "b" * 52,
    }
    return {"did": did, "time_us": at, "kind": "commit", "commit": commit}


def events(rng: random.Random, count: int) -> bytes:
    """Make events in the mix that was measured: 69 % likes, 11 % posts, 10 % reposts, 4 % follows, 6 % others."""
    kinds = ("app.bsky.feed.like", "app.bsky.feed.post", "app.bsky.feed.repost", "app.bsky.graph.follow")
    chosen = rng.choices((*kinds, "app.bsky.graph.block"), weights=(69, 11, 10, 4, 6), k=count)
    return b"".join(
        json.dumps(event(rng, i, kind), separators=(",", ":")).encode() + b"\n" for i, kind in enumerate(chosen)
    )


def tweets(rng: random.Random, count: int) -> bytes:
    rows = [
        {
            "tweet": {
                "id_str": str(1_600_000_000_000_000_000 + i),
                "full_text": words(rng),
                "created_at": "Tue Dec 06 08:10:00 +0000 2022",
                "lang": "en",
                "entities": {"user_mentions": [{"screen_name": "ines", "id_str": "1"}], "urls": [], "hashtags": []},
            }
        }
        for i in range(count)
    ]
    return b"window.YTD.tweets.part0 = " + json.dumps(rows, indent=2).encode()


def toots(rng: random.Random, count: int) -> bytes:
    rows = [
        {
            "id": f"https://social.example/users/a/statuses/{i}/activity",
            "type": "Create",
            "actor": "https://social.example/users/a",
            "object": {
                "id": f"https://social.example/users/a/statuses/{i}",
                "type": "Note",
                "published": "2026-03-02T08:00:00Z",
                "attributedTo": "https://social.example/users/a",
                "content": f"<p>{words(rng)}<br>{words(rng)}</p>",
            },
        }
        for i in range(count)
    ]
    return json.dumps({"type": "OrderedCollection", "orderedItems": rows}).encode()


def comments(rng: random.Random, count: int) -> bytes:
    rows = [
        {
            "html_url": f"https://github.com/octo/app/issues/7#issuecomment-{i}",
            "issue_url": "https://api.github.com/repos/octo/app/issues/7",
            "id": i,
            "user": {"login": "tom", "id": rng.getrandbits(30)},
            "created_at": "2026-03-02T08:00:00Z",
            "body": f"@ines {words(rng)}",
        }
        for i in range(count)
    ]
    return json.dumps(rows).encode()


def measured(path: Path, rounds: int = 5) -> tuple[float, int, int]:
    """Give the median CPU seconds of reading a file, and how many posts and other records it held."""
    spent = []
    for _ in range(rounds):
        began, posts, others = time.process_time(), 0, 0
        for batch in read_archive(path):
            posts += len(batch.posts)
            others += batch.skipped + len(batch.refusals)
        spent.append(time.process_time() - began)
    return statistics.median(spent), posts, others


def yardstick(raw: bytes, rounds: int = 5) -> float:
    """Give how many lines a CPU-second the standard library decodes, the median of some rounds."""
    lines, spent = raw.splitlines(), []
    for _ in range(rounds):
        began = time.process_time()
        for line in lines:
            json.loads(line)
        spent.append(time.process_time() - began)
    return len(lines) / statistics.median(spent)


def peak(path: Path) -> float:
    """Give the most memory, in MiB, that reading a file held at once, batches of 4096 posts included."""
    tracemalloc.start()
    for _ in read_archive(path):
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 2**20


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    made = {
        "own.jsonl": own_schema(random.Random(SEED), count),
        "bare.jsonl": bare_rows(random.Random(SEED), count),
        "table.csv": table(random.Random(SEED), count),
        "jetstream.jsonl": events(random.Random(SEED), count),
        "tweets.js": tweets(random.Random(SEED), count // 5),
        "outbox.json": toots(random.Random(SEED), count // 5),
        "comments.json": comments(random.Random(SEED), count // 5),
    }
    made["own.jsonl.gz"] = gzip.compress(made["own.jsonl"], 6)
    print(f"Python {sys.version.split()[0]}, {count:,} lines, seed {SEED}")
    heads = ("archive", "records", "posts", "B/record", "records/CPU-s", "yardstick", "ratio")
    print("{:<16} {:>9} {:>8} {:>8} {:>13} {:>9} {:>5}".format(*heads))
    with tempfile.TemporaryDirectory() as folder:
        for name, raw in made.items():
            path = Path(folder) / name
            path.write_bytes(raw)
            stick = yardstick(made["own.jsonl"])
            seconds, posts, others = measured(path)
            records = posts + others
            print(
                f"{name:<16} {records:>9,} {posts:>8,} {len(raw) // records:>8,} "
                f"{records / seconds:>13,.0f} {stick:>9,.0f} {records / seconds / stick:>5.2f}"
            )
        print("\nMemory held while reading, by length of the archive (own.jsonl):")
        for times in (1, 4):
            path = Path(folder) / "long.jsonl"
            path.write_bytes(made["own.jsonl"] * times)
            print(f"  {count * times:>9,} posts, {path.stat().st_size / 2**20:6.1f} MiB: {peak(path):5.1f} MiB at most")


if __name__ == "__main__":
    main()
