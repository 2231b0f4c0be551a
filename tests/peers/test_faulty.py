"""The proxy itself: what it is told to do to connections, it does, each once, and else passes everything on."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from peers.faulty import Proxy

SAID = [b"one,", b"two,", b"three,", b"four,"]


async def closed(writer):
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


@contextlib.asynccontextmanager
async def serving(say):
    """Serve each connection by ``say``; tells the port, and waits at the end until every connection is closed."""
    lines = []

    async def serve(reader, writer):
        lines.append(asyncio.current_task())
        with contextlib.suppress(OSError):
            await say(reader, writer)
        await closed(writer)

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]
        await asyncio.wait(lines)


def through(*ways, tell=SAID, framed=False):
    """Ask a server that says four words through the proxy; gives what came, how it ended, and what broke."""

    async def say(reader, writer):
        assert await reader.readline() == b"hello\n"
        for each in tell:
            writer.write(each)
            await writer.drain()
            await asyncio.sleep(0.02)

    async def go():
        async with serving(say) as port, Proxy(port, ways, framed=framed) as proxy:
            reader, writer = await asyncio.open_connection(*proxy.place.split(":"))
            writer.write(b"hello\n")
            try:
                async with asyncio.timeout(0.6):
                    came, ended = await reader.read(), "closed"
            except ConnectionResetError:
                came, ended = b"", "reset"
            except TimeoutError:
                came, ended = b"", "open"
            await closed(writer)
            return came, ended, proxy.broke

    return asyncio.run(go())


def test_without_a_way_everything_is_passed_on():
    assert through() == (b"one,two,three,four,", "closed", [])


@pytest.mark.parametrize(
    ("way", "came"),
    [("late", b"one,two,three,four,"), ("out of order", b"one,three,two,four,"), ("again", b"one,two,two,three,four,")],
)
def test_what_it_does_to_the_second_word(way, came):
    assert through((way, 4)) == (came, "closed", [way])


def test_it_cuts_closes_one_half_and_stalls():
    assert through(("cut", 4))[1:] == ("reset", ["cut"])
    came, ended, _ = through(("half-closed", 4))
    assert (came.startswith(b"one,"), len(came) < 8, ended) == (True, True, "closed")
    assert through(("stalled", 4))[1:] == ("open", ["stalled"])


def test_it_garbles_some_bytes():
    came, _, broke = through(("garbled", 4))
    assert broke == ["garbled"]
    assert len(came) == len(b"".join(SAID))
    assert b"\xff" in came


def test_messages_of_a_web_socket_stay_whole():
    frames = [b"\x82\x03one", b"\x82\x7e\x00\x80" + b"2" * 128, b"\x82\x05three"]
    came, _, _ = through(("out of order", 40), tell=[b"HTTP/1.1 101 Hello\r\n\r\n", b"".join(frames)], framed=True)
    assert came.endswith(frames[0] + frames[2] + frames[1])


def test_one_way_comes_after_the_other_on_one_connection_or_the_next():
    assert through(("again", 0), ("again", 4))[0] == b"one,one,two,three,three,four,"

    async def go():
        async def say(_reader, writer):
            writer.write(b"hello")

        async with serving(say) as port, Proxy(port, [("half-closed", 0), ("again", 0)]) as proxy:
            came = []
            for _ in range(3):
                reader, writer = await asyncio.open_connection(*proxy.place.split(":"))
                came.append(await reader.read())
                await closed(writer)
            return came, proxy.left()

    (first, *others), left = asyncio.run(go())
    assert (len(first) < 5, others, left) == (True, [b"hellohello", b"hello"], 0)
