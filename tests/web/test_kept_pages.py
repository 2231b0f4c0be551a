"""What a crowd of readers gets: the same bytes, made once, and never somebody else's."""

from __future__ import annotations

import asyncio
import gzip
import time
from functools import partial

import pytest
from django.db import connections

from amends import asgi, clock
from amends.actions import line, removals, wake
from amends.actions.forget_person import forget_person
from amends.actions.hide import hide
from amends.actions.take_back import take_back
from amends.actions.take_message import Written, take_message
from amends.core.vocabulary import MINUTE
from amends.store import models
from amends.web import kept_pages
from amends.web.kept_pages import KeptPages
from web import floor_story, pages_story, statement_story


class Site:
    """A site that counts how often it is asked, and answers with that number."""

    def __init__(self, status=200, headers=(), slow=0.0):
        self.asked, self.status, self.headers, self.slow = 0, status, list(headers), slow
        self.at_once = self.most_at_once = 0

    async def __call__(self, _scope, receive, send):
        self.asked += 1
        number = self.asked
        await receive()
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.slow)
        self.at_once -= 1
        headers = [(b"content-type", b"text/html"), *self.headers]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": f"page {number} ".encode() * 100})


async def get(kept, path="/cases/1/", method="GET", **headers):
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": named}
    await kept(scope, receive, send)
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent[1:])


def told(story):
    return asyncio.run(story())


def test_many_readers_at_once_are_one_page():
    site = Site(slow=0.05)
    kept = KeptPages(site)

    async def story():
        return await asyncio.gather(*(get(kept) for _ in range(50)))

    assert {body for _, _, body in told(story)} == {b"page 1 " * 100}
    assert site.asked == 1


def test_a_change_shows_within_a_moment_and_not_before(monkeypatch):
    monkeypatch.setattr(kept_pages, "REST", 0.05)
    site = Site()
    kept = KeptPages(site)

    async def story():
        first = (await get(kept))[2]
        wake.tell(None)
        at_once = (await get(kept))[2]
        await asyncio.sleep(0.06)
        return first, at_once, (await get(kept))[2]

    first, at_once, later = told(story)
    assert first == at_once != later


def test_an_unchanged_page_is_made_anew_when_it_is_old(monkeypatch):
    monkeypatch.setattr(kept_pages, "REST", 0.0)
    monkeypatch.setattr(kept_pages, "OLDEST", 0.05)
    kept = KeptPages(Site())

    async def story():
        first = (await get(kept))[2]
        again = (await get(kept))[2]
        await asyncio.sleep(0.06)
        return first, again, (await get(kept))[2]

    first, again, old = told(story)
    assert first == again != old


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/desk/", {}),
        ("/vote/abc/", {}),
        ("/cases/1/receipts/abc/", {}),
        ("/cases/1/", {"cookie": "amends_session=1"}),
        ("/cases/1/", {"range": "bytes=0-1"}),
    ],
)
def test_what_is_private_is_never_kept(path, headers):
    site = Site()
    kept = KeptPages(site)

    async def story():
        await get(kept, path, **headers)
        await get(kept, path, **headers)

    told(story)
    assert site.asked == 2


