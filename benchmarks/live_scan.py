"""How fast events of a live stream are told apart: what concerns 1,000 watched accounts and names, and what does not.

    python benchmarks/live_scan.py [--events 200000] [--runs 5]

The events are made up after the mix of the public network (of ten, seven are likes, one and a half reposts, one and a
half posts; one in fifty concerns a watched account); a post's words are drawn from a list of common words. Beside the
stream's own filter stand two others: decode every event (what a plain client does), and look at none (the loop alone).
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time

from amends.connectors.bluesky_events import told_by_json
from amends.connectors.json_values import parse
from amends.core.antennae.about import concerns_many, watch
from amends.core.vocabulary import SECOND, Post, Subject, iso

WATCHED = 1_000
COMMON = """the of and to in is you that it he was for on are as with his they at be this have from or one had by
word but not what all were we when your can said there use an each which she do how their if will up other about out"""
WORDS = COMMON.split()
START = 1_790_000_000 * SECOND


def did(number: int) -> str:
    """Make an id of the form that most accounts have."""
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    return "did:plc:" + "".join(letters[(number >> shift) & 31] for shift in range(0, 40, 5)).ljust(24, "q")


class Watched:
    """An interest in the first thousand accounts, by id, by handle and by name."""

    def __init__(self) -> None:
        self.authors = frozenset(did(number) for number in range(WATCHED))
        self.watch = watch(
            [
                Subject(f"Name{number}", (f"Orla Quist{number}",), (f"user{number}.example",), (did(number),))
                for number in range(WATCHED)
            ]
        )

    def __contains__(self, author: object) -> bool:
        return author in self.authors

    def concerns(self, posts: list[Post]) -> list[bool]:
        """Tell which posts concern anybody watched."""
        return [bool(found) for found in concerns_many(self.watch, posts)]


def event(number: int, chance: random.Random) -> bytes:
    """Make one event of Jetstream's first version."""
    author, about = (did(chance.randrange(WATCHED, 1 << 24)) for _ in range(2))
    if chance.random() < 0.02:
        about = did(chance.randrange(WATCHED))
    kind = chance.choices(("like", "repost", "post"), (70, 15, 15))[0]
    at = START + number * 500
    subject = {"cid": "bafyrei" + "a" * 52, "uri": f"at://{about}/app.bsky.feed.post/3l3qo2vutsw2b"}
    if kind == "post":
        text = " ".join(chance.choices(WORDS, k=chance.randrange(3, 40)))
        record = {"$type": "app.bsky.feed.post", "createdAt": iso(at), "langs": ["en"], "text": text}
        if chance.random() < 0.4:
            record["reply"] = {"parent": subject, "root": subject}
    else:
        record = {"$type": f"app.bsky.feed.{kind}", "createdAt": iso(at), "subject": subject}
    commit = {"rev": "3l3qo2vutsw2b", "operation": "create", "collection": f"app.bsky.feed.{kind}"}
    commit |= {"rkey": f"3l{number:011d}", "record": record, "cid": "bafyrei" + "b" * 52}
    told = {"did": author, "time_us": at, "kind": "commit", "commit": commit}
    return json.dumps(told, separators=(",", ":")).encode()


def ours(events: list[bytes], watched: Watched) -> int:
    """Find what matters among events, a handful at a time as they come live."""
    found = 0
    for start in range(0, len(events), 500):
        told = [each for frame in events[start : start + 500] for each in told_by_json(frame, watched)]
        posts = [each for each in told if isinstance(each, Post)]
        found += len(told) - len(posts) + sum(watched.concerns(posts))
    return found


def decode_all(events: list[bytes], _watched: Watched) -> int:
    """Decode every event and look at none further."""
    return sum(parse(frame) is not None for frame in events)


def nothing(events: list[bytes], _watched: Watched) -> int:
    """Look at no event."""
    return sum(frame is None for frame in events)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--events", type=int, default=200_000)
    arguments.add_argument("--runs", type=int, default=5)
    given = arguments.parse_args()
    chance, watched = random.Random(1), Watched()
    events = [event(number, chance) for number in range(given.events)]
    print(f"{given.events:,} events, {WATCHED:,} watched accounts and names, {given.runs} runs, time of one core\n")
    print("| way | events/s (median) | best | found |\n|---|---:|---:|---:|")
    for name, way in (("amends", ours), ("decode every event", decode_all), ("look at none", nothing)):
        took, found = [], 0
        for _ in range(given.runs):
            begun = time.process_time()
            found = way(events, watched)
            took.append(time.process_time() - begun)
        rates = [given.events / max(seconds, 1e-9) for seconds in took]
        print(f"| {name} | {statistics.median(rates):,.0f} | {max(rates):,.0f} | {found:,} |")


if __name__ == "__main__":
    main()
