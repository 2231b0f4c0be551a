"""Mentions of the web: what a page must say to be believed, and where other pages want to be told."""

from __future__ import annotations

import asyncio
import json

import pytest

from amends.connectors.arrivals import Arrival
from amends.connectors.door import Door
from amends.connectors.webmention import Webmentions, endpoint_of, mention, mention_of
from connectors.test_door import answering, http
from connectors.test_github_live import Waiting

NOW = 1_795_600_000_000_000
OURS = "https://anna.example/phone"
REPLY = f"""<!doctype html><html><body class="h-card"><div class="h-entry">
<a class="u-author p-author h-card" href="/about"><img src="x.png" alt="">Ben &amp; Co</a>
<h1 class="p-name">A reply</h1><p>in reply to <a class="u-in-reply-to" href="{OURS}">Anna</a></p>
<div class="e-content"><p>This was <b>no</b> place for it.</p><div>Really not.</div><script>alert(1)</script></div>
<time class="dt-published" datetime="2026-11-24T10:00:00+01:00">then</time></div>
<div class="h-entry"><div class="e-content">another</div></div></body></html>"""
HTML = {"Content_Type": "text/html; charset=utf-8"}


def page(body, status="200 OK", **headers):
    return http(body.encode(), status=status, **(HTML | headers))


def hear(*answers, times=None, sources=("/reply",), target=OURS, plain=False):
    """Let mentions arrive one after another, each answered by the next of ``answers`` (the last for ever)."""
    waiting = Waiting()

    async def go():
        async with answering(*answers) as (place, asked), asyncio.timeout(10):
            for number in range(1, (times or len(answers)) + 1):
                source = f"http://{place}{sources[(number - 1) % len(sources)]}"
                waiting.kept.append(Arrival(number, "", json.dumps({"source": source, "target": target}).encode()))

            async def wait(_seconds):
                pass

            async def one_by_one(number):
                return waiting.kept[number : number + 1]

            waiting.after = one_by_one
            door = Door(near=[place])
            reading, heard = Webmentions(waiting, door=door, now=lambda: NOW, wait=wait).read(""), []
            async for each in reading:
                heard.append(each)
                if json.loads(each.cursor)["arrived"] == len(waiting.kept):
                    await reading.aclose()
                    break
            return heard, place, asked

    heard, place, _ = asyncio.run(go())
    return heard[1:], place


def test_a_page_that_links_to_ours_is_a_post():
    [heard], place = hear(page(REPLY))
    [post] = heard.posts
    assert (post.id, post.url) == (f"http://{place}/reply",) * 2
    assert (post.author, post.author_name) == (f"http://{place}/about", "Ben & Co")
    assert post.text == "This was no place for it.\n\nReally not."
    assert (post.reply_to, post.links) == (OURS, (OURS,))
    assert post.created_at == 1_795_510_800_000_000


def test_sent_again_it_is_an_edit_and_gone_it_is_withdrawn():
    heard, place = hear(
        page(REPLY),
        page(REPLY.replace("Really not", "Not at all")),
        page("It moved", status="410 Gone"),
        page("It moved", status="410 Gone"),
    )
    assert [post.text for each in heard for post in each.changes.edits] == ["This was no place for it.\n\nNot at all."]
    assert [gone.id for each in heard for gone in each.changes.withdrawals] == [f"http://{place}/reply"]
    heard, _ = hear(page(REPLY), page("<p>I took the link out</p>"))
    assert len(heard[-1].changes.withdrawals) == 1


def test_nobody_takes_back_what_others_said_on_another_way():
    heard, _ = hear(page("<p>It does not link at all</p>"), page("gone", status="404 Not Found"))
    assert not any(each.posts or each.changes for each in heard)


@pytest.mark.parametrize(
    "body",
    [
        f"<!-- <a href='{OURS}'>hidden</a> -->",
        f"<script>const a = \"<a href='{OURS}'>\"</script>",
        f"<p>{OURS}</p>",
        f'<a href="{OURS}/longer">x</a>',
        f'<a title="{OURS}" href="/">x</a>',
        f'<template><a href="{OURS}">x</a></template>',
        "",
    ],
)
def test_a_page_that_only_seems_to_link_is_none(body):
    heard, _ = hear(page(body))
    assert not any(each.posts or each.changes for each in heard)


@pytest.mark.parametrize(
    "body",
    [f"<a href={OURS}>x</a>", f"<A HREF='{OURS}'>x</A>", '<base href="https://anna.example/"><a href="phone">x</a>',
     f'<img src="{OURS}">', f'<a rel="nofollow" class="u-like-of" href="{OURS.replace("/p", "&#x2F;p")}"></a>'],
)  # fmt: skip
def test_a_link_may_be_written_in_many_ways(body):
    heard, _ = hear(page(f"<p>before{body}"))
    assert len(heard[0].posts) == 1


