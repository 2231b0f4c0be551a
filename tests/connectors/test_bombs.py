"""Documents made to cost whoever reads them: each is done with in less than 100 ms of one processor and 64 MB."""

from __future__ import annotations

import gzip
import time
import tracemalloc
from pathlib import Path

import pytest

from amends.connectors.feeds import posts_of
from amends.connectors.protocols import SourceRefused
from amends.connectors.web_pages import Page

BOMBS = sorted((Path(__file__).parent.parent / "corpora" / "bombs").iterdir())
NOW = 1_795_600_000_000_000


def feed(raw):
    try:
        posts, refusals = posts_of(raw, "https://bomb.example/feed", NOW)
    except SourceRefused:
        return
    assert len(posts) <= 200
    assert sum(len(post.text) for post in posts) < 2_000_000
    assert posts or refusals or b"<?a b?>" in raw


def page(raw):
    read = Page(raw.decode(), "https://bomb.example/page")
    read.links()
    read.leads_to("webmention")
    assert len(read.entry().text) < 100_000


READERS = {"feed": feed, "page": page}


@pytest.mark.parametrize("path", BOMBS, ids=lambda path: path.name.removesuffix(".gz"))
def test_a_bomb_costs_little(path):
    read, raw = READERS[path.name.partition(".")[0]], gzip.decompress(path.read_bytes())
    spent = []
    for _ in range(3):
        begun = time.process_time()
        read(raw)
        spent.append(time.process_time() - begun)
        if spent[-1] < 0.1:
            break
    assert min(spent) < 0.1
    tracemalloc.start()
    try:
        read(raw)
        assert tracemalloc.get_traced_memory()[1] < 64_000_000
    finally:
        tracemalloc.stop()


def test_there_are_thirty_bombs():
    assert len(BOMBS) >= 30
