"""Documents made to cost whoever reads them; run as a program, it says what each costs in a process of its own."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import resource
import sys
import time
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import libipld

from amends.connectors.addresses import NotAsked
from amends.connectors.bluesky_events import (
    Garbled,
    place_by_cbor,
    place_by_json,
    told_by_cbor,
    told_by_json,
)
from amends.connectors.door import Answer, Door, NoAnswer
from amends.connectors.feeds import posts_of
from amends.connectors.letters import LARGEST, letter
from amends.connectors.outcome import Refusal
from amends.connectors.protocols import SourceRefused
from amends.connectors.server_sent import events
from amends.connectors.web_pages import Page
from amends.connectors.webhook_in import delivered

FILES = Path(__file__).parent.parent / "corpora" / "bombs"
NOW = 1_795_600_000_000_000
FRAME = 2**21
"""Bytes of a message of a web socket, at most."""


class Everybody:
    """Listens for everybody, so that nothing is passed over."""

    def __contains__(self, author):
        return True

    def concerns(self, posts):
        return [True] * len(posts)


def feed(raw):
    """Read a feed: few posts, not long ones, and where there are none it is said why."""
    try:
        posts, refusals = posts_of(raw, "https://bomb.example/feed", NOW)
    except SourceRefused:
        return
    assert len(posts) <= 200
    assert sum(len(post.text) for post in posts) < 2_000_000
    assert posts or refusals or b"<?a b?>" in raw


def page(raw):
    """Read a page of the web as a mention's source."""
    read = Page(raw.decode(), "https://bomb.example/page")
    read.links()
    read.leads_to("webmention")
    assert len(read.entry().text) < 100_000


def firehose(frame):
    """Read a frame of the firehose: it is garbled, or nothing in it is a post."""
    assert len(frame) <= FRAME
    place_by_cbor(frame)
    try:
        told = told_by_cbor(frame, Everybody())
    except Garbled:
        return
    assert all(isinstance(each, Refusal) for each in told)


def jetstream(frame):
    """Read a frame of Jetstream: it is garbled, or nothing in it is a post."""
    assert len(frame) <= FRAME
    place_by_json(frame)
    try:
        told = told_by_json(frame, Everybody())
    except Garbled:
        return
    assert all(isinstance(each, Refusal) for each in told)


def answer(body):
    """Read what the API of a server answers."""
    try:
        Answer(200, (), body, "https://bomb.example/api").json()
    except NoAnswer:
        return


def webhook(body):
    """Read what was delivered."""
    posts, refusals, _ = delivered(body, "Our chat", NOW)
    assert not posts
    assert refusals


def mail(raw):
    """Read a letter."""
    try:
        assert len(letter(raw[:LARGEST], "anna@mail.example", str.upper, NOW).text) <= LARGEST
    except ValueError:
        return


def stream(raw):
    """Read events that a server sends."""

    async def go():
        async def pieces():
            for start in range(0, len(raw), 65_536):
                yield raw[start : start + 65_536]

        with_size = [event async for event in events(pieces())]
        assert sum(len(event.data) for event in with_size) <= len(raw)

    try:
        asyncio.run(go())
    except NoAnswer:
        return


def door(answered):
    """Ask a server that answers so, over a socket; ``answered`` are pieces it sends, the last one for ever."""

    async def serve(_reader, writer):
        try:
            for piece in answered[:-1]:
                writer.write(piece)
            while True:
                writer.write(answered[-1])
                await writer.drain()
                await asyncio.sleep(0 if len(answered[-1]) > 100 else 0.01)
        except (OSError, asyncio.CancelledError):
            writer.close()

    async def go():
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        place = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            await Door(near=[place]).ask(f"http://{place}/", most=1_000_000, patience=0.5)
        except (NoAnswer, NotAsked):
            return
        finally:
            server.close()
        raise AssertionError("It was taken.")

    asyncio.run(go())


def commit(ops, blocks=b""):
    """Write a frame of the firehose for these operations."""
    body = {"repo": "did:plc:a", "seq": 7, "time": "2026-11-27T10:00:00Z", "ops": ops, "blocks": blocks}
    return libipld.encode_dag_cbor({"op": 1, "t": "#commit"}) + libipld.encode_dag_cbor(body)


def operation(cid, number=0):
    """Write one operation that makes a post."""
    return {"action": "create", "path": f"app.bsky.feed.post/{number}", "cid": cid}


def cid_of(block):
    """Name a block as the protocol does."""
    return b"\x01\x71\x12\x20" + sha256(block).digest()


