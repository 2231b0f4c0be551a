"""From a word on the stream to the alert on the desk: how long it takes, with the whole network speaking beside it.

    python benchmarks/live_latency.py [--storms 100] [--rate 2000] [--apart 1.0]

A server of its own process speaks Jetstream on loopback: ``rate`` events a second that concern nobody, and one storm
after another, each against another of the site's subjects, one objection every 50 ms until ten people have spoken. The
site is a real one (`amends up`) in a process of its own, with nothing changed but the address it listens to. The time
is from the moment at which the last post that an alert stands on was sent to the moment at which the alert and its case
are committed, and so on the desk; the processor time is that of the whole site while it listened.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from time import time_ns

import numpy as np
from live_scan import did, event
from websockets.asyncio.server import serve

from amends.core.vocabulary import iso

PEOPLE = 10
OBJECTIONS = (
    "Not in our personal space, please. You sold us out for a phone.",
    "This is an advert and you did not say so. Shame on you.",
    "I am so disappointed. You broke our trust for a free phone.",
    "Take it down. We never agreed to be your audience for sponsors.",
)
SET_UP = """
import sys
from pathlib import Path
from amends.cli.site import run_site
with run_site(Path(sys.argv[1]), quiet=True):
    from amends import clock
    from amends.actions.add_source import add_source
    from amends.actions.add_subject import add_subject
    from amends.actions.line import do
    from amends.core.vocabulary import Subject
    sys.path.insert(0, sys.argv[4])
    from live_scan import did
    def deed():
        for number in range(int(sys.argv[3])):
            handles, accounts = (f"user{number}.example",), (did(number),)
            add_subject(Subject(f"Storm {number}", handles=handles, accounts=accounts), clock.now())
        add_source("Jetstream", "bluesky", sys.argv[2], clock.now())
    do(clock.now, deed)
"""


def objection(storm: int, person: int) -> bytes:
    """Make an answer that objects, of somebody who has not spoken before."""
    now = time_ns() // 1000
    owner, author = did(storm), did((1 << 30) + storm * 100 + person)
    parent = {"uri": f"at://{owner}/app.bsky.feed.post/3kown", "cid": "bafy"}
    record = {
        "$type": "app.bsky.feed.post", "text": f"{OBJECTIONS[person % 4]} {person}", "createdAt": iso(now),
        "langs": ["en"], "reply": {"parent": parent, "root": parent},
    }  # fmt: skip
    commit = {"rev": "3l", "operation": "create", "collection": "app.bsky.feed.post", "rkey": f"s{storm}x{person}"}
    told = {"did": author, "time_us": now, "kind": "commit", "commit": commit | {"record": record}}
    return json.dumps(told, separators=(",", ":")).encode()


async def speak(storms: int, rate: int, apart: float, sent: dict[str, float]) -> None:
    """Serve the stream on a free port, print the port, and end when every storm has been told."""
    chance = random.Random(3)
    pool = [event(number, chance) for number in range(20_000)]
    clock = re.compile(rb'"time_us":\d+')
    pool = [frame for frame in pool if not any(f"at://{did(number)}/".encode() in frame for number in range(1_000))]
    done = asyncio.Event()

    async def handle(line: object) -> None:
        async def crowd() -> None:
            begun, told = time.monotonic(), 0
            while True:
                due = int((time.monotonic() - begun) * rate)
                for _ in range(due - told):
                    frame = pool[told % len(pool)]
                    await line.send(clock.sub(b'"time_us":%d' % (time_ns() // 1000), frame, count=1))
                    told += 1
                await asyncio.sleep(0.005)

        crowding = asyncio.create_task(crowd())
        await asyncio.sleep(5)
        for storm in range(storms):
            for person in range(PEOPLE):
                sent[f"s{storm}x{person}"] = time.time()
                await line.send(objection(storm, person))
                await asyncio.sleep(0.05)
            await asyncio.sleep(apart)
        await asyncio.sleep(5)
        crowding.cancel()
        done.set()

    async with serve(handle, "127.0.0.1", 0, compression=None) as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        await done.wait()


def speaking(storms: int, rate: int, apart: float, target: str) -> None:
    """Be the server's process; write down when each objection was sent."""
    sent: dict[str, float] = {}
    with suppress(KeyboardInterrupt):
        asyncio.run(speak(storms, rate, apart, sent))
    Path(target).write_text(json.dumps(sent))


def busy(pid: int) -> float:
    """Tell the seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    """Tell the megabytes of memory that a process holds."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def watch(database: Path, server: subprocess.Popen[str], pid: int) -> tuple[dict[int, float], float, float]:
    """Look again and again which cases stand there; tell when each did, the processor's share, and memory."""
    seen: dict[int, float] = {}
    begun, used, most = time.monotonic(), busy(pid), 0.0
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as kept:
        while server.poll() is None:
            for (alert,) in kept.execute("select id from store_alert where channel = 'case'").fetchall():
                seen.setdefault(alert, time.time())
            most = max(most, resident(pid))
            time.sleep(0.02)
    return seen, (busy(pid) - used) / (time.monotonic() - begun), most


def delays(database: Path, seen: dict[int, float], sent: dict[str, float]) -> list[float]:
    """Tell how many seconds after the last post it stands on each first alert of a case stood on the desk."""
    query = """select a.id, p.origin_id from store_alert a join store_alert_evidence e on e.alert_id = a.id
        join store_reading r on r.id = e.reading_id join store_post p on p.id = r.post_id
        where a.channel = 'case' and a.escalation = 0"""
    last: dict[int, float] = {}
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as kept:
        for alert, origin in kept.execute(query):
            last[alert] = max(last.get(alert, 0.0), sent[origin.rpartition("/")[2]])
    return [seen[alert] - at for alert, at in last.items() if alert in seen]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--storms", type=int, default=100)
    arguments.add_argument("--rate", type=int, default=2_000)
    arguments.add_argument("--apart", type=float, default=1.0)
    arguments.add_argument("--speak", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.speak:
        speaking(given.storms, given.rate, given.apart, given.speak)
        return
    with tempfile.TemporaryDirectory() as made:
        data, target = Path(made) / "site", Path(made) / "sent.json"
        numbers = ["--storms", str(given.storms), "--rate", str(given.rate), "--apart", str(given.apart)]
        speak_command = [sys.executable, __file__, "--speak", str(target), *numbers]
        server = subprocess.Popen(speak_command, stdout=subprocess.PIPE, text=True)
        port = server.stdout.readline().strip()
        told = [f"ws://127.0.0.1:{port}/subscribe", str(given.storms), str(Path(__file__).parent)]
        around = os.environ | {"AMENDS_NEAR": f"127.0.0.1:{port}"}
        subprocess.run([sys.executable, "-c", SET_UP, str(data), *told], check=True, env=around)
        up = [sys.executable, "-c", "from amends.cli import main; main()", "up", "--data", str(data), "--port", "0"]
        site = subprocess.Popen(up, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=around)
        try:
            seen, share, memory = watch(next(data.glob("*.sqlite3")), server, site.pid)
            found = delays(next(data.glob("*.sqlite3")), seen, json.loads(target.read_text()))
        finally:
            site.send_signal(signal.SIGTERM)
            site.wait(30)
    print("| storms | noticed | median s | 99th percentile s | most s | processor | memory MB |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    middle, late, most = np.percentile(found, [50, 99, 100]) if found else (np.nan,) * 3
    counts = f"{given.storms} | {len(found)}"
    print(f"| {counts} | {middle:.2f} | {late:.2f} | {most:.2f} | {100 * share:.0f} % of a core | {memory:.0f} |")


if __name__ == "__main__":
    main()