def test_a_page_that_cannot_be_looked_at_is_refused_with_a_sentence():
    for answer in (page("x", status="500 Oops"), http(REPLY.encode(), Content_Type="application/pdf"), b"no http",
                   page("x" * 1_100_000)):  # fmt: skip
        [heard], _ = hear(answer)
        assert not heard.posts
        assert heard.refusals[0].reason.endswith(".")
        assert heard.refusals[0].file.startswith("http://127.0.0.1")


def test_a_mention_is_two_different_addresses_of_the_web():
    assert json.loads(mention_of("https://b.example/1", OURS))["target"] == OURS
    for source, target in [("", OURS), ("ftp://b.example/", OURS), ("https://b.example/", "x"), (OURS, OURS),
                           (f"{OURS}#a", f"{OURS}#b"), (f"https://b.example/{'x' * 3000}", OURS)]:  # fmt: skip
        with pytest.raises(ValueError, match=r"\.$"):
            mention_of(source, target)


DISCOVERY = {
    "a header": (page("", Link='</hook>; rel="webmention"'), "/hook"),
    "a header without quotes": (page("", Link="</hook>; rel=webmention"), "/hook"),
    "a header of another case": (page("", LINK='</hook>; rel="webmention"'), "/hook"),
    "a header with several relations": (page("", Link='</hook>; rel="webmention somethingelse"'), "/hook"),
    "a header with several links": (page("", Link='</other>; rel="other", </hook>; rel="webmention"'), "/hook"),
    "a header before a tag": (page('<link rel="webmention" href="/no">', Link='</hook>; rel="webmention"'), "/hook"),
    "a link tag": (page('<link rel="webmention" href="/hook">'), "/hook"),
    "an a tag": (page('<a rel="webmention" href="hook">x</a>'), "/hook"),
    "the first of two": (page('<a href="/hook" rel="webmention">x</a><link rel="webmention" href="/no">'), "/hook"),
    "several relations": (page('<link rel="webmention somethingelse" href="/hook">'), "/hook"),
    "an empty address, which is the page": (page('<link rel="webmention" href="">'), "/page"),
    "a query": (page('<link rel="webmention" href="/hook?query=yes">'), "/hook?query=yes"),
    "a tag in a comment": (page('<!-- <a rel="webmention" href="/no"> --><a rel="webmention" href="/hook">'), "/hook"),
    "a tag that is only written": (
        page('&lt;a rel="webmention" href="/no"&gt;<a rel="webmention" href="/hook">'),
        "/hook",
    ),
    "a relation of another name": (page('<link rel="not-webmention" href="/no">'), None),
    "a tag without an address": (page('<link rel="webmention"><a rel="webmention" href="/hook">'), "/hook"),
    "several headers": (page("", Link='</other>; rel="other"\r\nLink: </hook>; rel="webmention"'), "/hook"),
    "relative to the page": (page('<link rel="webmention" href="page/hook">'), "/page/hook"),
    "a page of another charset": (
        http('é <link rel="webmention" href="/hook">'.encode("latin-1"), Content_Type="text/html; charset=iso-8859-1"),
        "/hook",
    ),
    "a header of another charset": (page("", Link="</hook>; title*=UTF-8''%e2%82%ac; rel=\"webmention\""), "/hook"),
    "no page": (http(b'<link rel="webmention" href="/no">', Content_Type="text/plain"), None),
    "nothing": (page("<p>hello"), None),
}


@pytest.mark.parametrize("case", DISCOVERY)
def test_it_is_found_where_a_page_wants_to_be_told(case):
    answer, expected = DISCOVERY[case]

    async def go():
        async with answering(answer) as (place, _):
            return await endpoint_of(f"http://{place}/page", Door(near=[place])), place

    found, place = asyncio.run(go())
    assert found == (f"http://{place}{expected}" if expected else "")


def test_it_is_found_at_an_absolute_address_and_behind_a_redirect():
    async def go():
        moved = http(status="302 Found", Location="/moved/page")
        async with answering(moved, page('<link rel="webmention" href="hook">')) as (place, _):
            behind = await endpoint_of(f"http://{place}/page", Door(near=[place]))
        async with answering(page('<a rel="webmention" href="https://far.example/hook">x</a>')) as (here, _):
            return place, behind, await endpoint_of(f"http://{here}/page", Door(near=[here]))

    place, behind, absolute = asyncio.run(go())
    assert (behind, absolute) == (f"http://{place}/moved/hook", "https://far.example/hook")


def test_a_page_is_told_that_ours_links_to_it():
    async def go(*answers):
        async with answering(*answers) as (place, asked):
            return await mention(OURS, f"http://{place}/page", Door(near=[place])), asked

    told, asked = asyncio.run(go(page('<link rel="webmention" href="/hook">'), http(status="202 Accepted")))
    assert told
    assert asked[1].startswith("POST /hook HTTP/1.1")
    assert asyncio.run(go(page("")))[0] is False
    with pytest.raises(OSError, match="400"):
        asyncio.run(go(page('<link rel="webmention" href="/hook">'), http(status="400 Bad")))
    with pytest.raises(OSError, match="inside a network"):
        asyncio.run(go(page('<link rel="webmention" href="https://127.0.0.1:9/">')))