def varint(number):
    """Write a length as a CAR does."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def car(*blocks):
    """Write a CAR of these blocks, each under its right name."""
    return b"\x01\xa0" + b"".join(varint(36 + len(block)) + cid_of(block) + block for block in blocks)


def held(*blocks, times=1):
    """Write a commit whose operations name these blocks, each so many times."""
    return commit([operation(cid_of(block), at) for block in blocks for at in range(times)], car(*blocks))


HEAD = libipld.encode_dag_cbor({"op": 1, "t": "#commit"})
LONG = 1_900_000
CBOR = {
    "nested lists": HEAD + b"\x81" * LONG + b"\0",
    "nested maps": HEAD + b"\xa1\x61a" * (LONG // 3) + b"\0",
    "nested tags": HEAD + b"\xd8\x2a" * (LONG // 2) + b"\0",
    "a list of 2 to the 63": HEAD + b"\x9b\x7f" + b"\xff" * 7,
    "a list of 2 to the 32": HEAD + b"\x9a\xff\xff\xff\xff" + b"\0" * 100,
    "a map of 2 to the 40": HEAD + b"\xbb\0\0\0\xff\xff\xff\xff\xff",
    "a text of 2 to the 40": HEAD + b"\x7b\0\0\0\xff\xff\xff\xff\xffabc",
    "bytes of 2 to the 40": HEAD + b"\x5b\0\0\0\xff\xff\xff\xff\xffabc",
    "lists that all claim much": HEAD + b"\x98\x64" + b"\x9a\x0f\xff\xff\xff" * 100,
    "a list of empty lists": HEAD + b"\x9a" + LONG.to_bytes(4, "big") + b"\x80" * LONG,
    "a list of empty maps": HEAD + b"\x9a" + LONG.to_bytes(4, "big") + b"\xa0" * LONG,
    "bodies without end": HEAD + b"\xa0" * LONG,
    "a list without a length": HEAD + b"\x9f" * LONG,
    "one key again and again": HEAD + b"\xba\0\x07\xa1\x20" + b"\x61a\0" * 500_000,
    "operations without end": commit([operation(None, number) for number in range(30_000)]),
    "a block whose length has no end": commit([operation(cid_of(b""))], b"\x01\xa0" + b"\xff" * LONG),
    "a block of 2 to the 63": commit([operation(cid_of(b""))], b"\x01\xa0" + varint(2**63) + cid_of(b"")),
    "blocks without end": commit([operation(cid_of(b"?"))], b"\x01\xa0" + (b"\x24" + cid_of(b"")) * 50_000),
    "a record that nests": held(b"\x81" * 50_000 + b"\0"),
    "a record of empty lists": held(b"\x99\xc3\x50" + b"\x80" * 50_000),
    "a record of two million bytes": held(b"\x5a" + LONG.to_bytes(4, "big") + b"x" * LONG),
    "one long record two hundred times": held(b"\x59\xc3\x50" + b"x" * 50_000, times=200),
    "many records of empty lists": held(*(b"\x99\xc3\x50" + b"\x80" * 50_000 + bytes([at]) for at in range(24))),
    "a record with one key twice": held(b"\xa2\x61a\0\x61a\0"),
}  # fmt: skip
POST = b'{"did":"did:plc:a","time_us":1,"kind":"commit","commit":{"collection":"app.bsky.feed.post","record":'
JSON = {
    "nested lists": b"[" * LONG,
    "nested objects": b'{"a":' * (LONG // 5),
    "empty lists": b"[" + b"[]," * (LONG // 3) + b"1]",
    "empty lists, and no JSON at the end": b"[" + b"[]," * (LONG // 3) + b"NaN]",
    "empty objects": b"[" + b"{}," * (LONG // 3) + b"1]",
    "a number of a million digits": b"1" * 1_000_000,
    "keys without end": b"{" + b",".join(b'"%d":1' % number for number in range(150_000)) + b"}",
    "a text of escapes": b'"' + b"\\u0000" * 300_000 + b'"',
    "lone surrogates": b'"' + b"\\ud800" * 300_000 + b'"',
}


def written(body=b"", **headers):
    """Write a letter."""
    told = {"From": "ben@far.example", "Message-ID": "<1@far.example>"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return "".join(f"{name}: {value}\r\n" for name, value in told.items()).encode() + b"\r\n" + body


def nested_parts(levels):
    """Write a letter of parts within parts."""
    return b"".join(
        b"--%d\r\nContent-Type: multipart/mixed; boundary=%d\r\n\r\n" % (level, level + 1) for level in range(levels)
    )


MAIL = {
    "parts within parts": written(nested_parts(3_000), Content_Type="multipart/mixed; boundary=0"),
    "letters within letters": written(b"Content-Type: message/rfc822\r\n\r\n" * 6_000, Content_Type="message/rfc822"),
    "parts without end": written(b"--0\r\n\r\n" * 25_000, Content_Type="multipart/mixed; boundary=0"),
    "headers without end": b"From: ben@far.example\r\n" + b"A: b\r\n" * 30_000 + b"\r\nI object.",
    "a sender of a hundred thousand brackets": written(b"No.", From="(" * 100_000 + " ben@far.example"),
    "a sender of quotes": written(b"No.", From='"' * 99_999 + " ben@far.example"),
    "senders without end": written(b"No.", From="a@b.example, " * 14_000),
    "a subject of encoded words": written(b"No.", Subject="=?utf-8?q?=41?= " * 12_000),
    "a boundary without end": written(b"No.", Content_Type="multipart/mixed; boundary=" + "b" * 100_000),
    "parameters without end": written(b"No.", Content_Type="text/plain; " + "a*1*=b; " * 14_000),
    "markup that is never closed": written(b"<a <b " * 30_000, Content_Type="text/html"),
    "an encoding of an encoding": written(b64encode(b64encode(b"No. " * 30_000)), Content_Transfer_Encoding="base64"),
    "a date of digits": written(b"No.", Date="1" * 150_000),
    "quotes of quotes": written(b">" * 190_000),
    "lines that seem to introduce": written(b"On " * 60_000),
}  # fmt: skip
OK = b"HTTP/1.1 200 OK\r\n"
DOOR = {
    "a body without end": [OK + b"\r\n", b"x" * 65_536],
    "a body that drips": [OK + b"\r\n", b"x"],
    "a head without end": [OK, b"A: b\r\n" * 10_000],
    "a head that drips": [OK, b"A"],
    "fifty million zeros, packed": [OK + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"\0" * 50_000_000)],
    "chunks of one byte": [OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 10_000],
}
STREAM = {
    "a line without end": b"data: " + b"x" * 8_000_000,
    "an event without end": b"data: x\n" * 500_000,
    "empty lines without end": b"\n" * 100_000,
}
MADE = {
    firehose: CBOR,
    jetstream: JSON | {f"{name}, in a post": POST + body for name, body in JSON.items()},
    answer: JSON,
    webhook: {name: body[:1_000_000] for name, body in JSON.items()},
    mail: MAIL,
    door: DOOR,
    stream: STREAM,
}


def everything():
    """Give each bomb's name, with what reads it and what it is."""
    kept = {"feed": feed, "page": page}
    found = {
        path.name.removesuffix(".gz"): (kept[path.name.partition(".")[0]], gzip.decompress(path.read_bytes()))
        for path in sorted(FILES.iterdir())
    }
    return found | {
        f"{read.__name__}: {name}": (read, raw) for read, bombs in MADE.items() for name, raw in bombs.items()
    }


