"""Every feed that feedparser was tested by is read soon, as feedparser reads it, or refused with a sentence."""

from __future__ import annotations

import base64
import json
import re
from time import process_time

import pytest

from amends.connectors.clock import NotATime, parse
from amends.connectors.feed_documents import NoFeed, read_feed
from amends.connectors.feeds import posts_of
from amends.connectors.markup import text_of
from amends.connectors.protocols import SourceRefused
from peers.conftest import PEERS

CORPUS = PEERS / "feeds/feeds.jsonl"
NOW = 1_900_000_000_000_000
LONGEST = 0.1
"""Seconds of processor time for one feed."""

NOT_READ = re.compile(
    r"base64|"  # of a form of Atom that was never finished
    r"cdf|"  # a format that no site offers any more
    r"doctype_contains_entity_decl|entity_in_doctype|"  # entities of their own are what bombs are made of
    r"ebcdic|ibm0|ibm1140|ibm500|cp037|cp500|cp875|cp1125|csibm|"  # of mainframes
    r"x80_\d|"  # a name that XML does not let an encoding have
    r"demoronize|double-encoded"  # feedparser mends here what its author wrote wrongly
)
"""Feeds that are not read as feedparser does, by what is in their names, with the reason."""

READ_OTHERWISE = {
    "media-rss": "what a picture is called is not what an entry says",
    "item_category_image": "as media-rss",
    "atomsvg": "what stands in a drawing is not what an entry says",
    "item_description_and_summary": "an entry that says the same twice: the first is taken",
    "item_summary_and_description": "as item_description_and_summary",
    "date_overwriting": "an entry with several dates: the first is taken",
    "updated_multiple_values": "as date_overwriting",
    "node_precedence": "an entry that says things twice: the first is taken",
    "entry_authors_email": "an entry with several authors: the first is taken",
    "item_multiple_dc_creator": "as entry_authors_email",
    "isPermaLink_ValueError": "an address that is none stays as it is written, and its entry is refused",
}


@pytest.fixture(scope="module")
def corpus():
    if not CORPUS.exists():
        pytest.skip("The feeds that feedparser was tested by are not installed. They are by: make peers.")
    feeds = [json.loads(line) for line in CORPUS.read_text().splitlines()]
    return [feed | {"raw": base64.b64decode(feed["raw"])} for feed in feeds]


def test_each_is_read_or_refused_with_a_sentence_and_soon(corpus):
    slowest, read, refused = 0.0, 0, 0
    for feed in corpus:
        begun = process_time()
        try:
            posts, refusals = posts_of(feed["raw"], "https://blog.example/feed", NOW)
        except SourceRefused as error:
            refused += 1
            said = str(error)
        else:
            read += 1
            said = " ".join(each.reason for each in refusals) or "."
            assert all(post.id and post.text and 0 < post.created_at <= NOW for post in posts), feed["name"]
        assert said.endswith("."), feed["name"]
        slowest = max(slowest, process_time() - begun)
    assert read > 2_000
    assert refused < 100
    assert slowest < LONGEST


def same(id_, link, title, text, author):
    """Give what is compared of an entry: its id and address, its words, and its author without the address of mail."""
    name = re.sub(r"\(?[^\s()]+@[^\s()]+\)?", "", author)
    return {
        "id": id_ or link,
        "link": link or id_,
        "title": text_of(title)[0],
        "text": text_of(text)[0].split(),
        "author": name.split(),
    }


def differences(ours, theirs):
    """Give what two readings of one entry have apart."""
    our = same(ours.id, ours.link, ours.title, ours.content or ours.summary, ours.author)
    their = same(*(theirs[key] for key in ("id", "link", "title", "text", "author")))
    found = [(key, our[key], their[key]) for key in our if our[key] != their[key]]
    at = seconds(ours)
    if (at is None) != (not theirs["at"]) or (at is not None and at not in theirs["at"]):
        found.append(("at", at, theirs["at"]))
    return found


def seconds(entry):
    try:
        return parse(entry.published or entry.updated) // 1_000_000
    except NotATime:
        return None


def test_what_is_whole_says_the_same_to_feedparser(corpus):
    apart, compared = [], 0
    for feed in corpus:
        if not feed["whole"] or NOT_READ.search(feed["name"]):
            continue
        try:
            ours = read_feed(feed["raw"], feed["served_as"]).entries
        except NoFeed as error:
            apart.append((feed["name"], str(error)))
            continue
        if any(name in feed["name"] for name in READ_OTHERWISE):
            continue
        compared += 1
        if len(ours) != len(feed["entries"]):
            apart.append((feed["name"], len(ours), len(feed["entries"])))
        for our, their in zip(ours, feed["entries"], strict=False):
            apart += [(feed["name"], *found) for found in differences(our, their)]
    assert apart == []
    assert compared > 1_500
