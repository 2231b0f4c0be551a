"""How much memory a site holds that listens to five sources for an hour.

    python benchmarks/live_memory.py [--minutes 60] [--rate 500]

The site is a real one (`amends up`) in a process of its own. It listens to Bluesky over Jetstream (``rate`` events a
second, more than the public network has in these collections; one in a thousand concerns the owner), to an account on
`mastodon-mock` over its stream, to a feed that grows, to a mailbox on Dovecot, and to a forum that delivers by webhook
and is asked as well. Two of the servers are those of the tests (`make peers`; Debian's `dovecot-imapd`, as root). What
each brought is counted in the database at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import hmac
import json
import os
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import time_ns

from live_latency import busy, objection, resident
from live_scan import did, event
from websockets.asyncio.server import serve

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from connectors import dovecot_peer, mastodon_peer

SECRET = "whsec_" + "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3JldA=="
KINDS = ("bluesky", "mastodon", "feed", "discourse", "mailbox")
WHO = ("ben", "cem", "dora")
SAID = ("You sold us out for a phone.", "I do not mind, it is a phone.", "What did they pay you?", "Shame on you.")
SET_UP = """
import json, sys
from pathlib import Path
from amends.cli.site import run_site
with run_site(Path(sys.argv[1]), quiet=True):
    from django.conf import settings
    from amends import clock
    from amends.actions.add_source import add_source
    from amends.actions.add_subject import add_subject
    from amends.actions.line import do
    from amends.actions.source_keys import SECRET, TOKEN, keep_key
    from amends.core.vocabulary import Subject
    def deed():
        told = json.loads(sys.argv[2])
        add_subject(Subject("Anna", **told["subject"]), clock.now())
        for kind, address, token, secret in told["sources"]:
            row = add_source(kind, kind, address, clock.now())
            for option, key in ((TOKEN, token), (SECRET, secret)):
                if key:
                    keep_key(row, option, key, settings.AMENDS_DATA, clock.now())
    do(clock.now, deed)
"""


async def speak(rate: int) -> None:
    """Serve Jetstream on a free port, print the port, and go on until killed."""
    chance, clock = random.Random(5), re.compile(rb'"time_us":\d+')
    pool = [event(number, chance) for number in range(20_000)]
    pool = [frame for frame in pool if f"at://{did(0)}/".encode() not in frame]

    async def handle(line: object) -> None:
        begun, told = time.monotonic(), 0
        while True:
            for number in range(told, int((time.monotonic() - begun) * rate)):
                told = number + 1
                # Somebody new each time: accounts and people add up as they would.
                frame = pool[number % len(pool)] if told % 1_000 else objection(0, told // 1_000)
                await line.send(clock.sub(b'"time_us":%d' % (time_ns() // 1000), frame, count=1))
            await asyncio.sleep(0.02)

    async with serve(handle, "127.0.0.1", 0, compression=None) as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        await asyncio.get_running_loop().create_future()


class Pages:
    """A feed and a forum on one server, and what each of them has said so far."""

    def __init__(self) -> None:
        self.entries: list[str] = []
        self.posts: list[dict[str, object]] = []
        pages = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body, kind = pages.feed() if self.path.startswith("/feed") else pages.forum()
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_told: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.place = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def feed(self) -> tuple[bytes, str]:
        """Give the feed's newest hundred entries."""
        told = "".join(reversed(self.entries[-100:]))
        return f'<rss version="2.0"><channel><title>Comments</title>{told}</channel></rss>'.encode(), "application/xml"

    def forum(self) -> tuple[bytes, str]:
        """Give the forum's newest twenty posts."""
        return json.dumps({"latest_posts": self.posts[:-21:-1]}).encode(), "application/json"

    def add_entry(self, number: int) -> None:
        """Let somebody comment on the owner's page."""
        self.entries.append(
            f"<item><guid>http://{self.place}/a#c{number}</guid><link>http://{self.place}/a#c{number}</link>"
            f"<author>Reader {number}</author><description>{SAID[number % 4]} {number}</description>"
            f"<pubDate>{formatdate(usegmt=True)}</pubDate></item>"
        )

    def add_post(self, number: int) -> bytes:
        """Let somebody post in the forum; gives what the forum delivers of it."""
        post = {
            "id": number + 1, "topic_id": 7, "post_number": number + 2, "user_id": number, "username": f"r{number}",
            "created_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "reply_to_post_number": 1,
            "cooked": f"<p>@anna {SAID[number % 4]} {number}</p>", "reply_to_user": {"username": "anna"},
        }  # fmt: skip
        self.posts.append(post)
        return json.dumps({"post": post}).encode()


def deliver(port: int, body: bytes) -> None:
    """Send a webhook to the site as a forum does."""
    signature = hmac.digest(SECRET.encode(), body, "sha256").hex()
    headers = {"Content-Type": "application/json", "X-Discourse-Event": "post_created"}
    headers["X-Discourse-Event-Signature"] = f"sha256={signature}"
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/in/4/", body, headers)
    with urllib.request.urlopen(asked, timeout=30) as answer:
        answer.read()


def write(mail: Path, number: int) -> None:
    """Put a letter into the mailbox."""
    told = (
        f"From: Reader {number} <reader{number}@far.example>\r\nTo: anna@mail.example\r\nSubject: Your phone\r\n"
        f"Message-ID: <{number}@far.example>\r\nDate: {formatdate()}\r\n\r\n{SAID[number % 4]} {number}\r\n"
    )
    dovecot_peer.deliver(mail, told.encode(), str(number))