def test_in_a_storm_the_page_before_is_handed_out_and_the_maker_rests(monkeypatch):
    monkeypatch.setattr(kept_pages, "REST", 0.0)
    site = Site(slow=0.02)
    kept = KeptPages(site)

    async def story():
        paths = [f"/cases/{number}/" for number in range(5)]
        for path in paths:
            await get(kept, path)
        waited = []
        began = time.monotonic()
        while time.monotonic() - began < 0.6:
            wake.tell(None)
            asked = time.monotonic()
            await asyncio.gather(*(get(kept, path) for path in paths))
            waited.append(time.monotonic() - asked)
            await asyncio.sleep(0.005)
        return waited, [(await get(kept, path))[2] for path in paths]

    waited, pages = told(story)
    assert site.most_at_once == 1
    assert sorted(waited)[len(waited) // 2] < 0.02
    # 0.6 s hold six makings of 0.02 s with four times as long a rest after each.
    assert 5 < site.asked <= 5 + 7
    assert any(int(page.split()[1]) > 5 for page in pages)


def test_who_would_read_a_page_too_old_waits_for_a_new_one(monkeypatch):
    monkeypatch.setattr(kept_pages, "REST", 0.0)
    monkeypatch.setattr(kept_pages, "LATEST", 0.05)
    kept = KeptPages(Site(slow=0.02))

    async def story():
        first = (await get(kept))[2]
        wake.tell(None)
        in_time = (await get(kept))[2]
        await asyncio.sleep(0.06)
        wake.tell(None)
        return first, in_time, (await get(kept))[2]

    first, in_time, late = told(story)
    assert first == in_time != late


def test_what_is_public_no_longer_is_handed_out_no_longer(monkeypatch):
    monkeypatch.setattr(kept_pages, "REST", 0.0)
    site = Site()
    kept = KeptPages(site)

    async def story():
        await get(kept)
        site.status = 404
        wake.tell(None)
        await asyncio.sleep(0.05)
        return (await get(kept))[0], (await get(kept))[0]

    assert told(story) == (404, 404)
    assert not kept._pages


def test_what_sets_a_cookie_goes_to_one_reader_alone():
    site = Site(headers=[(b"Set-Cookie", b"a=1")], slow=0.02)
    kept = KeptPages(site)

    async def story():
        return await asyncio.gather(get(kept), get(kept))

    bodies = [body for _, _, body in told(story)]
    assert len(set(bodies)) == 2


def test_a_page_that_failed_is_asked_for_again():
    site = Site(status=500)
    kept = KeptPages(site)

    async def story():
        return await get(kept), await get(kept)

    first, second = told(story)
    assert (first[0], second[0], site.asked) == (500, 500, 2)


def test_a_reader_who_has_the_page_gets_no_second_copy_and_packed_ones_unpack_to_it():
    kept = KeptPages(Site())

    async def story():
        status, headers, body = await get(kept)
        packed = await get(kept, accept_encoding="gzip, br")
        known = await get(kept, if_none_match=headers[b"etag"].decode())
        head = await get(kept, method="HEAD")
        return status, body, packed, known, head

    status, body, packed, known, head = told(story)
    assert status == 200
    assert gzip.decompress(packed[2]) == body
    assert packed[1][b"content-encoding"] == b"gzip"
    assert (known[0], known[2]) == (304, b"")
    assert (head[0], head[2], head[1][b"content-length"]) == (200, b"", str(len(body)).encode())


def test_other_languages_are_other_pages():
    site = Site()
    kept = KeptPages(site)

    async def story():
        return (await get(kept, accept_language="de"))[2], (await get(kept, accept_language="en"))[2]

    german, english = told(story)
    assert german != english


def test_memory_stays_bounded(monkeypatch):
    monkeypatch.setattr(kept_pages, "MOST_PAGES", 3)
    kept = KeptPages(Site())

    async def story():
        for number in range(20):
            await get(kept, f"/cases/{number}/")

    told(story)
    assert len(kept._pages) == 3


def in_a_storm(kept):
    """Let a page have been made that took so long that none is made anew for many seconds."""
    kept._rests_until = time.monotonic() + 20
    wake.tell(None)


def test_what_was_made_before_words_left_is_handed_to_nobody(monkeypatch, settings, tmp_path):
    settings.AMENDS_DATA = tmp_path
    monkeypatch.setattr(kept_pages, "REST", 0.0)
    kept = KeptPages(Site())

    async def story():
        first = (await get(kept))[2]
        in_a_storm(kept)
        as_before = (await get(kept))[2]
        removals._note()
        return first, as_before, (await get(kept))[2], (await get(kept))[2]

    first, as_before, after, again = told(story)
    assert first == as_before != after == again


def test_a_page_that_was_under_way_while_words_left_is_for_those_who_asked_before(settings, tmp_path):
    settings.AMENDS_DATA = tmp_path
    site = Site(slow=0.05)
    kept = KeptPages(site)

    async def story():
        before = [asyncio.create_task(get(kept)) for _ in range(3)]
        while not site.at_once:  # noqa: ASYNC110 - what is waited for is told by a plain number
            await asyncio.sleep(0.001)
        removals._note()
        after = [asyncio.create_task(get(kept)) for _ in range(3)]
        later = [(await one)[2] for one in (*before, *after)]
        return later, (await get(kept))[2]

    pages, kept_then = told(story)
    assert [int(page.split()[1]) for page in pages] == [1, 1, 1, 2, 2, 2]
    assert kept_then == pages[-1]


def test_a_page_that_was_under_way_while_words_left_is_not_kept(settings, tmp_path):
    settings.AMENDS_DATA = tmp_path
    site = Site(slow=0.02)
    kept = KeptPages(site)

    async def story():
        before = asyncio.create_task(get(kept))
        while not site.at_once:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.001)
        removals._note()
        first = (await before)[2]
        in_a_storm(kept)
        return first, (await get(kept))[2]

    first, after = told(story)
    assert first != after


