"""What a crowd of readers gets: the same bytes, made once, and never somebody else's."""

from __future__ import annotations

import asyncio
import gzip
import time

import pytest

from amends.actions import wake
from amends.web import kept_pages
from amends.web.kept_pages import KeptPages


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
