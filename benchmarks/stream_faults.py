"""What a stream that breaks in every way loses or doubles: nothing, and how soon it is caught up.

    python benchmarks/stream_faults.py [--events 200000] [--faults 100] [--away 1800000]

A server of its own process speaks Jetstream on loopback and breaks at moments that a seed chose: it cuts the line,
sends what it has sent again, sends twenty events out of order, or garbles a frame's bytes. The reader, the transaction
that saves posts with the cursor, and the database are the product's. One event in two hundred concerns the subject;
counted is which of those the database holds. Then a real site (`amends up`) takes up a stream that it left an hour ago:
500 events a second, more than the public network has in these collections.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from urllib.parse import parse_qs, urlsplit

import django

DATA = tempfile.TemporaryDirectory()
os.environ |= {"AMENDS_DATA": DATA.name, "DJANGO_SETTINGS_MODULE": "amends.settings"}
django.setup()

from asgiref.sync import sync_to_async  # noqa: E402 - Django comes first
from live_scan import START, did, event  # noqa: E402 - as above
from websockets.asyncio.server import serve  # noqa: E402 - as above

from amends import clock  # noqa: E402 - as above
from amends.actions.add_source import add_source  # noqa: E402 - as above
from amends.actions.add_subject import add_subject  # noqa: E402 - as above
from amends.actions.hear import hear  # noqa: E402 - as above
from amends.connectors.bluesky_live import Bluesky, Cursor  # noqa: E402 - as above
from amends.connectors.door import Door  # noqa: E402 - as above
from amends.core.vocabulary import Subject  # noqa: E402 - as above
from amends.store import models  # noqa: E402 - as above
from amends.worker.attention import Attention  # noqa: E402 - as above
from amends.worker.database import prepare_database  # noqa: E402 - as above

STEP = 2_000
"""Microseconds from one event to the next."""

EACH = 200
"""One event in so many concerns the subject."""

EACH_AWAY = 10_000
"""And one in so many of the hour that was missed: 180, which is a busy account."""

WAYS = ("cut", "again", "out of order", "garbled")


def mine(number: int) -> bytes:
    """Make an event that concerns the subject: an answer to account 0."""
    parent = {"uri": f"at://{did(0)}/app.bsky.feed.post/3kown", "cid": "bafy"}
    record = {"$type": "app.bsky.feed.post", "text": f"Number {number}.", "createdAt": "2026-09-21T12:00:00Z"}
    commit = {"rev": "3l", "operation": "create", "collection": "app.bsky.feed.post", "rkey": f"m{number}"}
    commit["record"] = record | {"reply": {"parent": parent, "root": parent}}
    told = {"did": did(5_000 + number % 900), "time_us": START + number * STEP, "kind": "commit", "commit": commit}
    return json.dumps(told, separators=(",", ":")).encode()


class Stream:
    """All events, and the faults that are still to come, each once."""

    def __init__(self, events: int, faults: int, each: int) -> None:
        chance = random.Random(11)
        pool = [frame for frame in (event(number, chance) for number in range(20_000)) if did(0).encode() not in frame]
        self.pool, self.events, self.each, self.chance = pool, events, each, chance
        self.faults = {chance.randrange(events): WAYS[number % len(WAYS)] for number in range(faults)}

    def frame(self, number: int) -> bytes:
        """Give one event, with the time it has."""
        if number % self.each == 0:
            return mine(number)
        head, _, rest = self.pool[number % len(self.pool)].partition(b'"time_us":')
        return head + b'"time_us":%d' % (START + number * STEP) + rest[rest.index(b",") :]

    async def tell(self, line: object) -> None:
        """Tell everything from the cursor on, breaking where a fault is due."""
        since = int(parse_qs(urlsplit(line.request.path).query).get("cursor", ["0"])[0])
        number, ready = max(0, (since - START) // STEP), bytearray()
        while number < self.events:
            fault = self.faults.pop(number, "")
            frames = [self.frame(number)]
            if fault == "cut":
                line.transport.abort()
                return
            if fault == "again":
                frames = [self.frame(each) for each in range(max(0, number - 300), number + 1)]
            elif fault == "out of order":
                frames = [self.frame(each) for each in range(number, min(number + 20, self.events))]
                self.chance.shuffle(frames)
                number += len(frames) - 1
            elif fault == "garbled":
                at = self.chance.randrange(1, len(frames[0]) - 12)
                frames = [frames[0][:at] + b"\xff" * 10 + frames[0][at + 10 :]]
            ready += b"".join(map(framed, frames))
            number += 1
            if len(ready) > 250_000 or number in self.faults or number >= self.events:
                if line.transport.is_closing():
                    return  # the reader has had enough of a garbled frame
                line.transport.write(bytes(ready))
                ready.clear()
                while line.transport.get_write_buffer_size() > 1_000_000:  # noqa: ASYNC110 - it offers no event
                    await asyncio.sleep(0.001)
        await asyncio.sleep(1)
        await line.close()


def framed(message: bytes) -> bytes:
    """Put a message into a frame as a server sends it (RFC 6455), since one by one is slower than any reader."""
    if len(message) < 126:
        return b"\x81" + bytes([len(message)]) + message
    return b"\x81\x7e" + len(message).to_bytes(2, "big") + message


async def speak(events: int, faults: int, each: int) -> None:
    """Serve the stream, print its port, and go on until killed."""
    stream = Stream(events, faults, each)
    async with serve(stream.tell, "127.0.0.1", 0, compression=None) as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        await asyncio.get_running_loop().create_future()


async def listen(port: int, last: int) -> tuple[int, float]:
    """Listen until the last event was told, taking the stream up again whenever it breaks; tells how often it did."""
    attention, broken, begun = Attention(), 0, time.monotonic()
    await sync_to_async(attention.refresh)(clock.now())
    source = await sync_to_async(models.Source.objects.get)()
    while True:
        try:
            async for heard in Bluesky(
                Door(near=[f"127.0.0.1:{port}"]), attention, addresses=[f"ws://127.0.0.1:{port}/subscribe"]
            ).read(source.cursor):
                given = {"reached": heard.at, "changes": heard.changes, "refused": len(heard.refusals)}
                if heard.posts or heard.changes or heard.at >= last:
                    await sync_to_async(hear)(source, list(heard.posts), heard.cursor, clock.now(), **given)
                source.cursor = heard.cursor
                if heard.at >= last:
                    return broken, time.monotonic() - begun
        except OSError:
            broken += 1


def server(events: int, faults: int, each: int = EACH) -> tuple[subprocess.Popen[str], int]:
    """Start the server's process; tells it and its port."""
    command = [
        sys.executable,
        __file__,
        "--speak",
        "--events",
        str(events),
        "--faults",
        str(faults),
        "--each",
        str(each),
    ]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    return running, int(running.stdout.readline())


