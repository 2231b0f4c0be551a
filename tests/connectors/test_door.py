"""Asking the networks: only what is public, only so much and so long, and nothing that unpacks without end."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import random
import socket
import ssl
import time
from contextlib import asynccontextmanager

import pytest

from amends.connectors.addresses import NotAsked, judged
from amends.connectors.door import Door, NoAnswer, TooMuch
from amends.connectors.feeds import FeedReader
from amends.connectors.webmention import looked_at, mention


@asynccontextmanager
async def answering(*answers):
    """Serve raw bytes, one answer a connection and the last for ever; tells its place and what was asked."""
    asked = []

    async def serve(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        asked.append(head.decode())
        answer = answers[min(len(asked), len(answers)) - 1]
        if callable(answer):
            with contextlib.suppress(asyncio.CancelledError):
                await answer(writer)
        else:
            writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"127.0.0.1:{port}", asked


def http(body=b"", status="200 OK", **headers):
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *lines]) + "\r\n\r\n").encode() + body


def ask(*answers, near=None, path="/", **how):
    async def go():
        async with answering(*answers) as (place, asked):
            answer = await Door(near=[place] if near is None else near).ask(f"http://{place}{path}", **how)
            return answer, asked

    return asyncio.run(go())


def test_an_answer_comes_back_whole():
    answer, asked = ask(http(b'{"a": 1}', Link="<x>; rel=a", ETag="7"), path="/päth?q=ü&r=1")
    assert (answer.status, answer.json(), answer.header("etag")) == (200, {"a": 1}, "7")
    assert asked[0].startswith("GET /p%C3%A4th?q=%C3%BC&r=1 HTTP/1.1\r\n")
    assert "cookie" not in asked[0].lower()


def test_what_was_packed_is_unpacked_and_a_bomb_stays_small():
    answer, _ = ask(http(gzip.compress(b"x" * 5_000), Content_Encoding="gzip"))
    assert answer.body == b"x" * 5_000
    bomb = gzip.compress(gzip.compress(b"\0" * 50_000_000))
    assert len(ask(http(bomb, Content_Encoding="gzip"))[0].body) < 100_000
    begun = time.process_time()
    with pytest.raises(TooMuch, match="more than 100,000 bytes"):
        ask(http(gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip"), most=100_000)
    assert time.process_time() - begun < 5


def test_json_that_was_garbled_or_holds_too_much_is_no_answer():
    for body in (b'{"id":"\xff\xff"}', b"[" + b"[]," * 200_000 + b"[]]"):
        with pytest.raises(NoAnswer, match="cannot be read"):
            ask(http(body))[0].json()


def test_a_body_without_end_is_left():
    async def endless(writer):
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x" * 65_536)
            try:
                await writer.drain()
            except ConnectionError:
                return

    with pytest.raises(TooMuch):
        ask(endless, most=1_000_000)


@pytest.mark.parametrize("at_once", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\nx"])
def test_an_answer_that_drips_is_given_up(at_once):
    async def drip(writer):
        writer.write(at_once)
        for _ in range(100):
            writer.write(b"x")
            try:
                await writer.drain()
                await asyncio.sleep(0.02)
            except ConnectionError:
                return

    with pytest.raises(NoAnswer, match="did not answer within"):
        ask(drip, patience=0.2)


@pytest.mark.parametrize(
    "answer",
    [b"", b"SSH-2.0-OpenSSH_9\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx",
     http(b"no gzip", Content_Encoding="gzip"), http(b"x", Content_Encoding="br"), b"\xff" * 1000],
)  # fmt: skip
def test_what_is_no_answer_is_said_in_a_sentence(answer):
    with pytest.raises(NoAnswer, match=r"^127\.0\.0\.1 .*\.$"):
        ask(answer)


@pytest.mark.parametrize("onward", ["http://127.0.0.1:9/", "http://10.0.0.1/", "https://localhost/", "file:///etc/passwd",
                                    "https://[::ffff:127.0.0.1]/", "https://user@9.9.9.9/"])  # fmt: skip
def test_a_redirect_is_judged_again(onward):
    with pytest.raises((NotAsked, NoAnswer)) as refused:
        ask(http(status="302 Found", Location=onward))
    assert "does not answer as it should" not in str(refused.value), "a socket was opened"


def test_redirects_are_followed_so_far_and_carry_no_token_elsewhere():
    answer, asked = ask(
        http(status="301 Moved", Location="/there"), http(b"here"), headers={"Authorization": "Bearer t"}
    )
    assert answer.body == b"here"
    assert ["Bearer t" in head for head in asked] == [True, True]

    async def elsewhere():
        async with answering(http(b"other")) as (there, told):
            async with answering(http(status="302 Found", Location=f"http://{there}/")) as (here, _):
                await Door(near=[here, there]).ask(f"http://{here}/", headers={"Authorization": "Bearer t"})
            return told

    assert "Bearer" not in asyncio.run(elsewhere())[0]
    with pytest.raises(NoAnswer, match="on and on"):
        ask(http(status="302 Found", Location="/again"))
    assert ask(http(status="302 Found", Location="/again"), method="POST", body=b"x")[0].status == 302


def test_nothing_goes_unencrypted_but_to_what_the_owner_named():
    with pytest.raises(NotAsked, match="encrypted"):
        ask(http(b"x"), near=[])
    with pytest.raises(NotAsked, match="inside a network"):
        asyncio.run(Door(plain=True).ask("http://127.0.0.1:9/"))


def no_socket(monkeypatch):
    """Let every attempt to open a socket fail and be noted; tells the list of them."""
    opened = []

    async def connect(self, line, address):
        opened.append(address)
        raise OSError("a socket was opened")

    monkeypatch.setattr(asyncio.selector_events.BaseSelectorEventLoop, "sock_connect", connect)

    async def create(self, *given, **named):
        opened.append(given)
        raise OSError("a socket was opened")

    async def look_up(self, host, port, **_):
        # Numbers are read as the machine reads them; every name leads inside. No server of names is asked.
        try:
            return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        except socket.gaierror:
            return [(socket.AF_INET, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", create)
    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", look_up)
    return opened


def every_way(*addresses):
    async def go():
        web = Door(plain=True)
        for address in addresses:
            for way in (web.ask(address), _open_stream(web, address), _open_socket(web, address)):
                with pytest.raises((NotAsked, NoAnswer)):
                    await way

    asyncio.run(go())


async def _open_stream(web, address):
    async with web.stream(address):
        pass


async def _open_socket(web, address):
    async with web.websocket(address.replace("http", "ws", 1)):
        pass


def test_no_socket_opens_to_an_address_inside(shared_data, monkeypatch):
    opened = no_socket(monkeypatch)
    rows = map(json.loads, (shared_data / "badinput" / "ssrf_urls.jsonl").read_text().splitlines())
    every_way(*(row["url"] for row in rows))
    assert opened == []


def test_no_socket_opens_to_a_thousand_made_up_addresses(monkeypatch):
    opened = no_socket(monkeypatch)
    chance, made = random.Random(7), []
    for _ in range(1_000):
        first = chance.choice(
            [10, 127, 0, 169 * 256 + 254, 172 * 256 + 16 + chance.randrange(16), 192 * 256 + 168, 224]
        )
        number = (first << 24 | chance.getrandbits(24)) if first < 256 else (first << 16 | chance.getrandbits(16))
        quad = socket.inet_ntoa(number.to_bytes(4, "big"))
        host = chance.choice(
            [quad, str(number), hex(number), f"[::ffff:{quad}]", f"[64:ff9b::{quad}]", f"[fe80::{number & 0xFFFF:x}]",
             f"[fd00::{number & 0xFFFF:x}]", quad.replace(".", "。"), ".".join(map(oct, number.to_bytes(4, "big"))),
             f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::1]"]
        )  # fmt: skip
        port = chance.choice(["", ":80", ":6379", ":2683"])
        made.append(f"http://{host}{port}/{chance.choice(['', 'feed.xml', '?a=b'])}")
    every_way(*made)
    assert opened == []


def test_nothing_that_asks_for_a_page_opens_a_socket_inside(shared_data, monkeypatch):
    opened, now = no_socket(monkeypatch), lambda: 1_795_600_000_000_000
    rows = list(map(json.loads, (shared_data / "badinput" / "ssrf_urls.jsonl").read_text().splitlines()))

    async def ways(address):
        web = Door(plain=True)
        yield looked_at(address, "https://anna.example/", web, now())
        yield mention("https://anna.example/", address, web)
        yield anext(aiter(FeedReader(address, door=web, now=now, wait=asyncio.sleep).read("")))

    async def go():
        for row in rows:
            async for way in ways(row["url"]):
                with pytest.raises((NotAsked, NoAnswer)):
                    await way

    asyncio.run(go())
    assert (len(rows) > 50, opened) == (True, [])


def test_a_name_that_leads_elsewhere_at_a_second_look_is_still_judged(monkeypatch):
    opened = no_socket(monkeypatch)
    turn = iter(range(1_000))

    async def rebinding(self, host, port, **_):
        address = "9.9.9.9" if next(turn) % 2 == 0 else "127.0.0.1"
        return [(socket.AF_INET, 1, 6, "", (address, port))]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", rebinding)
    every_way(*["http://rebind.example/"] * 4)
    assert all("127.0.0.1" not in str(each) for each in opened)
    assert opened, "the public address was tried"


def test_one_address_inside_spoils_a_name():
    with pytest.raises(NotAsked):
        judged("a.example", ["9.9.9.9", "10.0.0.1"])
    with pytest.raises(NotAsked):
        judged("a.example", [])
    assert judged("nas.home", ["192.168.1.5"], near=True) == ["192.168.1.5"]


def test_a_web_socket_goes_through_the_same_door():
    from websockets.asyncio.server import serve

    async def echo(connection):
        async for message in connection:
            await connection.send(message)

    async def go():
        async with serve(echo, "127.0.0.1", 0) as server:
            port = next(iter(server.sockets)).getsockname()[1]
            async with Door(near=[f"127.0.0.1:{port}"]).websocket(f"ws://127.0.0.1:{port}/") as line:
                await line.send("hello")
                assert await line.recv() == "hello"

    asyncio.run(go())


def test_a_stream_is_read_as_it_comes():
    async def events(writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        for piece in (b"event: a\n", b"data: 1\n\n"):
            writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            await writer.drain()
        writer.write(b"0\r\n\r\n")
        await writer.drain()

    async def go():
        async with answering(events) as (place, _), Door(near=[place]).stream(f"http://{place}/") as (head, pieces):
            assert head.status == 200
            return b"".join([piece async for piece in pieces])

    assert asyncio.run(go()) == b"event: a\ndata: 1\n\n"


def test_a_certificate_for_another_name_is_not_believed():
    assert Door()._context.check_hostname
    assert Door()._context.verify_mode == ssl.CERT_REQUIRED