def cost(read, raw):
    """Read a bomb in a process of its own; gives seconds of the processor, megabytes of memory, and what went wrong."""
    came, goes = os.pipe()
    if not (child := os.fork()):
        wrong = ""
        Path("/proc/self/clear_refs").write_text("5")  # the most that was held begins anew
        before, begun = held_now("VmRSS"), resource.getrusage(resource.RUSAGE_SELF)
        try:
            read(raw)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is told
            wrong = f"{type(error).__name__}: {error}"[:300]
        spent = resource.getrusage(resource.RUSAGE_SELF)
        seconds = spent.ru_utime + spent.ru_stime - begun.ru_utime - begun.ru_stime
        os.write(goes, json.dumps([seconds, held_now("VmHWM") - before, wrong]).encode())
        os._exit(0)
    os.close(goes)
    with os.fdopen(came) as told:
        said = told.read()
    os.waitpid(child, 0)
    return json.loads(said) if said else [0.0, 0.0, "It took the process down."]


def slowness():
    """Tell how many times longer than on a quiet machine of 2025 a bare loop takes now; never below 1."""
    begun, total = time.process_time(), 0
    for each in range(1_000_000):
        total += each
    return max(1.0, (time.process_time() - begun) / 0.05)


def held_now(name):
    """Tell the megabytes that this process holds, or held at most."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    raise LookupError(name)


if __name__ == "__main__":
    Door()  # the certificates of this machine are read once, and not for a bomb's sake
    for name, (read, raw) in everything().items():
        tries = []
        while not tries or (tries[-1][0] >= 0.1 and len(tries) < 5):
            seconds, *more = cost(read, raw)
            # Where it seems too much, it is weighed by what a bare loop takes in the same moment.
            tries.append([seconds / (slowness() if seconds >= 0.1 else 1), *more])
        print(json.dumps([name, *min(tries)]))
        sys.stdout.flush()