def talk(until: float, say: dict[str, Callable[[int], object]], said: dict[str, int]) -> None:
    """Let people speak on four networks, each in its own rhythm, until it is time."""
    rhythm = {"mastodon": 4.0, "feed": 20.0, "discourse": 5.0, "mailbox": 15.0}
    due = dict.fromkeys(rhythm, time.monotonic())
    while (now := time.monotonic()) < until:
        for kind in [kind for kind in rhythm if due[kind] <= now]:
            number = said[kind]
            say[kind](number)
            said[kind], due[kind] = number + 1, due[kind] + rhythm[kind]
        time.sleep(0.1)


def ready(database: Path, site: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the site answers and all five sources are heard."""
    ends = time.monotonic() + 120
    while site.poll() is None and time.monotonic() < ends:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as kept:
            states = [state for (state,) in kept.execute("select state from store_source")]
        with socket.socket() as line:
            if states == ["listening"] * 5 and line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit(f"The site does not listen: {states}.")


def measure(begun: float, until: float, pid: int) -> list[tuple[float, float]]:
    """Look at the site's memory every two seconds; tells at which minute it held how many megabytes."""
    found = []
    while (now := time.monotonic()) < until:
        found.append(((now - begun) / 60, resident(pid)))
        time.sleep(2)
    return found


def report(found: list[tuple[float, float]], minutes: float, share: float) -> None:
    """Print what was held when."""
    marks = [minutes * part / 6 for part in range(7)]
    at = [min(found, key=lambda each: abs(each[0] - mark))[1] for mark in marks]
    print("| minute | " + " | ".join(f"{mark:.0f}" for mark in marks) + " | most | processor |")
    print("|---|" + "---:|" * (len(marks) + 2))
    most = max(held for _, held in found)
    print("| MB | " + " | ".join(f"{held:.0f}" for held in at) + f" | {most:.0f} | {100 * share:.0f} % of a core |\n")


def brought(database: Path, said: dict[str, int]) -> None:
    """Print what each source brought."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as kept:
        networks = dict(kept.execute("select network, count(*) from store_post group by network"))
        failures = kept.execute("select name, note from store_source where failures > 0").fetchall()
        cases, gaps = (kept.execute(f"select count(*) from {t}").fetchone()[0] for t in ("store_case", "store_gap"))
    print(f"Said: {said}. Kept: {networks}. Cases: {cases}. Gaps: {gaps}. Failing: {failures}.")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--minutes", type=float, default=60)
    arguments.add_argument("--rate", type=int, default=500)
    arguments.add_argument("--speak", action="store_true", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.speak:
        asyncio.run(speak(given.rate))
        return
    command = [sys.executable, __file__, "--speak", "--rate", str(given.rate)]
    with (
        tempfile.TemporaryDirectory() as made,
        mastodon_peer.running(Path(made), heartbeat=15) as mastodon,
        dovecot_peer.running() as (imap, mail),
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as stream,
        socket.socket() as free,
    ):
        jetstream, pages, data = int(stream.stdout.readline()), Pages(), Path(made) / "site"
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        page, forum = f"{mastodon.base}/@anna", f"http://{pages.place}"
        near = [f"127.0.0.1:{jetstream}", mastodon.place, pages.place, f"127.0.0.1:{imap}"]
        sources = (
            ("bluesky", f"ws://127.0.0.1:{jetstream}/subscribe", "", ""),
            ("mastodon", page, "anna_token", ""),
            ("feed", f"{forum}/feed", "", ""),
            ("discourse", forum, "", SECRET),
            ("mailbox", f"imap://anna%40mail.example@127.0.0.1:{imap}/INBOX", "secret", ""),
        )
        subject = {"handles": ["anna"], "accounts": [did(0), page, "anna@mail.example"], "links": [f"{forum}/a"]}
        around = os.environ | {"AMENDS_NEAR": ",".join(near)}
        told = json.dumps({"subject": subject, "sources": sources})
        subprocess.run([sys.executable, "-c", SET_UP, str(data), told], check=True, env=around)
        up = [sys.executable, "-c", "from amends.cli import main; main()"]
        site = subprocess.Popen(
            [*up, "up", "--data", str(data), "--port", str(port)], stdout=subprocess.DEVNULL, env=around
        )
        try:
            database, said = next(data.glob("*.sqlite3")), dict.fromkeys(KINDS[1:], 0)
            ready(database, site, port)
            begun, used = time.monotonic(), busy(site.pid)
            until = begun + 60 * given.minutes
            say = {
                "mastodon": lambda number: mastodon.say(WHO[number % 3], f"@anna {SAID[number % 4]} {number}"),
                "feed": pages.add_entry,
                "discourse": lambda number: deliver(port, pages.add_post(number)),
                "mailbox": lambda number: write(mail, number),
            }
            talking = threading.Thread(target=talk, args=(until, say, said))
            talking.start()
            found = measure(begun, until, site.pid)
            talking.join()
            share = (busy(site.pid) - used) / (time.monotonic() - begun)
            time.sleep(3)
            report(found, given.minutes, share)
            brought(database, said)
        finally:
            stream.terminate()
            site.send_signal(signal.SIGTERM)
            site.wait(60)


if __name__ == "__main__":
    main()