def caught_up(events: int) -> float:
    """Start a site whose source was left an hour ago; tell how many seconds it takes until nothing is behind."""
    running, port = server(events, 0, EACH_AWAY)
    last, left = START + (events - 1) * STEP, Cursor(START + 11_000_000, "ws://elsewhere", 0)
    address = f"ws://127.0.0.1:{port}/subscribe"
    models.Source.objects.update(cursor=str(left), address=address, state="waiting", last_heard_at=None)
    up = [sys.executable, "-c", "from amends.cli import main; main()", "up", "--data", DATA.name, "--port", "0"]
    around = os.environ | {"AMENDS_NEAR": f"127.0.0.1:{port}"}
    site, begun = subprocess.Popen(up, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=around), 0.0
    try:
        while (heard := models.Source.objects.get().last_heard_at or 0) < last:
            begun = begun or (time.monotonic() if heard else 0.0)
            time.sleep(0.05)
        return time.monotonic() - begun
    finally:
        for process in (site, running):
            process.terminate()
            process.wait(30)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--events", type=int, default=200_000)
    arguments.add_argument("--faults", type=int, default=100)
    arguments.add_argument("--away", type=int, default=1_800_000)
    arguments.add_argument("--each", type=int, default=EACH, help=argparse.SUPPRESS)
    arguments.add_argument("--speak", action="store_true", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.speak:
        asyncio.run(speak(given.events, given.faults, given.each))
        return
    prepare_database()
    add_subject(Subject("Ines", accounts=(did(0),)), START)
    add_source("stream", "bluesky", "loopback", START)
    running, port = server(given.events, given.faults)
    broken, took = asyncio.run(listen(port, START + (given.events - 1) * STEP))
    running.kill()
    running.wait()
    kept = Counter(name.rpartition("/m")[2] for name in models.Post.objects.values_list("origin_id", flat=True))
    wanted = {str(number) for number in range(0, given.events, EACH)}
    print("| events | faults | taken up again | concern the subject | missing | double | events/s |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    missing, double = len(wanted - set(kept)), sum(kept.values()) - len(kept)
    counts = f"{given.events:,} | {given.faults} | {broken} | {len(wanted):,} | {missing} | {double}"
    print(f"| {counts} | {given.events / took:,.0f} |")
    if given.away:
        print(f"\nAn hour away, {given.away:,} events: caught up in {caught_up(given.away):.0f} s.")


if __name__ == "__main__":
    main()
