from __future__ import annotations

import asyncio
import gc
import socket

import pytest
from django.urls import get_resolver

from amends.worker.site import MANY, MUCH, OneWrite, make_site, take_port
from amends.worker.trouble import Trouble


def test_a_port_in_use_is_told_with_the_next_one():
    with take_port("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Trouble, match=f"Port {port} is in use already.*--port {port + 1}"):
            take_port("127.0.0.1", port)


def test_an_address_that_is_not_this_machine_is_told():
    with pytest.raises(Trouble, match="cannot be opened"):
        take_port("203.0.113.7", 8700)


def test_a_port_that_was_just_left_can_be_taken_again():
    with take_port("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            pass
    take_port("127.0.0.1", port).close()


class Transport:
    """A transport that notes what it is called for."""

    def __init__(self):
        self.calls = []

    def write(self, data):
        self.calls.append(data)

    def close(self):
        self.calls.append("closed")

    def get_extra_info(self, name):
        return name


def told(story):
    transport = Transport()

    async def run():
        story(OneWrite(transport))
        at_once = list(transport.calls)
        await asyncio.sleep(0)
        return at_once

    return asyncio.run(run()), transport.calls


def test_head_and_body_of_an_answer_are_sent_in_one_call():
    def story(way_out):
        way_out.write(b"head ")
        way_out.write(b"body")
        assert way_out.get_extra_info("peername") == "peername"

    assert told(story) == ([], [b"head body"])


def test_what_was_written_is_sent_before_the_connection_closes():
    def story(way_out):
        way_out.write(b"last words")
        way_out.close()

    assert told(story) == ([b"last words", "closed"], [b"last words", "closed"])


def test_a_long_answer_is_not_gathered_in_memory():
    def large(way_out):
        way_out.write(b"a")
        way_out.write(b"x" * (MUCH + 1))
        way_out.write(b"z")

    def in_pieces(way_out):
        for _ in range(MANY + 1):
            way_out.write(b"x")

    assert told(large) == ([b"a" + b"x" * (MUCH + 1)], [b"a" + b"x" * (MUCH + 1), b"z"])
    assert told(in_pieces) == ([b"x" * (MANY + 1)], [b"x" * (MANY + 1)])


@pytest.mark.django_db
def test_the_door_opens_once_every_page_can_be_made():
    async def story():
        site = make_site("127.0.0.1", 0)
        site.config.load()
        site.lifespan = site.config.lifespan_class(site.config)
        get_resolver().__dict__.pop("url_patterns", None)
        gc.unfreeze()
        with take_port("127.0.0.1", 0) as door:
            await site.startup([door])
            ready = "url_patterns" in get_resolver().__dict__, gc.get_freeze_count() > 1000
            await site.shutdown([door])
        return ready

    try:
        assert asyncio.run(story()) == (True, True)
    finally:
        gc.unfreeze()