def test_what_another_process_took_away_is_noticed(settings, tmp_path):
    settings.AMENDS_DATA = tmp_path
    kept = KeptPages(Site())

    async def story():
        first = (await get(kept))[2]
        with (tmp_path / removals.FILE).open("ab") as file:
            file.write(b".")
        return first, (await get(kept))[2]

    first, after = told(story)
    assert first != after


KEY = "5e" * 32
WALRUS = "Walrus {} paid for it."
GONE = (
    ("hidden", lambda number: hide(7, number, "spam", "It sells walruses.", pages_story.NOW)),
    ("taken back", lambda _number: take_back(7, KEY, pages_story.NOW)),
    ("forgotten", lambda _number: forget_person("email", "forgotten@example.org", pages_story.NOW)),
)


@pytest.mark.django_db(transaction=True)
def test_who_asks_after_words_were_taken_away_never_gets_them():
    start = pages_story.NOW
    with clock.following(clock.Story(start=start, end=start + 1, speed=1e-9, began=clock.real())):
        pages_story.storm()
        statement_story.said()
        for deed, _ in GONE:
            key = floor_story._hash(KEY) if deed == "taken back" else ""
            form = Written(
                "Mopsa", WALRUS.format(deed), email=f"{deed.split()[0]}@example.org", made_at=start - MINUTE,
                sender=deed, erase_hash=key,
            )  # fmt: skip
            line.do(clock.now, take_message, 7, form, start)
        for deed, do in GONE:
            number = models.Message.objects.get(post__text=WALRUS.format(deed)).number
            before, after = told(partial(read_before_and_after, lambda do=do, number=number: do(number), number))
            assert [WALRUS.format(deed) in page for page in before] == [True] * 3, deed
            assert [WALRUS.format(deed) in page for page in after] == [False] * 3, deed


def done(deed):
    """Do a deed in a thread, and close what it opened there."""
    try:
        line.do(clock.now, deed)
    finally:
        connections.close_all()


async def read_before_and_after(deed, number):
    """Read the pages on which a message stands in a storm, do the deed, and read them again at once."""
    kept = asgi.application
    paths = ("/cases/7/", "/cases/7/floor/", f"/cases/7/messages/{number}/")
    read = []
    for turn in ("before", "after"):
        if turn == "after":
            await asyncio.to_thread(done, deed)
        pages = []
        for path in paths:
            status, _, body = await get(kept, path, host="localhost")
            assert status == 200
            pages.append(body.decode())
            in_a_storm(kept)
        read.append(pages)
    return read
