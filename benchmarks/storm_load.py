"""Read and write through a storm: `python benchmarks/storm_load.py [--minutes 10] [--reads 1000] [--replies 30]`.

The demo's story is told until its question is open; then the real site (`amends up`) serves it, and an open-loop client
on the same machine asks for public pages and sends messages through the public form at fixed rates, whether or not
earlier ones were answered. A request's time counts from the moment it should have left. Readers ask for the front page,
the case, its floor and single messages; writers come from as many places as there are messages, without the sum that
browsers do in the background, so that beyond sixty a minute their words are held, and still acknowledged. Then come
``--burst`` replies a second for half a minute. In the end every acknowledged message must be in the database once.

Two cores are shared by the site and its client, so the figures are those of a smaller machine than it seems.
"""

from __future__ import annotations

import argparse
import asyncio
import heapq
import html
import os
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import django
from open_loop import Client, Request, get, post

DATA = tempfile.TemporaryDirectory()
os.environ |= {"AMENDS_DATA": DATA.name, "DJANGO_SETTINGS_MODULE": "amends.settings", "AMENDS_PROXIES": "1"}
django.setup()

from amends import demo  # noqa: E402 - Django comes first
from amends.core.vocabulary import MINUTE  # noqa: E402 - as above
from amends.store import models  # noqa: E402 - as above
from amends.worker.database import prepare_database  # noqa: E402 - as above
from amends.worker.retell import tell_whole_story  # noqa: E402 - as above

HEAD = """\
| load | asked/s | answered | p50, ms | p90 | p99 | worst | failed | site, of a core | client | load average |
|---|---|---|---|---|---|---|---|---|---|---|"""
SENDING = "Sending {} of the storm, in its own words."


def free_port() -> int:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def start_site(port: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", "from amends.cli import main; main()", "up", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ,
    )


def form_of(port: int) -> dict[str, str]:
    """Open the case as a browser does, and return the hidden fields of its form."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/cases/1/") as answer:
        page = answer.read().decode()
    found = re.search(r'<form[^>]*action="/cases/1/say/".*?</form>', page, re.DOTALL)
    if found is None:
        sys.exit("The case's page has no form to write in.")
    fields = {}
    for tag in re.findall(r"<input[^>]*>", found[0]):
        told = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        if told.get("type") == "hidden":
            fields[told["name"]] = html.unescape(told.get("value", ""))
    return fields


def readers(rate: float, seconds: float, chance: random.Random, messages: int) -> Iterator[tuple[float, Request]]:
    paths = ["/", "/cases/1/", "/cases/1/", "/cases/1/", "/cases/1/floor/", "/cases/1/floor/?page=2"]
    paths += [f"/cases/1/messages/{number}/" for number in range(1, messages + 1, max(1, messages // 20))]
    for number in range(int(rate * seconds)):
        yield number / rate, ("read", get(chance.choice(paths)), None)


def writers(
    rate: float, seconds: float, first: int, fields: dict[str, str], acknowledged: set[int]
) -> Iterator[tuple[float, Request]]:
    for number in range(first, first + int(rate * seconds)):
        body = urlencode(fields | {"name": f"Writer {number}", "words": SENDING.format(number), "stance": "objects"})

        def told(status: int, number: int = number) -> None:
            if status == 303:
                acknowledged.add(number)

        sender = f"{10 + number // 65536 % 90}.{number // 256 % 256}.{number % 256}.7"
        yield (number - first) / rate, ("write", post("/cases/1/say/", body.encode(), sender=sender), told)


def together(*streams: Iterator[tuple[float, Request]]) -> Iterator[tuple[float, Request]]:
    return heapq.merge(*streams, key=lambda each: each[0])


def processor_seconds(process: int) -> float:
    """Return how many seconds of a processor a process has used, in all its threads."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def lost_or_doubled(acknowledged: set[int]) -> tuple[int, int]:
    with closing(sqlite3.connect(f"{DATA.name}/amends.sqlite3")) as look:
        rows = look.execute("SELECT text, count(*) FROM store_post WHERE network = 'floor' GROUP BY text").fetchall()
    kept = dict(rows)
    lost = sum(SENDING.format(number) not in kept for number in acknowledged)
    return lost, sum(count > 1 for text, count in kept.items() if text.startswith("Sending "))


def main() -> int:
    given = argparse.ArgumentParser()
    given.add_argument("--minutes", type=float, default=10)
    given.add_argument("--reads", type=float, default=1000)
    given.add_argument("--replies", type=float, default=30)
    given.add_argument("--burst", type=float, default=300)
    asked = given.parse_args()
    prepare_database()
    tell_whole_story(until=demo.ASKED_AT)
    messages = models.Message.objects.count()
    # The site lives at its own time: the story's floor must be open now, so its close is laid ahead.
    far = time.time_ns() // 1000 + 60 * 24 * 60 * MINUTE
    models.Case.objects.update(floor_closes_at=far)
    models.Source.objects.update(state="finished")
    django.db.connections.close_all()
    port = free_port()
    site = start_site(port)
    try:
        while True:
            try:
                fields = form_of(port)
                break
            except OSError:
                time.sleep(0.2)
        time.sleep(3)
        chance, acknowledged = random.Random(1), set[int]()
        seconds = asked.minutes * 60
        print(HEAD)
        reading = readers(asked.reads, seconds, chance, messages)
        writing = writers(asked.replies, seconds, 1, fields, acknowledged)
        rates = {"read": asked.reads, "write": asked.replies}
        asyncio.run(tell("storm", port, site.pid, together(reading, writing), rates))
        burst = writers(asked.burst, 30, int(asked.replies * seconds) + 1, fields, acknowledged)
        asyncio.run(tell("burst", port, site.pid, burst, {"write": asked.burst}))
        time.sleep(2)
        lost, doubled = lost_or_doubled(acknowledged)
        print(f"\nAcknowledged: {len(acknowledged)} messages; lost {lost}, doubled {doubled}.")
    finally:
        site.send_signal(signal.SIGTERM)
        site.wait(30)
    return 1 if lost or doubled else 0


async def look_at_load(loads: list[float]) -> None:
    """Note how many processes want a processor, averaged over a minute: others may share the machine."""
    while True:
        loads.append(os.getloadavg()[0])
        await asyncio.sleep(5)


async def tell(
    name: str, port: int, site: int, requests: Iterator[tuple[float, Request]], rates: dict[str, float]
) -> None:
    client = Client(port)
    began, own, others = time.perf_counter(), time.process_time(), processor_seconds(site)
    loads: list[float] = []
    looks = asyncio.create_task(look_at_load(loads))
    await client.run(requests)
    looks.cancel()
    took = time.perf_counter() - began
    own, others = time.process_time() - own, processor_seconds(site) - others
    shares = f"{100 * others / took:.0f} % | {100 * own / took:.0f} % | {min(loads):.1f} to {max(loads):.1f}"
    for kind, figures in sorted(client.figures.items()):
        statuses = ", ".join(f"{count} × {status}" for status, count in sorted(figures.statuses.items()))
        times = " | ".join(f"{figures.percentile(share):.1f}" for share in (0.5, 0.9, 0.99, 1))
        print(f"| {name}: {kind} | {rates[kind]:g} | {statuses} | {times} | {figures.failed} | {shares} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
